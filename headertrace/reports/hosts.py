"""Hosts, times and states that a notice's text names: the remote host, the reporting one, how long it tried."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from headertrace.patterns import lazy
from headertrace.received import parse_received
from headertrace.records.evidence import Field
from headertrace.records.reports import Report
from headertrace.reports.parts import Line
from headertrace.reports.rfc3464 import moment
from headertrace.syntax.encoded_words import decoded

# A name begins a word: from each label of a long one the search would begin anew. RFC 1035 leaves room for 126 labels.
_NAME = r"((?<![\w.-])[A-Za-z0-9_](?:[\w-]{0,62}\.){1,126}[\w-]{1,62}|\[?[0-9]{1,3}(?:\.[0-9]{1,3}){3}\]?|[0-9A-Fa-f:]{6,45})"
# Behind which words each product names the host that answered.
_REMOTE = tuple(
    lazy(form, re.IGNORECASE)
    for form in (
        # Postfix: host mx.example.org[192.0.2.1] said; Exim: host mx.example.org [192.0.2.1]: 550
        rf"(?<!at )\bhost:? {_NAME}\.?\s?(?:\[[^\[\]]{{1,60}}\]|\([^()]{{1,60}}\))?",
        # sendmail
        rf"while talking to {_NAME}\.?:",
        # Exchange: Remote Server at example.org (192.0.2.1) returned '550 …'
        rf"Server at {_NAME} ?(?:\([^()]{{1,60}}\))? ?returned",
        # Gmail: by the server for the recipient domain example.org by mx.example.org. [192.0.2.1].
        rf"recipient domain \S{{1,255}} by {_NAME}\.? ",
        rf"\[\(?[0-9]{{0,3}}\)? ?{_NAME}\.? \[?[0-9a-f]{{1,4}}[.:][0-9a-f.:]{{3,43}}",
        # dma: mx.example.org [192.0.2.1] did not like our RCPT TO
        rf"{_NAME} \[[^\[\]]{{1,60}}\] did not like our",
        # MailFoundry, MXLogic, gateways
        rf"(?:SMTP )?Server <?{_NAME}>?\s?(?:\[[^\[\]]{{1,60}}\])? ?(?:failed|rejected|refused)",
        rf"{_NAME}\[[^\[\]]{{1,60}}\] responded with failure",
        # SurfControl: bob@example.org: [192.0.2.1], 554 …
        rf"^{_NAME}, [45][0-9][0-9] ",
        # qmail: 192.0.2.1 does not like recipient; Connected to 192.0.2.1 but; Giving up on 192.0.2.1
        rf"(?:Connected to |Giving up on ){_NAME}",
        rf"{_NAME} (?:does not like recipient|failed after I sent|failed on DATA)",
        # Oracle: Remote system: dns;mx.example.org (TCP|…)
        rf"dns; ?{_NAME} ?\(TCP",
        # Postfix: connect to mx.example.org[192.0.2.1]:25
        rf"connect to {_NAME}(?:\[[^\[\]]{{1,60}}\])?(?::[0-9]{{2,5}})?:",
        # Exchange 2007: mx.example.org #550 5.1.1
        rf"^{_NAME} (?:\([^()]{{1,60}}\) )?#?<?#?[45]",
    )
)  # fmt: skip
# What a product puts before the words of the other server.
_QUOTED = tuple(
    lazy(form, re.IGNORECASE | re.DOTALL)
    for form in (
        r"other server returned was: (.*)",
        r"(?:said|replied|answered)[^:]{0,60}: (.*)",
        r"\b(?:returned|response(?: was)?|error(?: was)?|reason): ?'?(.*)",
        r"\.<([45][0-9][0-9] [^<>]{1,1000})>",
        r"error ([45][0-9][0-9]-'.*)",
        r"returned '((?!550 4\.4\.7|550 5\.4\.3).*)",
        r"host \S{1,255} \[[^\[\]]{1,60}\]: (.*)",
    )
)  # fmt: skip
_REPORTER = tuple(
    lazy(form, re.IGNORECASE)
    for form in (
        rf"(?:This is the (?:mail system|Postfix program) at host|mail system at host) {_NAME}\.?",
        rf"qmail-send program at {_NAME}\.?",
        rf"(?:Generating server|Serveur de g\S{{1,20}}|Server di generazione|Generierender Server|Servidor de generaci\S{{1,6}}) ?: {_NAME}",
        rf"DragonFly Mail Agent \S{{1,20}} at {_NAME}\.",
        rf"delivery status notification from {_NAME}",
        rf"amavisd-new at host\s{{1,4}}{_NAME}",
        rf"Reporting-MTA:\s{{1,8}}(?:dns; ?)?<?{_NAME}",
        rf"SMTP relay on {_NAME}\.",
        rf"sent by the (?:mail )?(?:system|server) (?:at )?{_NAME}",
        rf"hours? on the queue on {_NAME}\.",
        rf"mail delivery agent at {_NAME}\.",
        rf"Message from\s{{1,4}}{_NAME}\.",
    )
)  # fmt: skip
_DELAYED = lazy(
    r"THIS IS A WARNING|has (?:not yet|been) (?:been )?delayed|delivery (?:to the following recipients? )?(?:has been|is) delayed"
    r"|still being retried|will (?:be retried|keep trying|continue (?:to try|trying))|temporary failure report|only a temporary"
    r"|not yet been delivered|delivery attempts will continue|message still undelivered|is delayed for more than"
    r"|notification about a delay|do not need to resend",
    re.IGNORECASE,
)
_LATE_SUBJECT = lazy(r"delay|warning|still being retried|not yet|could not send", re.IGNORECASE)
_UNITS = {"second": 1, "minute": 60, "hour": 3_600, "day": 86_400, "sec": 1, "min": 60}
_TRIED = lazy(
    r"(?:for (?:more than |the (?:last|past) )?|past |after (?:more than )?|in |within |last |undeliverable for |aborted after )"
    r"([0-9]{1,7}(?:\.[0-9]{1,2})?) ?(second|minute|hour|day|sec|min)(?:\(?s\)?)?",
    re.IGNORECASE,
)
# What is still to come is no time that passed.
_STILL = lazy(r"retried|keep trying|up to|additional|will (?:be|continue)", re.IGNORECASE)
_ARRIVED = lazy(r"The original message was received (?:at|on) (.{10,60})", re.IGNORECASE)
_AT = lazy(
    r"(?:mailer-?_?daemon|postmaster|post_master|no-reply|sysadmin|mail\.delivery\.system)@([\w.-]{3,255})",
    re.IGNORECASE,
)
_BODY_LINES = 400


def remote(words: str) -> str | None:
    """The host whose answer a notice's words quote, or that it could not reach.

    Of several of one form the last is taken: Exchange lists its own words first.
    """
    for form in _REMOTE:
        names = form.findall(words)
        if names:
            last: str = names[-1]
            return last.strip("[].")
    return None


def answer(words: str) -> str | None:
    """The other server's own words in those of a notice; None where it quotes none."""
    for form in _QUOTED:
        match = form.search(words)
        if match and _CODE.search(match[1]):
            return _OWN_WORDS.split(match[1])[0].strip(" '")
    return None


_CODE = lazy(r"(?<![0-9])[245][0-9][0-9](?![0-9])|[45]\.[0-9]{1,3}\.[0-9]")
# What qmail itself says behind the other server's words.
_OWN_WORDS = lazy(r"\s(?:I'm not going to try again|Giving up on [0-9])")


def reporter(text: Sequence[Line]) -> str | None:
    """The host that a notice's text says it is from."""
    for form in _REPORTER:
        for line in text[:_BODY_LINES]:
            match = form.search(line.text)
            if match:
                return match[1].strip("[].")
    return None


def heading(text: Sequence[Line], below: int) -> str | None:
    """The host that a line names, in whatever words, right above the line of that number ("Generating server: …")."""
    near = [line.text for line in text if below - _HEADING_LINES <= line.number < below and line.text.strip()]
    match = _HEADING.fullmatch(near[-1]) if near else None
    return match[1].strip("[].") if match else None


_HEADING = lazy(rf"\s{{0,20}}[^\s:@<>][^:：@<>]{{1,60}}[:：] ?{_NAME}\s{{0,20}}")
_HEADING_LINES = 4


def of_header(fields: Sequence[Field]) -> str | None:
    """The host in whose name the notice was sent: the one that wrote its oldest line itself, else its From's domain."""
    lines = [field for field in fields if field.key == "received"]
    if lines:
        oldest = parse_received(lines[-1].value)
        if oldest.by and (oldest.protocol or "").lower() == "local":
            return oldest.by
    for field in fields:
        if field.key == "from":
            match = _AT.search(decoded(field.value[:1_000]))
            if match:
                return match[1].strip(".").lower()
    return None


def returning(fields: Sequence[Field]) -> str | None:
    """The host that wrote the newest line of the returned message: it had it last."""
    newest = next((field for field in fields if field.key == "received"), None)
    return parse_received(newest.value).by if newest else None


def held(fields: Sequence[Field], returned: Sequence[Field], by: str | None) -> float | None:
    """For how long the host ``by``, which writes the notice, had the message that it returns, in seconds: between its
    own stamp there, the newest, and the notice's Date. qmail's own line names no host.
    """
    newest = next((field for field in returned if field.key == "received"), None)
    date = next((field.value for field in fields if field.key == "date"), "")
    got, end = parse_received(newest.value) if newest else None, moment(date)
    if got is None or got.time is None or end is None:
        return None
    own = got.by.lower() == by.lower() if got.by and by else got.dialect == "qmail" and not got.by
    spent = (end - got.time).total_seconds()
    return spent if own and spent >= _LONG_S else None


_LONG_S = 60.0


def delayed(text: Sequence[Line], fields: Sequence[Field]) -> bool:
    """Whether a notice says that delivery is still tried."""
    if any(_DELAYED.search(line.text) for line in text[:_BODY_LINES]):
        return True
    subject = next((field.value for field in fields if field.key == "subject"), "")
    return bool(_LATE_SUBJECT.search(decoded(subject[:1_000]))) and "fail" not in subject.lower()


def tried(text: Sequence[Line], reports: Sequence[Report]) -> float | None:
    """The seconds for which the notice says that delivery was tried; the longest of those it names."""
    told = [line.text for line in text[:_BODY_LINES]] + [report.diagnostic or "" for report in reports[:_BODY_LINES]]
    found = [
        float(match[1]) * _UNITS[match[2].lower()]
        for words in told
        if not _STILL.search(words)
        for match in _TRIED.finditer(words)
    ]
    return max(found, default=0.0) or None


def arrival(text: Sequence[Line]) -> datetime | None:
    """When the text says that the message had come in."""
    for line in text[:_BODY_LINES]:
        match = _ARRIVED.search(line.text)
        if match:
            return moment(match[1].strip())
    return None
