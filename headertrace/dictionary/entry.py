"""What the dictionary says of a header field's name, and the words it says it in.

A row of the data files is (name, agent, adds, holds, marks, meaning, source), all text: an empty
``agent`` is one that is not entered. ``marks`` are words parted by spaces:

- ``list:name``, ``list:post``, ``list:hint``: the mail came by a mailing list, which is named; or whose
  address is given; or which others than lists write too.
- ``check:results``, ``check:spf``, ``check:signature``, ``check:arc``, ``check:sender-id``: a check of
  the sender or a signature, in that grammar.
- ``clock:SCHEME``: it may hold a time of its own, which ``clocks/`` reads by that scheme.
- ``delivered``: it is written on final delivery. ``moderated``: a list's moderator let the mail through.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal, NamedTuple, cast

Row = tuple[str, str, str, str, str, str, str]

Agent = Literal["MUA", "MSA", "MTA", "MFA", "MDA", "list"]
# On top of the block, in the message as written, or anywhere.
Adds = Literal["top", "message", "any"]
# ``terms`` are from a fixed stock of words, numbers and links, ``text`` whatever its program writes there.
Holds = Literal[
    "recipients", "senders", "ids", "words", "date", "terms", "program", "received", "signature", "results",
    "parameters", "thread", "verdict", "text",
]  # fmt: skip
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


def marked(rows: Iterable[Row], *marks: str) -> tuple[str, ...]:
    """The names that bear one of those marks ("list:name"), in the order of the rows."""
    wanted = frozenset(marks)
    return tuple(row[0] for row in rows if row[4] and not wanted.isdisjoint(row[4].split()))


def holding(rows: Iterable[Row], *holds: Holds) -> frozenset[str]:
    """The names whose values are of one of those kinds."""
    return frozenset(row[0] for row in rows if row[3] in holds)
