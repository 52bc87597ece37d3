"""Findings on times: order, zones, and the Date against the first hop."""

from __future__ import annotations

from collections.abc import Iterator

from headertrace.delays.words import backwards, either, why
from headertrace.findings.check import Check, Hit
from headertrace.findings.facts import LONG_S, NO_WAITS
from headertrace.findings.survey import Survey
from headertrace.organisations import operator, owner
from headertrace.organisations.mail_services import service
from headertrace.received.ids import is_queue_id
from headertrace.records.judgements import Delay, Offset
from headertrace.records.logs import LogLine
from headertrace.records.path import Hop
from headertrace.records.timeline import Reading
from headertrace.records.vocabulary import Cause, Severity
from headertrace.text.durations import duration, offset_words
from headertrace.text.sentences import happened
from headertrace.timeline.alike import alike
from headertrace.timeline.anomalies import is_zone
from headertrace.timeline.observations import WRITER
from headertrace.timeline.whose import wrote

_SKEW_S = 4.0
_MINUTE_S = 60.0
_QUARTER_HOUR_S = 900.0
_HOUR_S = 3_600.0
_DATE_SLACK_S = 120.0
# Zones are never nearer to each other: from here on one may be mislabelled, and mail have waited.
_ZONE_S = 900.0
_DAY_S = 86_400.0
_MONTH_S = 30 * _DAY_S
# As many readings as are told.
_TOLD = 3
# Where a clock without a battery starts: Unix, DOS and old PCs, and the year 2000.
_STARTS = ((1970, 1), (1980, 1), (2000, 1))


def _backwards(survey: Survey) -> Iterator[Hit]:
    """Steps backwards that no other finding explains."""
    told = _servers(survey)
    undecided = not survey.trace.timeline.decided
    for hop in survey.hops:
        if hop.delay_s is None or hop.delay_s >= -_SKEW_S:
            continue
        before = survey.hops[hop.n - 2]
        large = -hop.delay_s >= _MINUTE_S
        if any(wrote(item, before, hop) for item in told) or (large and undecided):
            continue
        house = _operator_of(hop.received.by)
        inside = house is not None and house == _operator_of(before.received.by)
        yield Hit(
            _back(survey, before, hop),
            hop=hop,
            severity="warning" if large and not inside else "info",
            advice=f"Allow for it when you compare times; {house} runs both clocks." if inside else None,
        )


def _back(survey: Survey, before: Hop, hop: Hop) -> str:
    """How far a step goes back, and whose clock that is: one that clocks on both sides bound, else either's."""
    known = {item.host: item for item in survey.trace.timeline.known if item.offset_s is not None}
    slow, fast = known.get(hop.received.by or ""), known.get(before.received.by or "")
    if slow is not None and (slow.offset_s or 0.0) < 0:
        return backwards(hop, offset_words(slow))
    if fast is not None and (fast.offset_s or 0.0) > 0:
        return backwards(hop, offset_words(fast))
    what = "clock" if (hop.delay_s or 0.0) > -_ZONE_S else "clock or time zone"
    return f"{backwards(hop, either(before, hop, what))}, by at least that much"


def _undecided(survey: Survey) -> Iterator[Hit]:
    """Several readings of the clocks are about as likely, and at least one has a wrong clock by minutes."""
    readings = survey.trace.timeline.readings
    if len(readings) < 2 or not any(map(_large, (offset for item in readings for offset in item.offsets))):
        return
    told = {offset.host for offset in survey.trace.timeline.known}
    different: list[Reading] = []
    for item in readings:
        if not any(_tells_the_same(item, other, told) for other in different):
            different.append(item)
    ways = list(dict.fromkeys(_in_words(survey, item, told) for item in different))
    if len(ways) > 1:
        hop = next((hop for hop in reversed(survey.hops) if hop.received.time), None)
        others = "; or others" if len(ways) > _TOLD else ""
        yield Hit(f"the stamps fit more than one reading: {'; or '.join(ways[:_TOLD])}{others}", hop=hop)


def _tells_the_same(one: Reading, other: Reading, told: set[str]) -> bool:
    """Whether the same clocks are wrong by minutes, as far as that is not ``told`` already, and it waited as long."""
    clocks, others = ({(item.host, _way(item)) for item in way.offsets if _large(item)} for way in (one, other))
    return {item for item in clocks ^ others if item[0] not in told} == set() and alike(one, other, 1)


def _large(offset: Offset) -> bool:
    return abs(offset.offset_s or 0.0) >= _MINUTE_S


def _in_words(survey: Survey, reading: Reading, told: set[str]) -> str:
    waits = [f"{duration(held.seconds)} {_where(survey, held.hop)}" for held in reading.waits]
    clocks = [
        f"the {_clock(offset)} is {duration(abs(offset.offset_s or 0.0))} {_way(offset)}"
        for offset in reading.offsets
        if offset.host not in told and _large(offset)
    ]
    return happened(waits, clocks) or "nothing waited"


def _clock(offset: Offset) -> str:
    return "Date" if offset.host == WRITER else f"clock of {offset.host}"


def _way(offset: Offset) -> str:
    return "fast" if (offset.offset_s or 0.0) > 0 else "slow"


def _where(survey: Survey, n: int) -> str:
    if n > len(survey.hops):
        return "before it reached the mailbox"
    return f"before hop {n}" if n > 1 else "before the first server had it"


def _date_ahead(survey: Survey) -> Iterator[Hit]:
    """The writer's clock, where every reading has it wrong by minutes."""
    if _in_future(survey):
        return
    known = next((offset for offset in survey.trace.timeline.known if offset.host == WRITER), None)
    if known is not None and abs(known.low_s or known.high_s or 0.0) >= _DATE_SLACK_S:
        error = known.low_s if known.low_s is not None and known.low_s > 0 else known.high_s
        if not error:
            # It may be right, and the message have lain somewhere: nothing bounds the error on that side.
            return
        way, how = ("fast", "at least ") if error > 0 else ("slow", "about ")
        if is_zone(known.offset_s or error):
            way += ", which a wrong time zone explains"
        elif is_zone(hours := round(error / _HOUR_S) * _HOUR_S) and abs(error - hours) <= _MINUTE_S:
            # People set their clocks by hand, to the minute.
            way += ", which a wrong time zone nearly explains"
        elif any((item.low_s, item.high_s) == (known.low_s, known.high_s) for item in _servers(survey)):
            # The first server's clock agrees with the Date and is off with it, which is told of that one.
            return
        yield Hit(f"the Date is {how}{duration(abs(error))} {way}", survey.first("date"))


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
    if any(delay.hop == 1 and delay.cause == "resent" for delay in survey.trace.delays):
        # What was resent (HT802) bears the Date that its writer gave it.
        return
    if written and submitted and (submitted - written).total_seconds() > _MONTH_S:
        before = duration((submitted - written).total_seconds())
        yield Hit(f"the Date is {before} before the first server took the message in", survey.first("date"))


def _untold(survey: Survey) -> Iterator[Hit]:
    for hop in survey.hops:
        stamp = hop.received.stamp
        if stamp is None or stamp.utc is None:
            why = stamp.defects[0].text if stamp and stamp.defects else "it has no date"
            # Below the border only the sender's side can mend it.
            severity: Severity | None = None if hop.trust == "vouched" else "info"
            yield Hit(f"the time of this hop is unknown: {why}", hop=hop, severity=severity)


def _zone(survey: Survey) -> Iterator[Hit]:
    for hop in survey.hops:
        for defect in hop.received.stamp.defects if hop.received.stamp else ():
            if defect.code in ("zone-mislabelled", "weekday-wrong"):
                yield Hit(defect.text, hop=hop)


def _held(survey: Survey) -> Iterator[Hit]:
    for delay in survey.trace.delays:
        if delay.seconds >= LONG_S and delay.cause not in NO_WAITS:
            hop = survey.hops[min(delay.hop, len(survey.hops)) - 1]
            known = "" if delay.cause == "unknown" else f", {why(delay, rivals=False)}"
            what = f"{duration(delay.seconds)} {_at(delay.at)}{known}: {delay.text}"
            yield _held_hit(survey, delay, hop, what)


def _at(host: str | None) -> str:
    """Where it waited; hosts that are called by their addresses tell nobody anything."""
    house = _operator_of(host)
    return f"inside {house}" if house in _BY_ADDRESS and ":" in (host or "") else f"at {host or 'an unknown host'}"


def _held_hit(survey: Survey, delay: Delay, hop: Hop, what: str) -> Hit:
    """Inside a big operator no reader can look any further; and what may be a clock is no warning."""
    house = _operator_of(delay.at) or (
        hop.receiver_organisation if hop.same_host and _operator_of(hop.received.by) else None
    )
    house = house or _service_before(survey, delay, hop)
    if house:
        return Hit(f"{what}.", hop=hop, severity="info", advice=f"Only {house} could say more.")
    if delay.log:
        return Hit(f"{what} ({_in_log(delay.log[0])}).", hop=hop, advice=_BY_LOG.get(delay.cause))
    decided = survey.trace.timeline.decided or delay.certainty == "measured" or delay.seconds >= _HOUR_S
    sure: Severity | None = None if decided else "info"
    return Hit(f"{what}. {_next_step(survey, delay)}".rstrip(), hop=hop, severity=sure)


def _in_log(line: LogLine) -> str:
    return f"{line.file.rpartition('/')[2]}, line {line.number}"


# What to do about a wait whose reason a log tells.
_BY_LOG: dict[Cause, str] = {
    "greylisting": "If it happens often, ask the administrator of the host that answered so to exempt yours.",
    "queue-retry": "Find out why the next host could not be reached, or answered so.",
    "throttling": "Send that host less at a time, or ask its administrator what it allows.",
    "quarantine": "Ask that host's administrator who held the message, and why.",
    "filter": "Look into what that filter waited for.",
    "slow-transfer": "Look at the filters of the host that took the message, and at the network between the two.",
    "local-delivery": "Look into what kept the mailbox from being written to.",
}


def _service_before(survey: Survey, delay: Delay, hop: Hop) -> str | None:
    """The operator in whose service it waited before ``hop``, by the address that handed it over there."""
    known = service(hop.received.ip)
    waited = hop.n > 1 and delay.hop == hop.n and delay.at == survey.hops[hop.n - 2].received.by
    return known.name if known and waited else None


def _operator_of(host: str | None) -> str | None:
    """The big operator that runs that host."""
    found = operator(host) if host else None
    if found is not None:
        return None if found.customers else found.name
    house = owner(host) if host else None
    return house if house in _BY_ADDRESS else None


# Whose hosts call themselves by their addresses.
_BY_ADDRESS = frozenset({"Google"})


def _next_step(survey: Survey, delay: Delay) -> str:
    """Which log, on which host, from which second, and what to look for there."""
    if delay.hop < 2 or delay.cause == "late-collection":
        return ""
    before = survey.hops[delay.hop - 2].received
    if not before.by or not before.time:
        return ""
    what = "the Message-ID" if survey.trace.message.message_id else "the message"
    if is_queue_id(before.id):
        what = f"queue id {before.id}"
    return f"On {before.by}, look for {what} from {before.time:%H:%M:%S} UTC on"


def _wrong_zone(survey: Survey) -> Iterator[Hit]:
    for offset in _servers(survey):
        zone = _zone_of(offset)
        if zone is not None:
            hours = duration(abs(zone))
            way = "ahead" if zone > 0 else "behind"
            yield _of(survey, offset, f"the stamps of {offset.host} are {hours} {way}: its time zone is wrong")


def _clock_off(survey: Survey) -> Iterator[Hit]:
    for offset in _servers(survey):
        if _zone_of(offset) is None:
            yield _of(survey, offset, _shown(survey, offset))


def _zone_of(offset: Offset) -> float | None:
    """The zone that explains the error: what it is, or what lies between bounds that are near enough."""
    low, high = offset.low_s, offset.high_s
    error = offset.offset_s
    if error is None and low is not None and high is not None and high - low <= _MINUTE_S:
        error = (low + high) / 2
    zone = round((error or 0.0) / _QUARTER_HOUR_S) * _QUARTER_HOUR_S
    if offset.offset_s is not None:
        return zone if is_zone(offset.offset_s) else None
    return zone if error is not None and is_zone(zone) and (low or 0.0) <= zone <= (high or 0.0) else None


def _shown(survey: Survey, offset: Offset) -> str:
    """The error, and which messages show it where a dataset knows the clock."""
    words = offset_words(offset)
    if _least(offset) >= _MONTH_S and any(
        hop.received.by == offset.host and hop.trust == "claimed" for hop in survey.hops
    ):
        # No clock that is kept at all runs like that, and anybody can write a line.
        return f"{words}; or its line was made up, or belongs to another message"
    told = offset.host in survey.trace.timeline.pooled and offset.evidence
    return f"{words}: {offset.evidence[0].text}" if told else words


def _servers(survey: Survey) -> list[Offset]:
    """The servers whose clocks are wrong in every reading, by a minute or more."""
    return [offset for offset in survey.trace.offsets if _least(offset) >= _MINUTE_S]


def _least(offset: Offset) -> float:
    """By how many seconds a clock is off, at the least."""
    return max(abs(offset.offset_s or 0.0), offset.low_s or 0.0, -(offset.high_s or 0.0))


def _of(survey: Survey, offset: Offset, text: str) -> Hit:
    """Of the reader's own server it is a warning; what another house's clock shows, the reader cannot mend."""
    hop = next((hop for hop in survey.hops if wrote(offset, hop)), None)
    house = _operator_of(offset.host)
    own = hop is not None and hop.trust == "vouched" and house is None
    advice = f"Allow for it when you compare times; {house} runs that clock." if house else None
    return Hit(text, hop=hop, severity="warning" if own else "info", advice=advice)


def _reset(survey: Survey) -> Iterator[Hit]:
    years = [hop.received.time.year for hop in survey.hops if hop.received.time]
    for hop in survey.hops:
        time = hop.received.time
        if time and (time.year, time.month) in _STARTS and time.day <= 2 and max(years) > time.year:
            yield Hit(f"the clock of {hop.received.by or 'this host'} had been reset: {time:%Y-%m-%d}", hop=hop)


def _century(survey: Survey) -> Iterator[Hit]:
    for hop in survey.hops:
        years = abs(hop.delay_s or 0.0) / (_DAY_S * 365.25)
        if years > 27 and min(abs(years - 100), abs(years - 28)) < 0.1:
            text = f"this stamp and the one before lie {round(years)} years apart: a two-digit year was misread"
            yield Hit(text, hop=hop)


CHECKS = (
    Check(
        "HT201",
        "clock-backwards",
        "warning",
        "Synchronise both hosts' clocks with NTP.",
        _backwards,
        "time:backwards",
    ),
    Check(
        "HT212",
        "clocks-undecided",
        "info",
        "A second message through the same hosts, or their logs, would decide it.",
        _undecided,
        "time:undecided",
    ),
    Check(
        "HT202",
        "date-after-submission",
        "info",
        "The clock of the writer's device is probably wrong.",
        _date_ahead,
        "time:writer",
    ),
    Check(
        "HT203",
        "time-unknown",
        "warning",
        "Look at the delays before and after this hop as one.",
        _untold,
        "time:unknown",
    ),
    Check(
        "HT204",
        "date-contradicts-itself",
        "info",
        "Rely on the numeric zone.",
        _zone,
        "defect:stamp",
    ),
    Check("HT205", "long-wait", "warning", "Check that host's mail log around that time.", _held, "held"),
    Check(
        "HT206",
        "wrong-zone",
        "warning",
        "Correct that host's time zone; its clock is right.",
        _wrong_zone,
        "offsets",
    ),
    Check(
        "HT207",
        "clock-off",
        "warning",
        "Synchronise that host's clock with NTP.",
        _clock_off,
        "offsets",
    ),
    Check("HT208", "clock-reset", "warning", "Check that host's clock battery and NTP.", _reset, "time:years"),
    Check("HT209", "century-wrong", "warning", "Check the program that wrote that date.", _century, "time:years"),
    Check("HT210", "date-in-future", "warning", "Rely on the servers' time stamps.", _date_in_future, "time:ahead"),
    Check("HT211", "date-long-past", "info", "Rely on the servers' time stamps.", _date_long_past, "time:past"),
)
