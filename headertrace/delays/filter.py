"""A content filter held it: the time between handing out and taking back."""

from __future__ import annotations

from headertrace.delays.wait import Guess, Wait


def explain(wait: Wait) -> Guess | None:
    hop, before = wait.hop, wait.before
    if wait.seconds <= 0 or before is None or hop.leg != "filtering":
        return None
    if before.leg == "filtering" and "MFA" in before.role:
        name = before.received.software or before.received.dialect
        text = f"the content filter had it ({name})"
        return Guess(
            "filter", "measured", text, (before.field.evidence("handed out"), hop.field.evidence("taken back"))
        )
    if "MFA" in hop.role:
        return Guess("filter", "likely", "it waited for the content filter", (hop.field.evidence("handed out"),))
    return Guess(
        "filter", "possible", "the host handed it to itself and took it back", (hop.field.evidence("taken back"),)
    )
