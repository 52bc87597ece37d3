"""What a message is called, and what was done to it before it is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headertrace.text.safe import safe

if TYPE_CHECKING:
    from headertrace.records.trace import Trace


def title(trace: Trace) -> str:
    """Its subject, else its id, else its file."""
    said = trace.message
    return safe(said.subject or said.message_id or trace.source.name)


def heading(trace: Trace, number: int, total: int | None = None) -> str:
    """What heads one of several messages: its file, with its number in that where it isn't the first, and its place
    among all, whose ``total`` is None where they are shown as they come.
    """
    source = trace.source
    file = safe("standard input" if source.name == "-" else source.name)
    inside = f", message {source.number}" if source.number > 1 else ""
    return f"{file}{inside} ({number} of {total})" if total else f"{file}{inside}"


def redacted(trace: Trace) -> str:
    """That names here are pseudonyms, and how many of each kind; empty where nothing was replaced."""
    if not trace.redacted:
        return ""
    counts = ", ".join(f"{count} {safe(kind)}" for kind, count in trace.redacted)
    return f"Redacted: {counts}."
