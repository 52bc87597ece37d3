"""The program that wrote a message: by its own word, else by the shape of its Message-ID or boundary.

Each shape: a pattern, what stands at its beginning behind a "<" ("" for anything), the program, how sure, and
where its form was learned. A shape is no proof, since anyone can write any id: ``likely`` where the form is
peculiar, ``possible`` where others share it.
"""

from __future__ import annotations

import re

from headertrace.patterns import DIGITS, HEX, LETTERS, Choice, Pattern, lazy
from headertrace.received.ids import EXIM_ID, SENDMAIL_DIGIT
from headertrace.records.evidence import Evidence, Field

_OWN_WORD = ("user-agent", "x-mailer", "x-newsreader", "x-php-originating-script", "x-mailer-info")

MESSAGE_IDS: tuple[tuple[Pattern[str], str, str, str, str], ...] = (
    (lazy(r"<CA[\w+=-]{40,}@mail\.gmail\.com>"), "C", "Gmail", "likely", "Google's servers"),
    (lazy(r"<(?:0{12}[0-9a-f]{16}|(?:autogen-java|calendar)-[0-9a-f-]{36})@google\.com>"), "0ac", "a service of Google", "likely", "Google's servers: Firebase, Calendar, Drive"),
    (lazy(r"<[A-Z0-9]{20,}@[A-Z0-9]+\.[a-z0-9]+\.prod\.outlook\.com>", re.I), DIGITS + LETTERS, "Outlook with Microsoft 365", "likely", "Microsoft 365"),
    (lazy(r"<[0-9A-Fa-f]{4}01[0-9a-fA-F]{6}\$[0-9a-fA-F]{8}\$"), HEX, "Outlook or Outlook Express", "likely", "Microsoft's mail programs"),
    (lazy(r"<(?:BAY|SNT|COL|DUB|BLU)[0-9A-Z-]+@phx\.gbl>"), "BSCD", "Hotmail", "likely", "Hotmail's servers"),
    (lazy(r"<01[0-9a-f]{14}-[0-9a-f-]{36}-[0-9]{6}@(?:[\w-]+\.)?amazonses\.com>"), "0", "Amazon SES", "likely", "Amazon SES"),
    (lazy(r"<[\w.-]+@geopod-ismtpd"), "", "SendGrid", "likely", "SendGrid's servers"),
    (lazy(r"<-?[0-9]+\.[0-9]+\.[0-9]+\.JavaMail\."), "-" + DIGITS, "a Java program (JavaMail)", "likely", "UniqueValue.java of jakarta.mail"),
    (lazy(r"<alpine\.", re.I), "Aa", "Alpine", "likely", "alpine/send.c"),
    (lazy(r"<Pine\."), "P", "Pine", "likely", "pine/send.c"),
    (lazy(r"<[0-9]{9,10}\.[0-9]+\.[0-9]+\.camel@"), DIGITS, "Evolution", "likely", "camel-mime-utils.c"),
    (lazy(r"<OF[0-9A-F]{8}\.[0-9A-F]{8}-ON[0-9A-F]{8}"), "O", "Notes or Domino", "likely", "Lotus Notes"),
    (lazy(r"<s[3-7][0-9a-f]{7}\.[0-9]{3}@"), "s", "GroupWise", "likely", "GroupWise"),
    (lazy(r"<Horde\."), "H", "Horde", "likely", "Horde_Mail"),
    (lazy(r"<[0-9.]+\.squirrel@"), "." + DIGITS, "SquirrelMail", "likely", "Deliver.class.php of SquirrelMail"),
    (lazy(rf"<E(?=1){EXIM_ID}@"), "E", "a program that left the Message-ID to Exim", "likely", "Exim, receive.c"),
    (lazy(r"<[0-9]{14}\.[0-9A-F]{8,12}@"), DIGITS, "a program that left the Message-ID to Postfix", "possible", "Postfix, cleanup_message.c"),
    (lazy(rf"<[0-9]{{12}}\.{SENDMAIL_DIGIT}{{8}}[0-9]{{5,6}}@"), DIGITS, "a program that left the Message-ID to sendmail", "possible", "cf/m4/proto.m4 of sendmail"),
    (lazy(r"<[0-9]{14}\.[A-Z]{2}[0-9]+@"), DIGITS, "Mutt", "possible", "mutt/sendlib.c"),
    (lazy(r"<[0-9A-F]{8}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{4}-[0-9A-F]{12}@"), HEX, "Apple Mail", "possible", "Apple's mail programs"),
    (lazy(r"<[3-7][0-9A-F]{7}\.[0-9]{4,9}@"), "34567", "Netscape, Mozilla or Thunderbird", "likely", "nsMsgCompUtils.cpp"),
    (lazy(r"<8[57][a-z0-9]{6,12}\.fsf(?:_-_)?@"), "8", "Gnus", "likely", "message.el of Emacs"),
    (lazy(r"<[0-9]{12}\.[0-9]+\.[0-9]{5,}@"), DIGITS, "a Python program", "possible", "email/utils.py"),
    (lazy(r"<[0-9A-F]{38,44}@"), DIGITS + HEX, "Outlook with Exchange", "likely", "Exchange's servers of 1997 to 2010"),
    (lazy(r"<[0-9a-zA-Z]{32,50}@(?!mail\.gmail)"), DIGITS + LETTERS, "PHPMailer or Roundcube", "possible", "PHPMailer.php, generateId"),
)  # fmt: skip
BOUNDARIES: tuple[tuple[Pattern[str], str, str, str, str], ...] = (
    (lazy(r"Apple-Mail[-=]"), "A", "Apple Mail", "likely", "Apple's mail programs"),
    # Outlook itself is known by its X-Mailer and its Message-ID, which are looked at first.
    (lazy(r"----=_NextPart_[0-9A-F]{3}_"), "-", "a program that parts bodies as Outlook does", "possible", "Microsoft's mail programs"),
    # A service of Google's, whose boundaries are the same, is known by its Message-ID, which is looked at first.
    (lazy(r"0{12}[0-9a-f]{16}$"), "0", "Gmail", "likely", "Google's servers"),
    (lazy(r"b[12]_[0-9A-Za-z]{32}"), "b", "PHPMailer", "likely", "PHPMailer.php"),
    (lazy(r"----=_Part_[0-9]+_[0-9]+\.[0-9]+"), "-", "a Java program (JavaMail)", "likely", "UniqueValue.java of jakarta.mail"),
    (lazy(r"={15}[0-9]+=="), "=", "a Python program", "likely", "email/generator.py"),
    (lazy(r"-{2,}_NmP-"), "-", "Nodemailer", "likely", "mime-node of Nodemailer"),
    (lazy(r"-{12,}[0-9]{24}$"), "-", "Netscape, Mozilla or Thunderbird", "possible", "nsMsgCompUtils.cpp"),
    (lazy(r"_[0-9]{3}_[0-9A-Za-z]{20,}"), "_", "Exchange or Outlook", "likely", "Exchange"),
    (lazy(r"nextPart[0-9]"), "n", "KMail", "likely", "KMime"),
    (lazy(r"=-[\w+/]{18,22}$"), "=", "Evolution", "possible", "camel-multipart.c"),
)  # fmt: skip
_BY_ID, _BY_BOUNDARY = (Choice(row[:2] for row in rows) for rows in (MESSAGE_IDS, BOUNDARIES))
_BOUNDARY = lazy(r'boundary="?([^";\s]+)', re.IGNORECASE)


def writer(first: dict[str, Field]) -> tuple[str, Evidence] | None:
    """(program, ground) by the topmost field of each name (keys in lower case); None where nothing tells."""
    for name in _OWN_WORD:
        field = first.get(name)
        if field and field.value:
            return field.value, field.evidence(f"claimed: {field.name}")
    return _by_shape(first.get("message-id"), MESSAGE_IDS, _BY_ID, None) or _by_shape(
        first.get("content-type"), BOUNDARIES, _BY_BOUNDARY, _BOUNDARY
    )


def _by_shape(
    field: Field | None,
    shapes: tuple[tuple[Pattern[str], str, str, str, str], ...],
    choice: Choice,
    inside: Pattern[str] | None,
) -> tuple[str, Evidence] | None:
    if field is None:
        return None
    text = field.value
    if inside is not None:
        match = inside.search(text)
        text = match[1] if match else ""
    first = choice.first(text)
    if first is None:
        return None
    _, _, program, certainty, source = shapes[first]
    what = "Message-ID" if inside is None else "boundary"
    return program, field.evidence(f"{certainty}: shape of the {what}, as of {source}")
