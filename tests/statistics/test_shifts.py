"""When a level shifted: made series with and without a change, and how often chance looks like one."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest

from headertrace.mailbox.shifts import ALARM, LEAST, POINTS, Point, Shift, merged, placed, shifts

Made = Callable[[np.random.Generator, int], np.ndarray]


def points(values: np.ndarray) -> list[Point]:
    return [Point(at, at + 0.9, 10, float(value)) for at, value in enumerate(values)]


def iid(chance: np.random.Generator, count: int) -> np.ndarray:
    return chance.normal(size=count)


def heavy(chance: np.random.Generator, count: int) -> np.ndarray:
    return chance.lognormal(0, 1.2, count)


def days(chance: np.random.Generator, count: int) -> np.ndarray:
    """As delays go up by day and down by night."""
    return chance.normal(size=count) * 0.5 + np.sin(np.arange(count) * 2 * math.pi / 8)


def weeks(chance: np.random.Generator, count: int) -> np.ndarray:
    return chance.normal(size=count) * 0.5 + (np.arange(count) % 28 >= 20)


def sluggish(chance: np.random.Generator, count: int) -> np.ndarray:
    """Each point hangs on the one before."""
    made = np.zeros(count)
    for at in range(1, count):
        made[at] = 0.5 * made[at - 1] + chance.normal()
    return made


# How many of 200 series without a change may look like one: 1 % is promised, and where points hang together it is more.
@pytest.mark.parametrize(
    ("made", "count", "most"),
    [
        (iid, 240, 6), (heavy, 240, 6), (days, 240, 6), (weeks, 240, 6), (iid, 40, 6), (heavy, 40, 6), (days, 40, 6),
        (sluggish, 240, 12),
    ],
)  # fmt: skip
def test_false_alarms(made: Made, count: int, most: int) -> None:
    chance = np.random.default_rng(5)
    assert sum(bool(shifts(points(made(chance, count)), several=False)) for _ in range(200)) <= most


@pytest.mark.parametrize("made", [iid, heavy, days])
@pytest.mark.parametrize("at", [40, 120, 200])
def test_one_change_is_found_where_it_is(made: Made, at: int) -> None:
    chance = np.random.default_rng(at)
    within = 0
    for _ in range(10):
        values = made(chance, 240)
        values[at:] += 3 * values.std()
        (found,) = shifts(points(values))
        assert abs(found.at - at) <= 5 and found.after > found.before and found.confidence > 1 - ALARM
        within += found.low - 1 <= at <= found.high + 1
    assert within >= 6


def test_several_changes_are_told_in_order() -> None:
    values = np.random.default_rng(1).normal(size=240)
    values[80:160] += 5
    up, down = shifts(points(values))
    assert abs(up.at - 80) <= 2 and abs(down.at - 160) <= 2 and up.after > up.before and down.after < down.before


def test_the_clearest_alone() -> None:
    values = np.random.default_rng(1).normal(size=240)
    values[100:] += 4
    assert [round(found.at) for found in shifts(points(values), several=False)] == [100]


def test_many_series_together_are_judged_more_strictly() -> None:
    values = np.random.default_rng(3).normal(size=60)
    values[30:] += 1.2
    assert shifts(points(values)) and not shifts(points(values), together=100_000)


@pytest.mark.parametrize("values", [np.zeros(LEAST - 1), np.zeros(240), np.full(240, 7.0)])
def test_nothing_to_tell(values: np.ndarray) -> None:
    assert shifts(points(values)) == []


def test_the_same_series_gives_the_same_answer() -> None:
    values = np.random.default_rng(9).normal(size=240)
    values[100:] += 1
    assert shifts(points(values)) == shifts(points(values))


def test_points_are_merged_to_about_as_many_messages_each() -> None:
    many = [Point(at, at + 1, 1 + at % 7, float(at)) for at in range(5000)]
    made = merged(many)
    assert len(made) <= POINTS + 1 and sum(point.size for point in made) == sum(point.size for point in many)
    assert max(point.size for point in made) < 3 * min(point.size for point in made)
    assert (made[0].start, made[-1].end) == (0, 5000)
    total = sum(point.size * point.value for point in many)
    assert sum(point.size * point.value for point in made) == pytest.approx(total)
    assert merged([]) == []


def test_a_shift_is_placed_by_single_messages() -> None:
    chance = np.random.default_rng(2)
    values = chance.normal(size=400)
    values[137:] += 3
    rough = Shift(150.0, 100.0, 200.0, 0.0, 3.0, 1.0)
    found = placed(list(range(400)), list(values), rough)
    assert abs(found.at - 136.5) <= 3 and found.low <= 136.5 <= found.high and found.high - found.low <= 10
    assert placed([1.0], [1.0], rough) == rough
