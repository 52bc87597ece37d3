"""What a message is called, and what was done to it before it is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headertrace.patterns import lazy
from headertrace.text.safe import safe

if TYPE_CHECKING:
    from headertrace.records.trace import Trace

# The folders in front of a file's name, by the marks of both worlds; what lies in it stands behind a ">".
_FOLDERS = lazy(r"\A[^>]*[/\\](?=[^/\\>])")


def title(trace: Trace) -> str:
    """Its subject, else its id, else its file."""
    said = trace.message
    return safe(said.subject or said.message_id or trace.source.name)


def heading(trace: Trace) -> str:
    """What heads one of several messages: its file, with its number in that where it isn't the first."""
    source = trace.source
    inside = f", message {source.number}" if source.number > 1 else ""
    return f"{_file(source.name)}{inside}"


def own_name(name: str) -> str:
    """The file's own name: on whose machine it lay in which folder is nobody's business."""
    return _file(_FOLDERS.sub("", name))


def _file(name: str) -> str:
    return safe("standard input" if name == "-" else name)


def redacted(trace: Trace) -> str:
    """That names here are pseudonyms, and how many of each kind; empty where nothing was replaced."""
    if not trace.redacted:
        return ""
    counts = ", ".join(f"{count} {safe(kind)}" for kind, count in trace.redacted)
    return f"Redacted: {counts}."
