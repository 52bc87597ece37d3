"""Whose network and which place, out of MMDB files on this machine: no question is put.

The keys are those of MaxMind's GeoLite2 and DB-IP's lite files (nested), and of IPinfo's (flat). A place is
the file's guess at where an address is used: a hint, never evidence.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from headertrace.lookup.case import Case
from headertrace.lookup.parties import hosts
from headertrace.records.lookups import Lookup, Options
from headertrace.records.path import Hop

PLACE_CAUTION = "a guess, no evidence"


async def check(case: Case) -> Sequence[Lookup]:
    rows: list[Lookup] = []
    for path, told in ((case.options.asn_db, _network), (case.options.geo_db, _place)):
        if path:
            with _opened(path) as file:
                rows += [told(file, ip, hop) for ip, hop in hosts(case.trace)]
    return rows


def prove(options: Options) -> None:
    """Raise ValueError where a file that the options name cannot be used."""
    for path in filter(None, (options.asn_db, options.geo_db)):
        with _opened(path):
            pass


@contextmanager
def _opened(path: str) -> Iterator[Any]:
    try:
        import maxminddb
    except ImportError:
        from headertrace.installing import command

        raise ValueError(f"MMDB files need more: {command('geo')}") from None
    try:
        file = maxminddb.open_database(path)
    except OSError as error:
        raise ValueError(f"{path}: {error.strerror or error}") from None
    except (ValueError, RuntimeError) as error:
        raise ValueError(f"{path} is not an MMDB file: {error}") from None
    with file:
        yield file


def _found(file: Any, ip: str) -> tuple[dict[str, Any], str]:
    """(what the file has of the address, the prefix it is about); an empty dictionary for nothing."""
    from ipaddress import ip_network

    import maxminddb

    try:
        found, length = file.get_with_prefix_len(ip)
    except (ValueError, maxminddb.InvalidDatabaseError):
        return {}, ""
    return found if isinstance(found, dict) else {}, str(ip_network(f"{ip}/{length}", strict=False))


def _network(file: Any, ip: str, hop: Hop) -> Lookup:
    found, prefix = _found(file, ip)
    number = str(found.get("autonomous_system_number") or found.get("asn") or "").removeprefix("AS")
    name = found.get("autonomous_system_organization") or found.get("as_name") or found.get("name")
    if not number:
        return Lookup("databases", ip, "unknown", f"{_edition(file)} has no network for it", hop.n)
    text = f"AS{number}" + (f" {name}" if name else "") + f", {prefix} ({_edition(file)})"
    detail = {"numbers": [number], "holders": [name], "prefix": prefix, "file": _edition(file)}
    return Lookup("databases", ip, "fact", text, hop.n, detail=detail)


def _place(file: Any, ip: str, hop: Hop) -> Lookup:
    found, prefix = _found(file, ip)
    country, city = _name(found.get("country")), _name(found.get("city"))
    code = _code(found)
    if not (country or city or code):
        return Lookup("databases", ip, "unknown", f"{_edition(file)} has no place for it", hop.n)
    words = [word for word in (city, country or code) if word]
    text = f"perhaps in {', '.join(words)} ({_edition(file)}; {PLACE_CAUTION})"
    detail = {"country": country, "country_code": code, "city": city, "prefix": prefix, "file": _edition(file)}
    return Lookup("databases", ip, "fact", text, hop.n, detail=detail)


def _name(value: Any) -> str | None:
    if isinstance(value, dict):
        names = value.get("names")
        value = names.get("en") if isinstance(names, dict) else None
    return value if isinstance(value, str) and value else None


def _code(found: dict[str, Any]) -> str | None:
    country = found.get("country")
    code = country.get("iso_code") if isinstance(country, dict) else found.get("country_code")
    return code if isinstance(code, str) and code else None


def _edition(file: Any) -> str:
    """The file's own name for itself, and the day that it was made."""
    meta = file.metadata()
    return f"{meta.database_type} of {datetime.fromtimestamp(meta.build_epoch, UTC):%Y-%m-%d}"
