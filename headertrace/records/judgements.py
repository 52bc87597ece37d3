"""What was concluded: second clocks, wrong clocks, waits, findings."""

from datetime import datetime

from headertrace.named import NamedTuple
from headertrace.records.evidence import Evidence
from headertrace.records.logs import LogLine
from headertrace.records.vocabulary import Cause, Certainty, Severity, Trust


class Finding(NamedTuple):
    """Something that stands out, and what to do next."""

    code: str
    name: str
    severity: Severity
    text: str
    advice: str
    hop: int | None = None
    field: int | None = None
    evidence: tuple[Evidence, ...] = ()


class Clock(NamedTuple):
    """A second clock: the time that ``text``, in field number ``field``, carries by ``scheme``.

    ``hop`` is the hop whose id it is, None for other fields; ``against_stamp_s`` is the time
    less the stamp beside it (positive: later than the stamp). ``scheme`` is a file in ``clocks``.
    """

    scheme: str
    text: str
    field: int
    hop: int | None
    time: datetime
    resolution_s: float
    against_stamp_s: float | None
    trust: Trust | None
    certainty: Certainty


class Offset(NamedTuple):
    """How far a host's clock is off: it shows ``offset_s`` more than the true time.

    ``low_s`` and ``high_s`` bound it, None where nothing does; ``offset_s`` is None where the
    bounds lie too far apart to name one number.
    """

    host: str
    offset_s: float | None
    low_s: float | None
    high_s: float | None
    evidence: tuple[Evidence, ...] = ()


class Delay(NamedTuple):
    """What a wait was: the ``cause``, how sure, and ``at`` which host.

    ``seconds`` is the time that passed, less what a clock known to be wrong makes up; for a wrong
    clock or zone it is what the stamps differ by. ``rivals`` are other causes as near as this one. ``log`` are lines of
    the servers' logs that say so.
    """

    hop: int
    seconds: float
    cause: Cause
    certainty: Certainty
    at: str | None
    text: str
    evidence: tuple[Evidence, ...] = ()
    rivals: tuple[Cause, ...] = ()
    low_s: float | None = None
    high_s: float | None = None
    log: tuple[LogLine, ...] = ()
