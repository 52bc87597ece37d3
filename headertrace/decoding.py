"""Encoded words, extended parameters and internationalised host names, in plain letters.

Sources: RFC 2047, RFC 2231 (by the standard library), RFC 5890 to 5892 (A-labels and U-labels), and
Unicode UTS #39 section 5.2 on which scripts belong together ("highly restrictive") and which letters of
one are drawn like another's. Nothing here is made safe to show: that is for ``text.safe``.
"""

from __future__ import annotations

from headertrace.mailboxes import ascii_domain
from headertrace.patterns import lazy
from headertrace.text import decoded

_HOST = lazy(r"(?:[A-Za-z0-9_-]{1,63}\.){0,9}xn--[A-Za-z0-9-]{1,59}(?:\.[A-Za-z0-9-]{1,63}){0,9}")
_EXTENDED = lazy(r"[;\s][A-Za-z0-9._-]{1,60}\*(?:[0-9]{1,3}\*?)?=")
_MAX = 10_000
_MAX_NAME = 253
# Scripts that are written in one word (UTS #39, table 1).
_TOGETHER = (
    frozenset({"LATIN", "CJK", "HIRAGANA", "KATAKANA"}),
    frozenset({"LATIN", "CJK", "BOPOMOFO"}),
    frozenset({"LATIN", "CJK", "HANGUL"}),
)
# Letters of Cyrillic and Greek that are drawn like Latin ones (UTS #39, confusables.txt).
_DRAWN_AS_LATIN = frozenset("асԁеһіїјӏорԛѕԝхуѵьбгпкмтзαεικνορτυχγω")


def host(name: str) -> str:
    """A host's name in A-labels, and its U-labels behind it: "xn--bcher-kva.example (bücher.example)".

    The U-labels are left out where they mix scripts, or look like Latin letters and are none.
    """
    if name.isascii() and "xn--" not in name.lower():
        return name
    if len(name) > _MAX_NAME:
        return name
    written = ascii_domain(name)
    spoken = ".".join(map(_unicode, written.split(".")))
    if spoken == written or not _honest(spoken):
        return written
    return f"{written} ({spoken})"


def reading(value: str) -> str | None:
    """A field's value decoded, where that tells more than the value as it stands; None where it does not."""
    text = decoded(value)
    if len(value) <= _MAX and _EXTENDED.search(value):
        text = _parameters(value) or text
    if "xn--" in text:
        text = _HOST.sub(lambda match: host(match[0]), text[:_MAX])
    return text if text != value else None


def _unicode(label: str) -> str:
    """The U-label of an A-label; the A-label where it is none by RFC 5891 section 4.4."""
    if not label.startswith("xn--"):
        return label
    from unicodedata import category, normalize

    try:
        spoken = label[4:].encode("ascii").decode("punycode")
        again = spoken.encode("punycode").decode("ascii")
    except UnicodeError:
        return label
    sound = all(char == "-" or category(char)[0] in "LM" or category(char) == "Nd" for char in spoken)
    same = again == label[4:] and spoken == normalize("NFKC", spoken) == spoken.lower()
    return spoken if sound and same and not spoken.isascii() else label


def _honest(domain: str) -> bool:
    labels = domain.split(".")
    foreign_top = not labels[-1].isascii()
    imitates = any(_DRAWN_AS_LATIN.issuperset(_letters(label)) for label in labels)
    return all(map(_one_script, labels)) and (foreign_top or not imitates)


def _letters(label: str) -> str:
    found = "".join(char for char in label if char.isalpha())
    # A label of digits, or of Latin letters, imitates none.
    return found if found and not found.isascii() else "?"


def _one_script(label: str) -> bool:
    from unicodedata import name

    scripts = {name(char, "UNKNOWN").split(" ", 1)[0].split("-", 1)[0] for char in label if char.isalpha()}
    return len(scripts) < 2 or any(scripts <= group for group in _TOGETHER)


def _parameters(value: str) -> str | None:
    """The value with its extended and continued parameters put together (RFC 2231)."""
    from email.message import Message
    from email.utils import collapse_rfc2231_value

    carrier = Message()
    carrier["content-type"] = value
    try:
        found = carrier.get_params(failobj=[])
        first, rest = found[0][0], found[1:]
        pairs = [(key, decoded(collapse_rfc2231_value(item, errors="replace"))) for key, item in rest]
    except (LookupError, ValueError, TypeError, AttributeError):
        return None
    return "; ".join([first, *(f"{key}={text}" for key, text in pairs)])
