"""Sentences out of their parts."""

from __future__ import annotations

from collections.abc import Sequence

from headertrace.text.counts import listed

# First words that are no host's, no field's and no protocol's: only these get a capital letter.
_OPENERS = {
    "a", "after", "all", "an", "another", "answers", "at", "before", "bounces", "encrypted", "from", "it", "letters",
    "mail", "no", "nothing", "only", "repaired", "replies", "so", "some", "somebody", "stamped", "that", "the", "there",
    "these", "this",
}  # fmt: skip
_ENDS = (".", "?", "!", "…")


def sentence(text: str) -> str:
    """``text`` with a capital letter, where its first word is an ordinary one, and a full stop.

    What begins with a name ("mx.example.org found no name …") begins as the name does.
    """
    if text.partition(" ")[0] in _OPENERS:
        text = text[0].upper() + text[1:]
    return text if text.endswith(_ENDS) else f"{text}."


def with_place(text: str, place: str) -> str:
    """A sentence with what stands in brackets behind it: "It waited (line 4)."."""
    if not place:
        return text
    text = text.removesuffix(".")
    # What stands in brackets already goes on there.
    return f"{text[:-1]}; {place[1:]}." if text.endswith(")") else f"{text} {place}."


def happened(waits: Sequence[str], clocks: Sequence[str]) -> str:
    """What one way to read the stamps has: "it waited 3 min at a and 2 h at b, and the clock of d is slow"."""
    waited = [f"it waited {listed(waits)}"] if waits else []
    return (", and " if len(waits) > 1 and clocks else " and ").join([*waited, *filter(None, [listed(clocks)])])
