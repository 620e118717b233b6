"""What holds for every picture."""

import io
from pathlib import Path

import pytest
from PIL import Image

from lambdalab.pictures import style


@pytest.fixture
def picture() -> style.Picture:
    """Return a small picture with an alt text that needs escaping."""
    figure, axes = style.canvas(2.0)
    axes.plot([0, 1], [0, 1], color=style.BLUE)
    style.headline(figure, "It rises", "from 0 to 1")
    style.label(axes, 0.5, 0.5, "here")
    return style.render(figure, 'A line that is "straight"\n    and rises.')


def test_alt_text_is_one_line(picture: style.Picture) -> None:
    """The alt text may be written over several lines and is kept as one."""
    assert picture.alt == 'A line that is "straight" and rises.'


def test_notebook_gets_alt_text_in_each_form(picture: style.Picture) -> None:
    """HTML, the PNG's metadata and the plain text all carry the alt text."""
    data, metadata = picture._repr_mimebundle_()
    assert 'alt="A line that is &quot;straight&quot; and rises."' in data["text/html"]
    assert metadata["image/png"]["alt"] == data["text/plain"] == picture.alt


def test_picture_is_sharp_and_small(picture: style.Picture) -> None:
    """A picture holds two pixels for each CSS pixel, in less than 60 kB."""
    with Image.open(io.BytesIO(picture.png)) as image:
        assert image.width == 2 * picture.size[0] == round(2 * 96 * style.WIDTH)
    assert len(picture.png) < 60_000


def test_same_data_gives_same_bytes(picture: style.Picture, tmp_path: Path) -> None:
    """Drawing writes no date and no version into the file."""
    figure, axes = style.canvas(2.0)
    axes.plot([0, 1], [0, 1], color=style.BLUE)
    style.headline(figure, "It rises", "from 0 to 1")
    style.label(axes, 0.5, 0.5, "here")
    again = style.render(figure, "")
    again.save(tmp_path / "again.png")
    assert (tmp_path / "again.png").read_bytes() == picture.png


def test_colours_differ_in_grey() -> None:
    """The colours that stand beside each other can be told apart when they are printed grey."""
    greys = [Image.new("RGB", (1, 1), c).convert("L").getpixel((0, 0)) for c in (style.BLUE, style.ORANGE)]
    assert abs(greys[0] - greys[1]) > 60
