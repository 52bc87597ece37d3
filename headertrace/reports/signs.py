"""By what a header says that the message may be a program's notice: cheaply, and in full."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from headertrace.named import NamedTuple
from headertrace.patterns import Pattern, lazy
from headertrace.records.evidence import Field
from headertrace.records.message import KIND_OF_NOTICE, REDACTED
from headertrace.records.vocabulary import NOTICE_KINDS, NoticeKind
from headertrace.syntax.encoded_words import decoded

# One of these, in lower case, stands in the fields that tell of a notice; encoded words may hold any of them. Ordinary
# mail that has one costs a little memory.
_WORDS = (
    "=?", "multipart/report", "mailer-daemon", "postmaster", "post_master", "mail delivery", "mail deliver system",
    "x-failed-recipients", "<>", "auto-submitted:", "auto-repl", "autorepl", "auto repl", "auto_reply",
    "auto response", "auto: ", "undeliver", "delivery stat", "delivery fail", "delivery noti", "delivery has",
    "delivery prob", "delivery rep", "not delivered", "could not", "failure", "returned mail", "delayed",
    "out of office", "out of the office", "automati", "vacation", "mail system error", "failed mail",
    "complaint about message", "abuse report", "x-mlserver", "error sending your mail", "x-apple-action",
    "amazonaws.com", ": errors from", "x-tmda", "boxbe", "spamarrest", "spam arrest", "bounce", "warning: ",
    "x-headertrace-notice", "エラー",
)  # fmt: skip
MAX_BODY = 2 * 1024 * 1024
# Further down only what programs write for programs is looked for, with so much behind its name.
_MACHINE = b"message/delivery-status"
_MACHINE_BYTES = 256 * 1024

_REPORTS: dict[str, NoticeKind] = {
    "disposition-notification": "receipt",
    "feedback-report": "complaint",
    "delivery-status": "report",
}
_REPORT_TYPE = lazy(r"report-type\s{0,5}=\s{0,5}\"?([a-z-]{1,40})", re.IGNORECASE)
_DAEMON = lazy(
    r"mailer-?_?daemon|post_?master|mail delivery (?:sub|service)?system|mail delivery service|mail deliver system"
    r"|delivery subsystem|mail\.delivery\.system|system administrator|mailer daemon|microsoft outlook|mmsc ndr|content-filter at"
    r"|e-mail interconnect|internet mail delivery|interscan|no-reply@sns\.amazonaws\.com|mail delivery system"
    r"|^<>$|double-bounce@|mdaemon|administrator@|mailadmin|bounce-?handler",
    re.IGNORECASE,
)
# Not an answer to one, or one that is sent on.
_SUBJECT = lazy(
    r"^(?!\s*(?:re|fwd?|aw|wg|sv|antw|tr|rv)(?:\[[0-9]+\])?:)(?s:.*)(?:undeliver|delivery (?:status|failure|notification|has failed|problem|report)|mail delivery|failure notice"
    r"|returned mail|return(?:ed)? to sender|mail failure|failed mail|delivery failed|could not (?:be )?(?:send|deliver)"
    r"|message delivery has failed|delayed mail|mail system error|message not delivered|non remis|unzustellbar"
    r"|nicht zugestellt|non recapitabile|no se puede entregar|permanent delivery failure|warning: (?:message|could not)"
    r"|error sending your mail|failure delivery|blocked by our|loop alert|mail could not be delivered|delayed [0-9]+ hours"
    r"|notice: mail delivery|undelivered|not delivered|errors from|エラー通知|配信(?:不能|エラー)|complaint about message|abuse report|was not delivered)",
    re.IGNORECASE,
)
_REPLY_SUBJECT = lazy(
    r"\s*(?:re: ?)?(?:auto(?:matic)?[ -]?(?:reply|response|antwort)|auto: |out of (?:the )?office|abwesenheits"
    r"|automatische antwort|r[ée]ponse automatique|risposta automatica|respuesta autom|vacation (?:reply|response|notice|message)|不在通知)",
    re.IGNORECASE,
)
_CHALLENGE = lazy(
    r"confirm(?:ation)?(?: of)? (?:your )?(?:e-?mail|message|delivery)|please confirm|action required to deliver|\(action required\)|\(verification\)|challenge"
    r"|verify your (?:e-?mail|message)|sender verification|requires? (?:a )?(?:confirmation|verification)"
    r"|\[(?:boxbe|spam ?arrest|tmda)|your (?:e-?mail|message) (?:is|has been) (?:held|waiting)",
    re.IGNORECASE,
)
_CHALLENGERS = lazy(r"boxbe|spam ?arrest|tmda|bluebottle|choicemail|sendio|uol\.com\.br|earthlink\.net", re.IGNORECASE)

# A notice says that it is one at the beginning of a field; a line of megabytes is not searched for forty words.
_MOST_LOOKED_AT = 16_384


def suspect(fields: Iterable[Field]) -> bool:
    """Whether a header may be a notice's, so that its body is worth keeping."""
    return _is_suspect(_telling(fields))


def _is_suspect(telling: list[Field]) -> bool:
    low = "\n".join([field.source[:_MOST_LOOKED_AT] for field in telling]).lower()
    for word in _WORDS:  # noqa: SIM110 - asked of every message
        if word in low:
            return True
    return False


def _telling(fields: Iterable[Field]) -> list[Field]:
    return [field for field in fields if _is_telling(field.key)]


@lru_cache(maxsize=4096)
def _is_telling(name: str) -> bool:
    return name in _LOOKED_AT or name.startswith("x-tmda")


def kept(body: bytes) -> bytes:
    """As much of a body as is read of a notice: its beginning, or else down to its part for programs."""
    at = body.find(_MACHINE, MAX_BODY - len(_MACHINE)) if len(body) > MAX_BODY else -1
    return body[: MAX_BODY if at < 0 else at + _MACHINE_BYTES]


class Signs(NamedTuple):
    """What a header says: the kind of notice that it ``declared`` outright, the field that is ``telling`` of a mail
    server's notice, whether a program ``answered``, and what a notice has but other mail may have too (``hint``): a
    subject like one's, or a null Return-Path.
    """

    declared: NoticeKind | None
    telling: Field | None
    answered: tuple[NoticeKind, Field] | None
    hint: Field | None


def signs(fields: Sequence[Field]) -> Signs | None:
    """What speaks for a notice in a header; None where nothing does."""
    some = _telling(fields)
    if not _is_suspect(some):
        return None
    found = Signs(declared(some), _first(some, _TELLING), _reply(some), _first(some, _HINTS))
    kept = _kept(fields)
    found = found if kept is None else _as_it_was(found, *kept)
    return found if any(found) else None


def is_redacted(fields: Sequence[Field]) -> bool:
    """Whether it is a notice's header as redaction leaves it, so that the body is what redaction wrote."""
    return _kept(fields) is not None


def _kept(fields: Sequence[Field]) -> tuple[NoticeKind, Field] | None:
    """The kind that a redacted notice says it was, and the field; they end its header."""
    above, last = fields[-2:] if len(fields) > 1 else (None, None)
    if above is None or last is None or above.key != KIND_OF_NOTICE.lower() or last.key != REDACTED.lower():
        return None
    return next(((kind, above) for kind in NOTICE_KINDS if kind == above.value.strip()), None)


def _as_it_was(found: Signs, kind: NoticeKind, field: Field) -> Signs:
    """The signs with those that redaction took away."""
    if kind in ("auto-reply", "challenge"):
        return found._replace(answered=(kind, field), telling=None, declared=None)
    of_delivery = kind not in ("receipt", "complaint")
    return found._replace(declared=found.declared or kind, telling=found.telling or (field if of_delivery else None))


def declared(fields: Sequence[Field]) -> NoticeKind | None:
    """The kind of notice that Content-Type names outright (RFC 6522); None where it names none."""
    for field in fields:
        if field.key == "content-type":
            match = _REPORT_TYPE.search(field.value)
            return _REPORTS.get(match[1].lower()) if match else None
    return None


def _first(fields: Sequence[Field], rows: tuple[tuple[str, Pattern[str] | None], ...]) -> Field | None:
    for name, form in rows:
        for field in fields:
            if field.key == name and (form is None or form.search(decoded(field.value[:1_000]))):
                return field
    return None


# What a mail server's notice alone has, the surest first.
_TELLING = (
    ("x-failed-recipients", None), ("from", _DAEMON), ("x-amz-sns-message-id", None), ("x-mlserver", None),
)  # fmt: skip
# What other mail may have too: answering programs and list managers send with a null Return-Path as well (RFC 3834
# section 3.3).
_HINTS = (("subject", _SUBJECT), ("return-path", lazy(r"^<>$")))


def _reply(fields: Sequence[Field]) -> tuple[NoticeKind, Field] | None:
    """Whether a program answered a message (RFC 3834), or asks to confirm it, and the field that says so."""
    automatic: Field | None = None
    for field in fields:
        text = field.value.lower()
        if (field.key == "auto-submitted" and text.startswith(("auto-replied", "auto-notified"))) or (
            field.key in _REPLIES and text not in ("no", "false", "") and _REPLIES[field.key] in text
        ):
            automatic = automatic or field
    for field in fields:
        if field.key == "subject":
            said = decoded(field.value[:1_000])
            if _CHALLENGE.search(said) and (automatic or _challenger(fields)):
                return "challenge", field
            if _REPLY_SUBJECT.match(said):
                automatic = automatic or field
    return ("auto-reply", automatic) if automatic else None


def _challenger(fields: Sequence[Field]) -> bool:
    return any(
        field.key.startswith("x-tmda") or (field.key in ("from", "x-mailer") and _CHALLENGERS.search(field.value))
        for field in fields
    )


# Marks that answering programs set, and what their value holds.
_REPLIES = {
    "x-autoreply": "", "x-autorespond": "", "x-autoresponse": "", "x-auto-reply-from": "", "x-apple-action": "vacation",
    "precedence": "auto_reply", "x-precedence": "auto_reply", "x-autogenerated": "reply",
}  # fmt: skip
_LOOKED_AT = frozenset(
    {
        "content-type",
        "subject",
        "auto-submitted",
        "x-mailer",
        KIND_OF_NOTICE.lower(),
        *_REPLIES,
        *(name for name, _ in (*_TELLING, *_HINTS)),
    }
)
