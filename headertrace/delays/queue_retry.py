"""The sending host's queue: a first attempt failed, and it tried again by its schedule.

``SCHEDULES`` are the programs' own defaults. A wait that fits one is likely that; one between two
hosts that fits none is only possible.
"""

from __future__ import annotations

from typing import NamedTuple

from headertrace.delays import Guess, Wait, evidence
from headertrace.text import duration


class Schedule(NamedTuple):
    """Seconds after arrival at which attempts come, ``every`` for evenly spaced ones up to ``until_s``."""

    name: str
    every_s: float
    until_s: float
    attempts_s: tuple[float, ...]
    slack_s: float
    source: str


# After two hours the gaps grow from one hour by half each time until 16 hours, then they are six hours.
_EXIM_LATER_S = (10_800.0, 16_200.0, 24_300.0, 36_450.0, 54_675.0, *(54_675.0 + 21_600.0 * n for n in range(1, 16)))
SCHEDULES: dict[str, Schedule] = {
    "postfix": Schedule("Postfix's queue, tried at 5 minutes and then ever more rarely", 300, 4_000, (), 45,
                        "postconf(5): queue_run_delay 300s, minimal_backoff_time 300s, maximal_backoff_time 4000s"),
    "exim": Schedule("Exim's retries, every 15 minutes for 2 hours and then ever more rarely", 900, 7_200, _EXIM_LATER_S, 60, "Exim, default configuration: F,2h,15m; G,16h,1h,1.5; F,4d,6h"),
    "sendmail": Schedule("sendmail's queue runs", 600, 86_400, (), 60, "Debian's sendmail: -q10m; Sun and Red Hat: 1h or 15m"),
    "qmail": Schedule("qmail's quadratic retries", 0, 0, tuple(400.0 * n * n for n in range(1, 40)), 60,
                      "qmail-send.c: chanskip 20, nextretry is birth + (20 n) squared"),
    "exchange": Schedule("Exchange's retries", 300, 7_200, (60.0,), 30, "Exchange: TransientFailureRetryInterval 5 or 10 minutes"),
    "smtpsvc": Schedule("the IIS SMTP service's retries", 900, 3_600, (), 45, "IIS SMTP: first, second and third retry 15 minutes"),
    "opensmtpd": Schedule("OpenSMTPD's quadratic retries", 0, 0, tuple(400.0 * n * n for n in range(1, 20)), 45, "smtpd/queue_backend.c"),
    "powermta": Schedule("PowerMTA's retries", 600, 86_400, (), 45, "PowerMTA: retry-after 10m"),
    "courier": Schedule("Courier's retries", 300, 3_600, (), 45, "courier(8): retryalpha 300, retrybeta 900, retrygamma"),
    "dma": Schedule("dma's retries", 300, 3_600, (), 45, "dma.h: MIN_RETRY 300"),
    "nullmailer": Schedule("nullmailer's retries", 60, 3_600, (), 15, "nullmailer-send(8): pausetime 60"),
}  # fmt: skip
_SHORTEST_S = 240.0


def explain(wait: Wait) -> Guess | None:
    before, hop = wait.before, wait.hop
    if (
        before is None
        or wait.seconds <= 0
        or hop.leg in ("retrieval", "filtering")
        or before.received.by == hop.received.by
    ):
        return None
    schedule = SCHEDULES.get(before.received.dialect)
    if schedule and _fits(schedule, wait.seconds):
        text = f"{duration(wait.seconds)} fits {schedule.name} ({schedule.source})"
        return Guess(
            "queue-retry", "likely", text, (evidence(before, f"queued as {before.received.id or 'unknown id'}"),)
        )
    if wait.seconds < _SHORTEST_S:
        return None
    host = before.received.by or "the host before"
    text = f"it waited in the queue of {host}: the next host was not to be had, or put it off"
    return Guess(
        "queue-retry", "possible", text, (evidence(before, f"queued as {before.received.id or 'unknown id'}"),)
    )


def _fits(schedule: Schedule, seconds: float) -> bool:
    if any(abs(seconds - attempt) <= schedule.slack_s for attempt in schedule.attempts_s):
        return True
    if not schedule.every_s or seconds < schedule.every_s - schedule.slack_s:
        return False
    if seconds > schedule.until_s:
        return False
    return 0 <= seconds % schedule.every_s <= schedule.slack_s or seconds % schedule.every_s >= schedule.every_s - 5
