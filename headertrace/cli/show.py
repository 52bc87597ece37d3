"""``headertrace [FILE]...``: trace messages and show them."""

from __future__ import annotations

from typing import Annotated

import typer

from headertrace.cli import asking, options
from headertrace.cli.completion import one_of
from headertrace.cli.showing import show
from headertrace.records.vocabulary import SEVERITIES
from headertrace.renderings import FORMATS


def _version(wanted: bool) -> None:
    if wanted:
        import headertrace

        print(f"headertrace {headertrace.__version__}")
        raise typer.Exit


def command(
    files: Annotated[list[str] | None, typer.Argument(metavar="[FILE|-]", help="Raw messages; - is a pipe.")] = None,
    format: Annotated[
        str | None,
        typer.Option(
            "-f",
            "--format",
            help=f"{', '.join(FORMATS)}; table is the default.",
            metavar="NAME",
            autocompletion=one_of(FORMATS),
        ),
    ] = None,
    output: options.Output = None,
    utc: options.Utc = False,
    local: options.Local = False,
    tz: options.Tz = None,
    message: options.Message = None,
    fail_on: Annotated[
        str | None,
        typer.Option(
            "--fail-on",
            help="Exit 1 on a finding: info, warning or error.",
            metavar="SEVERITY",
            autocompletion=one_of(SEVERITIES),
        ),
    ] = None,
    width: options.Width = None,
    template: Annotated[
        str | None,
        typer.Option("--template", help="One's own page for html and pdf, in Jinja.", metavar="FILE"),
    ] = None,
    no_color: options.NoColor = False,
    color: options.Color = None,
    trust: options.Trust = None,
    select: Annotated[
        list[str] | None,
        typer.Option("--select", help="Only these findings: codes, beginnings of codes, names.", metavar="CODE"),
    ] = None,
    ignore: Annotated[
        list[str] | None,
        typer.Option("--ignore", help="Not these findings: codes, beginnings of codes, names.", metavar="CODE"),
    ] = None,
    redact: Annotated[
        str | None,
        typer.Option(
            "--redact",
            help="Show pseudonyms: a preset or kinds after =, standard without; see `headertrace redact --help`.",
            metavar="KINDS|PRESET",
        ),
    ] = None,
    redact_key: options.RedactKey = None,
    quiet: Annotated[bool, typer.Option("-q", "--quiet", help="No findings.")] = False,
    verbose: Annotated[bool, typer.Option("-v", "--verbose", help="Findings in full, and the arithmetic.")] = False,
    dns: Annotated[
        bool, typer.Option("--dns", help="Check against the DNS as `headertrace verify` does. Asks the network.")
    ] = False,
    resolver: asking.Servers = None,
    deadline: asking.Deadline = None,
    no_cache: asking.NoCache = False,
    names_only: asking.NamesOnly = False,
    dry_run: asking.DryRun = False,
    dnsbl: asking.Lists = None,
    dnsbl_all: asking.AllAddresses = False,
    asn_db: asking.AsnDb = None,
    geo_db: asking.GeoDb = None,
    mta_sts: asking.MtaSts = False,
    version: Annotated[
        bool, typer.Option("--version", help="Show the version.", callback=_version, is_eager=True)
    ] = False,
) -> int:
    """Show the path of each message: the answer, the hops, and what stands out."""
    return show(
        files,
        format=format,
        output=output,
        utc=utc,
        local=local,
        tz=tz,
        message=message,
        fail_on=fail_on,
        width=width,
        template=template,
        no_color=no_color,
        color=color,
        trust=trust,
        select=select,
        ignore=ignore,
        redact=redact,
        redact_key=redact_key,
        quiet=quiet,
        verbose=verbose,
        lookups=asking.Asking(
            dns, resolver, deadline, no_cache, names_only, dry_run, dnsbl, dnsbl_all, asn_db, geo_db, mta_sts
        ),
    )
