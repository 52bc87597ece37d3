"""Offsets planted into a chain are found within their bounds; sound clocks are not accused."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from headertrace.clocks.offsets import solve
from hypothesis import given
from hypothesis import strategies as st

import headertrace
from headertrace import path, roles
from headertrace.records.judgements import Offset

START = datetime(2026, 11, 24, 8, 0, 0, tzinfo=UTC)


def solved(hosts: list[str], times: list[float], errors: dict[str, float]) -> tuple[Offset, ...]:
    lines = []
    before = "pc.example.net"
    for host, time in zip(hosts, times, strict=True):
        stamp = START + timedelta(seconds=round(time + errors.get(host, 0.0)))
        lines.append(
            f"Received: from {before} ({before} [192.0.2.1]) by {host} with ESMTP; {stamp:%d %b %Y %H:%M:%S} +0000"
        )
        before = host
    (message,) = headertrace.read(("\n".join(reversed(lines)) + "\n\n").encode())
    way = path.steps(message.fields)
    return solve(way, roles.assign(way, message.fields))


A, B, C = "a.example.net", "b.example.com", "c.example.org"


def test_a_clock_ahead_has_a_lower_bound() -> None:
    (found,) = solved([A, B, C], [0, 2, 4], {B: 300})
    assert found.host == B
    assert found.low_s is not None and 290 <= found.low_s <= 300 <= (found.high_s or 1e9)


def test_a_host_seen_on_both_sides_is_bounded_on_both() -> None:
    found = {offset.host: offset for offset in solved([C, B, C], [0, 1, 2], {B: 300})}
    assert found[B].offset_s is not None and abs(found[B].offset_s - 300) <= 2
    found = {offset.host: offset for offset in solved([C, B, C], [0, 1, 2], {B: -47})}
    assert found[B].offset_s is not None and abs(found[B].offset_s + 47) <= 2


def test_waiting_is_no_wrong_clock() -> None:
    assert solved([A, B, C], [0, 9000, 9002], {}) == ()


@given(
    st.lists(st.sampled_from([A, B, C]), min_size=1, max_size=6),
    st.lists(st.integers(0, 4000), min_size=7, max_size=7),
    st.dictionaries(st.sampled_from([A, B]), st.integers(-5000, 5000)),
)
def test_the_truth_lies_within_the_bounds(hosts: list[str], gaps: list[int], errors: dict[str, float]) -> None:
    hosts = [*hosts, C]
    times = [float(sum(gaps[: index + 1])) for index in range(len(hosts))]
    for offset in solved(hosts, times, errors):
        true = errors.get(offset.host, 0.0)
        assert offset.low_s is None or offset.low_s <= true + 2
        assert offset.high_s is None or true <= offset.high_s + 2
        assert offset.host in errors


SIGNED = (
    "Received: from b.example.com (b.example.com [192.0.2.1]) by c.example.org with ESMTP; 24 Nov 2026 08:00:10 +0000\n"
    "DKIM-Signature: v=1; a=rsa-sha256; d={signer}; s=x; t={time}; h=from; bh=; b=\n"
    "Received: from pc (pc [192.0.2.9]) by b.example.com with ESMTP; 24 Nov 2026 08:00:05 +0000\n\n"
)
AT_EIGHT = 1795507200


def test_a_signature_ties_its_host() -> None:
    """b's stamp is in order, but it signed 290 seconds after the next host had the mail."""
    (found,) = headertrace.trace(SIGNED.format(signer="example.com", time=AT_EIGHT + 300).encode()).offsets
    assert (found.host, found.low_s, found.high_s) == ("b.example.com", 289.0, None)


def test_a_stranger_s_signature_ties_nobody() -> None:
    assert headertrace.trace(SIGNED.format(signer="example.net", time=AT_EIGHT + 300).encode()).offsets == ()
    assert headertrace.trace(SIGNED.format(signer="example.com", time=AT_EIGHT + 8).encode()).offsets == ()
