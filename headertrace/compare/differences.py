"""What differs besides the way: checks of the sender, filters, clocks, encryption, findings, headers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from headertrace.compare.alignment import Pair
from headertrace.document import evidence_rows
from headertrace.named import NamedTuple
from headertrace.records.evidence import Evidence, Field
from headertrace.records.received import Received
from headertrace.records.trace import Trace
from headertrace.syntax.encoded_words import decoded
from headertrace.text.counts import how_many
from headertrace.text.durations import duration, offset_words

# The fields whose values are held against each other; of the others only whether they are there.
_COMPARED = ("from", "to", "subject", "date", "message-id", "return-path", "content-type", "x-mailer", "user-agent")
_SHOWN = 200


class Difference(NamedTuple):
    """``what`` differs: what ``a`` and ``b`` say of it, None where one says nothing."""

    area: str
    what: str
    a: str | None
    b: str | None
    evidence_a: tuple[Evidence, ...] = ()
    evidence_b: tuple[Evidence, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        return {
            **self._asdict(),
            "evidence_a": evidence_rows(self.evidence_a),
            "evidence_b": evidence_rows(self.evidence_b),
        }


# What one message says under a name, and the lines that it rests on.
_Said = dict[str, tuple[str, tuple[Evidence, ...]]]


def differences(a: Trace, b: Trace, pairs: list[Pair]) -> tuple[Difference, ...]:
    """All that differs, the areas in this order."""
    out: list[Difference] = []
    for area, say in (
        ("message", _message), ("authentication", _authentication), ("filters", _filters), ("clocks", _clocks),
    ):  # fmt: skip
        out += _held(area, say(a), say(b))
    out += _encryption(pairs)
    out += _held("trust", _trust(a), _trust(b))
    out += [item for item in _held("findings", _findings(a), _findings(b)) if item.a is None or item.b is None]
    spelled = {field.key: field.name for field in (*b.fields, *a.fields)}
    out += [item._replace(what=spelled[item.what]) for item in _held("headers", _headers(a), _headers(b))]
    return tuple(out)


def _held(area: str, one: _Said, other: _Said) -> Iterator[Difference]:
    for what in {**one, **other}:
        x, y = one.get(what), other.get(what)
        if (x[0] if x else None) != (y[0] if y else None):
            yield Difference(area, what, x[0] if x else None, y[0] if y else None, x[1] if x else (), y[1] if y else ())


def _line(field: Field) -> tuple[Evidence, ...]:
    return (field.evidence(field.value[:_SHOWN]),)


def _named(trace: Trace, number: int) -> tuple[Evidence, ...]:
    return next((_line(field) for field in trace.fields if field.number == number), ())


def _message(trace: Trace) -> _Said:
    first: dict[str, Field] = {}
    for field in trace.fields:
        first.setdefault(field.key, field)
    there = [first[name] for name in _COMPARED if name in first]
    return {field.name: (decoded(field.value)[:_SHOWN], _line(field)) for field in there}


def _authentication(trace: Trace) -> _Said:
    """The topmost result of each method, each domain that signed, and the ARC chain."""
    said: _Said = {}
    got = trace.authentication
    if got is None:
        return said
    for item in (*got.results, *got.spf):
        whose = {True: "", False: ", the sender's word", None: ""}[item.trusted]
        said.setdefault(item.method, (item.result + whose, _named(trace, item.field)))
    for signed in got.dkim:
        said.setdefault(f"signature of {signed.domain}", (signed.algorithm or "there", _named(trace, signed.field)))
    if got.arc:
        seal = got.arc[-1].seal
        said["ARC"] = (
            f"{how_many(len(got.arc), 'set')}, cv={(seal.chain if seal else None) or 'unknown'}",
            _named(trace, seal.field) if seal else (),
        )
    return said


def _filters(trace: Trace) -> _Said:
    said: _Said = {}
    for verdict in trace.filters:
        score = "" if verdict.score is None else f", score {verdict.score:g}"
        limit = "" if verdict.threshold is None else f" of {verdict.threshold:g}"
        text = (verdict.verdict or "no verdict") + score + limit
        said.setdefault(verdict.product, (text, verdict.evidence[:1]))
    return said


def _clocks(trace: Trace) -> _Said:
    said: _Said = {offset.host: (offset_words(offset), offset.evidence) for offset in trace.offsets}
    for hop in trace.hops:
        if hop.delay_s is not None and hop.delay_s < -2:
            text = f"stamped {duration(-hop.delay_s)} earlier than the line before it"
            said.setdefault(hop.received.by or f"hop {hop.n}", (text, _line(hop.field)))
    return said


def _encryption(pairs: list[Pair]) -> Iterator[Difference]:
    for x, y, ground in pairs:
        if x is None or y is None or ground == "line":
            continue
        one, other = _secured(x.received), _secured(y.received)
        if one != other:
            what = "into " + " and ".join(sorted({x.received.by or "?", y.received.by or "?"}))
            yield Difference("encryption", what, one, other, _line(x.field), _line(y.field))


def _secured(got: Received) -> str:
    if got.tls:
        return " ".join(filter(None, (got.tls.version, got.tls.cipher))) or "encrypted"
    return {True: "encrypted", False: "not encrypted", None: "not told"}[got.encrypted]


def _trust(trace: Trace) -> _Said:
    said: _Said = {}
    over = trace.path.handed_over_by
    at = trace.path.trust_boundary
    if over and at:
        who = over.ip or over.rdns or over.helo
        name = over.rdns or over.helo or "no name"
        said["handed over by"] = (f"{who} ({name})", _line(trace.hops[at - 1].field))
    claimed = sum(hop.trust != "vouched" for hop in trace.hops)
    said["hops of the sender's word"] = (str(claimed), ())
    return said


def _findings(trace: Trace) -> _Said:
    found: dict[str, tuple[str, tuple[Evidence, ...]]] = {}
    for item in trace.findings:
        before = found.get(f"{item.code} {item.name}")
        text = f"{before[0]}; {item.text}" if before else item.text
        found[f"{item.code} {item.name}"] = (text, before[1] if before else item.evidence[:1])
    return found


def _headers(trace: Trace) -> _Said:
    """Fields that are there, by their names in lower case."""
    said: _Said = {}
    for field in trace.fields:
        name = field.key
        if name and name not in _COMPARED and name not in ("received", "x-received"):
            said.setdefault(name, ("there", _line(field)))
    return said
