"""The options of what is looked up, shared by the verbs that have them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

import typer

from headertrace.cli.exits import UsageError

if TYPE_CHECKING:
    from headertrace.records.lookups import Options

Servers = Annotated[
    list[str] | None,
    typer.Option("--resolver", help="Ask this one: an address, udp://, tcp://, tls:// or https://.", metavar="SERVER"),
]
Deadline = Annotated[
    str | None, typer.Option("--deadline", help="Seconds for all questions together (10).", metavar="SECONDS")
]
NoCache = Annotated[bool, typer.Option("--no-cache", help="Keep no answers, and use none that were kept.")]
NamesOnly = Annotated[bool, typer.Option("--names-only", help="Ask about names alone, never about addresses.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Show what would be asked and send nothing.")]
Lists = Annotated[
    list[str] | None,
    typer.Option("--dnsbl", help="Ask these block or allow lists about the host that handed over.", metavar="ZONE"),
]
AllAddresses = Annotated[bool, typer.Option("--dnsbl-all", help="Ask the lists about every hop's address.")]
AsnDb = Annotated[
    str | None, typer.Option("--asn-db", help="AS numbers from this MMDB file, not the DNS.", metavar="FILE")
]
GeoDb = Annotated[
    str | None, typer.Option("--geo-db", help="Country and city of each hop from this MMDB file.", metavar="FILE")
]
MtaSts = Annotated[bool, typer.Option("--mta-sts", help="Fetch MTA-STS policies too, by https.")]


class Asking(NamedTuple):
    """What the command line says of look-ups, unread. ``dns`` is whether any may be made."""

    dns: bool
    resolver: list[str] | None = None
    deadline: str | None = None
    no_cache: bool = False
    names_only: bool = False
    dry_run: bool = False
    dnsbl: list[str] | None = None
    dnsbl_all: bool = False
    asn_db: str | None = None
    geo_db: str | None = None
    mta_sts: bool = False


# Those that need no network.
_LOCAL = ("asn_db", "geo_db")


def read(asking: Asking, settings: dict[str, Any]) -> Options | None:
    """The options in force; None where nothing is to be looked up. Raises UsageError."""
    given = {name: value for name, value in asking._asdict().items() if value and name != "dns"}
    if not asking.dns:
        for name in given:
            if name not in _LOCAL:
                raise UsageError(f"--{name.replace('_', '-')} needs --dns")
        if not given:
            return None
    from headertrace.records.lookups import Options

    words = asking.dnsbl or settings["dnsbl"]
    return Options(
        ask=asking.dns,
        resolvers=tuple(asking.resolver or settings["resolver"]),
        deadline_s=_seconds(asking.deadline, settings["deadline"]),
        cache=not asking.no_cache,
        names_only=asking.names_only,
        dry_run=asking.dry_run,
        dnsbl=tuple(zone.strip().strip(".").lower() for word in words for zone in word.split(",") if zone.strip(" .")),
        dnsbl_all=asking.dnsbl_all,
        asn_db=asking.asn_db or settings["asn_db"],
        geo_db=asking.geo_db or settings["geo_db"],
        mta_sts=asking.mta_sts,
    )


def _seconds(text: str | None, default: int) -> float:
    try:
        seconds = float(default if text is None else text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= 600:
        raise UsageError(f"--deadline: {text!r} is no number of seconds from above 0 to 600")
    return seconds
