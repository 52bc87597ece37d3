"""What ``headertrace explain`` can tell of, by kind: the words that can be asked for, and the page of each.

The pages are Markdown files in ``headertrace/explanations``: ``findings`` by code, ``headers`` by field name,
``dialects`` by the dialect's name, ``lookups`` by what ``verify`` checks, ``guides`` by their titles, and ``words``,
whose pages have a section for each word of a vocabulary. A title that ends in ``-*`` stands for every field whose name
begins so. A dialect without a page is told by its row in ``received/products``, or by its file's own words.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from functools import cache
from typing import TYPE_CHECKING

from headertrace.named import NamedTuple

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

    from headertrace.received.dialect import Dialect

_FIRST_WORD = {
    "helo": "The first word after `from` is what the client announced (HELO or EHLO).",
    "rdns": "The first word after `from` is the name that the receiving server found for the address in reverse DNS.",
    "polled": "The first word after `from` is the mailbox server from which the message was collected; it did not connect.",
    "peer": "The first word after `from` is a local user or a program; no client connected.",
}
_WORKS = {
    None: "a mail server or service",
    "collector": "a program that collects mail from mailboxes",
    "filter": "a content filter to which a server passes messages",
    "gateway": "a filtering gateway",
    "list": "mailing list software",
    "scanner": "a scanner that a server runs on the messages it accepts",
    "sender": "a program that only sends the mail of its own host",
    "store": "a server for mailboxes",
    "webmail": "webmail software",
}
# What the classes of a code say (RFC 5321 section 4.2.1, RFC 3463 section 3.1).
_CLASSES = {
    "2": "It was done.",
    "4": "A temporary failure: the sending server keeps the message and tries again.",
    "5": "A permanent failure: the sending server gives up and returns the message to its sender.",
}
# RFC 5321 sections 4.2.2 and 4.2.3; 521 and 556 RFC 7504; 530 to 538 RFC 4954; 454 RFC 3207 and 4954.
_REPLIES = {
    "220": "the server is ready",
    "221": "the server closes the connection",
    "250": "done",
    "251": "the recipient is elsewhere, and the server passes the message on",
    "252": "the address could not be verified, but the server accepts the message",
    "354": "the client may send the message now",
    "421": "the service is not available at present, and the connection is closed",
    "450": "the mailbox is not available at present, for example because of greylisting",
    "451": "the server had an error while working on it, or asks to try again later",
    "452": "the server is short of storage, or there are too many recipients",
    "454": "encryption or authentication is not available at present",
    "455": "the server cannot take the parameters at present",
    "500": "the command is not known",
    "501": "the command's parameters are wrong",
    "502": "the command is not implemented",
    "503": "the commands came in the wrong order",
    "504": "the parameter is not implemented",
    "521": "the host accepts no mail",
    "530": "authentication, or encryption, is needed first",
    "534": "the authentication mechanism is too weak",
    "535": "the login was refused",
    "550": "refused: no such mailbox, or against the server's policy",
    "551": "the recipient is not local",
    "552": "the mailbox is full, or the message is too big",
    "553": "the address is not allowed",
    "554": "refused; the code gives no further reason",
    "555": "the parameters of MAIL FROM or RCPT TO are not known",
    "556": "the recipient's domain accepts no mail",
}
# What stands in backquotes ends none: "`headertrace scan MAILBOX... -o OUT`".
_SENTENCE = re.compile(r"((?:`[^`]*`|[^`])+?[.!?])(?=\s|$)")
_MAX_WORD = 100


class Topic(NamedTuple):
    """One thing that can be explained. ``about`` is its first sentence, ``text`` the whole page as Markdown."""

    name: str
    kind: str
    title: str
    about: str
    text: str


class Kind(NamedTuple):
    """``words`` are what can be asked for; ``page`` gives the Markdown for a word in lower case, None if unknown.

    ``near`` has the page for what is no such word, but belongs to one: asked where no kind has a page.
    """

    title: str
    words: Callable[[], list[str]]
    page: Callable[[str], str | None]
    near: Callable[[str], str | None] = lambda key: None


def explained(subject: str) -> str | None:
    """The page of a subject as Markdown; one after the other where a word has several. None if nothing is known."""
    key = _key(subject)
    if key is None:
        return None
    pages = [page for kind in KINDS.values() if (page := kind.page(key))]
    if not pages:
        near = (page for kind in KINDS.values() if (page := kind.near(key)))
        return _status(key) or next(near, None)
    return "\n\n".join(pages)


def topics() -> Iterator[Topic]:
    """All of them, by kind."""
    for name, kind in KINDS.items():
        for word in kind.words():
            text = kind.page(word.lower()) or ""
            yield Topic(word, name, _title(text), first_sentence(text), text)


def first_sentence(page: str) -> str:
    """What a page says first that is neither a title nor a label."""
    for paragraph in (page.partition("## What it means\n\n")[2] or page).split("\n\n"):
        text = " ".join(paragraph.split())
        if text and not text.startswith(("#", "Severity:", "-", "Received:")):
            found = _SENTENCE.match(text)
            return found[1] if found else text
    return ""


def beginning(start: str) -> list[str]:
    """The codes of findings that begin so, as ``HT2`` or ``2``."""
    code = start.upper().removeprefix("HT")
    return [word for word in KINDS["findings"].words() if code and word.startswith(f"HT{code}")]


def _key(subject: str) -> str | None:
    key = subject.strip().rstrip(":").strip().lower()[:_MAX_WORD]
    bare = key.replace("-", "").replace("_", "").replace(" ", "").replace(".", "").removesuffix("*")
    return key if bare.isalnum() else None


def _findings() -> list[str]:
    from headertrace.findings import checks

    return sorted(check.code for check in checks())


def _finding(key: str) -> str | None:
    from headertrace.findings import checks

    for check in checks():
        if key in (check.code.lower(), check.code[2:], check.name):
            short = f"# {check.code} {check.name}\n\nSeverity: {check.severity}.\n\n{check.advice}"
            return _page("findings", check.code.lower()) or short
    return None


def _titled(folder: str) -> list[str]:
    pages = (page for page in _folder(folder).iterdir() if page.name.endswith(".md"))
    return sorted((_title(page.read_text("utf-8")) for page in pages), key=str.lower)


def _header(key: str) -> str | None:
    return _page("headers", key.removesuffix("*").rstrip("-"))


def _family(key: str) -> str | None:
    """The page of the family that the field's name begins with."""
    found, stem = None, key
    while found is None and "-" in stem:
        stem = stem.rpartition("-")[0]
        page = _page("headers", stem)
        found = page if page and _title(page).endswith("-*") else None
    return found


@cache
def _dialects() -> dict[str, Dialect]:
    """Every dialect, by its name as it is asked for."""
    from headertrace.received.products import PRODUCTS

    return {product.name.replace("_", "-"): product for product in PRODUCTS}


def _dialect(key: str) -> str | None:
    name = key.replace("_", "-").replace(" ", "-")
    dialect = _dialects().get(name)
    if dialect is None:
        return None
    page = _page("dialects", name)
    return f"{page}\n\n## Sources\n\n{dialect.source}." if page else _record(dialect)


def _product(key: str) -> str | None:
    """By the product's name, where only one has that word in it."""
    names = [name for name, dialect in _dialects().items() if f" {key} " in f" {_plain(dialect.product)} "]
    return _dialect(names[0]) if len(names) == 1 else None


def _record(dialect: Dialect) -> str:
    """What the dialect's row, or its file, says of itself, for those without a page."""
    about = _leaf_says(dialect.name) if dialect.leaf else dialect.about
    about = about or f"{dialect.product}, {_WORKS[dialect.work]}."
    return "\n\n".join([f"# {dialect.product}", about, _FIRST_WORD[dialect.first], f"Source: {dialect.source}."])


def _leaf_says(name: str) -> str:
    from headertrace.received.dialects import leaf

    about = (sys.modules[leaf(name).__module__].__doc__ or "").strip().replace("``", "`")
    return re.split(r"\s+Source:", about, maxsplit=1)[0]


def _systems() -> list[str]:
    from headertrace.tickets import SYSTEMS

    return list(SYSTEMS)


def _ticket_system(key: str) -> str | None:
    """What its module says, the settings it takes, and where its credentials come from."""
    from headertrace.tickets import SYSTEMS, load

    if key not in SYSTEMS:
        return None
    from headertrace.tickets.places import keys

    system = load(key)
    about = (sys.modules[system.deliver.__module__].__doc__ or "").strip().replace("``", "`")
    when = {"always": ", always needed", "new": ", needed for a new ticket", "": ""}
    settings = "\n".join(f"- `{name}`: {item.help}{when[item.needed]}" for name, item in keys(system).items())
    secrets = "\n".join(f"- `{item.variable}`: {item.help}" for item in system.credentials)
    parts = [
        f"# {key}: {system.product}",
        about,
        system.note,
        f"Settings, under `[tickets.{key}]` or with `--set`:",
        settings,
    ]
    parts += ["Credentials, from the environment:", secrets] if secrets else []
    return "\n\n".join(part for part in parts if part)


@cache
def _vocabularies() -> dict[str, dict[str, str]]:
    """Each page of words: its name → its sections, and the whole of it under its own name."""
    pages = {}
    for name in _titled("words"):
        text = _page("words", name) or ""
        _, *sections = text.split("\n## ")
        pages[name] = {name: text}
        for section in sections:
            word, _, about = section.partition("\n\n")
            pages[name][word.lower()] = f"# {word} ({name})\n\n{about.strip()}"
    return pages


def _vocabulary_words() -> list[str]:
    return list(dict.fromkeys(word for page in _vocabularies().values() for word in page))


def _of_vocabularies(key: str) -> str | None:
    """All that the word stands for: `forwarding` is a cause and a leg."""
    return "\n\n".join(page[key] for page in _vocabularies().values() if key in page) or None


def _status(key: str) -> str | None:
    """An SMTP reply code, or an enhanced status code."""
    if key in _REPLIES:
        return f"# {key} (SMTP reply code)\n\n{_sentence(_REPLIES[key])} {_class(key)}\n\nSource: RFC 5321."
    from headertrace.reports.statuses import words

    found = re.fullmatch(r"(?:([245x])\.)?([0-9]{1,3}\.[0-9]{1,3})", key)
    told = words(f"{found[1] or 'x'}.{found[2]}", "") if found else ""
    if not told:
        return None
    parts = [f"# {key} (enhanced status code)", f"{_sentence(told)} {_class(key)}".rstrip()]
    return "\n\n".join([*parts, "Source: RFC 3463, and IANA's registry of SMTP enhanced status codes."])


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."


def _class(key: str) -> str:
    return _CLASSES.get(key[:1], "")


def _folder(kind: str) -> Traversable:
    from importlib.resources import files

    return files("headertrace").joinpath("explanations", kind)


def _page(kind: str, key: str) -> str | None:
    page = _folder(kind).joinpath(f"{key}.md")
    return page.read_text("utf-8").rstrip() if page.is_file() else None


def _title(page: str) -> str:
    return page.partition("\n")[0].removeprefix("# ")


def _plain(product: str) -> str:
    return "".join(char if char.isalnum() or char in "-./" else " " for char in product.lower())


# In the order in which a subject is looked for, and listed.
KINDS: dict[str, Kind] = {
    "guides": Kind("Guides", lambda: _titled("guides"), lambda key: _page("guides", key)),
    "findings": Kind("Findings", _findings, _finding),
    "words": Kind("Words", _vocabulary_words, _of_vocabularies),
    "headers": Kind("Header fields", lambda: _titled("headers"), _header, _family),
    "dialects": Kind("Servers", lambda: sorted(_dialects()), _dialect, _product),
    "lookups": Kind("Look-ups", lambda: _titled("lookups"), lambda key: _page("lookups", key)),
    "tickets": Kind("Ticket systems", _systems, _ticket_system),
}
