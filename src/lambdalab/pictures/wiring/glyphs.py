"""The signs of the kinds of resources: a few strokes each, in a square from 0 to 1."""

from collections.abc import Iterable
from math import cos, pi, sin

Stroke = list[tuple[float, float]]


def _arc(x: float, y: float, radius: float, start: float = 0, end: float = 360, flat: float = 1) -> Stroke:
    """Return an arc between two angles in degrees; ``flat`` is its height as a share of its width."""
    steps = [start + (end - start) * step / 24 for step in range(25)]
    return [(x + radius * cos(a * pi / 180), y + flat * radius * sin(a * pi / 180)) for a in steps]


def _box(left: float, bottom: float, right: float, top: float) -> Stroke:
    return [(left, bottom), (right, bottom), (right, top), (left, top), (left, bottom)]


def _levels(heights: Iterable[float], right: float = 0.84) -> list[Stroke]:
    return [[(0.16, y), (right, y)] for y in heights]


GLYPHS: dict[str, list[Stroke]] = {
    "bucket": [_arc(0.5, 0.8, 0.36, flat=0.3), [(0.14, 0.8), (0.27, 0.12), (0.73, 0.12), (0.86, 0.8)]],
    "function": [
        [(0.2, 0.88), (0.36, 0.88), (0.7, 0.12), (0.84, 0.12)],
        [(0.48, 0.6), (0.2, 0.12)],
    ],
    "topic": [
        _arc(0.5, 0.5, 0.07),
        *(_arc(0.5, 0.5, radius, middle - 48, middle + 48) for radius in (0.24, 0.43) for middle in (0, 180)),
    ],
    "queue": [_box(0.06, 0.26, 0.94, 0.74), *([(x, 0.26), (x, 0.74)] for x in (0.35, 0.65))],
    "rule": [[(0.1, 0.86), (0.9, 0.86), (0.6, 0.48), (0.6, 0.1), (0.4, 0.24), (0.4, 0.48), (0.1, 0.86)]],
    "schedule": [_arc(0.5, 0.5, 0.42), [(0.5, 0.76), (0.5, 0.5), (0.68, 0.4)]],
    "alarm": [
        [
            (0.1, 0.26),
            (0.24, 0.42),
            *_arc(0.5, 0.6, 0.26, 180, 0),
            (0.76, 0.42),
            (0.9, 0.26),
            (0.1, 0.26),
        ],
        _arc(0.5, 0.24, 0.12, 190, 350),
        [(0.5, 0.86), (0.5, 0.94)],
    ],
    "table": [_box(0.1, 0.14, 0.9, 0.86), *_levels((0.62, 0.38)), [(0.42, 0.14), (0.42, 0.86)]],
    "instances": [
        _box(0.1, 0.54, 0.9, 0.9),
        _box(0.1, 0.1, 0.9, 0.46),
        [(0.24, 0.72), (0.34, 0.72)],
        [(0.24, 0.28), (0.34, 0.28)],
    ],
    "log group": [*_levels((0.82, 0.38)), *_levels((0.6, 0.16), right=0.6)],
    "metric": [
        [(0.12, 0.9), (0.12, 0.12), (0.9, 0.12)],
        [(0.26, 0.34), (0.46, 0.6), (0.6, 0.44), (0.86, 0.8)],
    ],
    "api": [
        [(0.3, 0.78), (0.08, 0.5), (0.3, 0.22)],
        [(0.7, 0.78), (0.92, 0.5), (0.7, 0.22)],
        [(0.57, 0.88), (0.43, 0.12)],
    ],
    "subscriber": [_box(0.08, 0.2, 0.92, 0.8), [(0.08, 0.78), (0.5, 0.44), (0.92, 0.78)]],
    "other": [_arc(0.5, 0.5, 0.36)],
}
