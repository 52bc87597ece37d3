"""Which agent writes which header field, by RFC or by the program that is known for it.

``AUTHORS`` says what a field is and what kind of agent adds it; ``annotate`` joins that with
the field's place between the Received lines, which says which server it was.
"""

from __future__ import annotations

from typing import NamedTuple

from headertrace.records.evidence import Field
from headertrace.records.path import Hop


class Author(NamedTuple):
    """``agent`` is MUA, MSA, MTA, MFA, MDA or list; ``adds`` says whether it goes on top of
    the block (``top``), is part of the message as written (``message``), or may be anywhere.
    """

    agent: str
    adds: str
    meaning: str
    source: str


_5322 = "RFC 5322 section 3.6"
AUTHORS: dict[str, Author] = {
    "received": Author("MTA", "top", "one server took the message in", "RFC 5321 section 4.4"),
    "x-received": Author("MTA", "top", "one step inside Google", "Google's servers"),
    "return-path": Author("MDA", "top", "the envelope sender, written on final delivery", "RFC 5321 section 4.4"),
    "delivered-to": Author("MDA", "top", "the mailbox it was delivered to", "RFC 9228"),
    "x-original-to": Author("MDA", "top", "the recipient before aliases", "Postfix, local(8)"),
    "envelope-to": Author("MDA", "top", "the envelope recipient", "Exim, envelope_to_add"),
    "x-envelope-to": Author("MDA", "top", "the envelope recipient", "several servers"),
    "x-envelope-from": Author("MDA", "top", "the envelope sender", "several servers"),
    "delivery-date": Author("MDA", "top", "when it was put into the mailbox", "Exim, delivery_date_add"),
    "authentication-results": Author("MTA", "top", "what a server's checks of the sender gave", "RFC 8601"),
    "arc-authentication-results": Author("MTA", "top", "results as a forwarder saw them", "RFC 8617"),
    "arc-message-signature": Author("MTA", "top", "a forwarder's signature of the message", "RFC 8617"),
    "arc-seal": Author("MTA", "top", "a forwarder's seal on the chain", "RFC 8617"),
    "received-spf": Author("MTA", "top", "whether the address may send for the domain", "RFC 7208 section 9.1"),
    "dkim-signature": Author("MSA", "top", "the signing domain's word for the message", "RFC 6376"),
    "domainkey-signature": Author("MSA", "top", "a signature of the time before DKIM", "RFC 4870"),
    "x-google-dkim-signature": Author("MSA", "top", "Google's signature for its own use", "Google's servers"),
    "x-gm-message-state": Author("MSA", "any", "Google's own state", "Google's servers"),
    "x-google-smtp-source": Author("MSA", "any", "Google's own mark of the way in", "Google's servers"),
    "date": Author("MUA", "message", "when the writer sent it, by the writer's clock", _5322),
    "from": Author("MUA", "message", "whom the writer says it is from", _5322),
    "sender": Author("MUA", "message", "who sent it for the author", _5322),
    "reply-to": Author("MUA", "message", "where answers go", _5322),
    "to": Author("MUA", "message", "whom the writer addressed", _5322),
    "cc": Author("MUA", "message", "whom the writer addressed as well", _5322),
    "bcc": Author("MUA", "message", "whom the writer addressed unseen", _5322),
    "subject": Author("MUA", "message", "the writer's words", _5322),
    "message-id": Author("MUA", "message", "the message's own name, by the MUA or the MSA", _5322),
    "in-reply-to": Author("MUA", "message", "the message it answers", _5322),
    "references": Author("MUA", "message", "the thread it belongs to", _5322),
    "comments": Author("MUA", "message", "the writer's words", _5322),
    "keywords": Author("MUA", "message", "the writer's words", _5322),
    "mime-version": Author("MUA", "message", "how the body is made up", "RFC 2045"),
    "content-type": Author("MUA", "message", "how the body is made up", "RFC 2045"),
    "content-transfer-encoding": Author("MUA", "message", "how the body is written", "RFC 2045"),
    "content-disposition": Author("MUA", "message", "how the body is to be shown", "RFC 2183"),
    "content-language": Author("MUA", "message", "the language of the body", "RFC 3282"),
    "content-description": Author("MUA", "message", "what the body is", "RFC 2045"),
    "user-agent": Author("MUA", "message", "the program it was written with", "RFC 9788, and earlier use"),
    "x-mailer": Author("MUA", "message", "the program it was written with", "mail programs"),
    "x-mimeole": Author("MUA", "message", "the Microsoft program it was written with", "Outlook and Outlook Express"),
    "importance": Author("MUA", "message", "how the writer ranked it", "RFC 2156"),
    "priority": Author("MUA", "message", "how the writer ranked it", "RFC 2156"),
    "x-priority": Author("MUA", "message", "how the writer ranked it", "mail programs"),
    "x-msmail-priority": Author("MUA", "message", "how the writer ranked it", "Microsoft programs"),
    "organization": Author("MUA", "message", "the writer's organisation", "RFC 5536"),
    "disposition-notification-to": Author("MUA", "message", "a wish for a receipt", "RFC 8098"),
    "thread-topic": Author("MUA", "message", "the thread's subject", "Microsoft, MS-OXOMSG"),
    "thread-index": Author("MUA", "message", "the thread, with the time it began", "Microsoft, MS-OXOMSG"),
    "auto-submitted": Author("MUA", "message", "a program wrote it", "RFC 3834"),
    "precedence": Author("list", "any", "bulk or list mail", "common use, RFC 2076"),
    "x-auto-response-suppress": Author("MUA", "message", "answers not wished for", "Microsoft, MS-OXCMAIL"),
    "x-originating-ip": Author("MSA", "any", "the address the writer's program connected from", "webmail servers"),
    "x-originating-email": Author("MSA", "any", "the account it was written in", "Hotmail"),
    "x-originalarrivaltime": Author("MTA", "any", "when Microsoft's SMTP service took it in", "Microsoft SMTPSVC"),
    "x-sender": Author("MSA", "any", "the account it was given in by", "several servers"),
    "x-authenticated-sender": Author("MSA", "any", "the login it was given in by", "several servers"),
    "x-authenticated-user": Author("MSA", "any", "the login it was given in by", "several servers"),
    "x-authentication-warning": Author("MSA", "any", "the sender was set by a local user", "sendmail"),
    "x-php-originating-script": Author("MSA", "any", "the web page's program that sent it", "PHP, mail.add_x_header"),
    "x-php-script": Author("MSA", "any", "the web page's program that sent it", "PHP packages"),
    "x-source": Author("MSA", "any", "the program on the host that sent it", "cPanel"),
    "x-source-args": Author("MSA", "any", "the program on the host that sent it", "cPanel"),
    "x-source-dir": Author("MSA", "any", "the folder of the program that sent it", "cPanel"),
    "x-antiabuse": Author("MSA", "any", "the hosting server's marks", "cPanel"),
    "x-get-message-sender-via": Author("MSA", "any", "how the sender was known", "cPanel"),
    "feedback-id": Author("MSA", "any", "the sender's mark for reports of abuse", "Google's feedback loop"),
    "x-ses-outgoing": Author("MSA", "any", "Amazon SES: day and address it left by", "Amazon SES"),
    "x-sg-eid": Author("MSA", "any", "SendGrid's mark of the account", "SendGrid"),
    "x-sg-id": Author("MSA", "any", "SendGrid's mark of the account", "SendGrid"),
    "x-mailgun-sid": Author("MSA", "any", "Mailgun's mark of the message", "Mailgun"),
    "x-mandrill-user": Author("MSA", "any", "Mandrill's mark of the account", "Mandrill"),
    "x-report-abuse": Author("MSA", "any", "where to complain", "bulk senders"),
    "x-csa-complaints": Author("MSA", "any", "where to complain", "Certified Senders Alliance"),
    "list-id": Author("list", "any", "the mailing list", "RFC 2919"),
    "list-post": Author("list", "any", "how to write to the list", "RFC 2369"),
    "list-help": Author("list", "any", "help on the list", "RFC 2369"),
    "list-unsubscribe": Author("list", "any", "how to leave", "RFC 2369"),
    "list-unsubscribe-post": Author("list", "any", "how to leave with one click", "RFC 8058"),
    "list-subscribe": Author("list", "any", "how to join", "RFC 2369"),
    "list-owner": Author("list", "any", "who runs the list", "RFC 2369"),
    "list-archive": Author("list", "any", "where the list is kept", "RFC 2369"),
    "mailing-list": Author("list", "any", "the mailing list", "ezmlm"),
    "x-mailing-list": Author("list", "any", "the mailing list", "list managers"),
    "x-mailman-version": Author("list", "any", "the list manager", "Mailman"),
    "x-beenthere": Author("list", "any", "the list it has been through", "Mailman"),
    "x-loop": Author("list", "any", "a mark against loops", "procmail, list managers"),
    "errors-to": Author("list", "any", "where bounces went, before Return-Path did it", "RFC 2076"),
    "resent-date": Author("MUA", "top", "when it was sent on by hand", "RFC 5322 section 3.6.6"),
    "resent-from": Author("MUA", "top", "who sent it on by hand", "RFC 5322 section 3.6.6"),
    "resent-sender": Author("MUA", "top", "who sent it on by hand", "RFC 5322 section 3.6.6"),
    "resent-to": Author("MUA", "top", "to whom it was sent on by hand", "RFC 5322 section 3.6.6"),
    "resent-message-id": Author("MUA", "top", "the name of the sending on", "RFC 5322 section 3.6.6"),
    "x-forwarded-to": Author("MTA", "top", "where a rule sent it on to", "Google's servers"),
    "x-forwarded-for": Author("MTA", "top", "for whom a rule sent it on", "Google's servers"),
    "x-forwarded-encrypted": Author("MTA", "top", "Google's mark of a forward", "Google's servers"),
    "x-spam-flag": Author("MFA", "any", "SpamAssassin's verdict", "SpamAssassin"),
    "x-spam-status": Author("MFA", "any", "SpamAssassin's verdict, score and rules", "SpamAssassin"),
    "x-spam-level": Author("MFA", "any", "SpamAssassin's score in stars", "SpamAssassin"),
    "x-spam-score": Author("MFA", "any", "a filter's score", "amavis, rspamd and others"),
    "x-spam-report": Author("MFA", "any", "a filter's report", "SpamAssassin"),
    "x-spam-checker-version": Author("MFA", "any", "which SpamAssassin looked", "SpamAssassin"),
    "x-spamd-result": Author("MFA", "any", "rspamd's score and rules", "rspamd"),
    "x-spamd-bar": Author("MFA", "any", "rspamd's score in marks", "rspamd"),
    "x-rspamd-server": Author("MFA", "any", "which rspamd looked", "rspamd"),
    "x-rspamd-queue-id": Author("MFA", "any", "the queue id rspamd was given", "rspamd"),
    "x-rspamd-action": Author("MFA", "any", "rspamd's verdict", "rspamd"),
    "x-virus-scanned": Author("MFA", "any", "which scanner looked", "amavis and others"),
    "x-virus-status": Author("MFA", "any", "a scanner's verdict", "ClamAV milter"),
    "x-amavis-alert": Author("MFA", "any", "what amavis objects to", "amavis"),
    "x-greylist": Author("MFA", "any", "how long the sender was made to wait", "milter-greylist, postgrey"),
    "x-mailscanner": Author("MFA", "any", "MailScanner looked", "MailScanner"),
    "x-forefront-antispam-report": Author("MFA", "any", "Microsoft's verdict in letters", "Microsoft 365"),
    "x-microsoft-antispam": Author("MFA", "any", "Microsoft's bulk level", "Microsoft 365"),
    "x-microsoft-antispam-mailbox-delivery": Author("MDA", "any", "which folder and why", "Microsoft 365"),
    "x-microsoft-antispam-message-info": Author("MFA", "any", "Microsoft's own notes", "Microsoft 365"),
    "x-sid-pra": Author("MFA", "any", "Microsoft's Sender ID", "Microsoft"),
    "x-sid-result": Author("MFA", "any", "Microsoft's Sender ID", "Microsoft"),
    "x-proofpoint-spam-details": Author("MFA", "any", "Proofpoint's scores", "Proofpoint"),
    "x-proofpoint-virus-version": Author("MFA", "any", "Proofpoint's scanner", "Proofpoint"),
    "x-mimecast-spam-score": Author("MFA", "any", "Mimecast's score", "Mimecast"),
    "x-barracuda-spam-score": Author("MFA", "any", "Barracuda's score", "Barracuda"),
    "x-ironport-av": Author("MFA", "any", "Cisco's scanner", "IronPort"),
    "x-ironport-anti-spam-filtered": Author("MFA", "any", "Cisco's filter looked", "IronPort"),
    "x-uidl": Author("MDA", "any", "the mailbox's own number", "POP servers"),
    "status": Author("MDA", "any", "whether it was read", "mbox programs"),
    "x-status": Author("MDA", "any", "whether it was answered", "mbox programs"),
    "x-keywords": Author("MDA", "any", "the mailbox's own flags", "mbox programs"),
    "x-uid": Author("MDA", "any", "the mailbox's own number", "IMAP servers"),
    "x-mozilla-status": Author("MUA", "top", "the reader's own flags", "Thunderbird"),
    "x-mozilla-status2": Author("MUA", "top", "the reader's own flags", "Thunderbird"),
    "x-mozilla-keys": Author("MUA", "top", "the reader's own flags", "Thunderbird"),
    "x-account-key": Author("MUA", "top", "the reader's own account", "Thunderbird"),
    "lines": Author("MDA", "any", "the length", "mbox programs"),
    "content-length": Author("MDA", "any", "the length", "mbox programs"),
}
# Families of names: the first that fits.
FAMILIES: tuple[tuple[str, Author], ...] = (
    ("x-ms-exchange-", Author("MTA", "any", "Exchange's own marks", "Microsoft, MS-OXPROPS")),
    ("x-ms-", Author("MTA", "any", "Microsoft's own marks", "Microsoft")),
    ("x-microsoft-", Author("MTA", "any", "Microsoft's own marks", "Microsoft")),
    ("x-eop", Author("MFA", "any", "Microsoft's gateway marks", "Microsoft 365")),
    ("x-google-", Author("MTA", "any", "Google's own marks", "Google's servers")),
    ("x-gm-", Author("MTA", "any", "Google's own marks", "Google's servers")),
    ("x-spam-", Author("MFA", "any", "a spam filter's marks", "spam filters")),
    ("x-virus-", Author("MFA", "any", "a virus scanner's marks", "virus scanners")),
    ("x-amavis-", Author("MFA", "any", "amavis's marks", "amavis")),
    ("x-proofpoint-", Author("MFA", "any", "Proofpoint's marks", "Proofpoint")),
    ("x-mimecast-", Author("MFA", "any", "Mimecast's marks", "Mimecast")),
    ("x-barracuda-", Author("MFA", "any", "Barracuda's marks", "Barracuda")),
    ("x-ironport-", Author("MFA", "any", "Cisco's marks", "IronPort")),
    ("ironport-", Author("MFA", "any", "Cisco's marks", "IronPort")),
    ("x-mailscanner-", Author("MFA", "any", "MailScanner's marks", "MailScanner")),
    ("x-sophos-", Author("MFA", "any", "Sophos's marks", "Sophos")),
    ("x-ses-", Author("MSA", "any", "Amazon SES's marks", "Amazon SES")),
    ("x-sg-", Author("MSA", "any", "SendGrid's marks", "SendGrid")),
    ("x-mailgun-", Author("MSA", "any", "Mailgun's marks", "Mailgun")),
    ("x-ymail", Author("MSA", "any", "Yahoo's marks", "Yahoo")),
    ("x-yahoo", Author("MTA", "any", "Yahoo's marks", "Yahoo")),
    ("x-mailman-", Author("list", "any", "Mailman's marks", "Mailman")),
    ("list-", Author("list", "any", "the mailing list's marks", "RFC 2369")),
    ("resent-", Author("MUA", "top", "sent on by hand", "RFC 5322 section 3.6.6")),
    ("arc-", Author("MTA", "top", "a forwarder's chain", "RFC 8617")),
    ("content-", Author("MUA", "message", "how the body is made up", "RFC 2045")),
)


class Line(NamedTuple):
    """One header field with its author: the ``host`` it is laid to, and whose word that is.

    ``certainty`` is of the author: measured for a Received line, which names its own writer;
    likely where the place and the kind of field agree; possible where only one speaks.
    """

    field: Field
    host: str | None
    agent: str | None
    hop: int | None
    trust: str | None
    certainty: str
    meaning: str
    source: str


def author(name: str) -> Author | None:
    """What is known of a field's name, in any case; None for an unknown one."""
    lowered = name.lower()
    known = AUTHORS.get(lowered)
    if known is None:
        known = next((row for start, row in FAMILIES if lowered.startswith(start)), None)
    return known


def annotate(fields: tuple[Field, ...], hops: tuple[Hop, ...]) -> tuple[Line, ...]:
    """Every field with its author, top first.

    A server adds its lines above those it found (RFC 5321 section 4.4), so what stands
    between two Received lines was added by the server of the lower one, or by one after it
    that wrote no line of its own.
    """
    below = {hop.field.number: hop for hop in hops}
    lines: list[Line] = []
    current: Hop | None = None
    for field in reversed(fields):
        hop = below.get(field.number)
        if hop is not None:
            current = hop
        lines.append(_line(field, current, hop is not None))
    lines.reverse()
    return tuple(lines)


def _line(field: Field, current: Hop | None, is_hop: bool) -> Line:
    known = author(field.name)
    meaning, source = (known.meaning, known.source) if known else ("not a field that is known here", "")
    if is_hop and current is not None:
        return Line(
            field, current.received.by, "/".join(current.role) or None, current.n, current.trust, "measured",
            meaning, source,
        )  # fmt: skip
    if current is None:
        agent = known.agent if known else None
        fits = known is not None and (known.adds == "message" or known.agent in ("MUA", "MSA", "list"))
        return Line(field, None, agent, None, "claimed", "likely" if fits else "possible", meaning, source)
    if known and known.adds == "message":
        # The writer's own fields stay where a server that adds at the end, or sorts, has put them.
        return Line(field, None, known.agent, None, "claimed", "possible", meaning, source)
    certainty = "likely" if known and known.adds == "top" else "possible"
    return Line(
        field, current.received.by, known.agent if known else None, current.n, current.trust, certainty, meaning, source
    )
