"""The tables of a dataset, each with its columns, what they hold, and where in a trace that stands.

This is the one place that names them: writers, ``stats --tables`` and the schema of each format follow it. A column that
is added, renamed or given another meaning is a new ``VERSION``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from headertrace.mailbox.column import AnyTable, Column, Table
from headertrace.mailbox.getting import (
    Attempt,
    after,
    at_host,
    at_organisation,
    attempts,
    basis,
    cause_at,
    domain_of,
    first_domain,
    host_of,
    inside_of,
    lower,
    of_origin,
    of_sender,
    result_of,
    worst_wait,
)

if TYPE_CHECKING:
    from headertrace.records.authentication import AuthResult
    from headertrace.records.evidence import Defect
    from headertrace.records.judgements import Clock, Delay, Finding, Offset
    from headertrace.records.path import Hop
    from headertrace.records.reports import Report
    from headertrace.records.trace import Trace

VERSION = 1

MESSAGES: Table[Trace] = Table(
    "messages",
    "One row a message.",
    lambda trace: (trace,),
    (
        Column(
            "source",
            "text",
            "The file, folder or store that it lies in, with what lies around that.",
            lambda t, _: t.source.name,
        ),
        Column("bytes", "int", "Its size in bytes.", lambda t, _: t.source.size),
        Column("sha256", "text", "The SHA-256 digest of its bytes.", lambda t, _: t.source.sha256),
        Column("message_id", "text", "Message-ID.", lambda t, _: t.message.message_id),
        Column("from_field", "text", "From, as written.", lambda t, _: t.message.from_),
        Column(
            "from_domain",
            "text",
            "The domain of the first address in From.",
            lambda t, _: first_domain(t.message.from_),
        ),
        Column("to_field", "text", "To, as written.", lambda t, _: t.message.to),
        Column("to_domain", "text", "The domain of the first address in To.", lambda t, _: first_domain(t.message.to)),
        Column(
            "recipient",
            "text",
            "The envelope's recipient, as the newest Received line that names one has it.",
            lambda t, _: next((hop.received.recipient for hop in reversed(t.hops) if hop.received.recipient), None),
        ),
        Column("return_path", "text", "Return-Path: the envelope's sender.", lambda t, _: t.message.return_path),
        Column("subject", "text", "Subject.", lambda t, _: t.message.subject),
        Column("mua", "text", "The program that wrote it.", lambda t, _: t.message.mua),
        Column("received", "int", "How many Received lines it has.", lambda t, _: t.path.received),
        Column("hops", "int", "How many hops were made of them.", lambda t, _: t.path.hops),
        Column("written", "time", "When it was written, by its Date.", lambda t, _: t.path.written),
        Column("submitted", "time", "When the first server took it.", lambda t, _: t.path.submitted),
        Column("delivered", "time", "When it was delivered.", lambda t, _: t.path.delivered),
        Column("total_s", "real", "Seconds from submission, or from Date, to delivery.", lambda t, _: t.path.total_s),
        Column("total_low_s", "real", "The least that may be, in seconds.", lambda t, _: t.path.total_low_s),
        Column("total_high_s", "real", "The most that may be, in seconds.", lambda t, _: t.path.total_high_s),
        Column(
            "inside_s",
            "real",
            "Seconds from the oldest stamp that is not a claim into the mailbox; null where a single stamp is all there is.",
            lambda t, _: inside_of(t, "seconds"),
        ),
        Column("inside_low_s", "real", "The least that may be, in seconds.", lambda t, _: inside_of(t, "low_s")),
        Column("inside_high_s", "real", "The most that may be, in seconds.", lambda t, _: inside_of(t, "high_s")),
        Column("held_s", "real", "The longest wait, in seconds.", lambda t, _: t.path.held_s),
        Column("held_at", "text", "The host where that was.", lambda t, _: lower(t.path.held_at)),
        Column("cause", "text", "What the longest wait was.", lambda t, _: worst_wait(t, "cause")),
        Column("certainty", "text", "How sure that is.", lambda t, _: worst_wait(t, "certainty")),
        Column("border", "int", "The hop at which the reader's servers took it.", lambda t, _: t.path.trust_boundary),
        Column(
            "sender_ip", "text", "The address that handed it to the reader's servers.", lambda t, _: of_sender(t, "ip")
        ),
        Column("sender_host", "text", "That address's proven name.", lambda t, _: lower(of_sender(t, "rdns"))),
        Column("sender_helo", "text", "The name that it announced: a claim.", lambda t, _: of_sender(t, "helo")),
        Column("sender_organisation", "text", "Whose address that is.", lambda t, _: of_sender(t, "organisation")),
        Column("origin_ip", "text", "The deepest address that a trusted line saw.", lambda t, _: of_origin(t, "ip")),
        Column("origin_organisation", "text", "Whose address that is.", lambda t, _: of_origin(t, "organisation")),
        Column("complete", "bool", "Whether no link is broken and no time missing.", lambda t, _: t.path.complete),
        Column("spf", "text", "The result of SPF by the reader's own servers.", lambda t, _: result_of(t, "spf")),
        Column("dkim", "text", "The result of DKIM by the reader's own servers.", lambda t, _: result_of(t, "dkim")),
        Column("dmarc", "text", "The result of DMARC by the reader's own servers.", lambda t, _: result_of(t, "dmarc")),
        Column(
            "proved",
            "texts",
            "The domains of From that those results prove.",
            lambda t, _: t.authentication.proved if t.authentication else (),
        ),
        Column(
            "notice",
            "text",
            "What kind of notice it is, where it is one.",
            lambda t, _: t.notice.kind if t.notice else None,
        ),
        Column("answer", "text", "The answer, in words.", lambda t, _: t.answer),
    ),
    placed=True,
)

HOPS: Table[Hop] = Table(
    "hops",
    "One row a hop, numbered in time: 1 is the oldest.",
    lambda trace: trace.hops,
    (
        Column("hop", "int", "Its number.", lambda t, hop: hop.n),
        Column("field", "int", "The number of its header field, from 1 at the top.", lambda t, hop: hop.field.number),
        Column(
            "stamp", "time", "When the line was written, by the clock of its host.", lambda t, hop: hop.received.time
        ),
        Column(
            "offset_min",
            "int",
            "The zone of that, in minutes east.",
            lambda t, hop: hop.received.stamp.offset if hop.received.stamp else None,
        ),
        Column(
            "trust",
            "text",
            "Whose word the line is: vouched, operator, claimed, contradicted.",
            lambda t, hop: hop.trust,
        ),
        Column("roles", "texts", "What its host did: MUA, MSA, MTA, MFA, MDA.", lambda t, hop: hop.role),
        Column("leg", "text", "Which leg of the way it is.", lambda t, hop: hop.leg),
        Column(
            "from_host",
            "text",
            "The host that sent it: its looked-up name, else the announced one, else its address.",
            lambda t, hop: lower(hop.received.from_name),
        ),
        Column("helo", "text", "The name that host announced: a claim.", lambda t, hop: hop.received.helo),
        Column("rdns", "text", "The name that was looked up for it.", lambda t, hop: lower(hop.received.rdns)),
        Column("ip", "text", "Its address.", lambda t, hop: hop.received.ip),
        Column("from_organisation", "text", "Whose that address is.", lambda t, hop: hop.sender_organisation),
        Column("by_host", "text", "The host that took it and wrote the line.", lambda t, hop: lower(hop.received.by)),
        Column("by_organisation", "text", "Whose host that is.", lambda t, hop: hop.receiver_organisation),
        Column("protocol", "text", "The word after `with`.", lambda t, hop: hop.received.protocol),
        Column("encrypted", "bool", "Whether the hand-over was encrypted.", lambda t, hop: hop.received.encrypted),
        Column(
            "tls_version",
            "text",
            "The version of TLS.",
            lambda t, hop: hop.received.tls.version if hop.received.tls else None,
        ),
        Column(
            "tls_cipher",
            "text",
            "The cipher suite.",
            lambda t, hop: hop.received.tls.cipher if hop.received.tls else None,
        ),
        Column("auth", "text", "The login that submitted it.", lambda t, hop: hop.received.auth),
        Column("id", "text", "The id of its host's queue.", lambda t, hop: hop.received.id),
        Column("for_recipient", "text", "The recipient named.", lambda t, hop: hop.received.recipient),
        Column(
            "dialect", "text", "The program whose way of writing the line follows.", lambda t, hop: hop.received.dialect
        ),
        Column(
            "link",
            "text",
            "How it joins the hop before: first, matched, broken, unknown.",
            lambda t, hop: hop.link.state,
        ),
        Column("delay_s", "real", "Seconds since the hop before, by the stamps.", lambda t, hop: hop.delay_s),
        Column("seconds", "real", "Seconds since the hop before, wrong clocks left out.", lambda t, hop: hop.took_s),
        Column("uncertainty_s", "real", "By how much the stamps may be off.", lambda t, hop: hop.uncertainty_s),
        Column(
            "basis",
            "text",
            "Whose stamps those seconds rest on: trusted where both lines are vouched or an operator's, else sender.",
            lambda t, hop: basis(t, hop.n),
        ),
        Column(
            "at_host",
            "text",
            "The host that those seconds belong to: that of the wait, else the one that sent it, by its proven name.",
            lambda t, hop: at_host(t, hop),
        ),
        Column("at_organisation", "text", "Whose host that is.", lambda t, hop: at_organisation(t, hop)),
        Column("cause", "text", "What the wait was.", lambda t, hop: cause_at(t, hop, "cause")),
        Column("certainty", "text", "How sure that is.", lambda t, hop: cause_at(t, hop, "certainty")),
        Column("newest", "bool", "Whether it is the newest hop.", lambda t, hop: hop is t.hops[-1]),
    ),
)

CLOCKS: Table[Clock] = Table(
    "clocks",
    "One row a second clock: a time that an id or a field carries.",
    lambda trace: trace.clocks,
    (
        Column("scheme", "text", "How the time is written there.", lambda t, clock: clock.scheme),
        Column("field", "int", "The number of its header field.", lambda t, clock: clock.field),
        Column("hop", "int", "The hop whose id it is.", lambda t, clock: clock.hop),
        Column(
            "host",
            "text",
            "The host of that hop.",
            lambda t, clock: host_of(t, clock.hop),
        ),
        Column("clock", "time", "The time that it carries.", lambda t, clock: clock.time),
        Column("resolution_s", "real", "Its resolution, in seconds.", lambda t, clock: clock.resolution_s),
        Column(
            "against_stamp_s",
            "real",
            "That time less the stamp beside it, in seconds.",
            lambda t, clock: clock.against_stamp_s,
        ),
        Column("trust", "text", "Whose word it is.", lambda t, clock: clock.trust),
        Column("certainty", "text", "How sure the reading is.", lambda t, clock: clock.certainty),
    ),
)

OFFSETS: Table[Offset] = Table(
    "offsets",
    "One row a server whose clock is wrong, by this message alone.",
    lambda trace: trace.offsets,
    (
        Column("host", "text", "The host.", lambda t, item: lower(item.host)),
        Column("offset_s", "real", "How many seconds it is fast.", lambda t, item: item.offset_s),
        Column("low_s", "real", "At least so many.", lambda t, item: item.low_s),
        Column("high_s", "real", "At most so many.", lambda t, item: item.high_s),
    ),
)

DELAYS: Table[Delay] = Table(
    "delays",
    "One row a wait, and what it was.",
    lambda trace: trace.delays,
    (
        Column("hop", "int", "The hop before which it was.", lambda t, item: item.hop),
        Column("at_host", "text", "The host where it was.", lambda t, item: lower(item.at)),
        Column("leg", "text", "The leg of the way.", lambda t, item: after(t, item.hop, "leg")),
        Column(
            "basis",
            "text",
            "Whose stamps its length rests on: trusted where both lines are vouched or an operator's, else sender.",
            lambda t, item: basis(t, item.hop),
        ),
        Column("seconds", "real", "How long it was.", lambda t, item: item.seconds),
        Column("low_s", "real", "At least so long.", lambda t, item: item.low_s),
        Column("high_s", "real", "At most so long.", lambda t, item: item.high_s),
        Column("cause", "text", "What it was.", lambda t, item: item.cause),
        Column("certainty", "text", "How sure that is.", lambda t, item: item.certainty),
        Column("rivals", "texts", "Other causes that fit as well.", lambda t, item: item.rivals),
        Column("text", "text", "The same in words.", lambda t, item: item.text),
    ),
)

FINDINGS: Table[Finding] = Table(
    "findings",
    "One row a finding.",
    lambda trace: trace.findings,
    (
        Column("code", "text", "Its code.", lambda t, item: item.code),
        Column("name", "text", "Its name.", lambda t, item: item.name),
        Column("severity", "text", "error, warning or info.", lambda t, item: item.severity),
        Column("hop", "int", "The hop that it is about.", lambda t, item: item.hop),
        Column(
            "host",
            "text",
            "The host of that hop.",
            lambda t, item: host_of(t, item.hop),
        ),
        Column("field", "int", "The number of the header field that it is about.", lambda t, item: item.field),
        Column("text", "text", "What stands out, in words.", lambda t, item: item.text),
    ),
)

RESULTS: Table[AuthResult] = Table(
    "results",
    "One row a result of a check of the sender, as written.",
    lambda trace: (*trace.authentication.results, *trace.authentication.spf) if trace.authentication else (),
    (
        Column("method", "text", "spf, dkim, dmarc, arc and others (RFC 8601).", lambda t, item: item.method),
        Column("result", "text", "pass, fail, none and others.", lambda t, item: item.result),
        Column("authserv_id", "text", "Who says so.", lambda t, item: item.authserv_id),
        Column("domain", "text", "The domain that was checked.", lambda t, item: domain_of(item)),
        Column("hop", "int", "The hop whose server wrote it.", lambda t, item: item.hop),
        Column("trusted", "bool", "Whether the reader's own server wrote it.", lambda t, item: item.trusted),
    ),
)

REPORTS: Table[Report] = Table(
    "reports",
    "One row a recipient that a bounce or another notice tells of.",
    lambda trace: trace.reports,
    (
        Column("recipient", "text", "The recipient.", lambda t, item: item.recipient),
        Column("domain", "text", "The recipient's domain.", lambda t, item: first_domain(item.recipient)),
        Column("action", "text", "failed, delayed, delivered, relayed or expanded.", lambda t, item: item.action),
        Column("status", "text", "The enhanced status code (RFC 3463).", lambda t, item: item.status),
        Column("reply", "text", "The SMTP reply code.", lambda t, item: item.reply),
        Column("reason", "text", "Why.", lambda t, item: item.reason),
        Column("diagnostic", "text", "The server's own words.", lambda t, item: item.diagnostic),
        Column("reporting_mta", "text", "The host that reports it.", lambda t, item: lower(item.reporting_mta)),
        Column("remote_mta", "text", "The host that refused it.", lambda t, item: lower(item.remote_mta)),
        Column("arrival", "time", "When the message had come to the reporting host.", lambda t, item: item.arrival),
        Column("last_attempt", "time", "When it was last tried.", lambda t, item: item.last_attempt),
    ),
)

ATTEMPTS: Table[Attempt] = Table(
    "attempts",
    "One row a thing that a mail server's log says was done with a message: an attempt, a delivery, a refusal, a hold.",
    attempts,
    (
        Column("hop", "int", "The hop whose line that server wrote.", lambda t, item: item.stay.hop),
        Column("host", "text", "The server.", lambda t, item: lower(item.stay.host)),
        Column("program", "text", "Its program.", lambda t, item: item.stay.program),
        Column("id", "text", "The message's id in its queue.", lambda t, item: item.event.id),
        Column(
            "kind",
            "text",
            "What was done: deferred, sent, delivered, bounced, expired, refused, greylisted, held, released, requeued, discarded or filtered.",
            lambda t, item: item.event.kind,
        ),
        Column("done", "time", "When, by that server's clock.", lambda t, item: item.event.time),
        Column("peer", "text", "The host on the other side.", lambda t, item: lower(item.event.peer)),
        Column("peer_ip", "text", "Its address.", lambda t, item: item.event.peer_ip),
        Column("recipient", "text", "The recipient.", lambda t, item: item.event.recipient),
        Column(
            "reply", "text", "The other side's words, or the program's own reason.", lambda t, item: item.event.reply
        ),
        Column("status", "text", "The enhanced status code (RFC 3463).", lambda t, item: item.event.status),
        Column(
            "delay_s",
            "real",
            "Seconds since the message came in, as the program counted.",
            lambda t, item: item.event.delay_s,
        ),
    ),
)

DEFECTS: Table[Defect] = Table(
    "defects",
    "One row a fault in a message's form; one that could not be read at all has no more rows than this.",
    lambda trace: trace.defects,
    (
        Column("source", "text", "What it lies in, with what lies around that.", lambda t, _: t.source.name),
        Column(
            "code",
            "text",
            "What kind of fault: `failed` where it could not be read, `no-mail` where it is none.",
            lambda t, item: item.code,
        ),
        Column("text", "text", "The same in words.", lambda t, item: item.text),
    ),
    placed=True,
)

TABLES: tuple[AnyTable, ...] = (MESSAGES, HOPS, CLOCKS, OFFSETS, DELAYS, FINDINGS, RESULTS, REPORTS, ATTEMPTS, DEFECTS)
