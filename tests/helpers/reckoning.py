"""What was told of clocks against the truth of a house (``traffic``)."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from typing import NamedTuple

import headertrace
from headertrace.mailbox.clocks import Showing
from headertrace.records.knowledge import HostClock
from helpers.traffic import HOUSE, Server, Traffic

_OFTEN, _NEAR = 50, 10


class Reckoning(NamedTuple):
    """``looked`` windows of hosts of the house, ``inside`` of them hold the truth at every message; the same for
    ``moments`` (a host and a message). ``widths`` are those of hosts seen often.
    """

    looked: int
    inside: int
    moments: int
    moments_inside: int
    missing: int
    widths: list[float]
    steps: int
    steps_found: int
    steps_made_up: int
    wrong: list[str]


def showings(house: Traffic) -> Iterator[Showing]:
    """What headertrace reads of the messages."""
    for number, mail in enumerate(house.mails):
        found = headertrace.trace(mail.text, (HOUSE,))
        finer = {
            clock.hop: clock
            for clock in found.clocks
            if clock.resolution_s < 0.1 and abs(clock.against_stamp_s or 9) < 1.5
        }
        for hop in found.hops:
            got = hop.received
            if got.by and got.time:
                clock = finer.get(hop.n)
                moment, resolution = (clock.time, clock.resolution_s) if clock else (got.time, 1.0)
                yield Showing(
                    number, hop.n, moment.timestamp(), got.by, hop.trust or "", got.rdns, hop.receiver_organisation, resolution
                )  # fmt: skip


def reckoned(house: Traffic, rows: list[HostClock]) -> Reckoning:
    times = _times(house, house.servers[rows[0].reference])
    found = Reckoning(0, 0, 0, 0, 0, [], 0, 0, 0, [])
    for name, server in house.servers.items():
        own = [row for row in rows if row.host == name]
        if not own:
            found = found._replace(
                missing=found.missing + 1, wrong=[*found.wrong, f"{name} missing of {len(times[name])}"]
            )
        for row in own:
            found = _of_row(found, house, row, server, times[name])
        found = _of_steps(found, own, server, times[name])
    return found


def _times(house: Traffic, reference: Server) -> dict[str, list[tuple[float, float]]]:
    """When messages passed each server: by the clock of the reference, and truly."""
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in house.servers}
    for mail in house.mails:
        for server, time in mail.passed:
            found[server.name].append((time + reference.error(time), time))
    return {name: sorted(times) for name, times in found.items()}


def _of_row(
    found: Reckoning, house: Traffic, row: HostClock, server: Server, times: list[tuple[float, float]]
) -> Reckoning:
    reference = house.servers[row.reference]
    start, end = row.start.timestamp(), row.end.timestamp()
    within = [(shown, time) for shown, time in times if start - 2 <= shown <= end + 2]
    right = 0
    worst = 0.0
    for shown, time in within:
        truth = server.error(time) - reference.error(time)
        moved = row.drift_s_per_day * (shown - start) / 86_400
        low = -1e9 if row.low_s is None else row.low_s + moved
        high = 1e9 if row.high_s is None else row.high_s + moved
        right += low <= truth <= high
        worst = max(worst, low - truth, truth - high)
    whole = right == len(within)
    wrong = [] if whole else [f"{row} {right}/{len(within)} worst {worst:.2f} of {server}"]
    width = 1e9 if row.low_s is None or row.high_s is None else row.high_s - row.low_s
    return found._replace(
        looked=found.looked + 1, inside=found.inside + whole, moments=found.moments + len(within),
        moments_inside=found.moments_inside + right, wrong=found.wrong + wrong,
        widths=found.widths + ([width] if len(within) >= _OFTEN else []),
    )  # fmt: skip


def _of_steps(found: Reckoning, own: list[HostClock], server: Server, times: list[tuple[float, float]]) -> Reckoning:
    starts = sorted(row.start.timestamp() for row in own)[1:]
    shown = [moment for moment, _ in times]
    places = [bisect_left(shown, start - 2) for start in starts]
    if not server.set_at:
        return found._replace(steps_made_up=found.steps_made_up + len(places))
    true = sum(time < server.set_at for _, time in times)
    near = [place for place in places if abs(place - true) <= _NEAR]
    wrong = [] if near else [f"step of {server} at {true} of {len(times)}, told {places}"]
    return found._replace(
        steps=found.steps + 1, steps_found=found.steps_found + bool(near),
        steps_made_up=found.steps_made_up + len(places) - len(near), wrong=found.wrong + wrong,
    )  # fmt: skip
