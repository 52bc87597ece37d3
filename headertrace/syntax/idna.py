"""Internationalised host names, in A-labels and in plain letters.

Sources: RFC 5890 to 5892 (A-labels and U-labels), and Unicode UTS #39 section 5.2 on which scripts belong
together ("highly restrictive") and which letters of one are drawn like another's.
"""

from __future__ import annotations

_MAX_NAME = 253
# Scripts that are written in one word (UTS #39, table 1).
_TOGETHER = (
    frozenset({"LATIN", "CJK", "HIRAGANA", "KATAKANA"}),
    frozenset({"LATIN", "CJK", "BOPOMOFO"}),
    frozenset({"LATIN", "CJK", "HANGUL"}),
)
# Letters of Cyrillic and Greek that are drawn like Latin ones (UTS #39, confusables.txt).
_DRAWN_AS_LATIN = frozenset("асԁеһіїјӏорԛѕԝхуѵьбгпкмтзαεικνορτυχγω")


def ascii_domain(domain: str) -> str:
    """``domain`` with its U-labels as A-labels (RFC 5890), lower case; as it is where that cannot be."""
    if domain.isascii():
        return domain.lower()
    try:
        return domain.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return domain.lower()


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


def read_as(domain: str) -> str | None:
    """The plain letters that programs read for signs which only stand for letters, as bold ones of mathematics do
    (RFC 3490 section 4, by NFKC); None where a domain has none of these, or has letters of its own.

    >>> read_as("\U0001d5ee\U0001d5ef.example")
    'ab.example'
    """
    if domain.isascii():
        return None
    from unicodedata import normalize

    plain = normalize("NFKC", domain).lower()
    return plain if plain.isascii() else None


def spelled(domain: str) -> str:
    """The domain with its ``xn--`` labels decoded (RFC 3492), sound or not; those that can't be stay as they are."""
    return ".".join(map(_decoded, domain.split("."))) if "xn--" in domain else domain


def a_label(label: str) -> str:
    """A label as ``xn--`` and its letters in Punycode (RFC 3492). Raises UnicodeError where that cannot be."""
    return _PREFIX + label.encode("punycode").decode("ascii")


_PREFIX = "xn--"


def _decoded(label: str) -> str:
    if not label.startswith(_PREFIX):
        return label
    try:
        return label[len(_PREFIX) :].encode("ascii").decode("punycode")
    except UnicodeError:
        return label


def _unicode(label: str) -> str:
    """The U-label of an A-label; the A-label where it is none by RFC 5891 section 4.4."""
    if not label.startswith(_PREFIX):
        return label
    from unicodedata import category, normalize

    spoken = _decoded(label)
    try:
        again = a_label(spoken)
    except UnicodeError:
        return label
    sound = all(char == "-" or category(char)[0] in "LM" or category(char) == "Nd" for char in spoken)
    same = again == label and spoken == normalize("NFKC", spoken) == spoken.lower()
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
