"""What a monitoring system watches: the service level, delays, encryption, findings and bounces as numbers.

Names and units follow Prometheus' conventions (prometheus.io/docs/practices/naming): seconds and bytes as base units,
ratios from 0 to 1, no unit twice. None is a counter: a dataset may be asked about any stretch of
time, and a counter must not run back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from headertrace.mailbox.questions import service
from headertrace.named import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from headertrace.mailbox.asking.base import Base

# Seconds: what delivery at once takes, what greylisting and the first retries take, and what is given up on.
BUCKETS = (1.0, 5.0, 15.0, 60.0, 300.0, 900.0, 3600.0, 14400.0, 86400.0, 432000.0)


class Sample(NamedTuple):
    """A number under its labels; ``suffix`` follows the family's name."""

    value: float
    labels: tuple[tuple[str, str], ...] = ()
    suffix: str = ""


class Family(NamedTuple):
    """Samples of one name. ``unit`` is its last word where it has one."""

    name: str
    type: Literal["gauge", "histogram", "summary"]
    unit: str
    help: str
    samples: tuple[Sample, ...]


def metrics(base: Base) -> list[Family]:
    """All families; as many hosts, codes and so on as ``Wishes.top`` says, so that labels stay few."""
    made = [
        *_whole(base),
        *_service(base),
        _times(base),
        *_hosts(base),
        _encrypted(base),
        _findings(base),
        _bounces(base),
    ]
    return [family for family in made if family.samples]


def _whole(base: Base) -> Iterable[Family]:
    many, size, last = base.one("SELECT count(*), coalesce(sum(bytes), 0), epoch(max(time)) FROM messages")
    yield Family("headertrace_messages", "gauge", "", "Messages in the stretch of time asked about.", (Sample(many),))
    yield Family("headertrace_messages_size_bytes", "gauge", "bytes", "Size of these messages.", (Sample(size),))
    if last is not None:
        yield Family(
            "headertrace_newest_message_timestamp_seconds", "gauge", "seconds", "Time of the newest of these messages.",
            (Sample(last),),
        )  # fmt: skip


def _service(base: Base) -> Iterable[Family]:
    rows = service.rows(base)
    goal = ("goal", f"{service.goal_s(base):g}")
    yield Family(
        "headertrace_service_level_ratio", "gauge", "ratio",
        "Share delivered within the goal (a label, in seconds), by leg.",
        tuple(Sample(row.met, (("leg", row.leg), goal)) for row in rows if row.met is not None),
    )  # fmt: skip
    yield Family(
        "headertrace_service_late", "gauge", "", "Messages, or steps on a leg, that took longer than the goal.",
        tuple(Sample(row.missed, (("leg", row.leg), goal)) for row in rows),
    )  # fmt: skip
    yield Family(
        "headertrace_service_measured", "gauge", "", "Messages, or steps on a leg, whose time is known.",
        tuple(Sample(row.measured, (("leg", row.leg),)) for row in rows),
    )  # fmt: skip


def _times(base: Base) -> Family:
    value = f"{base.wishes.way}_s"
    counts = ", ".join(f"count(*) FILTER ({value} <= {edge})" for edge in BUCKETS)
    many, total, *below = base.one(
        f"SELECT count({value}), coalesce(sum(greatest({value}, 0)), 0), {counts} FROM messages"
    )
    edges = [*(str(edge) for edge in BUCKETS), "+Inf"]
    buckets = (Sample(count, (("le", edge),), "_bucket") for edge, count in zip(edges, [*below, many], strict=True))
    return Family(
        "headertrace_delivery_seconds", "histogram", "seconds", "Time from the hand-over to the mailbox.",
        (*buckets, Sample(many, (), "_count"), Sample(total, (), "_sum")) if many else (),
    )  # fmt: skip


def _hosts(base: Base) -> Iterable[Family]:
    found = base.rows(
        """SELECT at_host, count(*), sum(seconds), quantile_cont(seconds, [0.5, 0.9, 0.99]),
        count(*) FILTER (seconds > $1) / count(*) FROM steps WHERE at_host IS NOT NULL
        GROUP BY 1 ORDER BY 3 DESC, 1 LIMIT $2""",
        [base.wishes.over_s, base.wishes.top],
    )
    yield Family(
        "headertrace_host_delay_seconds", "summary", "seconds", "Time that steps take at a host.",
        tuple(sample for host, *numbers, _ in found for sample in _summary(host, *numbers)),
    )  # fmt: skip
    yield Family(
        "headertrace_host_slow_ratio", "gauge", "ratio", "Share of steps at a host that take longer than --over.",
        tuple(Sample(over, (("host", host),)) for host, *_, over in found),
    )  # fmt: skip


def _summary(host: str, many: int, total: float, cuts: list[float]) -> Iterable[Sample]:
    for name, cut in zip(("0.5", "0.9", "0.99"), cuts, strict=True):
        yield Sample(cut, (("host", host), ("quantile", name)))
    yield Sample(many, (("host", host),), "_count")
    yield Sample(total, (("host", host),), "_sum")


def _encrypted(base: Base) -> Family:
    found = base.rows(
        """SELECT leg, count(*) FILTER (encrypted) / count(*) FROM hops
        WHERE trust IN ('vouched', 'operator') AND from_host IS NOT NULL AND leg IS NOT NULL GROUP BY 1 ORDER BY 1"""
    )
    return Family(
        "headertrace_encrypted_ratio", "gauge", "ratio", "Share of hand-overs that were encrypted, by leg.",
        tuple(Sample(share, (("leg", leg),)) for leg, share in found),
    )  # fmt: skip


def _findings(base: Base) -> Family:
    found = base.rows(
        """SELECT code, any_value(name), any_value(severity), count(DISTINCT message) AS many FROM findings
        GROUP BY 1 ORDER BY many DESC, 1 LIMIT $1""",
        [base.wishes.top],
    )
    return Family(
        "headertrace_findings", "gauge", "", "Messages with a finding, by its code.",
        tuple(Sample(many, (("code", code), ("name", name), ("severity", of))) for code, name, of, many in found),
    )  # fmt: skip


def _bounces(base: Base) -> Family:
    found = base.rows(
        """SELECT action, coalesce(status, ''), coalesce(reason, ''), count(*) AS many FROM reports
        WHERE action IN ('failed', 'delayed') GROUP BY 1, 2, 3 ORDER BY many DESC, 1, 2, 3 LIMIT $1""",
        [base.wishes.top],
    )
    return Family(
        "headertrace_bounces", "gauge", "", "Recipients that notices of failure or delay tell of.",
        tuple(
            Sample(many, (("action", action), ("status", status), ("reason", why)))
            for action, status, why, many in found
        ),
    )  # fmt: skip
