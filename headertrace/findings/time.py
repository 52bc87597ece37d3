"""Findings on times: order, zones, and the Date against the first hop."""

from __future__ import annotations

from collections.abc import Iterator

from headertrace.findings.check import Check, Hit
from headertrace.findings.facts import LONG_S, NO_WAITS
from headertrace.findings.survey import Survey
from headertrace.records.judgements import Delay, Offset
from headertrace.records.vocabulary import CLOCK_CAUSES
from headertrace.text.durations import duration, offset_words

_SKEW_S = 2.0
_DATE_SLACK_S = 120.0
# Zones are never nearer to each other: from here on one may be mislabelled, and mail have waited.
_ZONE_S = 900.0
_DAY_S = 86_400.0
_MONTH_S = 30 * _DAY_S
# Where a clock without a battery starts: Unix, DOS and old PCs, and the year 2000.
_STARTS = ((1970, 1), (1980, 1), (2000, 1))


def _bounded(survey: Survey) -> list[Offset]:
    """The clock errors that are known from both sides; the others say no more than the step backwards."""
    return [offset for offset in survey.trace.offsets if offset.low_s is not None and offset.high_s is not None]


def _backwards(survey: Survey) -> Iterator[Hit]:
    told: set[str | None] = {offset.host for offset in _bounded(survey)}
    told |= {delay.at for delay in survey.trace.delays if delay.cause in CLOCK_CAUSES and delay.seconds > 0}
    for hop in survey.hops:
        if hop.delay_s is not None and hop.delay_s < -_SKEW_S:
            before = survey.hops[hop.n - 2].received.by or "the host before"
            here = hop.received.by or "this host"
            if before in told or here in told:
                continue
            what = "clock" if hop.delay_s > -_ZONE_S else "clock or time zone"
            text = (
                f"stamped {duration(-hop.delay_s)} before the line that it follows: "
                f"the {what} of {before} is ahead, or that of {here} behind, by that much at least"
            )
            yield Hit(text, hop=hop)


def _date_ahead(survey: Survey) -> Iterator[Hit]:
    written, submitted = survey.path.written, survey.path.submitted
    if _in_future(survey):
        return
    if written and submitted and (written - submitted).total_seconds() > _DATE_SLACK_S:
        ahead = duration((written - submitted).total_seconds())
        yield Hit(f"the Date is {ahead} after the first server took the message in", survey.first("date"))


def _in_future(survey: Survey) -> float:
    """Seconds by which the Date lies after every stamp, where that is more than any zone explains; else 0."""
    written = survey.path.written
    times = [hop.received.time for hop in survey.hops if hop.received.time]
    ahead = (written - max(times)).total_seconds() if written and times else 0.0
    return ahead if ahead > _DAY_S else 0.0


def _date_in_future(survey: Survey) -> Iterator[Hit]:
    ahead = _in_future(survey)
    if ahead:
        yield Hit(f"the Date is {duration(ahead)} after the last server took the message in", survey.first("date"))


def _date_long_past(survey: Survey) -> Iterator[Hit]:
    written, submitted = survey.path.written, survey.path.submitted
    if written and submitted and (submitted - written).total_seconds() > _MONTH_S:
        before = duration((submitted - written).total_seconds())
        yield Hit(f"the Date is {before} before the first server took the message in", survey.first("date"))


def _untold(survey: Survey) -> Iterator[Hit]:
    for hop in survey.hops:
        stamp = hop.received.stamp
        if stamp is None or stamp.utc is None:
            why = stamp.defects[0].text if stamp and stamp.defects else "it has no date"
            yield Hit(f"the time of this hop is unknown: {why}", hop=hop)


def _zone(survey: Survey) -> Iterator[Hit]:
    for hop in survey.hops:
        for defect in hop.received.stamp.defects if hop.received.stamp else ():
            if defect.code in ("zone-mislabelled", "weekday-wrong"):
                yield Hit(defect.text, hop=hop)


def _held(survey: Survey) -> Iterator[Hit]:
    for delay in survey.trace.delays:
        if delay.seconds >= LONG_S and delay.cause not in NO_WAITS:
            hop = survey.hops[delay.hop - 1]
            how = "" if delay.certainty == "measured" else f" ({delay.certainty})"
            what = f"{duration(delay.seconds)} at {delay.at or 'an unknown host'}: {delay.cause}{how}, {delay.text}"
            yield Hit(f"{what}. {_next_step(survey, delay)}".rstrip(), hop=hop)


def _next_step(survey: Survey, delay: Delay) -> str:
    """Which log, on which host, from which second, and what to look for there."""
    if delay.hop < 2 or delay.cause == "late-collection":
        return ""
    before = survey.hops[delay.hop - 2].received
    if not before.by or not before.time:
        return ""
    what = f"queue id {before.id}" if before.id else "the message"
    return f"On {before.by}, look for {what} from {before.time:%H:%M:%S} UTC on"


def _wrong_zone(survey: Survey) -> Iterator[Hit]:
    seen = set()
    for delay in survey.trace.delays:
        if delay.cause == "wrong-zone" and delay.at not in seen:
            seen.add(delay.at)
            hop = next(hop for hop in survey.hops if hop.field.number == delay.evidence[0].field)
            yield Hit(f"{delay.at}: {delay.text} ({delay.certainty})", hop=hop)


def _clock_off(survey: Survey) -> Iterator[Hit]:
    """The offsets that the stamps bound, and clocks that one step shows ahead and the next behind."""
    for offset in _bounded(survey):
        hop = next(hop for hop in survey.hops if hop.received.by == offset.host)
        yield Hit(offset_words(offset), hop=hop)
    told = {offset.host for offset in _bounded(survey)}
    for delay in survey.trace.delays:
        # Of a short step that may have another reason the path says enough.
        if delay.certainty == "possible" and delay.seconds < LONG_S:
            continue
        if delay.cause == "wrong-clock" and delay.seconds > 0 and delay.at and delay.at not in told:
            told.add(delay.at)
            hop = survey.hops[delay.hop - 1]
            yield Hit(f"{delay.text} ({delay.certainty})", hop=hop)


def _reset(survey: Survey) -> Iterator[Hit]:
    years = [hop.received.time.year for hop in survey.hops if hop.received.time]
    for hop in survey.hops:
        time = hop.received.time
        if time and (time.year, time.month) in _STARTS and time.day <= 2 and max(years) > time.year:
            yield Hit(f"the clock of {hop.received.by or 'this host'} had started anew: {time:%Y-%m-%d}", hop=hop)


def _century(survey: Survey) -> Iterator[Hit]:
    for hop in survey.hops:
        years = abs(hop.delay_s or 0.0) / (_DAY_S * 365.25)
        if years > 27 and min(abs(years - 100), abs(years - 28)) < 0.1:
            text = f"this stamp and the one before lie {round(years)} years apart: a two-digit year misread"
            yield Hit(text, hop=hop)


CHECKS = (
    Check(
        "HT201",
        "clock-backwards",
        "warning",
        "Compare both hosts' clocks with a time server.",
        _backwards,
        "time:backwards",
    ),
    Check("HT202", "date-after-submission", "info", "The writer's clock is likely wrong.", _date_ahead, "time:ahead"),
    Check(
        "HT203",
        "time-unknown",
        "warning",
        "Take the delays on both sides of this hop together.",
        _untold,
        "time:unknown",
    ),
    Check(
        "HT204",
        "date-contradicts-itself",
        "info",
        "Trust the numeric zone, and mind the program.",
        _zone,
        "defect:stamp",
    ),
    Check("HT205", "long-wait", "warning", "Read that host's mail log for that time.", _held, "held"),
    Check(
        "HT206",
        "wrong-zone",
        "warning",
        "Set that host's time zone, and trust its clock.",
        _wrong_zone,
        "cause:wrong-zone",
    ),
    Check(
        "HT207",
        "clock-off",
        "warning",
        "Set that host's clock by a time server.",
        _clock_off,
        "offsets cause:wrong-clock",
    ),
    Check("HT208", "clock-reset", "warning", "Look at that host's battery and its time server.", _reset, "time:years"),
    Check("HT209", "century-wrong", "warning", "Mind the program that wrote that date.", _century, "time:years"),
    Check("HT210", "date-in-future", "warning", "Go by the servers' stamps.", _date_in_future, "time:ahead"),
    Check("HT211", "date-long-past", "info", "Go by the servers' stamps.", _date_long_past, "time:past"),
)
