"""What the waits were, and what part of all the waiting each cause is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headertrace.mailbox.questions.question import Answer, Column, cut
from headertrace.mailbox.questions.spans import over_time
from headertrace.mailbox.questions.waits import CLOCKS, claimed, waits
from headertrace.text.counts import how_many

if TYPE_CHECKING:
    from headertrace.mailbox.asking.base import Base

COLUMNS = (
    Column("cause", "text", "cause", "What it was."),
    Column("waits", "count", "waits", "How many waits were that."),
    Column("hours", "hours", "in all", "How long they took together, in hours."),
    Column("share", "share", "of all", "What part of all the waiting that is."),
    Column("p50_s", "seconds", "p50", "Half of them took no longer."),
    Column("max_s", "seconds", "max", "The longest."),
    Column("measured", "count", "measured", "Of how many the cause is measured.", True),
    Column("likely", "count", "likely", "Of how many it is likely.", True),
    Column("possible", "count", "possible", "Of how many it is possible.", True),
    Column("series", "series", "over time", "How many there were, over the time asked about.", True),
)


def ask(base: Base) -> Answer:
    found = base.rows(
        f"""SELECT cause, count(*), sum(seconds) / 3600 AS hours, sum(seconds) / nullif(sum(sum(seconds)) OVER (), 0),
        median(seconds), max(seconds), count(*) FILTER (certainty = 'measured'), count(*) FILTER (certainty = 'likely'),
        count(*) FILTER (certainty = 'possible') FROM ({waits(base)}) GROUP BY 1 ORDER BY hours DESC, 2 DESC, 1"""
    )
    series = over_time(base, "cause", [row[0] for row in found], "count(*)", f"({waits(base)})")
    rows = tuple((*row, series.get(row[0])) for row in found)
    return Answer("Causes of the waits", COLUMNS, cut(rows, base), len(rows), notes=tuple(_notes(base)))


def _notes(base: Base) -> list[str]:
    notes = []
    many, hours = claimed(base)
    if many:
        notes.append(
            f"{how_many(many, 'more wait')} ({hours:,.1f} h) {'rests' if many == 1 else 'rest'} on stamps that came"
            f" with the mail, which are the senders' word: --claimed counts {'it' if many == 1 else 'them'}."
        )
    wrong = base.one(f"SELECT count(*) FROM delays WHERE cause IN {CLOCKS}")[0]
    if wrong:
        several = "differences of stamps were wrong clocks or zones, and no waits."
        notes.append(how_many(wrong, "difference of stamps was a wrong clock or zone, and no wait.", several))
    return notes
