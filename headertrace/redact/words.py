"""Running text under other names: what in it is an address, a host, a link, an id or a name is replaced in place.

The text is taken apart by one pass over its words; white space, punctuation and what says nothing of
anybody stay, so that the line still reads, and is read, as before.
"""

from __future__ import annotations

import re
from base64 import b64decode
from collections.abc import Callable
from typing import TYPE_CHECKING

from headertrace.dictionary.vocabulary import vocabulary
from headertrace.organisations.domains import is_public
from headertrace.patterns import lazy
from headertrace.received.lexer import address
from headertrace.redact.hosts import Hosts
from headertrace.redact.ids import clocked, left_side
from headertrace.redact.pseudonyms import Pseudonyms

if TYPE_CHECKING:
    from headertrace.dictionary.rows import Holds

# RFC 2142, and the mailboxes of programs: they are nobody's name.
ROLES = frozenset(
    [
        "abuse", "admin", "administrator", "apache", "bounce", "bounces", "daemon", "donotreply", "do-not-reply",
        "hostmaster", "info", "list", "listmaster", "listserv", "mail", "mail-daemon", "mailer", "mailer-daemon",
        "majordomo", "mailman", "marketing", "news", "newsletter", "nobody", "noc", "no-reply", "noreply", "owner",
        "post", "postmaster", "request", "root", "sales", "security", "service", "subscribe", "support",
        "unsubscribe", "usenet", "uucp", "webmaster", "www", "www-data", "ftp", "bulk", "test", "user",
        "undisclosed-recipients", "recipient", "recipients", "unknown",
    ]
)  # fmt: skip
_AFFIXES = lazy(
    r"(owner-)?(.+?)(-(?:request|bounces?|owner|admin|errors?|return|help|subscribe|unsubscribe|outgoing))?$",
    re.IGNORECASE,
)
_SENDER_REWRITTEN = lazy(r"(SRS[01][=+-]|prvs=|btv1==|bounces?[+=-]|msprvs1=)", re.IGNORECASE)
# Bulk senders that put a time into the envelope sender (headertrace/clocks/counted.py).
_COUNTED = lazy(r"(?:sentto-|bounce-md_)[0-9]")
_TOKEN = lazy(
    r"(?P<link>(?i:https?|ftps?|hxxps?)://[^\s<>\"]++|(?i:mailto|news|sips?|tel|xmpp):[^\s<>\",;]++)"
    r"|(?P<six>(?<![\w.:])(?=[0-9A-Fa-f]{0,4}:)[0-9A-Fa-f:.]++(?!\w))"
    r"|(?P<quoted>\"[^\"\s]*+\"(?=@))?(?P<atom>[^\s<>()\[\],;:\"'\\]++)"
)
_KEY = lazy(r"[A-Za-z][\w.-]{0,40}=")
# What stands before an address that is a property's value; before others it belongs to the local part.
_PROPERTY = lazy(
    r"(?:(?:smtp|header|policy|body|dns|envelope|sender|x|rfc822)[.-][a-z.-]{1,30}|mailfrom|mail|from|to|rcpt|recipient|sender"
    r"|identity|helo|ident|auth|user|account|address|[a-z]{1,2})=",
    re.IGNORECASE,
)
_HOST = lazy(r"(?:[A-Za-z0-9_](?:[\w-]*\w)?\.)+(?:[A-Za-z]{2,24}|xn--[\w-]+)\.?")
_EDGES = lazy(r"[.*!?&|{}`~+%#$-]*")
# Long runs of letters and digits: ids, signatures, sealed reports.
_OPAQUE = lazy(r"[A-Za-z0-9+/_=.~-]{16,}")
_CIPHER = lazy(r"(?:TLS|SSL|[A-Z]*DHE?|AES|RC4|DES|EXP|CAMELLIA|PSK|SRP|CBC|GCM|RSA)[-_A-Z0-9]*(?:[-_.]|$)")
_RULE = lazy(r"[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$")
_VERSION = lazy(r"[A-Za-z]{2}[A-Za-z_-]*+[/(]?v?[0-9]+(?:[._][0-9]+)+(?:[-+~._][a-z0-9]{1,8}){0,3}$")
_RUN = lazy(r"[A-Za-z0-9]+")
_PLAIN_WORD = lazy(r"[A-Za-z]+(?:-[A-Za-z]+)*$")
# What a name cannot be: letters by themselves, numbers without letters that are no longer than a port's or a size's.
_PART = lazy(r"[^\W_]+")
_MIXED = lazy(r"([^\W\d_]*)[0-9]{1,4}([^\W\d_]*)")
_LONGEST_NUMBER = 6
_SECONDS = lazy(r"(?:[0-9]{1,2}:){0,2}[0-9]{1,2}\.[0-9]{1,7}")
# What Microsoft writes in base64: "V=1;l=0;a=1;D=2;GD=1;SCL=3".
_LETTERS_AND_NUMBERS = lazy(r"(?:[A-Za-z]{1,6}=-?[0-9]{1,3}(?:\.[0-9]{1,2})?;?)+")
_MAX_SPARED = 40
# Shorter words are text in base64 by chance.
_LEAST_HIDING = 10
# So many characters of one message are gone through anew for that: more have only lines that no server wrote.
_MAX_ANEW = 250_000
# So many names are looked for in other words; a message to more people has them in its address fields.
_MAX_SECRETS = 2_000
_LONG = 8
# So deep may words stand in others, ``key=key=…`` and links in links.
_MAX_DEPTH = 40


class Words:
    """Replaces what a message's texts hold.

    ``recipients`` are addresses, ``message_ids`` ids, both in lower case; ``queue_ids`` have their stand-ins.
    """

    def __init__(
        self, kinds: frozenset[str], names: Pseudonyms, hosts: Hosts, count: Callable[[str, str], None]
    ) -> None:
        self._kinds = kinds
        self._names = names
        self._hosts = hosts
        self._count = count
        self.recipients: set[str] = set()
        self.message_ids: set[str] = set()
        self.queue_ids: dict[str, str] = {}
        self._secrets: dict[str, str] = {}
        self._pattern: re.Pattern[str] | None = None
        self._closed: frozenset[str] | None = None
        self._rules = self._dated = self._ids_stay = False
        self._spared: frozenset[str] = frozenset()
        self._gone: set[str] = set()
        self._left = _MAX_ANEW
        self._depth = 0

    def enter(self, holds: Holds) -> None:
        """What comes next is from a field that holds this: words of no vocabulary of its own are replaced."""
        self._closed = vocabulary(holds) if "fields" in self._kinds else None
        self._rules = holds == "verdict"
        self._dated = holds == "date"
        self._ids_stay = holds in ("received", "ids", "log")

    def carefully(self, scrub: Callable[[], str], same: Callable[[str], bool]) -> str:
        """What ``scrub`` makes, with those plain words put back without which it is not read as before.

        ``same`` tells whether it is. Where no words help, none are put back; nor are any where too much would have
        to be tried.
        """
        strict = scrub()
        if same(strict) or len(strict) > self._left:
            return strict
        pattern = self._pattern
        for self._pattern in (pattern, None):
            new = self._with_fewest(scrub, same)
            if new is not None:
                break
        self._pattern = pattern
        return strict if new is None else new

    def _with_fewest(self, scrub: Callable[[], str], same: Callable[[str], bool]) -> str | None:
        self._gone = set()
        new = scrub()
        spared = frozenset(self._gone)
        self._left -= len(new) * (2 + min(len(spared), _MAX_SPARED))
        if same(new):
            return new
        if self._left < 0:
            return None
        try:
            self._spared = spared
            best = scrub()
            if not same(best):
                return None
            for word in sorted(spared)[:_MAX_SPARED]:
                self._spared = spared - {word}
                new = scrub()
                if same(new):
                    best, spared = new, self._spared
            return best
        finally:
            self._spared = frozenset()

    def scrub(self, text: str, exact: dict[str, str] | None = None) -> str:
        """``text`` with everything in it replaced that its kinds ask for; ``exact`` are words with their stand-ins."""
        return _TOKEN.sub(lambda match: self._token(match, exact or {}), text)

    def look_for(self, secrets: dict[str, str]) -> Callable[[str], bool]:
        """Replace these words (in lower case) by their stand-ins wherever they stand, from now on.

        What comes back tells whether one of them stands in a text.
        """
        self._secrets = secrets
        longest = sorted(secrets, key=len, reverse=True)[:_MAX_SECRETS]
        # A long one is found inside other words too.
        anywhere = [re.escape(secret) for secret in longest if len(secret) >= _LONG]
        alone = [re.escape(secret) for secret in longest if len(secret) < _LONG]
        parts = [*anywhere, rf"(?<![^\W_])(?:{'|'.join(alone)})(?![^\W_])"] if alone else anywhere
        self._pattern = pattern = re.compile("|".join(parts), re.IGNORECASE) if parts else None
        return lambda text: bool(pattern and pattern.search(text))

    def _token(self, match: re.Match[str], exact: dict[str, str]) -> str:
        if match["link"]:
            return self._within_links(match["link"])
        if match["six"]:
            return self._hosts.ip(match["six"]) if address(match["six"]) else self._word(match["six"], exact)
        return self._word((match["quoted"] or "") + match["atom"], exact)

    def _within_links(self, text: str) -> str:
        """A link; one that stands in many others is replaced whole."""
        if self._depth >= _MAX_DEPTH:
            return self._names.word("url", text)
        self._depth += 1
        try:
            return self.link(text)
        finally:
            self._depth -= 1

    def _word(self, text: str, exact: dict[str, str], room: int = _MAX_DEPTH) -> str:
        """``room`` is for so many more words that stand before it, as in ``key=``; behind them it is replaced whole."""
        if not room:
            return self._names.shape(text)
        known = exact.get(text.lower()) or self.queue_ids.get(text)
        if known is not None:
            return text if known.lower() == text.lower() else known
        if "@" in text:
            return self._with_at(text, room)
        front = _EDGES.match(text)
        start = front.end() if front else 0
        end = len(text.rstrip(".*!?&|{}`~%#$-"))
        if start or end < len(text):
            if start >= end:
                return text
            return text[:start] + self._word(text[start:end], exact, room) + text[end:]
        if text[0].isdigit() and address(text):
            return self._hosts.ip(text)
        key = _KEY.match(text)
        if key and not text.endswith("=="):
            rest = text[key.end() :]
            return self.spoken(key[0]) + (self._word(rest, exact, room - 1) if rest else "")
        if _HOST.fullmatch(text) and "_" not in text.rpartition(".")[2] and self._is_host(text):
            return self._hosts.name(text)
        if _is_opaque(text):
            return self._opaque(text)
        host, slash, _ = text.partition("/")
        if slash and _HOST.fullmatch(host) and self._is_host(host):
            return self.link(f"//{text}")
        if slash:
            return "/".join(self._word(part, exact, room - 1) if part else "" for part in text.split("/"))
        return self.spoken(text)

    def _is_host(self, text: str) -> bool:
        """Whether a word with dots is one: where words are looked at, it has to stand under a known suffix."""
        return self._closed is None or is_public(text.rstrip("."))

    def spoken(self, text: str) -> str:
        """A plain word: replaced where it, or a part of it, is a known name or of no vocabulary."""
        return self._known(self._hosts.without_addresses(text), self._within)

    def _known(self, text: str, other: Callable[[str], str]) -> str:
        if self._pattern is None:
            return other(text)
        out, at = "", 0
        for match in self._pattern.finditer(text):
            out += other(text[at : match.start()]) + self._secrets[match[0].lower()]
            at = match.end()
        return out + other(text[at:])

    def _within(self, text: str) -> str:
        """``text`` with each part of it replaced that is not of the field's vocabulary."""
        if self._closed is None or text.lower() in self._closed or text.lower() in ROLES:
            return text
        if (self._rules and _RULE.fullmatch(text)) or (self._dated and _SECONDS.fullmatch(text)):
            return text
        return _PART.sub(lambda match: self._part(match[0]), text)

    def _part(self, text: str) -> str:
        if self._may_stay(text.lower()):
            return text
        self._gone.add(text.lower())
        if text.lower() in self._spared and not _hides_words(text):
            return text
        self._count("fields", text)
        return self._names.shape(text)

    def _may_stay(self, text: str) -> bool:
        known = self._closed or frozenset()
        if len(text) == 1 or text in known or text in ROLES:
            return True
        if text.isdigit():
            return len(text) < _LONGEST_NUMBER
        mixed = _MIXED.fullmatch(text)
        return mixed is not None and all(len(word) < 2 or word in known for word in mixed.groups())

    def _opaque(self, text: str) -> str:
        if "ids" not in self._kinds:
            return self._known(text, str) if self._ids_stay else self.spoken(text)
        if self._rules and self._says_nothing(text):
            return text
        self._count("ids", text)
        return self._names.shape(text)

    def _says_nothing(self, text: str) -> bool:
        """Whether it is a verdict in base64, as Microsoft writes some."""
        try:
            said = b64decode(text, validate=True).decode("ascii")
        except ValueError:
            return False
        return bool(_LETTERS_AND_NUMBERS.fullmatch(said))

    def link(self, text: str) -> str:
        """A link without what would tell who followed it: scheme and host stay, the rest does not.

        ``//host/path`` is one without a scheme, and is written so.
        """
        scheme, mark, rest = text.partition(":") if text[:2] != "//" else ("", "", text)
        if scheme.lower() == "mailto":
            mailbox, query, words = rest.partition("?")
            kept = "" if "urls" in self._kinds else query + self.scrub(words)
            return f"{scheme}{mark}{self.scrub(mailbox)}{kept}"
        if not rest.startswith("//"):
            return f"{scheme}:{self.scrub(rest)}"
        front = f"{scheme}://" if scheme else ""
        host, path = _split_link(rest[2:])
        if len(path) <= 1 or "urls" not in self._kinds:
            host, path = host.rstrip(".,;:)"), host[len(host.rstrip(".,;:)")) :] + path
        login, at, host = host.rpartition("@")
        name, colon, port = host.partition(":")
        shown = f"{self._names.word('url', login)}@" if at else ""
        shown += self._hosts.name(name)
        if "urls" not in self._kinds:
            return f"{front}{shown}{colon}{port}{self.spoken(path)}"
        if len(path) > 1:
            self._count("urls", text)
            path = f"/{self._names.word('url', text)}"
        return f"{front}{shown}{colon}{port}{path}"

    def _with_at(self, text: str, room: int) -> str:
        """A word with an @ in it: an address, or a message's id."""
        front = _PROPERTY.match(text)
        if front:
            return self.spoken(front[0]) + self._word(text[front.end() :], {}, room - 1)
        lead = _EDGES.match(text)
        start = lead.end() if lead else 0
        local, _, domain = text[start:].rpartition("@")
        bare = domain.rstrip(".!?*/-+&%#$'")
        return text[:start] + self.mailbox(f"{local}@{bare}") + domain[len(bare) :]

    def mailbox(self, text: str) -> str:
        """An address under another name: ``user-…@`` the same domain, or what stands for that."""
        local, at, domain = text.rpartition("@")
        if not at:
            return self._login(text)
        if text.lower() in self.message_ids:
            return self.message_id(text)
        return f"{self._local_part(local, domain)}@{self._hosts.name(domain)}"

    def _local_part(self, local: str, domain: str) -> str:
        """The local part of an address, replaced if it is a person's and its side is to be hidden."""
        whole = f"{local}@{domain}".lower()
        side = "recipient" if whole in self.recipients else "sender"
        bare = local.strip('"').lower()
        if side not in self._kinds or bare in ROLES or not bare:
            return local
        self._count(side, whole)
        return self.pseudonym(local)

    def pseudonym(self, local: str) -> str:
        """``user-…``, with what a list's or a rewritten address is known by in front and behind."""
        bare = local.strip('"')
        if _COUNTED.match(bare):
            return clocked("return-path", bare, self._names)
        rewritten = _SENDER_REWRITTEN.match(bare)
        if rewritten:
            return f"{rewritten[1]}user-{self._names.word('user', bare.lower())}"
        match = _AFFIXES.match(bare)
        front, core, back = (match[1] or "", match[2], match[3] or "") if match else ("", bare, "")
        if core.lower() in ROLES:
            return local
        return f"{front}user-{self._names.word('user', core.lower())}{back}"

    def _login(self, text: str) -> str:
        if "login" not in self._kinds or text.lower() in ROLES:
            return text
        self._count("login", text.lower())
        return self.pseudonym(text)

    def login(self, text: str) -> str:
        """The name of an account."""
        return self.mailbox(text) if "@" in text and "login" not in self._kinds else self._account(text)

    def _account(self, text: str) -> str:
        local, at, domain = text.partition("@")
        if local.lower() in ROLES:
            return self.mailbox(text) if at else text
        self._count("login", text.lower())
        return self.pseudonym(local) + at + self._hosts.name(domain)

    def message_id(self, text: str) -> str:
        """An id of the form left@right, without angle brackets."""
        left, at, right = text.rpartition("@")
        if not at:
            left, right = text, ""
        # Several words are no domain, and stay several.
        new = " ".join(map(self._hosts.name, right.split()))
        known = self.queue_ids.get(text)
        if known is not None:
            return known
        if "ids" in self._kinds:
            self._count("ids", text)
            left = left_side(left, new, self._candidate(left))
        return left + at + new

    def _candidate(self, left: str) -> str:
        """A left side in which a queue id that the path names has the same stand-in as there."""
        for id, stand_in in self.queue_ids.items():
            if id in left:
                before, _, after = left.partition(id)
                return self._names.shape(before) + stand_in + self._names.shape(after)
        return self._names.shape(left)


def _split_link(text: str) -> tuple[str, str]:
    match = re.search(r"[/?#]", text)
    return (text[: match.start()], text[match.start() :]) if match else (text, "")


def _hides_words(text: str) -> bool:
    """Whether it is other words in base64, perhaps without its end: those may name anybody."""
    if len(text) < _LEAST_HIDING:
        return False
    try:
        said = b64decode(text + "=" * (-len(text) % 4), validate=True).decode("ascii")
    except ValueError:
        return False
    return said.isprintable() and not _LETTERS_AND_NUMBERS.fullmatch(said)


def _is_opaque(text: str) -> bool:
    if not _OPAQUE.fullmatch(text) or _CIPHER.match(text) or _RULE.match(text):
        return False
    if _PLAIN_WORD.match(text) or _VERSION.match(text):
        return False
    if max(map(len, _RUN.findall(text)), default=0) < 10:
        return False
    digits = sum(char.isdigit() for char in text)
    cases = any(char.isupper() for char in text) + any(char.islower() for char in text)
    return digits >= 4 or (digits > 0 and cases == 2) or (cases == 2 and len(text) > 24 and "-" not in text)
