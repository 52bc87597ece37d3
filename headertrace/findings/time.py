"""Findings on times: order, zones, and the Date against the first hop."""

from __future__ import annotations

from collections.abc import Iterator

from headertrace.findings import Check, Hit
from headertrace.model import Delay, Field, Trace
from headertrace.text import duration

_SKEW_S = 2.0
_DATE_SLACK_S = 120.0
_LONG_S = 900.0


def _backwards(trace: Trace) -> Iterator[Hit]:
    for hop in trace.hops:
        if hop.delay_s is not None and hop.delay_s < -_SKEW_S:
            before = trace.hops[hop.n - 2].received.by or "the host before"
            here = hop.received.by or "this host"
            text = (
                f"stamped {duration(-hop.delay_s)} before the line that it follows: "
                f"the clock of {before} is ahead, or that of {here} behind, by that much at least"
            )
            yield Hit(text, hop=hop)


def _date_ahead(trace: Trace) -> Iterator[Hit]:
    written, submitted = trace.path.written, trace.path.submitted
    if written and submitted and (written - submitted).total_seconds() > _DATE_SLACK_S:
        ahead = duration((written - submitted).total_seconds())
        yield Hit(f"the Date is {ahead} after the first server took the message in", _date_field(trace))


def _date_field(trace: Trace) -> Field | None:
    return next((field for field in trace.fields if field.name.lower() == "date"), None)


def _untold(trace: Trace) -> Iterator[Hit]:
    for hop in trace.hops:
        stamp = hop.received.stamp
        if stamp is None or stamp.utc is None:
            why = stamp.defects[0].text if stamp and stamp.defects else "it has no date"
            yield Hit(f"the time of this hop is unknown: {why}", hop=hop)


def _zone(trace: Trace) -> Iterator[Hit]:
    for hop in trace.hops:
        for defect in hop.received.stamp.defects if hop.received.stamp else ():
            if defect.code in ("zone-mislabelled", "weekday-wrong"):
                yield Hit(defect.text, hop=hop)


def _held(trace: Trace) -> Iterator[Hit]:
    for delay in trace.delays:
        if delay.seconds >= _LONG_S:
            hop = trace.hops[delay.hop - 1]
            how = "" if delay.certainty == "measured" else f" ({delay.certainty})"
            what = f"{duration(delay.seconds)} at {delay.at or 'an unknown host'}: {delay.cause}{how}, {delay.text}"
            yield Hit(f"{what}. {_next_step(trace, delay)}".rstrip(), hop=hop)


def _next_step(trace: Trace, delay: Delay) -> str:
    """Which log, on which host, from which second, and what to look for there."""
    if delay.hop < 2 or delay.cause in ("late-collection", "wrong-zone", "wrong-clock"):
        return ""
    before = trace.hops[delay.hop - 2].received
    if not before.by or not before.time:
        return ""
    what = f"queue id {before.id}" if before.id else "the message"
    return f"On {before.by}, look for {what} from {before.time:%H:%M:%S} UTC on"


CHECKS = (
    Check("HT201", "clock-backwards", "warning", "Compare both hosts' clocks with a time server.", _backwards),
    Check("HT202", "date-after-submission", "info", "The writer's clock is likely wrong.", _date_ahead),
    Check("HT203", "time-unknown", "warning", "Take the delays on both sides of this hop together.", _untold),
    Check("HT204", "date-contradicts-itself", "info", "Trust the numeric zone, and mind the program.", _zone),
    Check("HT205", "long-wait", "warning", "Read that host's mail log for that time.", _held),
)
