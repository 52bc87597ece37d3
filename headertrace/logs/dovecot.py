"""Dovecot: what LMTP, the local delivery agent, Sieve and, with the mail_log plugin, the user's own program did.

Sources: lib-storage/mail-storage.c and lib-lda/mail-deliver.c (``msgid=<...>: saved mail to INBOX``), Pigeonhole's
sieve-result.c, plugins/mail-log. Before 2.3 the process id stands within the brackets: ``lmtp(43, bob): session: msgid=``.
"""

from __future__ import annotations

from headertrace.patterns import lazy
from headertrace.records.logs import LogEvent, LogLine
from headertrace.records.vocabulary import LogKind

_HEAD = lazy(
    r"(?P<service>lmtp|lda|deliver|imap|pop3|submission)\((?:[0-9]+, ?)?(?P<user>[^)<>]{0,255})\)(?:<[0-9]{1,10}>)?"
    r"(?:<(?P<session>[A-Za-z0-9+/=:]{4,60})>)?: (?:(?:Info|Warning|Error|Panic|Fatal|Debug): )?(?:(?P<older>[A-Za-z0-9+/]{22}(?::[A-Z0-9:]{1,8})?): )?(?P<rest>.{0,16000})"
)
_SAVED = lazy(
    r"(?P<sieve>sieve: )?msgid=(?:unspecified|<?(?P<id>[^<>:\s]{1,998})>?(?: \(added by \S{1,300}\))?): (?P<what>.{0,1000})"
)
_MAIL_LOG = lazy(
    r"(?P<what>delete|expunge|copy(?: from \S{1,200})?|save|undelete|flag_change|mailbox_delete): (?:box=(?P<box>[^,]{1,300}), )?.{0,400}?msgid=<?(?P<id>[^<>,\s]{1,998})>?"
)
_DONE: tuple[tuple[str, LogKind], ...] = (
    ("saved mail to", "delivered"),
    ("stored mail into", "delivered"),
    ("forwarded to", "sent"),
    ("redirected to", "sent"),
    ("marked message to be discarded", "discarded"),
    ("discarded", "discarded"),
    ("rejected", "bounced"),
    ("rejecting", "bounced"),
    ("save failed to", "deferred"),
    ("failed to store into", "deferred"),
    ("Quota exceeded", "bounced"),
    ("sent vacation response", "note"),
)
_TAKEN_AWAY = frozenset({"delete", "expunge"})


def read(line: LogLine) -> LogEvent | None:
    head = _HEAD.match(line.said)
    if head is None:
        return None
    session, rest = head["session"] or head["older"], head["rest"]
    saved = _SAVED.match(rest)
    if saved is not None:
        what = saved["what"]
        kind: LogKind = next((kind for words, kind in _DONE if what.startswith(words)), "note")
        return LogEvent(kind, line, session, recipient=head["user"], message_id=saved["id"], reply=what[:600])
    moved = _MAIL_LOG.match(rest)
    if moved is None:
        return None
    kind = "discarded" if moved["what"] in _TAKEN_AWAY else "note"
    where = f" in {moved['box']}" if moved["box"] else ""
    return LogEvent(kind, line, None, recipient=head["user"], message_id=moved["id"], reply=moved["what"] + where)
