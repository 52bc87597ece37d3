"""The mailboxes of an address field: From, Sender, To (RFC 5322 section 3.4).

Comments, quoted strings, groups, and the routes of RFC 822 are understood; what is not closed is
plain text. Nothing is decoded.
"""

from __future__ import annotations

from headertrace.named import NamedTuple
from headertrace.patterns import lazy

MAX_LENGTH = 65_536
MAX_MAILBOXES = 1_000
# RFC 1035 section 2.3.4.
MAX_DOMAIN = 255
# One mailbox, as most fields hold it: "Ann Example" <ann@example.org>.
_USUAL = lazy(
    r'\s{0,9}(?:"([^"\\]{0,200})"|([^()"\\<>,;:]{0,200}))\s{0,9}'
    r'<([^()"\\<>,;:@\s]{1,64})@([A-Za-z0-9_.-]{0,250}[A-Za-z0-9_-])>\s{0,9}'
)
_SPECIAL = lazy(r'[()"\\<>,;:]')
# Signs that no host name holds; "*" and "#" are what people write over a name that they hide.
_NO_NAME = lazy(r"[\s!\"$%&'()+,/;<=>?@\\^`{|}~]")


class Mailbox(NamedTuple):
    """``name`` as written, without the quotes around it; ``domain`` in lower case, without a trailing dot."""

    name: str
    local: str
    domain: str


def mailboxes(value: str) -> tuple[Mailbox, ...]:
    """The mailboxes in ``value``, in order. What holds no ``@`` is none. Never raises on content."""
    usual = _USUAL.fullmatch(value)
    if usual:
        quoted, plain, local, domain = usual.groups()
        return (Mailbox(plain.strip() if quoted is None else quoted, local, domain.lower()),)
    found: list[Mailbox] = []
    for name, address in _entries(value[:MAX_LENGTH]):
        local, _, domain = address.rpartition("@")
        domain = domain.lower().rstrip(".")
        if _unquoted(local) and 0 < len(domain) <= MAX_DOMAIN:
            found.append(Mailbox(name, _unquoted(local), domain))
            if len(found) >= MAX_MAILBOXES:
                break
    return tuple(found)


def is_mailable(domain: str) -> bool:
    """Whether mail could go to ``domain`` by its form: a name with a dot (RFC 5321 section 2.3.5), or an address."""
    return ":" in domain or ("." in domain and not _NO_NAME.search(domain))


def _entries(text: str) -> list[tuple[str, str]]:
    """(name, address) of each entry; the address is what stands in angle brackets, else all of it."""
    out: list[tuple[str, str]] = []
    plain: list[str] = []
    address: list[str] | None = None
    start, depth, skip = 0, 0, -1
    quoted = False
    inside = False
    last_quote, last_close, last_angle = text.rfind('"'), text.rfind(")"), text.rfind(">")

    def keep(end: int) -> None:
        if depth == 0 and end > start:
            (address if inside and address is not None else plain).append(text[start:end])

    def flush() -> None:
        nonlocal plain, address
        words = "".join(plain).strip()
        if address is not None:
            out.append((_unquoted(words), _address("".join(address))))
        elif words and not _is_quoted(words):
            out.append(("", "".join(words.split()) if '"' not in words else words))
        plain, address = [], None

    for match in _SPECIAL.finditer(text):
        at, char = match.start(), match[0]
        if at == skip:
            continue
        if char == "\\":
            skip = at + 1
        elif quoted:
            quoted = char != '"'
        elif depth:
            depth += (char == "(") - (char == ")")
            start = at + 1
        elif char == "(" and last_close > at:
            keep(at)
            depth = 1
        elif char == '"':
            quoted = last_quote > at
        elif char == "<" and last_angle > at:
            keep(at)
            if inside and address is not None:
                # The bracket before was none: the address stands in the last one.
                plain += ["<", *address]
            inside, address, start = True, [], at + 1
        elif char == ">" and inside:
            keep(at)
            inside, start = False, at + 1
        elif not inside and char in ",;":
            keep(at)
            flush()
            start = at + 1
        elif not inside and char == ":":
            plain, start = [], at + 1
    keep(len(text))
    flush()
    return out


def _address(text: str) -> str:
    """What stands in angle brackets, without a route. Programs show an address that is quoted whole, too."""
    address = text.strip().rpartition(":")[2]
    return _unquoted(address) if _is_quoted(address) else address


def _is_quoted(text: str) -> bool:
    return len(text) >= 2 and text[0] == text[-1] == '"'


def _unquoted(text: str) -> str:
    if _is_quoted(text):
        text = text[1:-1]
        out, escaped = [], False
        for char in text:
            escaped = char == "\\" and not escaped
            if not escaped:
                out.append(char)
        return "".join(out)
    return text
