"""The work of a scan in pieces: what is read in one go by one worker, and what comes back of it."""

from __future__ import annotations

from typing import Literal

from headertrace.limits import Limits
from headertrace.named import NamedTuple
from headertrace.sources.opening import Which

# "file" is read whole by whatever format it has, "range" is a stretch of a mailbox in which messages begin.
PartKind = Literal["file", "range"]


class Part(NamedTuple):
    """A file, or a stretch of one.

    ``source`` is its number in the journal. ``path`` is what is opened, a path or a URL. ``label`` is how the dataset
    names it. ``outer`` are the name and kind of the folder that it was found in, ``member`` its name in that. ``start``
    and ``end`` are offsets in bytes: every message that begins between them is read, to its own end. ``exact`` says
    that one begins at ``start`` for sure.
    """

    source: int
    path: str
    label: str
    kind: PartKind = "file"
    start: int = 0
    end: int = 0
    exact: bool = False
    outer: tuple[str, str] | None = None
    member: str = ""


class Unit(NamedTuple):
    """What one worker reads in one go."""

    number: int
    parts: tuple[Part, ...]


class Read(NamedTuple):
    """What came of one part: where its first message begins, its last one, and the one behind that; how many there are
    (as ``--message`` counts them; None where it was not read), and how many of these could not be read.

    ``closed`` says that the file could not be opened or read to its end, which may be otherwise the next time.
    """

    source: int
    first: int | None
    last: int | None
    next: int | None
    messages: int | None
    failed: int
    closed: bool = False


class Blob(NamedTuple):
    """Rows of one table and month in a staged file: they stand at ``start``, in ``length`` bytes."""

    table: str
    month: str
    start: int
    length: int
    rows: int


class Done(NamedTuple):
    """What came of a unit: ``stage`` is the name of the file that holds its rows."""

    unit: int
    stage: str
    reads: tuple[Read, ...]
    blobs: tuple[Blob, ...]


class How(NamedTuple):
    """What all workers are told: how each message is read and traced.

    ``folder`` is where rows are staged. ``kinds`` are those of redaction, "" for none; ``key`` is its key. ``logs``
    is the index of the mail servers' logs (``headertrace.logs.indexing``), "" where there are none, and ``log_zone``
    the zone of those that write none, "" for none. ``limits`` say how many lines of a message are read.
    """

    folder: str
    which: Which = "asked"
    trusted: tuple[str, ...] = ()
    kinds: str = ""
    key: bytes = b""
    logs: str = ""
    log_zone: str = ""
    limits: Limits = Limits()
