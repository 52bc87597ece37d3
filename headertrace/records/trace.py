"""Everything that is known of one message."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from headertrace.named import NamedTuple
from headertrace.records.authentication import Authentication
from headertrace.records.evidence import Defect, Field, Unparsed
from headertrace.records.filters import Verdict
from headertrace.records.judgements import Clock, Delay, Finding, Offset
from headertrace.records.message import Source, Summary
from headertrace.records.path import Hop, Path
from headertrace.records.timeline import Timeline

if TYPE_CHECKING:
    from headertrace.records.knowledge import History
    from headertrace.records.lookups import Lookups
    from headertrace.records.reports import Notice, Report


class Trace(NamedTuple):
    """All that is known of one message's way.

    ``lookups`` is None where nothing was asked; ``redacted`` counts by kind what pseudonyms stand for, as
    the message itself says (``headertrace redact``). ``notice`` is what the message says of another one, where it is
    a bounce, a delay notice or another program's notice, and ``returned`` the trace of that other one, as far as its
    header came back. ``history`` is what a dataset tells of the mail before it, where one was named.
    """

    answer: str
    source: Source
    message: Summary
    path: Path
    hops: tuple[Hop, ...]
    findings: tuple[Finding, ...] = ()
    unparsed: tuple[Unparsed, ...] = ()
    delays: tuple[Delay, ...] = ()
    fields: tuple[Field, ...] = ()
    defects: tuple[Defect, ...] = ()
    clocks: tuple[Clock, ...] = ()
    offsets: tuple[Offset, ...] = ()
    timeline: Timeline = Timeline()
    filters: tuple[Verdict, ...] = ()
    authentication: Authentication | None = None
    lookups: Lookups | None = None
    redacted: tuple[tuple[str, int], ...] = ()
    notice: Notice | None = None
    returned: Trace | None = None
    history: History | None = None

    @property
    def reports(self) -> tuple[Report, ...]:
        """What the notice says of delivery to each recipient."""
        return self.notice.reports if self.notice else ()

    def to_dict(self) -> dict[str, Any]:
        """The JSON document of one message: plain dicts, lists, strings and numbers."""
        # By name: the document knows the records, and no record needs to know the document.
        written: dict[str, Any] = import_module("headertrace.document").document(self)
        return written
