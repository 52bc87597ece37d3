"""Clocks across a mailbox: small stories of known clocks, and whole houses of them."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from headertrace.mailbox.clocks import Showing, pooled
from headertrace.mailbox.clocks.assumed import fastest, least
from headertrace.records.knowledge import HostClock
from helpers.reckoning import reckoned, showings
from helpers.traffic import traffic

START, DAY = 1_790_000_000.0, 86_400.0
A, B, C, D = "a.example.org", "b.example.org", "c.example.org", "d.example.org"
STORE = "store.example.org"


def mail(
    n: int, *way: tuple[str, float], seed: int = 1, trust: str = "vouched", wait: float = 0.0, apart: float = 0.25
) -> list[Showing]:
    """Message ``n`` passes hosts whose clocks are so many seconds fast; hand-overs take a second or so."""
    dice = Random(f"{seed} {n}")
    time = START + n * apart * DAY + dice.random()
    made, before = [], None
    for hop, (host, error) in enumerate(way, 1):
        made.append(Showing(n, hop, float(int(time + error)), host, trust if host != STORE else "vouched", before))
        before = host
        time += 0.3 + dice.expovariate(1.2) + (wait if hop == 1 else 0.0)
    return made


def told(showings: list[Showing]) -> dict[str, list[HostClock]]:
    found: dict[str, list[HostClock]] = {}
    for row in pooled(showings):
        found.setdefault(row.host, []).append(row)
    return found


def many(count: int, *way: tuple[str, float], first: int = 0, **how: float | str) -> list[Showing]:
    return [row for n in range(first, first + count) for row in mail(n, *way, **how)]  # type: ignore[arg-type]


def holds(row: HostClock, truth: float) -> bool:
    return row.low_s is not None and row.high_s is not None and row.low_s <= truth <= row.high_s


@pytest.mark.parametrize("error", [-86_400.0, -3_600.0, -31.5, -3.0, 0.0, 3.0, 47.3, 1_800.0, 43_211.7])
def test_one_way_bounds_both_sides(error: float) -> None:
    rows = told(many(80, (A, error), (STORE, 0.0)))
    (row,) = rows[A]
    assert holds(row, error) and row.high_s - row.low_s <= 3.5  # type: ignore[operator]
    assert (row.kind, row.reference, row.messages, row.trust, row.drift_s_per_day) == (
        "steady",
        STORE,
        80,
        "vouched",
        0,
    )
    assert (rows[STORE][0].offset_s, rows[STORE][0].low_s, rows[STORE][0].high_s) == (0, 0, 0)


def test_waits_move_nothing() -> None:
    dice = Random(3)
    showings = [
        row
        for n in range(100)
        for row in mail(n, (A, 60.0), (STORE, 0.0), wait=dice.choice((0, 0, 4_000 * dice.random())))
    ]
    (row,) = told(showings)[A]
    assert holds(row, 60.0) and row.high_s - row.low_s < 4  # type: ignore[operator]


def test_mail_both_ways_needs_no_assumption() -> None:
    """Even where every hand-over takes half a minute, the bounds hold: they are as wide as that."""
    slow = [
        row._replace(stamp=row.stamp + (30 if row.hop == 2 else 0), message=row.message * 2 + way)
        for way in (0, 1)
        for row in many(60 - way, *((A, 10.0), (STORE, 0.0))[:: -1 if way else 1])
    ]
    (row,) = told(slow)[A]
    assert holds(row, 10.0)


@pytest.mark.parametrize("step", [-7_200.0, -40.0, -6.0, 6.0, 25.0, 3_600.0])
def test_a_step_is_found_within_ten_messages(step: float) -> None:
    showings = many(60, (A, 12.0), (STORE, 0.0)) + many(60, (A, 12.0 + step), (STORE, 0.0), first=60)
    before, after = told(showings)[A]
    assert holds(before, 12.0) and holds(after, 12.0 + step)
    assert (before.kind, after.kind) == ("steady", "step")
    assert abs(before.messages - 60) <= 10 and abs(after.messages - 60) <= 10


@pytest.mark.parametrize("rate", [-30.0, -2.0, 2.0, 8.5, 40.0])
def test_a_drift_is_one_window(rate: float) -> None:
    showings = [row for n in range(120) for row in mail(n, (A, 5.0 + rate * n / 4), (STORE, 0.0))]
    (row,) = told(showings)[A]
    assert row.kind == "drift" and row.drift_s_per_day == pytest.approx(rate, abs=0.1)
    for n in (0, 60, 119):
        moved = row.drift_s_per_day * n / 4
        assert row.low_s + moved <= 5.0 + rate * n / 4 <= row.high_s + moved  # type: ignore[operator]


@pytest.mark.parametrize("count", [1, 2])
def test_few_messages_leave_a_clock_unknown(count: int) -> None:
    assert A not in told(many(count, (A, 100.0), (STORE, 0.0)) + many(9, (B, 0.0), (STORE, 0.0), first=10))


def test_three_messages_bound_widely() -> None:
    (row,) = told(many(3, (A, 100.0), (STORE, 0.0)))[A]
    assert holds(row, 100.0) and 4 < row.high_s - row.low_s < 12  # type: ignore[operator]


def test_waits_that_do_not_agree_tell_one_side_only() -> None:
    showings = [row for n in range(8) for row in mail(n, (A, 0.0), (STORE, 0.0), wait=300.0 * (n + 1) ** 2)]
    for row in told(showings).get(A, []):
        assert row.offset_s is None and (row.low_s is None) != (row.high_s is None)


def test_single_stamps_in_another_zone_move_nothing() -> None:
    showings = many(100, (A, 7.0), (STORE, 0.0))
    wrong = [
        row._replace(stamp=row.stamp + 3_600) if row.hop == 1 and row.message % 33 == 5 else row for row in showings
    ]
    (row,) = told(wrong)[A]
    assert holds(row, 7.0) and row.kind == "steady"


def test_of_very_many_messages_a_part_is_enough() -> None:
    showings = many(2_400, (A, 7.0), (STORE, 0.0), apart=0.01)
    wrong = [
        row._replace(stamp=row.stamp - 3_600) if row.hop == 1 and row.message % 90 == 5 else row for row in showings
    ]
    (row,) = told(wrong)[A]
    assert holds(row, 7.0) and row.high_s - row.low_s < 3 and row.messages > 2_300  # type: ignore[operator]


def test_mail_that_was_held_up_for_a_while_is_no_step() -> None:
    """Ten messages in a row that came five minutes late: a wait may do that, so nothing is said of that time."""
    showings = many(40, (A, 7.0), (STORE, 0.0)) + many(10, (A, 7.0), (STORE, 0.0), first=40, wait=300.0)
    rows = told(showings + many(40, (A, 7.0), (STORE, 0.0), first=50))[A]
    assert all(holds(row, 7.0) for row in rows) and sum(row.messages for row in rows) <= 82


def test_two_machines_of_one_name_are_a_pool() -> None:
    showings = [row for n in range(120) for row in mail(n, (A, 90.0 if n % 5 in (0, 3) else 0.0), (STORE, 0.0))]
    rows = told(showings)[A]
    assert {row.kind for row in rows} == {"pool"}
    assert all(holds(row, 0.0) and holds(row, 90.0) for row in rows)


def test_what_is_not_joined_is_told_among_itself() -> None:
    rows = told(many(40, (A, 5.0), (B, 0.0)) + many(30, (C, 9.0), (D, 0.0), first=50))
    assert (rows[A][0].reference, rows[C][0].reference) == (B, D)
    assert holds(rows[A][0], 5.0) and holds(rows[C][0], 9.0)


def test_most_hosts_are_right_and_not_the_newest_one() -> None:
    """All others agree: it is the newest server's clock that is wrong."""
    hosts = (A, B, C, D)
    showings = [
        row for n in range(200) for row in mail(n, (hosts[n % 4], 0.0), (hosts[(n + 1) % 4], 0.0), (STORE, 300.0))
    ]
    rows = told(showings)
    assert rows[A][0].reference in hosts and holds(rows[STORE][0], 300.0)
    assert all(holds(rows[host][0], 0.0) for host in hosts)


def test_the_newest_server_steps_and_not_all_others() -> None:
    hosts = {A: 100.0, B: -50.0, C: 4_000.0, D: 7.0}
    names = list(hosts)
    showings = [
        row
        for n in range(240)
        for one, other in [(names[n % 4], names[(n + 1) % 4])]
        for row in mail(n, (one, hosts[one]), (other, hosts[other]), (STORE, 0.0 if n < 120 else 60.0))
    ]
    rows = told(showings)
    assert [len(rows[host]) for host in (*names, STORE)] == [1, 1, 1, 1, 2]


def test_claims_move_no_fact() -> None:
    honest = many(60, (A, 4.0), (B, 2.0), (STORE, 0.0))
    forged = [
        row._replace(
            message=row.message + 1_000,
            trust="claimed" if row.hop < 3 else "vouched",
            stamp=row.stamp - 900 * (row.hop < 3),
        )
        for row in honest
    ]
    plain, mixed = told(honest), told(honest + forged)
    assert [row._replace(messages=0) for row in mixed[A]] == [row._replace(messages=0) for row in plain[A]]
    assert [row._replace(messages=0) for row in mixed[B]] == [row._replace(messages=0) for row in plain[B]]


@pytest.mark.parametrize(("rdns", "known"), [("mx.example.net", True), ("other.example.net", False), (None, False)])
def test_another_house_counts_by_its_proven_name(rdns: str | None, known: bool) -> None:
    showings = [
        row._replace(rdns=rdns if row.hop == 2 else None)
        for row in many(60, ("mx.example.net", 33.0), (STORE, 0.0), trust="claimed")
    ]
    rows = told(showings).get("mx.example.net", [])
    assert bool(rows) is known
    assert all(row.trust == "claimed" and holds(row, 33.0) for row in rows)


def test_ids_that_tell_more_finely_bound_more_closely() -> None:
    coarse = many(80, (A, 20.0), (STORE, 0.0))
    fine = [row._replace(stamp=row.stamp + 0.5, resolution=0.001) for row in coarse]
    (wide,), (narrow,) = told(coarse)[A], told(fine)[A]
    assert narrow.high_s - narrow.low_s < wide.high_s - wide.low_s - 0.4  # type: ignore[operator]


def test_nothing_of_nothing() -> None:
    assert pooled([]) == []


def test_a_clock_beside_no_other_is_no_row() -> None:
    assert pooled(many(30, (STORE, 0.0))) == []


@given(st.randoms(use_true_random=False), st.integers(-(10**6), 10**6))
@settings(max_examples=12, deadline=None)
def test_order_and_epoch_do_not_matter(dice: Random, shift: int) -> None:
    showings = many(25, (A, 70.0), (B, -3.0), (STORE, 0.0)) + many(10, (STORE, 0.0), (B, -3.0), first=40)
    moved = [row._replace(stamp=row.stamp + shift) for row in showings]
    dice.shuffle(moved)
    bounds = [(row.host, row.low_s, row.high_s, row.kind) for row in pooled(showings)]
    assert [(row.host, row.low_s, row.high_s, row.kind) for row in pooled(moved)] == bounds


@pytest.mark.parametrize("links", [1, 2, 3])
def test_more_hand_overs_leave_less_open(links: int) -> None:
    found = [fastest(count, links, 1.0) for count in (3, 10, 50, 500)]
    assert found == sorted(found, reverse=True) and found[0] > 2 * found[-1]
    assert links - 1 < least(links) <= links


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_a_house_of_twenty_known_clocks(seed: int) -> None:
    """Chains, a star, and mail both ways; ``tests/bench/clocks.py`` measures more of them."""
    house = traffic(seed, 1_200)
    found = reckoned(house, pooled(showings(house)))
    assert found.inside >= 0.95 * found.looked, found.wrong
    assert (found.missing, found.steps_found) == (0, found.steps), found.wrong
    assert sum(width <= 6.0 for width in found.widths) >= 0.9 * len(found.widths)
