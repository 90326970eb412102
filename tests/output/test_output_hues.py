"""The hues of the terminal: readable on white and on black, and told apart by people who see colours differently."""

from __future__ import annotations

import itertools
import math
import re

import pytest

from tracker.output.paint import BAD, DOUBTFUL, GOOD, HUES

Colour = tuple[float, float, float]
STEPS = (0, 95, 135, 175, 215, 255)
# What people see without red, green or blue cones (Machado, Oliveira and Fernandes, 2009), of linear red, green, blue.
SEEN: dict[str, tuple[Colour, Colour, Colour]] = {
    "all": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "no red": ((0.152, 1.053, -0.205), (0.115, 0.786, 0.099), (-0.004, -0.048, 1.052)),
    "no green": ((0.367, 0.861, -0.228), (0.280, 0.673, 0.047), (-0.012, 0.043, 0.969)),
    "no blue": ((1.256, -0.077, -0.179), (-0.078, 0.931, 0.148), (0.005, 0.691, 0.304)),
}


def linear(hue: str) -> Colour:
    """A colour of the 256 of a terminal, as linear light."""
    found = re.fullmatch(r"38;5;(\d+)", hue)
    assert found is not None
    place = int(found[1]) - 16
    red, green, blue = (STEPS[part] / 255 for part in (place // 36, place // 6 % 6, place % 6))
    return tuple(one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in (red, green, blue))  # type: ignore[return-value]


def luminance(colour: Colour) -> float:
    return 0.2126 * colour[0] + 0.7152 * colour[1] + 0.0722 * colour[2]


def lab(colour: Colour) -> Colour:
    red, green, blue = (min(1.0, max(0.0, part)) for part in colour)
    x = (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505
    z = (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089
    fx, fy, fz = (
        part ** (1 / 3) if part > 0.008856 else 7.787 * part + 16 / 116
        for part in (x, luminance((red, green, blue)), z)
    )
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


@pytest.mark.parametrize("hue", [BAD, DOUBTFUL, GOOD])
def test_each_can_be_read_in_a_light_and_in_a_dark_window(hue: str) -> None:
    light = luminance(linear(hue))
    assert 1.05 / (light + 0.05) >= 4.3 and (light + 0.05) / 0.05 >= 4.3


@pytest.mark.parametrize("eyes", SEEN)
def test_people_tell_them_apart(eyes: str) -> None:
    seen = {}
    for hue in HUES:
        light = linear(hue)
        seen[hue] = lab(tuple(sum(map(float.__mul__, map(float, row), light)) for row in SEEN[eyes]))  # type: ignore[arg-type]
    assert min(math.dist(one, other) for one, other in itertools.combinations(seen.values(), 2)) >= 35
