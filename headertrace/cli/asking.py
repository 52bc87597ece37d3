"""The options of what is looked up, shared by the verbs that have them."""

from typing import TYPE_CHECKING, Annotated, Any

from headertrace.cli.declaring import Option
from headertrace.cli.exits import UsageError
from headertrace.named import NamedTuple

if TYPE_CHECKING:
    from headertrace.records.lookups import Options

Servers = Annotated[
    list[str] | None,
    Option(("--resolver",), "Ask this resolver: an address, udp://, tcp://, tls:// or https://.", "SERVER"),
]
Deadline = Annotated[
    str | None, Option(("--deadline",), "Time limit for all questions together, in seconds (10).", "SECONDS")
]
NoCache = Annotated[bool, Option(("--no-cache",), "Neither use nor keep cached answers.")]
NamesOnly = Annotated[bool, Option(("--names-only",), "Ask about names only, never about addresses.")]
Lists = Annotated[
    list[str] | None,
    Option(("--dnsbl",), "Ask these block or allow lists about the host that handed the message over.", "ZONE"),
]


class Asking(NamedTuple):
    """What the command line says of look-ups, unread."""

    resolver: Servers = None
    deadline: Deadline = None
    no_cache: NoCache = False
    names_only: NamesOnly = False
    dry_run: Annotated[bool, Option(("--dry-run",), "Show what would be asked, but send nothing.")] = False
    dnsbl: Lists = None
    dnsbl_all: Annotated[bool, Option(("--dnsbl-all",), "Ask the lists about every hop's address.")] = False
    asn_db: Annotated[
        str | None, Option(("--asn-db",), "Take AS numbers from this MMDB file instead of the DNS.", "FILE")
    ] = None
    geo_db: Annotated[
        str | None, Option(("--geo-db",), "Show each hop's country and city from this MMDB file.", "FILE")
    ] = None
    mta_sts: Annotated[bool, Option(("--mta-sts",), "Fetch MTA-STS policies too, over HTTPS.")] = False
    mail_services: Annotated[
        bool, Option(("--mail-services",), "Recognise the big operators' mail servers by today's SPF records.")
    ] = False


# Those that need no network.
_LOCAL = ("asn_db", "geo_db")


def read(asking: Asking, dns: bool, settings: dict[str, Any]) -> "Options | None":
    """The options in force; None where nothing is to be looked up. ``dns`` allows questions. Raises UsageError."""
    given = {name: value for name, value in asking._asdict().items() if value}
    if not dns:
        for name in given:
            if name not in _LOCAL:
                raise UsageError(f"--{name.replace('_', '-')} needs --dns")
        if not given:
            return None
    from headertrace.records.lookups import Options

    words = asking.dnsbl or settings["dnsbl"]
    if asking.dnsbl_all and not words:
        raise UsageError("--dnsbl-all goes with --dnsbl, which names the lists")
    return Options(
        ask=dns,
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
        mail_services=asking.mail_services,
    )


def _seconds(text: str | None, default: int) -> float:
    try:
        seconds = float(default if text is None else text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= 600:
        raise UsageError(f"--deadline: {text!r} is not a number of seconds between 0 and 600")
    return seconds
