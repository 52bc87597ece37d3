"""``headertrace explain``: what a finding, a header field or a server's dialect means.

The pages are Markdown files in ``headertrace/explanations``: ``findings`` by code, ``headers``
by field name, ``dialects`` by the dialect's name, ``lookups`` by what ``verify`` checks, ``guides`` by
their titles. A title that ends in ``-*`` stands for every field whose name begins so. A dialect without
a page is told by its row in ``received/products``, or by its file's own words.
"""

# Annotations are read at run time (declaring.py).
import sys
from typing import TYPE_CHECKING, Annotated, NamedTuple

from headertrace.cli.completion import when_asked
from headertrace.cli.declaring import Argument
from headertrace.cli.exits import USAGE, complain

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable

    from headertrace.received.dialect import Dialect

KINDS = ("findings", "headers", "dialects", "lookups", "tickets", "guides")
_FIRST_WORD = {
    "helo": "The first word after `from` is what the client announced of itself (HELO or EHLO).",
    "rdns": "The first word after `from` is the name that the receiving server looked up for the address.",
    "polled": "The first word after `from` names the mailbox server that was asked: it did not connect.",
    "peer": "The first word after `from` names a local user or a program: nobody connected.",
}
_MAX_WIDTH = 100
_MAX_WORD = 100


def _complete(incomplete: str) -> list[str]:
    """The words that go on from there, in the case that was typed: a shell drops any other."""
    known = (word.lower() if incomplete.islower() else word for word in words())
    begun = len(incomplete)
    return [incomplete + word[begun:] for word in known if word.lower().startswith(incomplete.lower())]


class Options(NamedTuple):
    """What the command line says."""

    subject: Annotated[
        str | None,
        Argument(
            "[CODE|HEADER|MTA]",
            "For example HT201, Received, postfix; nothing lists what there is.",
            when_asked(_complete),
        ),
    ] = None


def run(given: Options) -> int:
    """Say what a finding, a header field or a server's way of writing means."""
    subject = given.subject
    if subject is None:
        _show(listing())
        return 0
    text = explanation(subject)
    if text is None:
        complain(f"nothing is known of {subject[:_MAX_WORD]!r}{_near(subject)}")
        return USAGE
    _show(text)
    return 0


def explanation(subject: str) -> str | None:
    """Markdown text on a finding's code or name, a field, a server, a look-up, a ticket system; None if unknown."""
    key = subject.strip().rstrip(":").strip().lower()[:_MAX_WORD]
    if not key.replace("-", "").replace("_", "").replace(" ", "").removesuffix("*").isalnum():
        return None
    return (
        _finding(key)
        or _header(key)
        or _dialect(key)
        or _page("lookups", key)
        or _page("guides", key)
        or _ticket_system(key)
    )


def words() -> list[str]:
    """Everything that can be asked for: codes, field names, dialects."""
    return [word for kind in KINDS for word in _words(kind)]


def listing() -> str:
    """Markdown: what there is, by kind."""
    from headertrace.findings import checks
    from headertrace.received.products import BY_NAME
    from headertrace.tickets import load as load_system

    findings = "\n".join(f"- {check.code} {check.name}" for check in checks())
    dialects = "\n".join(f"- {name}: {BY_NAME[name.replace('-', '_')].product}" for name in _words("dialects"))
    headers = "\n".join(f"- {name}" for name in _words("headers"))
    lookups = "\n".join(f"- {name}" for name in _words("lookups"))
    systems = "\n".join(f"- {name}: {load_system(name).product}" for name in _words("tickets"))
    parts = {"Findings": findings, "Header fields": headers, "Servers": dialects, "Look-ups": lookups}
    parts["Ticket systems"] = systems
    parts["Guides"] = "\n".join(f"- {name}" for name in _words("guides"))
    return "\n\n".join(f"# {title}\n\n{rows}" for title, rows in parts.items())


def _words(kind: str) -> list[str]:
    if kind == "findings":
        from headertrace.findings import checks

        return [check.code for check in checks()]
    if kind in ("headers", "lookups", "guides"):
        titles = (_title(page.read_text("utf-8")) for page in _folder(kind).iterdir() if page.name.endswith(".md"))
        return sorted(titles, key=str.lower)
    if kind == "tickets":
        from headertrace.tickets import SYSTEMS

        return list(SYSTEMS)
    return sorted(_dialects())


def _dialects() -> "dict[str, Dialect]":
    """Every dialect, by its name as it is asked for."""
    from headertrace.received.products import PRODUCTS

    return {product.name.replace("_", "-"): product for product in PRODUCTS}


def _folder(kind: str) -> "Traversable":
    from importlib.resources import files

    return files("headertrace").joinpath("explanations", kind)


def _page(kind: str, key: str) -> str | None:
    page = _folder(kind).joinpath(f"{key}.md")
    return page.read_text("utf-8").rstrip() if page.is_file() else None


def _title(page: str) -> str:
    return page.partition("\n")[0].removeprefix("# ")


def _finding(key: str) -> str | None:
    from headertrace.findings import checks

    for check in checks():
        if key in (check.code.lower(), check.name):
            short = f"# {check.code} {check.name}\n\nSeverity: {check.severity}.\n\n{check.advice}"
            return _page("findings", check.code.lower()) or short
    return None


def _header(key: str) -> str | None:
    """The page of that field, else of the family that its name begins with."""
    found = _page("headers", key.removesuffix("*").rstrip("-"))
    stem = key
    while found is None and "-" in stem:
        stem = stem.rpartition("-")[0]
        page = _page("headers", stem)
        found = page if page and _title(page).endswith("-*") else None
    return found


def _dialect(key: str) -> str | None:
    """By the dialect's name, else by the product's, where only one has that word in it."""
    names = _dialects()
    name = key.replace("_", "-").replace(" ", "-")
    if name not in names:
        sought = {name for name, dialect in names.items() if f" {key} " in f" {_plain(dialect.product)} "}
        if len(sought) != 1:
            return None
        name = sought.pop()
    return _page("dialects", name) or _record(names[name])


def _record(dialect: "Dialect") -> str:
    """What the dialect's row, or its file, says of itself, for those without a page."""
    about = _leaf_says(dialect.name) if dialect.leaf else dialect.about
    told = [about] if about else []
    return "\n\n".join([f"# {dialect.product}", *told, _FIRST_WORD[dialect.first], f"Source: {dialect.source}."])


def _leaf_says(name: str) -> str:
    from headertrace.received.dialects import leaf

    about = (sys.modules[leaf(name).__module__].__doc__ or "").strip().replace("``", "`")
    return about.partition("\n\nSource:")[0]


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


def _plain(product: str) -> str:
    return "".join(char if char.isalnum() or char in "-./" else " " for char in product.lower())


def _near(subject: str) -> str:
    from difflib import get_close_matches

    spelled = {word.lower(): word for word in words()}
    near = get_close_matches(subject.strip().lower()[:_MAX_WORD], spelled, 3)
    return f"; near it: {', '.join(spelled[word] for word in near)}" if near else "; `headertrace explain` lists all"


def _show(markdown: str) -> None:
    """Laid out on a terminal, as it is written where piped."""
    if not sys.stdout.isatty():
        print(markdown)
        return
    from rich.console import Console
    from rich.markdown import Markdown
    from rich.theme import Theme

    # Nothing sets a background: it would be wrong on half of all terminals.
    console = Console(highlight=False, theme=Theme({"markdown.code": "bold cyan"}))
    console.print(Markdown(markdown, code_theme="ansi_light"), width=min(console.width, _MAX_WIDTH))
