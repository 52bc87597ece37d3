"""Texts that lists, gateways and virus scanners put below or above what people write, told by their wording.

Each row: kind, who puts it there, a pattern of its words, and where the wording was learned.
"""

from __future__ import annotations

import re

ROWS: tuple[tuple[str, str, bytes, str], ...] = (
    ("list-footer", "Mailman's list footer", rb"(?m)^_{40,}\s+[^\r\n]* mailing list\b", "Mailman 2.1 Defaults.py; Mailman 3 list:member:regular:footer"),
    ("list-footer", "a LISTSERV list's footer", rb"(?m)^#{40,}\s+.*?unsubscribe|unsubscribe from the \S+ list", "LISTSERV 16 default mail templates, BOTTOM_BANNER"),
    ("list-footer", "an ezmlm list's footer", rb"unsubscribe, e-mail: \S+-unsubscribe", "ezmlm-idx lang/en_US, text/trailer"),
    ("list-footer", "Google Groups' footer", rb"subscribed to the\s+Google\s+Groups", "mail of Google Groups"),
    ("list-footer", "groups.io's footer", rb"Groups\.io Links:", "mail of groups.io"),
    ("list-footer", "Yahoo Groups' footer", rb"Yahoo! Groups Links", "mail of Yahoo Groups"),
    ("list-footer", "Majordomo's footer", rb"send the line .unsubscribe", "Majordomo's message_footer as vger.kernel.org has it"),
    ("list-footer", "a list's footer", rb"(?i)\bunsubscribe\b|\bmailing list\b|-leave@|/listinfo/|\bsympa\b|d(?:e|\xc3\xa9)sabonner|abmelden", "usual words"),
    ("antivirus-footer", "a virus scanner's notice", rb"(?i)checked (?:for|by) .{0,40}virus|virus-free|scanned (?:for|by)", "Avast, AVG, MailScanner's inline signature"),
    ("banner", "a warning of outside mail", rb"(?i)\bcaution\b|external (?:e-?mail|sender|message)|outside (?:of )?(?:the|your|our)|from an? external", "usual words"),
    ("disclaimer", "a disclaimer", rb"(?i)confidential|disclaimer|intended (?:solely|only)|privileged|vertraulich", "usual words"),
    ("advertisement", "an advertisement", rb"(?i)get your free|sent (?:from|via) |do you yahoo", "free mail services"),
)  # fmt: skip


def named(text: bytes, otherwise: tuple[str, str], *, usual: bool = True) -> tuple[str, str]:
    """(kind, what it is) of a stretch of text that was put into a body; ``otherwise`` where no wording is known.

    ``usual`` words tell what was put in, not that something was.
    """
    # A quoted-printable text may have its words broken by soft line ends.
    plain = re.sub(rb"=\r?\n", b"", text)[:20_000]
    rows = (row for row in ROWS if usual or row[3] != "usual words")
    return next(((kind, name) for kind, name, pattern, _ in rows if re.search(pattern, plain, re.S)), otherwise)
