"""Which messages waited longest, and how to open them again."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from headertrace.mailbox.questions.question import Answer, Column, total
from headertrace.mailbox.questions.waits import waits
from headertrace.text.safe import safe

if TYPE_CHECKING:
    from headertrace.mailbox.asking.base import Base

COLUMNS = (
    Column("time", "moment", "delivered", "The message's own time."),
    Column("seconds", "seconds", "waited", "Its longest wait."),
    Column("at_host", "text", "at", "The host where that was."),
    Column("cause", "text", "cause", "What it was."),
    Column("certainty", "text", "certainty", "How sure that is.", True),
    Column("from", "text", "from", "From, as written.", True),
    Column("recipient", "text", "for", "The envelope's recipient, else To.", True),
    Column("message_id", "text", "Message-ID", "Message-ID.", True),
    Column("command", "command", "open it with", "What opens the message again."),
)


def ask(base: Base) -> Answer:
    found = base.rows(
        f"""WITH longest AS (SELECT message, any_value(time) AS moment, max(seconds) AS seconds,
        arg_max(at_host, seconds) AS at_host, arg_max(cause, seconds) AS cause,
        arg_max(certainty, seconds) AS certainty FROM ({waits(base)}) GROUP BY 1)
        SELECT time, seconds, at_host, longest.cause, longest.certainty, from_field, coalesce(recipient, to_field),
        message_id, input, number, (SELECT count(*) FROM longest)
        FROM (FROM longest ORDER BY seconds DESC, moment, message LIMIT $1) AS longest JOIN messages USING (message)
        ORDER BY seconds DESC, time, message""",
        [base.wishes.top],
    )
    rows = tuple((*row[:8], command(row[8], row[9])) for row in found)
    return Answer("The longest waits", COLUMNS, rows, total(found))


def command(source: str | None, number: int | None) -> str | None:
    """The command line that shows the message again."""
    if source is None:
        return None
    end = "-- " if source.startswith("-") else ""
    return safe(f"headertrace {f'--message {number} ' if number is not None else ''}{end}{shlex.quote(source)}")
