"""The id that the next server gave a message, in the words with which it accepted it.

Each form is that of the program named, by its source: smtpd/smtpd.c of Postfix, src/receive.c of Exim, sendmail's
collect.c, lib-lmtp/lmtp-local.c of Dovecot, smtpd/smtp_session.c of OpenSMTPD, courier/module.esmtp of Courier, and what
the operators' servers answer.
"""

from __future__ import annotations

from headertrace.patterns import lazy

_FORMS = (
    # Postfix, amavis, Haraka, Exchange ("Queued mail for delivery" has none).
    lazy(r"(?i).{0,300}?\bqueued as ([\w./+-]{4,64})"),
    # Exim.
    lazy(r"(?i).{0,60}?\bOK id=([\w-]{10,40})"),
    # sendmail.
    lazy(r".{0,60}?\b([0-9A-Za-z]{14,18}) Message accepted for delivery"),
    # Dovecot: the session, and the transaction in it.
    lazy(r".{0,400}? ([A-Za-z0-9+/]{22}(?::[A-Z0-9:]{1,8})?) Saved"),
    # OpenSMTPD.
    lazy(r".{0,60}?\b([0-9a-f]{8}) Message accepted for delivery"),
    # Courier.
    lazy(r".{0,60}?\bOk\. ([0-9A-F]{16}\.[0-9A-F]{8,16}\.[0-9A-F]{8})"),
    # Google, Yahoo.
    lazy(r".{0,60}?\bOK +[0-9]{9,11} ([\w.-]{8,80}) - gsmtp"),
)


def next_id(reply: str | None) -> str | None:
    """The id in a server's reply, None where none is told."""
    if not reply:
        return None
    text = reply[:600]
    return next((found[1] for form in _FORMS if (found := form.match(text))), None)
