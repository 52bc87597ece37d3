"""Headers that were copied by hand, out of a mail, a page, a ticket or a table: undone what the copying did.

Nothing here is asked of a message that reads well as it stands. First what lies around the whole text is taken off
(``wrappings``), then what stands before each line (``marks``), then lines are joined to fields and fields to headers
(``joining``). A step is taken only where known field names, the clauses of Received lines and their dates bear it out.
"""

from __future__ import annotations

from headertrace.named import NamedTuple
from headertrace.records.evidence import Defect, Field
from headertrace.sources.pasted.joining import Header, headers
from headertrace.sources.pasted.kinds import Notes, stretches
from headertrace.sources.pasted.lines import MAX_LINES, MAX_TEXT, lines_of
from headertrace.sources.pasted.marks import columned, unmarked
from headertrace.sources.pasted.names import received_words
from headertrace.sources.pasted.wrappings import unwrapped

# A text with more headers in it than that is a document on mail.
MAX_HEADERS = 100


class Reading(NamedTuple):
    """One header that was found in a text, what is told of it, and which kinds of damage were mended for it."""

    fields: tuple[Field, ...]
    defects: tuple[Defect, ...]
    kinds: frozenset[str] = frozenset()


def readings(data: bytes, first_line: int = 1) -> tuple[Reading, ...]:
    """The headers with Received lines in a text that was copied, top first; none where there is nothing to be read.

    ``first_line`` is the number of its first line. At most ``MAX_TEXT`` bytes and ``MAX_LINES`` lines are looked at,
    and ``MAX_HEADERS`` read, which is told.
    """
    notes = Notes()
    lines = lines_of(data[:MAX_TEXT], first_line)
    cuts = []
    if len(data) > MAX_TEXT or len(lines) > MAX_LINES:
        cuts.append(f"the first {MAX_TEXT} bytes and {MAX_LINES} lines were looked at")
    lines = columned(unwrapped(lines[:MAX_LINES], notes))
    words = received_words(lines)
    if not words:
        return ()
    found = headers(unmarked(lines, notes), notes)
    if len(found) > MAX_HEADERS:
        cuts.append(f"the first {MAX_HEADERS} headers were read")
    hops = sum(header.hops for header in found)
    return tuple(
        Reading(header.fields, tuple(_defects(header, number, len(found), words - hops, notes, cuts)), notes.kinds)
        for number, header in enumerate(found[:MAX_HEADERS], 1)
    )


def _defects(header: Header, number: int, count: int, missing: int, notes: Notes, cuts: list[str]) -> list[Defect]:
    made = []
    told = notes.text(header.first_line, header.last_line)
    if told:
        made.append(Defect("repaired", f"repaired in order to read it: {told}"))
    if count > 1:
        made.append(Defect("several-headers", f"this is header {number} of {count} in the same text"))
    if missing > 0:
        made.append(Defect("not-whole", f"the text has {_words(missing)} that could not be read as a hop"))
    if header.undecided:
        where = stretches(header.undecided)
        made.append(Defect("two-readings", f"cut within a word or between words, which leaves two readings of {where}"))
    if cuts:
        made.append(Defect("text-too-long", f"the text is long: only {' and only '.join(cuts)}"))
    return made


def _words(count: int) -> str:
    return "one more Received line" if count == 1 else f"{count} more Received lines"
