"""The client slept or was offline: the Date is long before the first server had it."""

from __future__ import annotations

from headertrace.delays import Guess, Wait, evidence
from headertrace.text import duration


def explain(wait: Wait) -> Guess | None:
    if wait.before is not None or wait.seconds <= 0:
        return None
    hour = 3_600.0
    near = round(wait.seconds / hour) * hour
    if near and near <= 14 * hour and abs(wait.seconds - near) <= 10:
        text = f"the Date is {duration(near)} off to the second: its zone or clock is wrong, or the client was offline"
        return Guess("client-offline", "possible", text, (evidence(wait.hop, "first stamp"),))
    text = (
        f"written {duration(wait.seconds)} before the first server had it: the client was offline, or its clock is slow"
    )
    return Guess("client-offline", "likely", text, (evidence(wait.hop, "first stamp"),))
