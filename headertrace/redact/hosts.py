"""Host names and addresses under other names.

A name keeps its look: as many parts as matter, its registrable domain's relation to others, the word
that says what the host is for (``mx1``), its address's numbers where it had them. An address
keeps its scope; a public one becomes one of the benchmarking range 198.18.0.0/15 (RFC 2544) or
of 2001:db8::/32 (RFC 3849), which nobody has.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from headertrace.organisations import operator, registrable
from headertrace.organisations.addresses import INNER, OUTER, scope
from headertrace.organisations.domains import is_public, organisational
from headertrace.organisations.mail_services import service
from headertrace.organisations.operators import CUSTOMERS, DYNAMIC
from headertrace.organisations.tenants import SHARED
from headertrace.patterns import lazy
from headertrace.received.detection import HOSTS
from headertrace.received.lexer import address
from headertrace.redact.pseudonyms import Pseudonyms
from headertrace.syntax.idna import a_label, spelled

# Names that say nothing of anybody.
PLAIN = frozenset(
    [
        "localhost", "localhost.localdomain", "localdomain", "unknown", "unverified", "dynamic", "local", "unix",
        "none", "friend", "helo", "ehlo", "localhost.localhost", "localhost4", "localhost6", "pps.filterd",
        "pps.reinject", "smtp", "esmtp", "mailenable", "post.office",
    ]
)  # fmt: skip
_LOCAL = frozenset([
    "localhost", "localdomain", "local", "lan", "internal", "home", "corp", "intranet", "private", "invalid", "test",
    "alt",
])  # fmt: skip
# Names that a bulk sender's own machines give themselves.
_MACHINES = lazy(r"(?:recvd|geopod|ismtpd|filterdrecv|filter\d+)-[\w-]+")
# An address in a label: four numbers, or eight hexadecimal digits.
_FOUR_NUMBERS = lazy(r"(?<![0-9])([0-9]{1,3})([-.x_])([0-9]{1,3})\2([0-9]{1,3})\2([0-9]{1,3})(?![0-9])")
_EIGHT_DIGITS = lazy(r"(?<![0-9a-f])(?:0x)?([0-9a-f]{8})(?![0-9a-f])", re.IGNORECASE)
_SHORTEST = 7
_HOST_LIKE = lazy(r"[\w.-]*")
# What hosts are called after their work.
_WORK = frozenset(
    [
        "mx", "mail", "mailer", "mailhost", "mailhub", "smtp", "smtpd", "relay", "out", "outbound", "outgoing", "in",
        "inbound", "incoming", "mta", "msa", "mda", "list", "lists", "listserv", "listman", "mailman", "majordomo",
        "groups", "lyris", "ezmlm", "sympa", "gw", "gateway", "edge", "filter", "spam", "av", "ns", "dns", "www",
        "web", "imap", "pop", "exch", "exchange", "server", "srv", "host", "node", "mxa", "mxb", "mxs", "lb", "proxy",
        "fwd", "forward", "submission", "internal", "external", "hub", "bulk", "news", "post", "bounce", "bounces",
        "mout", "min", "mo", "mailout", "mailin", "smtpout", "smtpin", "smtprelay", "mailrelay", "mailgate",
        "mailserver", "protection", "prod",
    ]
)  # fmt: skip
_PARTS = lazy(r"[A-Za-z]+|[0-9]+|[^A-Za-z0-9]+")
_NUMBER = lazy(r"[0-9]+")
# Eight hexadecimal digits, or three numbers: an address stands in the name.
_ADDRESS_LIKE = lazy(r"(?:^|[^0-9A-Fa-f])[0-9A-Fa-f]{8}(?:$|[^0-9A-Fa-f])|[0-9]+[-.x][0-9]+[-.x][0-9]+|[0-9]{8,}")
# A label that is an id: of a list, a campaign, a recipient.
_OPAQUE = lazy(r"(?=(?:[^0-9]*[0-9]){4})[A-Za-z0-9-]{16,}")
_MIXED = lazy("[a-z][^.]{0,63}[\u0370-\u052f]|[\u0370-\u052f][^.]{0,63}[a-z]")
# An address announced in hexadecimal.
_HEX_ADDRESS = lazy(r"[0-9a-f]{1,2}(?:\.[0-9a-f]{1,2}){3}")
_CYRILLIC = "\u0430"


class Hosts:
    """Names and addresses of one message.

    ``inner`` are names that belong to a private address, ``beside`` gives for a name the address
    that was written beside it, ``full`` for a short name the full one, ``personal`` tells whether a
    label is somebody's name.
    """

    def __init__(self, kinds: frozenset[str], names: Pseudonyms, count: Callable[[str, str], None]) -> None:
        self._kinds = kinds
        self._names = names
        self._count = count
        self.inner: set[str] = set()
        self.beside: dict[str, str] = {}
        self.full: dict[str, str] = {}
        self.personal: Callable[[str], bool] = lambda label: False

    def ip(self, text: str) -> str:
        """The address that stands for ``text``, itself where it may stay; brackets and tags stay."""
        bare = address(text)
        kind = scope(bare)
        if bare is None or kind in (None, "loopback", "unspecified", "multicast"):
            return text
        wanted = "internal" if kind in INNER else "addresses"
        if wanted not in self._kinds or (wanted == "addresses" and service(bare)):
            # A big operator's own mail server is no more secret than its name.
            return text
        self._count(wanted, bare)
        made = self._six(bare, kind) if ":" in bare else self._four(bare, kind)
        at = text.lower().find("ipv6:")
        start = at + 5 if at >= 0 else len(text) - len(text.lstrip("[ "))
        return text[:start] + made + text[len(text.rstrip("] ")) :]

    def _four(self, text: str, kind: str | None) -> str:
        length, base = next(
            ((length, base) for first, length, base in _FOURS if _value(text) >> (32 - length) == first),
            (15, 0xC6120000) if kind in OUTER else (8, _value(text) & 0xFF000000),
        )
        # Neither the network's own nor the broadcast address of a /24.
        number = self._names.number("address", text, (1 << (24 - length)) * 254)
        value = base + (number // 254 << 8) + number % 254 + 1
        return ".".join(str(value >> shift & 255) for shift in (24, 16, 8, 0))

    def _six(self, text: str, kind: str | None) -> str:
        stream = self._names.stream("address", text)

        def groups(count: int) -> str:
            return ":".join(f"{(next(stream) << 8 | next(stream)) or 1:x}" for _ in range(count))

        if text.startswith("2002:a") and kind == "private":
            # Google's own hosts, 10.0.0.0/8 written as 6to4: the network is known, the host is not.
            return ":".join(text.split(":")[:2]) + ":" + groups(6)
        if kind == "link-local":
            return "fe80::" + groups(4)
        if kind in OUTER:
            return "2001:db8:" + groups(6)
        return "fd" + f"{next(stream):02x}:" + groups(7)

    def name(self, text: str) -> str:
        """The name that stands for ``text``; its case of letters is not kept where it is replaced."""
        if text[:1] in ("'", '"'):
            # Damage, which stays, but hides nobody's name.
            return text[:1] + self.name(text[1:])
        bare = text.rstrip(".").lower()
        if not bare or bare in PLAIN or _MACHINES.fullmatch(bare):
            return text
        if address(bare):
            return self.ip(text)
        if _HEX_ADDRESS.fullmatch(bare):
            return self._names.shape(text) if "addresses" in self._kinds else text
        inside = self.without_addresses(bare)
        if inside != bare and "." not in bare:
            return inside
        domain = registrable(bare)
        made = self._single(inside) if domain is None else self._full(inside, domain)
        return text if made == bare else made + text[len(text.rstrip(".")) :]

    def without_addresses(self, text: str) -> str:
        """``text`` with the inner addresses replaced that are spelled in it (``ip-172-31-0-1``, ``ac1f0001``)."""
        if "internal" not in self._kinds or len(text) < _SHORTEST or not any(map(str.isdigit, text)):
            return text
        return _EIGHT_DIGITS.sub(self._digits, _FOUR_NUMBERS.sub(self._numbers, text))

    def _numbers(self, match: re.Match[str]) -> str:
        """Numbers that are an inner address, read forwards or backwards as in in-addr.arpa, as its stand-in's."""
        numbers = [str(int(match[at])) for at in (1, 3, 4, 5)]
        if not _is_inner(numbers) and ".".join(numbers) in self.beside.values():
            # An access line's address, seen beside the name, which only backwards looks like an inner one.
            return match[0]
        if not any(_is_inner(order) for order in (numbers, numbers[::-1])):
            return match[0]
        order = numbers if _is_inner(numbers) else numbers[::-1]
        made = self.ip(".".join(order)).split(".")
        return match[2].join(made if order is numbers else made[::-1])

    def _digits(self, match: re.Match[str]) -> str:
        """The same of hexadecimal digits."""
        numbers = [str(int(match[1][at : at + 2], 16)) for at in (0, 2, 4, 6)]
        if not _is_inner(numbers):
            return match[0]
        made = "".join(f"{int(number):02x}" for number in self.ip(".".join(numbers)).split("."))
        return match[0][: -len(made)] + made

    def _single(self, bare: str) -> str:
        """A name without a registered domain: one label, or a public suffix itself."""
        if "internal" not in self._kinds or ("." in bare and bare.rpartition(".")[2] not in _LOCAL):
            return bare
        if _is_work(bare) and not self.personal(bare):
            return bare
        self._count("internal", bare)
        full = self.full.get(bare)
        # The short and the full name are one host's, and stay that.
        label = self.name(full).partition(".")[0] if full else bare
        return label if label != bare else self._host(bare, full or bare)

    def _host(self, head: str, bare: str) -> str:
        """``host-…`` for ``bare``, with what tells its work (``lists.``, ``smtp-``) where ``head`` has it in front."""
        return f"{_work_in_front(head)}host-{self._names.word('host', bare)}"

    def _full(self, bare: str, domain: str) -> str:
        top = domain.rpartition(".")[2]
        known = operator(bare)
        suffix = known.suffix if known else next((end for end in _ends(bare) if end in HOSTS), None)
        if known is None and (top in _LOCAL or not is_public(bare)):
            if "internal" not in self._kinds:
                return bare
            self._count("internal", bare)
            end = top if top in _LOCAL else self._names.shape(top)
            made = f"net-{self._names.word('domain', domain)}.{end}"
            return made if bare == domain else f"host-{self._names.word('host', bare)}.{made}"
        tenant = _shared(bare)
        if tenant and known is None and tenant not in SHARED:
            # Of the list alone: a university's, a small platform's own name is a secret too.
            tenant = None
        base = tenant or suffix or domain
        head = bare[: -len(base)].rstrip(".")
        hidden = base if suffix or tenant else self._domain(domain)
        if head and (tenant or (known and (known.kind == DYNAMIC or "tenants" in known.name))):
            # The label below is a customer's own domain.
            head, _, own = head.rpartition(".")
            hidden = f"{self._label(own)}.{hidden}"
        made = self._head(head, bare, bool(suffix) and not tenant and not (known and known.kind in CUSTOMERS))
        return f"{made}.{hidden}" if made else hidden

    def _label(self, own: str) -> str:
        if "domains" not in self._kinds or _is_work(own):
            return own
        if _ADDRESS_LIKE.search(own):
            return f"host-{self._names.word('host', own)}"
        self._count("domains", own)
        return f"org-{self._names.word('domain', own)}"

    def _domain(self, domain: str) -> str:
        if "domains" not in self._kinds:
            return domain
        self._count("domains", domain)
        word = f"org-{self._names.word('domain', domain)}"
        ip = self.beside.get(domain)
        if ip and _has_numbers_of(domain, ip):
            word = "ip-" + self.ip(ip).replace(".", "-") + f"-{word}"
        if _is_mixed(domain):
            # Letters of two scripts in one label are a finding, and stay one.
            word = a_label(f"{word}{_CYRILLIC}")
        return f"{word}.example"

    def _head(self, head: str, bare: str, operated: bool) -> str:
        """The labels before the domain."""
        if not head:
            return head
        ip = self.beside.get(bare)
        of_address = bool(ip and _has_numbers_of(head, ip))
        numbered = of_address or bool(_ADDRESS_LIKE.search(head))
        # What no host is called is something else: an address, words.
        personal = any(self.personal(label) for label in head.split(".")) or not _HOST_LIKE.fullmatch(head)
        inside = bare in self.inner or bare.rpartition(".")[2] in _LOCAL
        inner = inside and "internal" in self._kinds and not operated
        opaque = any(map(_OPAQUE.fullmatch, head.split("."))) and not of_address
        personal = personal or ("ids" in self._kinds and opaque)
        told = "addresses" in self._kinds and numbered and (of_address or not operated)
        hidden = inner or personal or told or ("domains" in self._kinds and not operated)
        if not hidden or (all(map(_is_work, head.split("."))) and not personal and not told):
            return head
        self._count("addresses" if told else "internal" if inner or "domains" not in self._kinds else "domains", bare)
        if of_address and ip:
            return "ip-" + self.ip(ip).replace(".", "-")
        return self._host(head, bare)


# (first bits, their count, the range that stands for it)
_FOURS = (
    (0x0A, 8, 0x0A000000), (0xAC1, 12, 0xAC100000), (0xC0A8, 16, 0xC0A80000), (0x64400000 >> 22, 10, 0x64400000),
    (0xA9FE, 16, 0xA9FE0000),
)  # fmt: skip


def _is_inner(numbers: list[str]) -> bool:
    kind = scope(".".join(numbers))
    return kind in INNER and kind != "loopback"


def _value(text: str) -> int:
    value = 0
    for part in text.split("."):
        value = value << 8 | int(part)
    return value


def _shared(bare: str) -> str | None:
    """The name below which each label is a customer's: of the table, or of the Public Suffix List's private section."""
    for end in _ends(bare, 6):
        if end in SHARED and end != bare:
            return end
    own = organisational(bare)
    return own.partition(".")[2] if own.count(".") > (registrable(bare) or own).count(".") else None


def _ends(bare: str, longest: int = 3) -> list[str]:
    labels = bare.split(".")
    return [".".join(labels[-count:]) for count in range(longest, 1, -1) if len(labels) >= count]


def _is_work(label: str) -> bool:
    """Whether a label says what the host is for, with at most a number."""
    words = [part for part in _PARTS.findall(label.lower()) if part[0].isalpha()]
    digits = sum(char.isdigit() for char in label)
    letters = sum(len(word) == 1 for word in words)
    told = words and words[0] in _WORK if len(label) > 2 else True
    return bool(told) and letters < 2 and digits <= 4 and all(word in _WORK or len(word) == 1 for word in words)


def _work_in_front(head: str) -> str:
    """``lists.`` or ``smtp-`` on top of a name that is replaced: it tells what the host did."""
    match = _FRONT.match(head)
    return f"{match[1].lower()}{match[2]}" if match else ""


_FRONT = lazy(
    r"((?:lists?|listserv|listman|mailman|groups|majordomo|lyris|ezmlm|sympa|smtp|mx|mta|relay|outbound)\d*)([.-])",
    re.IGNORECASE,
)


def _has_numbers_of(head: str, ip: str) -> bool:
    """The last three numbers of an IPv4 address stand in the name."""
    parts = ip.split(".")
    numbers = {number.lstrip("0") for number in _NUMBER.findall(head)}
    return len(parts) == 4 and set(parts[1:]) <= numbers


def _is_mixed(domain: str) -> bool:
    return bool(_MIXED.search(spelled(domain)))
