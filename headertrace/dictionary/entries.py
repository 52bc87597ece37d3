"""What the dictionary says of a header field's name, and the words it says it in."""

from __future__ import annotations

from typing import Literal, cast

from headertrace.dictionary.rows import Holds, Row
from headertrace.named import NamedTuple

Agent = Literal["MUA", "MSA", "MTA", "MFA", "MDA", "list"]
# On top of the block, in the message as written, or anywhere.
Adds = Literal["top", "message", "any"]
ListMark = Literal["name", "post", "hint"]
Check = Literal["results", "spf", "signature", "arc", "sender-id"]
# The kinds of ``redact.KINDS`` that the whole value falls under; parts of it may fall under others.
Secret = Literal["recipient", "sender", "ids", "subject", "fields"]

_SECRETS: dict[Holds, Secret] = {
    "recipients": "recipient", "senders": "sender", "ids": "ids", "thread": "ids", "signature": "ids",
    "words": "subject", "text": "fields",
}  # fmt: skip


class Entry(NamedTuple):
    """One name, or the beginning of a family of names.

    ``agent`` writes it (None: not entered), ``adds`` says where it goes; ``clock`` is a scheme of ``clocks/``.
    """

    name: str
    agent: Agent | None
    adds: Adds
    holds: Holds
    meaning: str
    source: str
    list_mark: ListMark | None = None
    check: Check | None = None
    clock: str | None = None
    delivered: bool = False
    moderated: bool = False

    @property
    def secret(self) -> Secret | None:
        """What the value as a whole gives away, in a word of ``redact.KINDS``; None where it is no secret."""
        return _SECRETS.get(self.holds)


def made(row: Row) -> Entry:
    """The entry that a row spells."""
    name, agent, adds, holds, marks, meaning, source = row
    said = dict(word.partition(":")[::2] for word in marks.split())
    return Entry(
        name,
        cast(Agent, agent) if agent else None,
        cast(Adds, adds or "any"),
        cast(Holds, holds),
        meaning,
        source,
        cast("ListMark | None", said.get("list")),
        cast("Check | None", said.get("check")),
        said.get("clock"),
        "delivered" in said,
        "moderated" in said,
    )
