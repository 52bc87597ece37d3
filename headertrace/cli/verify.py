"""``headertrace verify [FILE]...``: the header's words held against the DNS of today."""

from __future__ import annotations

from typing import Annotated

import typer

from headertrace.cli import asking, options
from headertrace.cli.completion import one_of
from headertrace.cli.showing import show
from headertrace.renderings import FORMATS


def command(
    files: Annotated[list[str] | None, typer.Argument(metavar="[FILE|-]", help="Raw messages; - is a pipe.")] = None,
    format: Annotated[
        str,
        typer.Option(
            "-f",
            "--format",
            help="checks (default), or any of `headertrace show`.",
            metavar="NAME",
            autocompletion=one_of(FORMATS),
        ),
    ] = "checks",
    output: options.Output = None,
    message: options.Message = None,
    width: options.Width = None,
    no_color: options.NoColor = False,
    color: options.Color = None,
    trust: options.Trust = None,
    quiet: Annotated[bool, typer.Option("-q", "--quiet", help="Only what differs.")] = False,
    verbose: Annotated[
        bool, typer.Option("-v", "--verbose", help="With every DNS answer: when, from whom, how long it holds.")
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
) -> int:
    """Check each message against the DNS: addresses, names, mail servers, signatures.

    This asks the network. Private, special-use and documentation addresses and names are never
    asked about; --dry-run shows the questions and sends none. Answers are kept as long as their TTL
    allows, in a file of the user's cache directory, unless --no-cache is given.
    """
    return show(
        files,
        format=format,
        output=output,
        message=message,
        width=width,
        no_color=no_color,
        color=color,
        trust=trust,
        quiet=quiet,
        verbose=verbose,
        lookups=asking.Asking(
            True, resolver, deadline, no_cache, names_only, dry_run, dnsbl, dnsbl_all, asn_db, geo_db, mta_sts
        ),
    )
