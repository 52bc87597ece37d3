"""JSON: one object for one message, an array for more."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from headertrace.patterns import lazy

if TYPE_CHECKING:
    from headertrace.records.trace import Trace
    from headertrace.renderings.rendering import Options

# An escaped backslash, a pair of surrogates, or (the group) half of one.
_SURROGATE = lazy(r"\\\\|\\ud[89ab][0-9a-f]{2}\\ud[c-f][0-9a-f]{2}|(\\ud[89a-f][0-9a-f]{2})")
_INDENT = 2


def message(trace: Trace, number: int | None, options: Options) -> str:
    return document(trace.to_dict(), number)


def end(last: int) -> str:
    return "\n]\n" if last else "[]\n"


def document(content: dict[str, Any], number: int | None) -> str:
    """One document alone, or a part of an array (``number`` from 1), which ``end`` closes."""
    text = dumps(content, indent=_INDENT)
    if number is None:
        return f"{text}\n"
    # No string in it has a line's end.
    inner = "\n" + " " * _INDENT
    return ("[" if number == 1 else ",") + inner + text.replace("\n", inner)


def dumps(document: Any, indent: int | None = None, separators: tuple[str, str] | None = None) -> str:
    """JSON in ASCII alone: nothing in it is obeyed by a terminal.

    A byte that is no UTF-8 becomes U+FFFD; inside headertrace it is half a surrogate pair,
    which RFC 8259 section 8.2 warns of and many parsers refuse.
    """
    text = json.dumps(document, indent=indent, separators=separators)
    if "\\ud" not in text:
        return text
    return _SURROGATE.sub(lambda match: "\\ufffd" if match[1] else match[0], text)
