"""The characters of servers' ids, as parts of patterns; what the ids tell is read in ``clocks``.

Sources: src/global/mail_queue.h of Postfix, sendmail/queue.c of sendmail 8.12, src/src/string.c and
receive.c of Exim.
"""

from __future__ import annotations

from headertrace.patterns import lazy

# Postfix's long ids: time in base 52, "z", then the inode in base 51, which has no "z".
POSTFIX_TIME = "[0-9B-DF-HJ-NP-TV-Zb-df-hj-np-tv-z]"
POSTFIX_INODE = "[0-9B-DF-HJ-NP-TV-Zb-df-hj-np-tv-y]"
# sendmail's digits of base 60, and what it writes with them: year, month, day, hour, minute and second.
SENDMAIL_DIGIT = "[0-9A-Za-x]"
SENDMAIL_TIME = f"{SENDMAIL_DIGIT}[0-9AB][1-9A-V][0-9A-N]{SENDMAIL_DIGIT}{{2}}"
# Exim's seconds, and its whole ids, up to 4.96 and from 4.97 on.
EXIM_TIME = "[0-9A-Za-z]{6}"
EXIM_REST = "[0-9A-Za-z]{6}(?:[0-9A-Za-z]{5})?-[0-9A-Za-z]{2,4}"
EXIM_ID = f"{EXIM_TIME}-{EXIM_REST}"
_VERSION = lazy(r"[0-9]{1,3}(?:\.[0-9]{1,5}){1,4}")


def is_queue_id(identifier: str | None) -> bool:
    """Whether a log may be searched for it: Exchange writes its own version where others write the queue's id.

    Source: Microsoft Learn, Exchange Server build numbers ("15.1.1019.14").
    """
    return bool(identifier) and not _VERSION.fullmatch(identifier or "")
