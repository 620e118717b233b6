"""The wiring map as it is drawn."""

import io
from pathlib import Path

import pytest
from PIL import Image

from lambdalab.errors import LabError
from lambdalab.pictures import wiring
from lambdalab.pictures.wiring import Link, Resource, Wiring, __main__
from lambdalab.pictures.wiring.glyphs import GLYPHS
from lambdalab.pictures.wiring.layout import arrange
from lambdalab.pictures.wiring.model import KINDS


def chain(length: int, **last: str) -> Wiring:
    """Return topics that stand in a chain of links; ``last`` says more of the last link."""
    resources = {str(number): Resource(str(number), "topic", f"topic-{number}") for number in range(length)}
    links = [Link(str(number), str(number + 1), "a label") for number in range(length - 2)]
    return Wiring(resources, [*links, Link(str(length - 2), str(length - 1), **last)])


def test_alt_text_tells_each_link_in_words() -> None:
    """Who cannot see the map reads the same links, with what is broken and why."""
    alt = wiring.draw(chain(3, label="later", broken="nobody is there")).alt
    assert alt == (
        "Wiring map. topic-1 → topic-2 is broken: nobody is there. "
        "Topic topic-0 → topic topic-1 (a label). "
        "Topic topic-1 → topic topic-2 (later), broken: nobody is there."
    )


def test_a_whole_system_says_so() -> None:
    """Where nothing is broken, the headline counts."""
    assert "3 resources, 2 links, none broken" in wiring.draw(chain(3)).alt


def test_a_broken_link_is_red_and_its_reason_readable() -> None:
    """A map without a broken link has no red in it; one with such a link has."""
    assert not has_red(wiring.draw(chain(3)).png)
    assert has_red(wiring.draw(chain(3, broken="gone")).png)


def has_red(png: bytes) -> bool:
    """Tell whether a picture has pixels in a strong red."""
    with Image.open(io.BytesIO(png)) as image:
        colours = image.convert("RGB").getcolors(2**24) or []
    return any(red > 150 and green < 70 and blue < 70 for _, (red, green, blue) in colours)


def test_long_chains_run_downwards() -> None:
    """A map stays narrow enough for a page."""
    wide, long = (wiring.draw(chain(length)).size for length in (3, 12))
    assert wide[0] > wide[1]
    assert long[0] < 1000 < long[1]


def test_boxes_do_not_overlap() -> None:
    """The words of a link keep the room that they need, as boxes do."""
    boxes = dict.fromkeys("abcdef", (80.0, 40.0))
    wires = {("a", "b"): True, ("a", "c"): True, ("b", "d"): True, ("c", "d"): False, ("d", "a"): True}
    places = list(arrange(boxes, wires, [["e", "f"]], 1000).centres.values())
    for number, (x, y) in enumerate(places):
        assert all(abs(x - right) >= 80 or abs(y - above) >= 40 for right, above in places[number + 1 :])


def test_odd_names_are_drawn() -> None:
    """What Graphviz or matplotlib would take for markup is a name like others."""
    names = ['a "quoted" <b>&', "costs $5$ \\ ü 測", "x" * 200]
    resources = {name: Resource(name, "bucket", name, detail=name, problem="") for name in names}
    alt = wiring.draw(Wiring(resources, [Link(names[0], names[1], "$a$ <i>"), Link(names[1], names[1])])).alt
    assert names[0] in alt
    assert "1 link" not in alt


def test_each_kind_has_words_and_a_sign() -> None:
    """No kind of resource is drawn without its sign."""
    assert KINDS.keys() == GLYPHS.keys()


def test_order_depends_on_names_alone() -> None:
    """Two readings that found the same in another order give the same words."""
    forwards = chain(4)
    backwards = Wiring(dict(reversed(forwards.resources.items())), forwards.links[::-1])
    assert forwards.sorted().words() == backwards.sorted().words()


def test_an_empty_account_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """There is no map of nothing."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "999999999998")
    with pytest.raises(LabError, match="the account is empty"):
        wiring.wiring_map()


def test_module_runs_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Run by itself with a file's name, the module writes a small PNG there."""
    monkeypatch.setattr("sys.argv", ["wiring", str(tmp_path / "wiring.png")])
    __main__.main()
    assert 0 < (tmp_path / "wiring.png").stat().st_size < 60_000
