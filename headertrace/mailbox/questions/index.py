"""Every question: its name on the command line, its file, and what it asks."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple, cast

if TYPE_CHECKING:
    from headertrace.mailbox.questions.question import Question


class Row(NamedTuple):
    """``asks`` is the question as a postmaster puts it. ``chart`` is what its picture is: lines over time, or bars."""

    name: str
    asks: str
    chart: str = "bars"


ROWS = (
    Row("hosts", "Which hosts hold mail up, and for how long?"),
    Row("organisations", "Whose hosts hold mail up, and for how long?"),
    Row("legs", "On which leg of the way does it take how long?"),
    Row("trend", "How did delivery go over time?", "lines"),
    Row("worst", "Which messages waited longest?"),
    Row("causes", "What were the waits?"),
    Row("changes", "When did a host's delay or clock shift?"),
    Row("service", "What share was delivered in time?"),
    Row("tls", "Which hand-overs were encrypted?"),
    Row("authentication", "What did the checks of senders give?"),
    Row("findings", "What stands out how often?"),
    Row("bounces", "What was refused or delayed, by whom, and why?"),
    Row("new", "Which hosts were seen for the first time?"),
    Row("clocks", "Whose clock is wrong?"),
    Row("senders", "Whose mail comes in, and how much?"),
    Row("recipients", "Who gets the mail, and how much?"),
)
NAMES = tuple(row.name for row in ROWS)


def question(name: str) -> Question:
    """The question of that name."""
    return cast("Question", import_module(f"headertrace.mailbox.questions.{name}"))


def row(name: str) -> Row:
    return next(row for row in ROWS if row.name == name)
