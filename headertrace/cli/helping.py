"""How the help is laid out: options under headings, in an order of its own, and examples for each verb.

The general help names the verbs; the manual pages (``manual``) have the same examples.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import typer.core

EXIT_CODES = (
    ("0", "done"),
    ("1", "there are findings at or above --fail-on, messages differ (compare), or --target was missed (stats)"),
    ("2", "wrong usage"),
    ("3", "nothing to trace: no message, or no Received line in it; what is there is still shown"),
    ("4", "some input could not be read; the rest was done"),
    ("5", "a report could not be delivered; it says where it is kept"),
    ("130", "interrupted"),
    ("143", "ended by SIGTERM (129: by SIGHUP)"),
)
_FEW = 4

# Heading → the options below it, in order. A test holds that every option of every verb is here once.
GROUPS: dict[str, tuple[str, ...]] = {
    "The ticket": ("--to", "--ticket", "--title", "--set", "--smtp", "--public", "--evidence", "--again", "--keep"),
    "Work": ("--jobs", "--engine", "--scheduler"),
    "What to read": ("--paste", "--message", "--inner", "--outer", "--recursive"),
    "Which mail": ("--since", "--before", "--sender", "--recipient", "--domain", "--hop", "--leg"),
    "The question": ("--over", "--by", "--top", "--claimed", "--sla", "--target", "--sql", "--tables"),
    "Output": (
        "--format", "--json", "--brief", "--sort", "--open", "--output", "--force", "--full", "--verbose", "--quiet", "--utc",
        "--local", "--tz", "--width", "--color", "--no-color", "--no-pager", "--template",
    ),
    "Serving": ("--port", "--bind", "--host", "--root-path", "--max-size", "--max-seconds", "--max-rate"),
    "Logs": ("--id", "--message-id", "--log", "--log-tz"),
    "Trust": ("--trust",),
    "Other mail": ("--clocks", "--history"),
    "Findings": ("--select", "--ignore", "--fail-on"),
    "Redaction": ("--preset", "--kinds", "--redact", "--redact-key"),
    "Network": (
        "--dns", "--dry-run", "--resolver", "--deadline", "--no-cache", "--names-only", "--dnsbl", "--dnsbl-all",
        "--mta-sts", "--mail-services", "--asn-db", "--geo-db", "--allow-http",
    ),
    "General": ("--config", "--version", "--install-completion", "--show-completion", "--help"),
}  # fmt: skip

# Verb → (what it does, the command line). The first of ``show`` are those of the program's own manual page.
EXAMPLES: dict[str, tuple[tuple[str, str], ...]] = {
    "show": (
        ("A saved message", "headertrace mail.eml"),
        ("Piped in, as a tree in local time", "headertrace -f tree --local < mail.eml"),
        ("The third message of a mailbox, for a program", "headertrace -f json --message 3 archive.mbox"),
        ("One line per message of a mailbox, the slowest first", "headertrace --brief --sort wait archive.mbox"),
        ("A report to attach to a ticket", "headertrace -o report.html mail.eml"),
        ("A gateway of yours was mistaken for a stranger", "headertrace --trust gateway.example.net mail.eml"),
        ("With what the servers' logs say", "headertrace --log mail.log mail.eml"),
        ("Stop a script at a warning", "headertrace -q --fail-on warning < mail.eml"),
        ("With pseudonyms for people, hosts and ids", "headertrace --redact mail.eml"),
    ),
    "verify": (
        ("Check the header against today's DNS", "headertrace verify mail.eml"),
        ("See what would be asked, and send nothing", "headertrace verify --dry-run mail.eml"),
        ("Ask a resolver of your choice", "headertrace verify --resolver tls://192.0.2.53 mail.eml"),
    ),
    "received": (("One JSON object for each Received line", "headertrace received < received-values.txt"),),
    "report": (
        ("See what would be sent", "headertrace report mail.eml --to rt --ticket 7 --dry-run"),
        ("A private comment on a ticket", "headertrace report mail.eml --to rt --ticket 7"),
        (
            "Where everybody can read it",
            "headertrace report mail.eml --to github --set repository=example/mail --public --redact=public",
        ),
    ),
    "compare": (
        ("One message was fast, the other was late", "headertrace compare worked.eml waited.eml"),
        ("As a page for a ticket", "headertrace compare -o comparison.html worked.eml waited.eml"),
    ),
    "logs": (
        ("Where is it now? By its id in a queue", "headertrace logs mail.log --id 4bXv1c2k5jz9sTD"),
        ("Over a folder of rotated files, by its Message-ID", "headertrace logs logs/ --message-id 7@example.net"),
    ),
    "redact": (
        ("Before a message goes to others", "headertrace redact mail.eml > safe.eml"),
        ("Before it goes to the public", "headertrace redact --preset public mail.eml > safe.eml"),
    ),
    "scan": (
        ("A mailbox into a dataset, on all cores", "headertrace scan archive.mbox -o mail"),
        ("Only what is new since then", "headertrace scan archive.mbox -o mail"),
        ("All mail below a folder, without persons in the result", "headertrace scan -r --redact Mail -o mail"),
    ),
    "stats": (
        ("Whether it is only her or everybody, since when, and which server", "headertrace stats mail"),
        ("Her mail against all other mail", "headertrace stats mail --recipient bob@example.org"),
        (
            "The hosts that took longer than five minutes since a day",
            "headertrace stats mail hosts --over 5m --since 2026-11-01",
        ),
        ("Day by day at one server", "headertrace stats mail trend --by day --hop relay.example.net"),
        ("Straight from a mailbox", "headertrace stats archive.mbox causes bounces"),
        ("A page for who has to decide", "headertrace stats mail -o mail.html"),
        (
            "A check that fails where less than 99 % came within five minutes",
            "headertrace stats mail --sla 5m --target 99",
        ),
        ("For a node exporter's textfile collector", "headertrace stats mail -o mail.prom"),
        ("A question of your own", "headertrace stats mail --sql 'SELECT dialect, count(*) FROM hops GROUP BY ALL'"),
    ),
    "demo": (
        ("Which samples there are", "headertrace demo"),
        ("A message that was late", "headertrace demo greylisted"),
        ("As a timeline", "headertrace demo queue-retry -f timeline"),
    ),
    "serve": (
        ("A page on this machine, shown in the browser", "headertrace serve --open"),
        ("Behind a reverse proxy", "headertrace serve --host trace.example.org --root-path /headertrace"),
        ("For colleagues, who need the token", "headertrace serve --bind 192.0.2.7 --redact"),
    ),
    "explain": (
        ("What there is to explain", "headertrace explain"),
        ("A finding", "headertrace explain HT205"),
        ("A header field, a cause, a status code", "headertrace explain Authentication-Results"),
        ("Search", "headertrace explain spam filter"),
    ),
    "schema": (("The schema of `-f json`", "headertrace schema"),),
    "config": (("What is set, and where", "headertrace config"),),
}


class _Completing:
    """While a shell asks for completion, words are told apart and no more: typer loads a library to check values."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """The words that are no option's; ``ctx`` has the values of the others."""
        if not ctx.resilient_parsing:
            return super().parse_args(ctx, args)  # type: ignore[misc,no-any-return]
        parser = self.make_parser(ctx)  # type: ignore[attr-defined]
        given, rest, _ = parser.parse_args(args=args)
        ctx.params.update(given)
        # As click's own: what an option begins with.
        ctx._opt_prefixes.update(parser._opt_prefixes)
        ctx.args = rest
        return rest  # type: ignore[no-any-return]


class Command(_Completing, typer.core.TyperCommand):
    """A verb whose help has its options under headings, and examples at the end."""

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        """As the manual page has it."""
        words = [item.metavar for item in self.params if item.param_type_name == "argument" and item.metavar]
        formatter.write_usage(ctx.command_path, " ".join(["[OPTIONS]", *map(str, words)]))

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """Arguments first, then the options by heading."""
        params: list[Any] = self.get_params(ctx)
        arguments = [(item.metavar, item.help) for item in params if item.param_type_name == "argument"]
        _section(formatter, "Arguments", arguments)
        for heading, options in grouped(params):
            _section(formatter, heading, [item.get_help_record(ctx) for item in options])

    def format_epilog(self, ctx: Any, formatter: Any) -> None:
        """The examples."""
        _examples(formatter, EXAMPLES.get(self.name or "", ()))


class Program(_Completing, typer.core.TyperGroup):
    """The program as a whole: what it does without a verb, and which verbs there are."""

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        """Two forms: files alone, and a verb."""
        formatter.write_usage(ctx.command_path, "[OPTIONS] [FILE]...")
        formatter.write_usage(ctx.command_path, "VERB [OPTIONS] ...", "       ")

    def format_options(self, ctx: Any, formatter: Any) -> None:
        """The verbs, each with its first sentence, and the few options that need none."""
        options = [item.get_help_record(ctx) for item in self.get_params(ctx)]
        _section(formatter, "General", [("--version", "Show the version and exit."), *options])
        verbs = [(name, _first_sentence(self.commands[name].help or "")) for name in self.list_commands(ctx)]
        _section(formatter, "Verbs", verbs)

    def format_epilog(self, ctx: Any, formatter: Any) -> None:
        """A few examples, and the exit codes."""
        _examples(formatter, EXAMPLES["show"][:_FEW])
        _section(formatter, "Exit codes", EXIT_CODES)


def grouped(params: Iterable[Any]) -> Iterator[tuple[str, list[Any]]]:
    """Each heading, with those of the options that belong below it; one without any is left out."""
    within = {_name(item): item for item in params if item.param_type_name == "option"}
    for heading, names in GROUPS.items():
        options = [within[name] for name in names if name in within]
        if options:
            yield heading, options


def _name(parameter: Any) -> str:
    """The first long name of an option."""
    return str(next(name for name in parameter.opts if name.startswith("--")))


def _first_sentence(text: str) -> str:
    return f"{' '.join(text.split()).partition('. ')[0].rstrip('.')}."


def _section(formatter: Any, title: str, rows: Sequence[tuple[str, str] | None]) -> None:
    told = [row for row in rows if row]
    if told:
        with formatter.section(title):
            formatter.write_dl(told)


def _examples(formatter: Any, rows: Iterable[tuple[str, str]]) -> None:
    told = [f"  {text}:\n      {line}\n" for text, line in rows]
    if told:
        formatter.write(f"\nExamples:\n{''.join(told)}")
