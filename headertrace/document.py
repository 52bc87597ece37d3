"""Trace → the JSON document, whose schema stands beside this in ``trace.schema.json``.

Absent facts are None, not missing. Times are RFC 3339 in UTC, durations seconds.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from headertrace.records.authentication import Authentication
from headertrace.text.durations import rfc3339

if TYPE_CHECKING:
    from headertrace.records.authentication import Alignment, ArcSet, AuthResult, Identifier, Signature
    from headertrace.records.evidence import Defect, Evidence
    from headertrace.records.filters import Verdict
    from headertrace.records.judgements import Clock, Delay, Finding, Offset
    from headertrace.records.logs import Cover, LogEvent, Logged, LogLine, Stay
    from headertrace.records.lookups import Answer, Lookup, Lookups
    from headertrace.records.message import Source, Summary
    from headertrace.records.path import Hop, Path
    from headertrace.records.reports import Notice, Report
    from headertrace.records.timeline import Reading
    from headertrace.records.trace import Trace

SCHEMA = "headertrace.trace/1"
LOGS_SCHEMA = "headertrace.logs/1"


def document(trace: Trace) -> dict[str, Any]:
    """The trace as the JSON document (``headertrace schema``)."""
    return {
        "schema": SCHEMA,
        "answer": trace.answer,
        "source": _source(trace.source),
        "message": _message(trace.message),
        "path": _path(trace.path),
        "hops": [_hop(hop) for hop in trace.hops],
        "clocks": [clock_row(item) for item in trace.clocks],
        "offsets": [_with_evidence(item) for item in trace.offsets],
        "readings": [_reading(item, trace.delays) for item in trace.timeline.readings],
        "delays": [delay_row(item) for item in trace.delays],
        "filters": [verdict_row(item) for item in trace.filters],
        "authentication": authentication_row(trace.authentication or Authentication()),
        "findings": [finding_row(item) for item in trace.findings],
        "notice": _notice(trace, trace.notice) if trace.notice else None,
        "reports": [report_row(item) for item in trace.reports],
        "returned": document(trace.returned) if trace.returned else None,
        "unparsed": [{"field": item.field, "text": item.text, "reason": item.reason} for item in trace.unparsed],
        "defects": [defect_row(item) for item in trace.defects],
        "lookups": _lookups(trace.lookups) if trace.lookups else None,
        "redacted": [{"kind": kind, "count": count} for kind, count in trace.redacted],
    }


def evidence_rows(items: tuple[Evidence, ...]) -> list[dict[str, Any]]:
    """Evidence as the document has it."""
    return [_evidence(item) for item in items]


def _evidence(item: Evidence) -> dict[str, Any]:
    return {"field": item.field, "lines": list(item.lines), "text": item.text}


def defect_row(defect: Defect) -> dict[str, Any]:
    return {"code": defect.code, "text": defect.text, "span": list(defect.span) if defect.span else None}


def _with_evidence(item: Offset | Verdict | Lookup) -> dict[str, Any]:
    row: dict[str, Any] = item._asdict()
    row["evidence"] = evidence_rows(item.evidence)
    return row


def finding_row(finding: Finding) -> dict[str, Any]:
    return {
        "code": finding.code,
        "name": finding.name,
        "severity": finding.severity,
        "text": finding.text,
        "advice": finding.advice,
        "hop": finding.hop,
        "field": finding.field,
        "evidence": evidence_rows(finding.evidence),
    }


def clock_row(clock: Clock) -> dict[str, Any]:
    return {
        "scheme": clock.scheme,
        "text": clock.text,
        "field": clock.field,
        "hop": clock.hop,
        # Fractions are kept: a scheme may be finer than the stamps.
        "time": rfc3339(clock.time),
        "resolution_s": clock.resolution_s,
        "against_stamp_s": clock.against_stamp_s,
        "trust": clock.trust,
        "certainty": clock.certainty,
    }


def delay_row(delay: Delay) -> dict[str, Any]:
    return {
        "hop": delay.hop,
        "seconds": delay.seconds,
        "cause": delay.cause,
        "certainty": delay.certainty,
        "at": delay.at,
        "text": delay.text,
        "evidence": evidence_rows(delay.evidence),
        "rivals": list(delay.rivals),
        "low_s": delay.low_s,
        "high_s": delay.high_s,
        "log": [_log_line(line) for line in delay.log],
    }


def _log_line(line: LogLine) -> dict[str, Any]:
    return {"file": line.file, "line": line.number, "text": line.text}


def stay_row(stay: Stay) -> dict[str, Any]:
    """A message's stay in the queue of a host, by that host's log."""
    return {
        "host": stay.host,
        "id": stay.id,
        "program": stay.program,
        "accepted": rfc3339(stay.accepted),
        "left": rfc3339(stay.left),
        "seconds": stay.seconds,
        "outcome": stay.outcome,
        "parts": stay.parts._asdict() if stay.parts else None,
        "zone": stay.zone,
        "events": [_event_row(event) for event in stay.events],
    }


def _event_row(event: LogEvent) -> dict[str, Any]:
    return {
        "kind": event.kind,
        "time": rfc3339(event.time),
        "peer": event.peer,
        "ip": event.peer_ip,
        "sender": event.sender,
        "recipient": event.recipient,
        "login": event.login,
        "reply": event.reply,
        "status": event.status,
        "next_id": event.next_id,
        "old_id": event.old_id,
        "delay_s": event.delay_s,
        "parts": event.parts._asdict() if event.parts else None,
        **_log_line(event.line),
    }


def _reading(reading: Reading, delays: tuple[Delay, ...]) -> dict[str, Any]:
    at = {delay.hop: delay.at for delay in delays if not delay.rivals or delay.rivals == ("wrong-clock",)}
    return {
        "waits": [{"hop": held.hop, "at": at.get(held.hop), "seconds": held.seconds} for held in reading.waits],
        "offsets": [{"host": offset.host, "offset_s": offset.offset_s} for offset in reading.offsets],
    }


def report_row(report: Report) -> dict[str, Any]:
    """What a notice says of delivery to one recipient."""
    return {
        **report._asdict(),
        "arrival": rfc3339(report.arrival),
        "last_attempt": rfc3339(report.last_attempt),
        "retry_until": rfc3339(report.retry_until),
        "evidence": evidence_rows(report.evidence),
    }


def _notice(trace: Trace, notice: Notice) -> dict[str, Any]:
    """What kind of notice it is; its rows and the message that it is about stand beside it.

    Where the text of a notice stood above the header that it returned, that header is the trace's own.
    """
    about = trace.returned or trace
    return {
        "kind": notice.kind,
        "form": notice.form,
        "product": notice.product,
        "reporter": notice.reporter,
        "returned": notice.returned,
        "received": about.path.received if notice.returned else None,
        "tried_s": notice.tried_s,
        "wholly": notice.wholly,
        "ours": notice.ours,
        "own_host": notice.own_host,
        "login": notice.login,
        "claimed": notice.claimed,
        "log": [stay_row(stay) for stay in _ended_badly(trace.returned)] if trace.returned else [],
        "evidence": evidence_rows(notice.evidence),
    }


def followed_row(message_id: str | None, answer: str, logged: Logged, open: tuple[Stay, ...]) -> dict[str, Any]:
    """A message followed through logs alone, as the document of ``headertrace logs`` (``headertrace schema logs``)."""
    return {
        "schema": LOGS_SCHEMA,
        "answer": answer,
        "message_id": message_id,
        "stays": [stay_row(stay) for stay in logged.stays],
        "open": [{"host": stay.host, "id": stay.id} for stay in open],
        "searched": _searched(logged.covers),
    }


def _searched(covers: tuple[Cover, ...]) -> list[dict[str, Any]]:
    return [{**cover._asdict(), "first": rfc3339(cover.first), "last": rfc3339(cover.last)} for cover in covers]


def _ended_badly(trace: Trace) -> Iterator[Stay]:
    """The stays of a message at whose end it was returned."""
    for stay in (*(hop.log for hop in trace.hops if hop.log), *trace.path.logged):
        if stay.outcome in ("bounced", "expired"):
            yield stay


def verdict_row(verdict: Verdict) -> dict[str, Any]:
    return {
        **_with_evidence(verdict),
        "rules": [rule._asdict() for rule in verdict.rules],
        "lines": list(verdict.lines),
    }


def result_row(result: AuthResult) -> dict[str, Any]:
    return {
        "method": result.method,
        "result": result.result,
        "authserv_id": result.authserv_id,
        "reason": result.reason,
        "comment": result.comment,
        "properties": dict(result.properties),
        "header": result.header,
        "field": result.field,
        "lines": list(result.lines),
        "hop": result.hop,
        "trusted": result.trusted,
    }


def signature_row(signature: Signature) -> dict[str, Any]:
    return {
        **signature._asdict(),
        "signs": list(signature.signs),
        "signed": rfc3339(signature.signed),
        "expires": rfc3339(signature.expires),
        "lines": list(signature.lines),
        "defects": [defect_row(defect) for defect in signature.defects],
    }


def arc_set_row(found: ArcSet) -> dict[str, Any]:
    return {
        "instance": found.instance,
        "chain": found.seal.chain if found.seal else None,
        "domain": found.seal.domain if found.seal else None,
        "complete": found.complete,
        "hop": found.hop,
        "trusted": found.trusted,
        "seal": signature_row(found.seal) if found.seal else None,
        "signature": signature_row(found.signature) if found.signature else None,
        "results": [result_row(result) for result in found.results],
    }


def identifier_row(identifier: Identifier) -> dict[str, Any]:
    return {
        "method": identifier.method,
        "domain": identifier.domain,
        "source": identifier.source,
        "result": identifier.result,
        "alignment": identifier.alignment,
        "authserv_id": identifier.authserv_id,
        "hop": identifier.hop,
        "trusted": identifier.trusted,
        "evidence": _evidence(identifier.evidence),
    }


def alignment_row(alignment: Alignment) -> dict[str, Any]:
    return {
        **alignment._asdict(),
        "identifiers": [identifier_row(item) for item in alignment.identifiers],
        "evidence": _evidence(alignment.evidence),
    }


def authentication_row(said: Authentication) -> dict[str, Any]:
    return {
        "results": [result_row(item) for item in said.results],
        "arc": [arc_set_row(item) for item in said.arc],
        "dkim": [signature_row(item) for item in said.dkim],
        "spf": [result_row(item) for item in said.spf],
        "alignment": [alignment_row(item) for item in said.alignment],
        "proved": list(said.proved),
    }


def lookup_row(lookup: Lookup) -> dict[str, Any]:
    return {
        **_with_evidence(lookup),
        "answers": [{"name": answer.name, "kind": answer.kind} for answer in lookup.answers],
        "detail": lookup.detail or {},
    }


def _lookups(found: Lookups) -> dict[str, Any]:
    return {
        "when": rfc3339(found.when),
        "resolvers": list(found.resolvers),
        "deadline_s": found.deadline_s,
        "dry_run": found.dry_run,
        "caution": found.caution,
        "rows": [lookup_row(row) for row in found.rows],
        "answers": [_answer(answer) for answer in found.answers],
        "notes": list(found.notes),
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


def _source(source: Source) -> dict[str, Any]:
    return {
        "name": source.name,
        "format": source.format,
        "number": source.number,
        "bytes": source.size,
        "sha256": source.sha256,
    }


def _message(summary: Summary) -> dict[str, Any]:
    return {
        "message_id": summary.message_id,
        "date": rfc3339(summary.date.utc) if summary.date else None,
        "from": summary.from_,
        "to": summary.to,
        "subject": summary.subject,
        "return_path": summary.return_path,
        "mua": summary.mua,
        "mua_ground": _evidence(summary.mua_ground) if summary.mua_ground else None,
    }


def _path(path: Path) -> dict[str, Any]:
    return {
        "received": path.received,
        "hops": path.hops,
        "written": rfc3339(path.written),
        "submitted": rfc3339(path.submitted),
        "delivered": rfc3339(path.delivered),
        "total_s": path.total_s,
        "total_low_s": path.total_low_s,
        "total_high_s": path.total_high_s,
        "held_s": path.held_s,
        "held_at": path.held_at,
        "trust_boundary": path.trust_boundary,
        "handed_over_by": path.handed_over_by._asdict() if path.handed_over_by else None,
        "origin": path.origin._asdict() if path.origin else None,
        "complete": path.complete,
        "logged": [stay_row(stay) for stay in path.logged],
        "searched": _searched(path.searched),
    }


def _hop(hop: Hop) -> dict[str, Any]:
    got = hop.received
    stamp = got.stamp
    tls = got.tls
    return {
        "n": hop.n,
        "field": hop.field.number,
        "lines": [hop.field.first_line, hop.field.last_line],
        "from": {
            "name": got.rdns or got.helo or got.polled,
            "helo": got.helo,
            "rdns": got.rdns,
            "ip": got.ip,
            "port": got.port,
            "ident": got.ident,
            "organisation": hop.sender_organisation,
            "place": hop.sender_place,
            "scope": hop.scope,
        },
        "by": {
            "name": got.by,
            "ip": got.by_ip,
            "software": got.software,
            "organisation": hop.receiver_organisation,
            "place": hop.receiver_place,
        },
        "sender": got.sender,
        "auth": got.auth,
        "via": got.via,
        "protocol": got.protocol,
        "encrypted": got.encrypted,
        "tls": tls._asdict() if tls else None,
        "id": got.id,
        "for": got.recipient,
        "role": list(hop.role) if hop.role else None,
        "leg": hop.leg,
        "grounds": [_evidence(ground) for ground in hop.grounds],
        "link": {"state": hop.link.state, "by": hop.link.by},
        "same_host": hop.same_host,
        "time": rfc3339(stamp.utc) if stamp else None,
        "time_raw": stamp.raw if stamp else None,
        "offset_min": stamp.offset if stamp else None,
        "delay_s": hop.delay_s,
        "corrected_delay_s": hop.corrected_delay_s,
        "uncertainty_s": hop.uncertainty_s,
        "trust": hop.trust,
        "dialect": got.dialect,
        "log": stay_row(hop.log) if hop.log else None,
        "defects": [
            defect_row(defect) for defect in hop.field.defects + got.defects + (stamp.defects if stamp else ())
        ],
    }
