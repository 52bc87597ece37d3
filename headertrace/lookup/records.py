"""What look-ups bring to a trace: statements about today, each with the answers it rests on."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from headertrace.model import Evidence, Trace, rfc3339

if TYPE_CHECKING:
    from headertrace.lookup.resolver import Answer, Resolver

VERDICTS = ("agree", "differ", "unknown", "fact")
CAUTION = "Today's DNS is not that day's: what differs may have changed since."


class Options(NamedTuple):
    """How to ask: see the options of ``headertrace verify``. ``deadline_s`` is in seconds.

    Without ``ask`` no question is put: what local files say is all there is.
    """

    ask: bool = True
    resolvers: tuple[str, ...] = ()
    deadline_s: float = 10.0
    cache: bool = True
    names_only: bool = False
    dry_run: bool = False
    dnsbl: tuple[str, ...] = ()
    dnsbl_all: bool = False
    asn_db: str | None = None
    geo_db: str | None = None
    mta_sts: bool = False


class Case(NamedTuple):
    """What a check is given: the trace, the whole message where it is at hand, and whom to ask."""

    trace: Trace
    whole: bytes | None
    options: Options
    resolver: Resolver


class Lookup(NamedTuple):
    """One statement.

    ``check`` is the file under ``lookup/`` that made it, ``subject`` the address, domain or signature
    it is about. ``verdict`` is ``agree`` or ``differ`` (with what the header says), ``unknown``
    (cannot be told, ``text`` says why) or ``fact`` (the header says nothing of it). ``evidence`` is
    what the header says, ``answers`` what the DNS said; ``detail`` has plain JSON values for programs.
    """

    check: str
    subject: str
    verdict: str
    text: str
    hop: int | None = None
    answers: tuple[Answer, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    detail: dict[str, Any] | None = None

    def to_dict(self) -> dict[str, Any]:
        return {
            **self._asdict(),
            "answers": [{"name": answer.name, "kind": answer.kind} for answer in self.answers],
            "evidence": [item.to_dict() for item in self.evidence],
            "detail": self.detail or {},
        }


class Lookups(NamedTuple):
    """Everything that was looked up for one message.

    ``when`` is the start in UTC, ``resolvers`` who was asked, ``answers`` every answer, once.
    ``notes`` say what was left out and why; in a dry run also what the answers would lead to.
    """

    when: datetime
    resolvers: tuple[str, ...]
    deadline_s: float
    rows: tuple[Lookup, ...] = ()
    answers: tuple[Answer, ...] = ()
    notes: tuple[str, ...] = ()
    dry_run: bool = False

    def to_dict(self) -> dict[str, Any]:
        return {
            "when": rfc3339(self.when),
            "resolvers": list(self.resolvers),
            "deadline_s": self.deadline_s,
            "dry_run": self.dry_run,
            "caution": CAUTION,
            "rows": [row.to_dict() for row in self.rows],
            "answers": [_answer(answer) for answer in self.answers],
            "notes": list(self.notes),
        }


def _answer(answer: Answer) -> dict[str, Any]:
    return {
        "name": answer.name,
        "kind": answer.kind,
        "status": answer.status,
        "records": list(answer.records),
        "ttl_s": answer.ttl,
        "authenticated": answer.authenticated,
        "when": rfc3339(answer.when),
        "from_whom": answer.from_whom,
        "aliases": list(answer.aliases),
        "cached": answer.cached,
        "text": answer.text,
    }
