"""Every question: its name on the command line, its file, and what it asks."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, cast

from headertrace.named import NamedTuple

if TYPE_CHECKING:
    from headertrace.mailbox.questions.question import Question


class Row(NamedTuple):
    """``asks`` is the question as a postmaster puts it. ``measure`` is the column that a picture of it has bars of, ""
    where it goes over time.
    """

    name: str
    asks: str
    measure: str


ROWS = (
    Row("hosts", "Which hosts hold mail up, and for how long?", "hours"),
    Row("organisations", "Whose hosts hold mail up, and for how long?", "hours"),
    Row("legs", "On which leg of the way does it take how long?", "hours"),
    Row("trend", "How did delivery go over time?", ""),
    Row("worst", "Which messages waited longest?", "seconds"),
    Row("causes", "What were the waits?", "hours"),
    Row("changes", "When did a host's delay or clock shift?", "after_s"),
    Row("service", "What share was delivered in time?", "met"),
    Row("tls", "Which hand-overs were encrypted?", "encrypted"),
    Row("authentication", "What did the checks of senders give?", "passed"),
    Row("findings", "What stands out how often?", "messages"),
    Row("bounces", "What was refused or delayed, by whom, and why?", "count"),
    Row("answers", "What did other servers answer, by the logs?", "attempts"),
    Row("new", "Which hosts were seen for the first time?", "messages"),
    Row("clocks", "Whose clock is wrong?", "offset_s"),
    Row("senders", "Whose mail comes in, and how much?", "messages"),
    Row("recipients", "Who gets the mail, and how much?", "messages"),
)
NAMES = tuple(row.name for row in ROWS)


def question(name: str) -> Question:
    """The question of that name."""
    return cast("Question", import_module(f"headertrace.mailbox.questions.{name}"))


def row(name: str) -> Row:
    return next(row for row in ROWS if row.name == name)
