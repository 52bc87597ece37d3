"""The client slept or was offline: the Date is long before the first server had it.

Where the oldest line is one server's about another, the sender's own servers left none: then it
may have waited there just as well.
"""

from __future__ import annotations

from headertrace.delays.wait import LONGEST_S, Guess, Wait
from headertrace.text.durations import duration

_HOUR_S = 3_600.0


def explain(wait: Wait) -> Guess | None:
    if wait.before is not None or wait.seconds <= 0:
        return None
    ground = (wait.hop.field.evidence("first stamp"),)
    near = round(wait.seconds / _HOUR_S) * _HOUR_S
    if near and near <= 14 * _HOUR_S and abs(wait.seconds - near) <= 10:
        text = f"the Date is {duration(near)} off to the second: its zone or clock is wrong, or the client was offline"
        return Guess("client-offline", "possible", text, ground)
    passed = f"written {duration(wait.seconds)} before the first server"
    if wait.seconds > LONGEST_S:
        text = f"{passed} that left a line: the client was offline, its clock is slow, or the Date is made up"
        return Guess("client-offline", "possible", text, ground)
    if wait.hop.leg != "submission":
        text = f"{passed} that left a line: it waited at the sender's, the client was offline, or its clock is slow"
        return Guess("client-offline", "possible", text, ground)
    text = f"{passed} had it: the client was offline, or its clock is slow"
    # As much again backwards later on: rather the first server's clock.
    backwards = min((step for step in wait.steps[1:] if step is not None), default=0.0) <= -wait.seconds / 2
    return Guess("client-offline", "possible" if backwards else "likely", text, ground)
