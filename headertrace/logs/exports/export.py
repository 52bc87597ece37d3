"""The contract of an export: which columns or keys it has, and what they tell.

A column is named as it is written, less everything but letters and digits, in lower case; a key of JSON by its path,
with a point between ("mail.messageId"). ``doubtful`` are those that no published schema names: they are read where they
are there, and missed where they are called otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from headertrace.named import NamedTuple
from headertrace.records.vocabulary import LogKind

# What of ``LogEvent`` a column may hold; ``time`` and ``host`` are the line's, ``kind`` the word for what happened.
Fact = Literal[
    "time",
    "host",
    "id",
    "message_id",
    "sender",
    "recipient",
    "peer",
    "peer_ip",
    "reply",
    "more",
    "status",
    "next_id",
    "kind",
]


class Export(NamedTuple):
    """``needs`` are the columns by which it is told; ``columns`` names for each fact those that may hold it, the best
    first; ``kinds`` what the words in ``kind`` stand for, in lower case, or the beginnings of words. ``form`` is csv or
    json.
    """

    name: str
    title: str
    form: Literal["csv", "json"]
    needs: frozenset[str]
    columns: Mapping[Fact, tuple[str, ...]]
    kinds: Mapping[str, LogKind]
    source: str
    doubtful: tuple[str, ...] = ()


def plain(name: str) -> str:
    """A column's name as it is compared."""
    return "".join(char for char in name.lower() if char.isalnum())
