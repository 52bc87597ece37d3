"""When a series of numbers shifted its level: change points, each with bounds on its time and a confidence.

Looked at are the ranks of the points. Where there is more than one change, they are placed where the squares' sum is
least with a price on each (optimal partitioning, Jackson et al. 2005, priced as the Bayesian information criterion has
it). Whether any is more than chance is tested: how often does the series differ as much on two sides of a cut, or
within two cuts from what is outside, when stretches of it are put in another order, whole? What comes in stretches
anyway (nights, busy hours) is no change. The points are a few hundred, however many messages there are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from headertrace.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

# So many points are left of a series: enough to place a change, few enough to be quick.
POINTS = 240
# Fewer tell nothing.
LEAST = 24
# A level holds for at least so many points.
_STEADY = 5
# In so many orders a series is put at first, and where these leave a doubt.
_ORDERS = (199, 1999, 4999)
_DOUBT = 5
# How often chance may look like a change, over all series that are tested together.
ALARM = 0.01
# The longest stretch that is moved whole, in points, and how many a series has at least.
_STRETCH, _STRETCHES = 6, 20
# From so many points on a level may be looked for that came and went.
_LONG = 120
_SEED = 20
_MAD = 1.4826
_RAGGED = 0.05


class Point(NamedTuple):
    """``size`` messages around a moment, whose mean is ``value``. Seconds since 1970 at both ends."""

    start: float
    end: float
    size: int
    value: float


class Shift(NamedTuple):
    """The level went from ``before`` to ``after`` at ``at`` (between ``low`` and ``high``, nine times in ten).

    ``confidence`` is how sure it is that there was a change at all, from 0 to 1.
    """

    at: float
    low: float
    high: float
    before: float
    after: float
    confidence: float


def merged(points: Sequence[Point]) -> list[Point]:
    """Points in time → at most ``POINTS`` of them, of about as many messages each."""
    total = sum(point.size for point in points)
    least = max(total / POINTS, 1.0)
    made: list[Point] = []
    held: list[Point] = []
    have = 0
    for point in points:
        held.append(point)
        have += point.size
        if have >= least:
            made.append(_one(held, have))
            held, have = [], 0
    if held and made:
        made[-1] = _one([made[-1], *held], made[-1].size + have)
    return made


def _one(points: Sequence[Point], size: int) -> Point:
    return Point(points[0].start, points[-1].end, size, sum(point.value * point.size for point in points) / size)


def shifts(points: Sequence[Point], together: int = 1, several: bool = True) -> list[Shift]:
    """The changes of level in the points, which ``merged`` made; ``together`` series are tested at once.

    Without ``several`` it is the clearest one alone.
    """
    import numpy as np

    if len(points) < LEAST:
        return []
    values = np.array([point.value for point in points])
    ranks = _ranks(values)
    chance = np.random.default_rng(_SEED)
    alarm = ALARM / together
    whole = _by_chance(ranks, chance, alarm)
    if whole > alarm:
        return []
    cuts = [0, _clearest(ranks), len(values)]
    # Where one cut is all there is, no more are looked for.
    if several and any(_by_chance(side, chance, alarm) <= alarm for side in _sides(ranks, cuts[1])):
        cuts = [0, *_proposed(ranks), len(values)]
    found = []
    for first, cut, last in zip(cuts, cuts[1:], cuts[2:], strict=False):
        by_chance = whole if len(cuts) == 3 else _by_chance(ranks[first:last], chance, alarm)
        if by_chance <= alarm:
            low, high = _bounds(ranks[first:last], cut - first, chance)
            before, after = float(np.median(values[first:cut])), float(np.median(values[cut:last]))
            at, early, late = (_moment(points, first + place) for place in (cut - first, low, high))
            found.append(Shift(at, early, late, before, after, 1 - by_chance))
    return found


def _sides(values: Floats, cut: int) -> list[Floats]:
    """What is before a cut and what is after it, where that is enough to be tested."""
    return [side for side in (values[:cut], values[cut:]) if len(side) >= LEAST]


def _moment(points: Sequence[Point], cut: int) -> float:
    """Between the last message before the cut and the first behind it."""
    cut = min(max(cut, 1), len(points) - 1)
    return (points[cut - 1].end + points[cut].start) / 2


def placed(times: Sequence[float], values: Sequence[float], shift: Shift) -> Shift:
    """The shift with its time as exact as single messages around it tell: where the two levels part best.

    Any cut counts as possible that fits nearly as well (a profile likelihood at nine in ten).
    """
    import numpy as np

    if len(values) < 2 * _STEADY:
        return shift
    found, moments = np.asarray(values), np.asarray(times)
    left, right = (found - shift.before) ** 2, (found - shift.after) ** 2
    sums = np.concatenate([[0.0], np.cumsum(left - right)]) + right.sum()
    cut = int(np.argmin(sums))
    noise = float(sums[cut]) / len(found)
    near = np.flatnonzero(sums <= sums[cut] + _NINE_IN_TEN * noise)
    at, low, high = (_between(moments, place) for place in (cut, int(near[0]) - 1, int(near[-1]) + 1))
    return shift._replace(at=at, low=low, high=high)


# The ninth decile of chi-squared with one degree of freedom.
_NINE_IN_TEN = 2.706


def _between(moments: Floats, cut: int) -> float:
    """Between the message before the cut and the one behind it."""
    last = len(moments) - 1
    return float((moments[min(max(cut - 1, 0), last)] + moments[min(max(cut, 0), last)]) / 2)


def _proposed(values: Floats) -> list[int]:
    """Where to cut, so that the squares' sum is least with a price on each cut."""
    import numpy as np

    # From one point to the next, as a level that shifts does not count for noise.
    noise = _MAD * float(np.median(np.abs(np.diff(values)))) / np.sqrt(2) or float(values.std()) or 1.0
    count, price = len(values), 3 * np.log(len(values))
    sums = np.concatenate([[0.0], np.cumsum((values - values.mean()) / noise)])
    # Of the points up to each place: the least cost, and where the last level began that it is had with.
    least, began = np.full(count + 1, np.inf), np.zeros(count + 1, dtype=int)
    least[0] = -price
    for end in range(_STEADY, count + 1):
        starts = np.arange(end - _STEADY + 1)
        costs = least[starts] + price - (sums[end] - sums[starts]) ** 2 / (end - starts)
        began[end] = int(np.argmin(costs))
        least[end] = costs[began[end]]
    cuts, cut = [], int(began[count])
    while cut:
        cuts.append(cut)
        cut = int(began[cut])
    return _clear(values, cuts[::-1])


def _clear(values: Floats, cuts: list[int]) -> list[int]:
    """Without the cuts that explain little beside the others: a point on both sides of a shift makes a ragged edge."""
    while len(cuts) > 1:
        ends = [0, *cuts, len(values)]
        gains = [_gain(values[a:b], values[b:c]) for a, b, c in zip(ends, ends[1:], ends[2:], strict=False)]
        if min(gains) >= _RAGGED * max(gains):
            break
        del cuts[gains.index(min(gains))]
    return cuts


def _gain(left: Floats, right: Floats) -> float:
    """By how much a cut between them lessens the sum of squares."""
    apart = float(left.mean() - right.mean())
    return apart * apart * len(left) * len(right) / (len(left) + len(right))


def _by_chance(values: Floats, chance: np.random.Generator, alarm: float) -> float:
    """How likely a difference as large as that in the series is, where the order of its stretches means nothing.

    Where a few orders say already that it is likely, no more are tried.
    """
    found = 1.0
    for orders in _ORDERS:
        found = _in_orders(values, chance, orders)
        # By so much it may be better than so many orders can tell.
        if found > max(_DOUBT * alarm, 3 / orders):
            break
    return found


def _in_orders(values: Floats, chance: np.random.Generator, orders: int) -> float:
    import numpy as np

    stretch = min(_STRETCH, max(1, len(values) // _STRETCHES))
    whole = len(values) // stretch * stretch
    means = values[len(values) - whole :].reshape(-1, stretch).mean(axis=1)
    least = -(-_STEADY // stretch)
    places = chance.permuted(np.tile(np.arange(len(means)), (orders, 1)), axis=1)
    # In a short series what came and went may be a night, or a busy hour.
    looks = (_since, _between_two) if len(values) >= _LONG else (_since,)
    likely = [1.0]
    for look in looks:
        made = look(means[places], least) >= look(means[None, :], least)[0]
        likely.append(len(looks) * float((1 + np.count_nonzero(made)) / (1 + orders)))
    return min(likely)


def _since(series: Floats, least: int) -> Floats:
    """For each row the largest difference between what is before a cut and what is after it, by its standard error."""
    import numpy as np

    sums, count = _sums(series), series.shape[1]
    left = np.arange(least, count - least + 1)
    most: Floats = (np.abs(sums[:, least : count - least + 1]) / np.sqrt(left * (count - left))).max(axis=1)
    return most


def _between_two(series: Floats, least: int) -> Floats:
    """For each row the largest difference between a part of it and the rest, by its standard error.

    That is the statistic of circular binary segmentation (Olshen et al. 2004), which sees what came and went.
    """
    import numpy as np

    sums, count = _sums(series), series.shape[1]
    most = np.zeros(len(series))
    for size in range(least, count - least + 1):
        apart = np.abs(sums[:, size:] - sums[:, : count + 1 - size]).max(axis=1)
        np.maximum(most, apart / np.sqrt(size * (count - size)), out=most)
    return most


def _sums(series: Floats) -> Floats:
    """The sums of each row from its start, less its mean."""
    import numpy as np

    made = np.zeros((len(series), series.shape[1] + 1))
    np.cumsum(series - series.mean(axis=1, keepdims=True), axis=1, out=made[:, 1:])
    return made


def _clearest(values: Floats) -> int:
    """The one cut whose sides differ most."""
    import numpy as np

    count = len(values)
    sums = np.cumsum(values - values.mean())[_STEADY - 1 : count - _STEADY]
    left = np.arange(_STEADY, count - _STEADY + 1)
    return _STEADY + int(np.argmax(np.abs(sums) / np.sqrt(left * (count - left))))


def _ranks(values: Floats) -> Floats:
    """The place of each value among all, equal ones in the middle of theirs: one that is far out counts no more."""
    import numpy as np

    _, where, many = np.unique(values, return_inverse=True, return_counts=True)
    middles: Floats = np.cumsum(many) - (many + 1) / 2
    return middles[where]


def _bounds(values: Floats, cut: int, chance: np.random.Generator) -> tuple[int, int]:
    """Between which cuts the true one lies nine times in ten, by drawing each side anew from what it has."""
    import numpy as np

    draws = 400
    left = chance.choice(values[:cut], (draws, cut))
    right = chance.choice(values[cut:], (draws, len(values) - cut))
    series = np.concatenate([left, right], axis=1)
    count = len(values)
    sums = np.abs(np.cumsum(series - series.mean(axis=1, keepdims=True), axis=1)[:, :-1])
    at = np.arange(1, count)
    places = np.argmax(sums / np.sqrt(at * (count - at)), axis=1) + 1
    low, high = np.quantile(places, [0.05, 0.95])
    return int(np.floor(low)), int(np.ceil(high))
