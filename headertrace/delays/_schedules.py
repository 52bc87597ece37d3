"""When mail servers try again: the programs' own defaults, each with where it was learned.

A queue that is looked at in turns (Postfix, Exim, sendmail) tries at the first turn after a
message is due, so that its first retry lies in a range and later ones nearly anywhere; others
(qmail, OpenSMTPD, Momentum) wake for each message at seconds that can be told beforehand.
"""

from __future__ import annotations

from datetime import datetime
from itertools import accumulate

from headertrace.named import NamedTuple
from headertrace.received.products import BY_NAME

_DAY_S = 86_400.0


class Schedule(NamedTuple):
    """``first_s``: range of the first retry, in seconds after arrival. ``attempts_s``: all retries, where
    they can be told to within ``slack_s``; empty where the queue is looked at in turns. ``keeps_s``: how
    long a message is kept. ``name`` reads on from "fits"."""

    name: str
    first_s: tuple[float, float]
    attempts_s: tuple[float, ...]
    slack_s: float
    keeps_s: float
    source: str


def _turns(name: str, first_s: float, turn_s: float, days: float, source: str) -> Schedule:
    return Schedule(name, (first_s, first_s + turn_s), (), 45.0, days * _DAY_S, source)


def _exact(name: str, attempts_s: tuple[float, ...], slack_s: float, days: float, source: str) -> Schedule:
    kept = tuple(attempt for attempt in attempts_s if attempt <= days * _DAY_S)
    return Schedule(name, (kept[0], kept[0]), kept, slack_s, days * _DAY_S, source)


def _after(*gaps_s: float) -> tuple[float, ...]:
    """The attempts that such gaps lead to, the last gap again and again."""
    return tuple(accumulate((*gaps_s, *[gaps_s[-1]] * int(8 * _DAY_S / gaps_s[-1]))))


_SQUARES = tuple(400.0 * n * n for n in range(1, 40))
_DOUBLED = tuple(accumulate(1_200.0 * 2**n for n in range(9)))
_COURIER = tuple(
    accumulate((300.0, 300, 300, 900, 300, 300, 1_800, 300, 300, 3_600, 300, 300, *[7_200, 300, 300] * 84))
)
_IIS = _after(900, 1_800, 3_600, 14_400)
_EXCHANGE = tuple(sorted({*_after(60, 60, 60, 60, *[300] * 6, 600)[:300], *(900.0 * n for n in range(1, 193))}))
# Before Postfix 2.4 both were 1000 seconds.
_POSTFIX_24 = 2007
_POSTFIX_BEFORE = _turns(
    "the Postfix queue of those years, which tries again after 17 to 33 minutes and then ever more rarely, at most 67 minutes apart",
    1_000, 1_000, 5, "postconf(5) before 2.4: queue_run_delay 1000s, minimal_backoff_time 1000s, maximal_backoff_time 4000s",
)  # fmt: skip
# By the name that rows of ``received/products`` give.
SCHEDULES: dict[str, Schedule] = {
    "postfix": _turns(
        "Postfix's queue, which tries again after 5 to 10 minutes and then ever more rarely, at most 67 minutes apart", 300, 300, 5,
        "postconf(5): queue_run_delay 300s, minimal_backoff_time 300s, maximal_backoff_time 4000s"),
    "exim": _turns(
        "Exim's queue, which tries again after 15 to 45 minutes and then ever more rarely", 900, 1_800, 5,
        "Exim's default retry rule F,2h,15m; G,16h,1h,1.5; F,4d,6h, at the next queue run (-q30m)"),
    "sendmail": _turns(
        "sendmail's queue runs, every 10 to 60 minutes", 0, 3_600, 5,
        "sendmail -q: 10m in Debian, 15m in Solaris, 30m in FreeBSD, 1h in Red Hat; Timeout.queuereturn 5d"),
    "qmail": _exact("qmail's retries, at 400 s times the square of the attempt", _SQUARES, 60, 7,
                    "qmail-send.c: nextretry() with chanskip 20; control/queuelifetime 604800"),
    "opensmtpd": _exact("OpenSMTPD's retries, at 400 s times the square of the attempt", _SQUARES, 30, 4,
                        "smtpd/scheduler_ramqueue.c: BACKOFF_TRANSFER 400; smtpd.conf(5): ttl 4d"),
    "exchange": _exact(
        "Exchange's retries: every minute at first, then every 5 and every 10 minutes, or every 15 minutes by message", _EXCHANGE, 15, 2,
        "Exchange Server, Message retry, resubmit, and expiration intervals: QueueGlitchRetryCount 4 and Interval 1 min, "
        "TransientFailureRetryCount 6 and Interval 5 min, OutboundConnectionFailureRetryInterval 10 min, MessageRetryInterval 15 min"),
    "exchange_ims": _exact("the Internet Mail Service's retries after 15 and 30 minutes, 1 hour and every 4 hours", _IIS, 60, 2,
                           "Microsoft KB 146669: .25, .5, 1 and 4 hours"),
    "smtpsvc": _exact("the IIS SMTP service's retries after 15 and 30 minutes, 1 hour and every 4 hours", _IIS, 60, 2,
                      "Windows Server 2003, Configuring Retry Attempts and Intervals"),
    "mailenable": _exact("MailEnable's retries after 15 and 30 minutes, 1 hour and every 4 hours", _IIS, 60, 3,
                         "MailEnable, SMTP delivery options"),
    "courier": _exact(
        "Courier's retries, 5 minutes apart with longer pauses between", _COURIER, 30, 7,
        "courier(8): retryalpha 5 min, retrybeta 3, retrygamma 15 min, retrymaxdelta 3"),
    "haraka": _exact("Haraka's retries, 64 s after the first failure and twice as long each time", tuple(
        accumulate(64.0 * 2**n for n in range(12))), 30, 4, "Haraka outbound/config.js: temp_fail_intervals"),
    "momentum": _exact("Momentum's retries, 20 minutes after the first failure and twice as long each time", _DOUBLED, 60, 4,
                       "Momentum reference: Retry_Interval 1200"),
    "kumomta": _exact("KumoMTA's retries, 20 minutes after the first failure and twice as long each time", _DOUBLED, 120, 7,
                      "KumoMTA, make_queue_config: retry_interval 20 minutes, jittered"),
    "stalwart": _exact("Stalwart's retries after 2, 5, 10, 15 and 30 minutes, 1 hour and 2 hours", _after(
        120, 300, 600, 900, 1_800, 3_600, 7_200), 30, 5, "Stalwart, queue.schedule.retry"),
    "powermta": _turns("PowerMTA's retries, 10 minutes or more apart", 600, 60, 5, "PowerMTA configuration: retry-after 10m"),
    "dma": _turns("dma's retries, 5 minutes after the first failure and about twice as long each time", 300, 30, 5,
                  "dma.c deliver(): MIN_RETRY 300, then 1.5 to 2.5 times as long"),
    "nullmailer": _exact("nullmailer's retries, 1 minute after the first failure and twice as long each time", tuple(
        accumulate(60.0 * 2**n for n in range(13))), 20, 7, "nullmailer-send(8): pausetime 60, doubled up to maxpause"),
}  # fmt: skip


def schedule(dialect: str, when: datetime | None) -> Schedule | None:
    """The schedule of the program that writes that dialect, as it was at ``when``; None where none is known."""
    name = BY_NAME[dialect].schedule
    if name == "postfix" and when and when.year < _POSTFIX_24:
        return _POSTFIX_BEFORE
    return SCHEDULES[name] if name else None


def attempt(row: Schedule, seconds: float) -> int | None:
    """Which retry comes ``seconds`` after arrival: its number, 0 where it cannot be told, None where none comes then.

    Each failed try takes time of its own, so the slack grows with the wait.
    """
    if not row.attempts_s:
        first, last = row.first_s
        if not first - 5 <= seconds <= row.keeps_s:
            return None
        return 1 if seconds <= last + row.slack_s else 0
    slack = row.slack_s + seconds * 0.01
    near = min(range(len(row.attempts_s)), key=lambda n: abs(row.attempts_s[n] - seconds))
    return near + 1 if -5 <= seconds - row.attempts_s[near] <= slack else None
