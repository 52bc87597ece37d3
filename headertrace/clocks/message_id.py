"""Times in Message-IDs, by the shape that the writing program gives them.

None of these is proof: anyone may write any id. Sources are named beside each shape.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from headertrace.clocks.scheme import Reading, load
from headertrace.patterns import DIGITS, HEX, LETTERS, Choice, Pattern, lazy
from headertrace.received.ids import SENDMAIL_DIGIT

_START = datetime.fromtimestamp(0, UTC)


def _seconds(text: str) -> datetime:
    return _START + timedelta(seconds=int(text))


def _hexadecimal(text: str) -> datetime:
    return _START + timedelta(seconds=int(text, 16))


def _hundredths(text: str) -> datetime:
    return _START + timedelta(milliseconds=int(text) * 10)


def _milliseconds(text: str) -> datetime:
    return _START + timedelta(milliseconds=int(text))


def _spelled(text: str) -> datetime:
    digits = text if len(text) > 12 or text.startswith(("19", "20")) else f"20{text}"
    return _from_digits(digits.ljust(14, "0"))


def _short_spelled(text: str) -> datetime:
    return _from_digits(f"20{text}")


def _from_digits(text: str) -> datetime:
    """Fourteen digits: year, month, day, hour, minute, second. Raises ValueError where there is no such moment."""
    month, day, hour, minute, second = [int(text[at : at + 2]) for at in (4, 6, 8, 10, 12)]
    return datetime(int(text[:4]), month, day, hour, minute, second, tzinfo=UTC)


def _outlook(text: str) -> datetime:
    from headertrace.clocks.filetime import from_filetime

    return from_filetime(int(text.replace("$", ""), 16)) or _START


def _uuid1(text: str) -> datetime:
    low, middle, high = text.split("-")
    return datetime(1582, 10, 15, tzinfo=UTC) + timedelta(microseconds=int(high[1:] + middle + low, 16) // 10)


def _uuid6(text: str) -> datetime:
    high, middle, low = text.split("-")
    return datetime(1582, 10, 15, tzinfo=UTC) + timedelta(microseconds=int(high + middle + low[1:], 16) // 10)


def _uuid7(text: str) -> datetime:
    return _START + timedelta(milliseconds=int(text.replace("-", ""), 16))


_CROCKFORD = {digit: value for value, digit in enumerate("0123456789ABCDEFGHJKMNPQRSTVWXYZ")}
_BASE62 = {digit: value for value, digit in enumerate(DIGITS + LETTERS)}


def _ulid(text: str) -> datetime:
    milliseconds = 0
    for digit in text:
        milliseconds = milliseconds * 32 + _CROCKFORD[digit]
    return _START + timedelta(milliseconds=milliseconds)


def _ksuid(text: str) -> datetime:
    number = 0
    for digit in text:
        number = number * 62 + _BASE62[digit]
    return _START + timedelta(seconds=(number >> 128) + 1_400_000_000)


def _snowflake(text: str) -> datetime:
    return _START + timedelta(milliseconds=(int(text) >> 22) + 1_288_834_974_657)


# (shape; what stands behind its "<"; how group 1 tells the time; resolution in seconds; whether it is in the writer's
# own zone)
_SHAPES: tuple[tuple[Pattern[str], str, Callable[[str], datetime], float, bool], ...] = (
    # Outlook and Outlook Express: a counter, then FILETIME.
    (lazy(r"<[0-9A-Fa-f]{4}(01[0-9a-fA-F]{6}\$[0-9a-fA-F]{8})\$"), HEX, _outlook, 0.001, False),
    # JavaMail: UniqueValue.java of jakarta.mail, before and after it counted its messages, and without its name.
    (lazy(r"<-?[0-9]+(?:\.[0-9]+)?\.([0-9]{12,13})\.JavaMail\."), "-" + DIGITS, _milliseconds, 0.001, False),
    (lazy(r"<-?[0-9]+\.[0-9]+\.([0-9]{12,13})@"), "-" + DIGITS, _milliseconds, 0.001, False),
    # Evolution: camel-mime-utils.c.
    (lazy(r"<([0-9]{9,10})\.[0-9]+\.[0-9]+\.camel@"), DIGITS, _seconds, 1.0, False),
    # Python: email/utils.py, make_msgid; two forms, the older also with a program's name (Mailman).
    (lazy(r"<([0-9]{12})\.[0-9]+\.[0-9]{5,}@"), DIGITS, _hundredths, 0.01, False),
    (lazy(r"<((?:19|20)[0-9]{12})\.[0-9]+\.[0-9]+(?:\.[A-Za-z]+)?@"), "12", _spelled, 1.0, False),
    # qmail: new-inject.c; Mandrill, behind the number of the account.
    (lazy(r"<((?:19|20)[0-9]{12})\.[0-9]+\.qmail@"), "12", _spelled, 1.0, False),
    (lazy(r"<[0-9]{6,9}\.((?:19|20)[0-9]{12})\.[0-9a-f]{14}\.[0-9]+@"), DIGITS, _spelled, 1.0, False),
    # Postfix, in UTC: the time and its queue id, short or long (cleanup_message.c).
    (
        lazy(r"<((?:19|20)[0-9]{12})\.(?:[0-9A-F]{5,15}|[0-9B-Zb-z]{9,11}z[0-9B-Zb-z]{1,8})@"),
        "12",
        _spelled,
        1.0,
        False,
    ),
    # Mutt: sendlib.c; Sylpheed: libsylph/procheader.c.
    (lazy(r"<((?:19|20)[0-9]{12})\.[0-9A-Za-z]{4,}@"), "12", _spelled, 1.0, True),
    (lazy(r"<((?:19|20)[0-9]{12})\.[0-9a-f]{7,8}\.[A-Za-z0-9_.+-]+@"), "12", _spelled, 1.0, True),
    # The Bat! and Eudora, in the writer's own time.
    (lazy(r"<[0-9]{5,11}\.((?:19|20)[0-9]{12})@"), DIGITS, _spelled, 1.0, True),
    (lazy(r"<[0-9.]{5,20}\.((?:19|20)[0-9]{12})\.[0-9a-f]{8}@"), "." + DIGITS, _spelled, 1.0, True),
    # MDaemon: to the minute, in local time.
    (lazy(r"<MDAEMON-F((?:19|20)[0-9]{10})\."), "M", _spelled, 60.0, True),
    # sendmail: cf/m4/proto.m4, $t.$i@$j, to the minute.
    (lazy(rf"<((?:19|20)[0-9]{{10}})\.{SENDMAIL_DIGIT}{{8,}}@"), "12", _spelled, 60.0, False),
    # Pine and Alpine: pine/send.c, local time.
    (
        lazy(r"<(?:Pine|alpine)\.[A-Z0-9]+\.[0-9.]+?\.([0-9]{12})[0-9]\.[0-9]+", re.IGNORECASE),
        "PpAa",
        _short_spelled,
        1.0,
        True,
    ),
    # Netscape, Mozilla and Thunderbird before 38: nsMsgCompUtils.cpp; GroupWise.
    (lazy(r"<([34567][0-9A-F]{7})\.[0-9]{4,9}@"), "34567", _hexadecimal, 1.0, False),
    (lazy(r"<s([34567][0-9a-f]{7})\.[0-9]{3}@"), "s", _hexadecimal, 1.0, False),
    # Netscape 4: libmsg; Google, for mail that came without an id.
    (lazy(r"<([34567][0-9A-F]{7})\.[0-9A-F]{5,8}@"), "34567", _hexadecimal, 1.0, False),
    # Pegasus Mail counts the seconds of the writer's own time.
    (lazy(r"<([34567][0-9A-F]{7})\.[0-9]{1,5}\.[0-9A-F]{5,8}@"), "34567", _hexadecimal, 1.0, True),
    (
        lazy(r"<([4567][0-9a-f]{7})\.[0-9a-f]{8}\.[0-9a-f]+\.[0-9a-f]+@mx\.google\.com"),
        "4567",
        _hexadecimal,
        1.0,
        False,
    ),
    # UUID version 1: RFC 9562 section 5.1.
    (
        lazy(r"<?([0-9a-f]{8}-[0-9a-f]{4}-1[0-9a-f]{3})-[89ab][0-9a-f]{3}-[0-9a-f]{12}", re.IGNORECASE),
        HEX,
        _uuid1,
        0.001,
        False,
    ),
    # UUID versions 6 and 7: RFC 9562 sections 5.6 and 5.7.
    (
        lazy(r"<?([0-9a-f]{8}-[0-9a-f]{4}-6[0-9a-f]{3})-[89ab][0-9a-f]{3}-[0-9a-f]{12}", re.IGNORECASE),
        HEX,
        _uuid6,
        0.001,
        False,
    ),
    (
        lazy(r"<?([0-9a-f]{8}-[0-9a-f]{4})-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", re.IGNORECASE),
        HEX,
        _uuid7,
        0.001,
        False,
    ),
    # ULID (github.com/ulid/spec), KSUID (github.com/segmentio/ksuid), Snowflake (github.com/twitter-archive/snowflake).
    (lazy(r"<([0-7][0-9A-HJKMNP-TV-Z]{9})[0-9A-HJKMNP-TV-Z]{16}@"), "01234567", _ulid, 0.001, False),
    (lazy(r"<([0-9A-Za-z]{27})@"), DIGITS + LETTERS, _ksuid, 1.0, False),
    (lazy(r"<([0-9]{17,19})@"), DIGITS, _snowflake, 0.001, False),
    # SquirrelMail: class/deliver/Deliver.class.php; nmh: uip/post.c, number of the process first.
    (lazy(r"<[0-9]{1,7}\.(?:[0-9]{1,3}\.){4}([0-9]{9,10})\.squirrel@"), DIGITS, _seconds, 1.0, False),
    (lazy(r"<[0-9]{1,7}\.([0-9]{9,10})@"), DIGITS, _seconds, 1.0, False),
    # Many programs begin with the second: IMP (horde/lib/MIME/Headers.php), TMDA, Mail.ru, PHP scripts.
    (lazy(r"<([0-9]{10})\.[0-9a-zA-Z.]+@"), DIGITS, _seconds, 1.0, False),
)


_CHOICE = Choice(row[:2] for row in _SHAPES)

# Message-IDs that are a server's own ids: how they begin, and the scheme of those.
_IDS = (("<01", "amazonses"), ("<E", "exim"))


def read(text: str, stamp: datetime | None, offset: int | None) -> Reading | None:
    for start, scheme in _IDS:
        if text.startswith(start):
            found: Reading | None = load(scheme)(text[1:], None, None)
            if found:
                return found
    first = _CHOICE.first(text)
    for shape, _, decode, resolution, local in () if first is None else _SHAPES[first:]:
        match = shape.match(text)
        if match:
            try:
                time = decode(match[1])
            except (ValueError, OverflowError):
                continue
            if 1990 < time.year < 2100:
                return Reading(match[1], time, resolution, local=local)
    return None
