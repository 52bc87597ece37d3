"""Block and allow lists by DNS (RFC 5782): only those that are named, by default only about the host that handed over.

A list answers with addresses in 127.0.0.0/8 whose last parts are codes. Those in 127.255.255.0/24 are errors, no
listings; an answer outside 127.0.0.0/8 comes from a list that has died and a name that was sold on.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence
from typing import Any

from headertrace.lookup.case import Case
from headertrace.lookup.parties import handover, hosts, plain_address
from headertrace.lookup.resolver import Resolver
from headertrace.lookup.unasked import reversed_name
from headertrace.named import NamedTuple
from headertrace.records.lookups import Answer, Lookup, Options
from headertrace.records.path import Hop

KEY_VARIABLE = "HEADERTRACE_SPAMHAUS_KEY"


class List(NamedTuple):
    """What is known of a list. ``codes`` are answers less "127.": "0.0.2"; ``source`` is where they were learned.

    ``allows`` is true for an allow list. ``own_resolver``: it answers no public resolver.
    """

    title: str
    codes: dict[str, str]
    source: str
    allows: bool = False
    own_resolver: bool = False


_ZEN = {
    "0.0.2": "SBL: spam source",
    "0.0.3": "CSS: spam source, found automatically",
    "0.0.4": "XBL: hijacked or infected machine",
    "0.0.5": "XBL: hijacked or infected machine",
    "0.0.6": "XBL: hijacked or infected machine",
    "0.0.7": "XBL: hijacked or infected machine",
    "0.0.9": "DROP: network of criminals",
    "0.0.10": "PBL: should not send mail directly (by its provider)",
    "0.0.11": "PBL: should not send mail directly (by Spamhaus)",
    "0.0.30": "BCL: botnet controller",
}
_ERRORS = {
    "255.255.250": "the key is not active",
    "255.255.251": "the key is not accepted",
    "255.255.252": "the list's name is mistyped",
    "255.255.254": "the list answers no public resolver: ask one of your own",
    "255.255.255": "too many questions from this resolver",
}
_SPAMHAUS = "docs.spamhaus.com, Available Zones; spamhaus.org, DNSBL return codes (2019)"
_SORTS = {
    2: "financial services", 3: "mail service providers", 4: "organisations", 5: "network providers",
    6: "personal servers", 7: "travel and leisure", 8: "public sector", 9: "media and technology", 10: "special cases",
    11: "education", 12: "health care", 13: "manufacturing", 14: "retail and services", 15: "mail marketing",
}  # fmt: skip
_RANKS = ("none", "low", "medium", "high")
_MAILSPIKE = "mailspike.org, Usage"
LISTS: dict[str, List] = {
    "zen.spamhaus.org": List("Spamhaus ZEN", _ZEN, _SPAMHAUS, own_resolver=True),
    "sbl.spamhaus.org": List("Spamhaus SBL", _ZEN, _SPAMHAUS, own_resolver=True),
    "xbl.spamhaus.org": List("Spamhaus XBL", _ZEN, _SPAMHAUS, own_resolver=True),
    "pbl.spamhaus.org": List("Spamhaus PBL", _ZEN, _SPAMHAUS, own_resolver=True),
    "bl.spamcop.net": List("SpamCop", {"0.0.2": "reported as a spam source"}, "spamcop.net, SCBL"),
    "b.barracudacentral.org": List(
        "Barracuda BRBL", {"0.0.2": "spam source"}, "barracudacentral.org; asks users to register their resolvers"
    ),
    "psbl.surriel.com": List("PSBL", {"0.0.2": "sent to spam traps"}, "psbl.org"),
    "dnsbl-1.uceprotect.net": List("UCEPROTECT level 1", {"0.0.2": "spam source"}, "uceprotect.net"),
    "dnsbl-2.uceprotect.net": List("UCEPROTECT level 2", {"0.0.2": "its provider's range has many"}, "uceprotect.net"),
    "dnsbl-3.uceprotect.net": List("UCEPROTECT level 3", {"0.0.2": "its whole network has many"}, "uceprotect.net"),
    "bl.mailspike.net": List(
        "Mailspike",
        {
            "0.0.2": "takes part in a wave of spam",
            "0.0.10": "worst reputation",
            "0.0.11": "very bad reputation",
            "0.0.12": "bad reputation",
        },
        _MAILSPIKE,
    ),
    "wl.mailspike.net": List(
        "Mailspike allow list",
        {
            "0.0.17": "possibly a legitimate sender",
            "0.0.18": "good reputation",
            "0.0.19": "very good reputation",
            "0.0.20": "excellent reputation",
        },
        _MAILSPIKE,
        allows=True,
    ),
    "list.dnswl.org": List(
        "DNSWL",
        {"0.0.255": "too many questions from this resolver"}
        | {
            f"0.{at}.{rank}": f"{sort}, trust {word}" for at, sort in _SORTS.items() for rank, word in enumerate(_RANKS)
        },
        "dnswl.org, return codes",
        allows=True,
        own_resolver=True,
    ),
}
# Codes that are no listing, though they lie outside 127.255.255.0/24.
_NO_LISTING = {("list.dnswl.org", "0.0.255")}
# Resolvers that anyone may use, by their operators' own documentation; their names for DoT and DoH.
PUBLIC = frozenset(
    [
        "1.1.1.1", "1.0.0.1", "2606:4700:4700::1111", "2606:4700:4700::1001", "cloudflare-dns.com", "one.one.one.one",
        "8.8.8.8", "8.8.4.4", "2001:4860:4860::8888", "2001:4860:4860::8844", "dns.google", "9.9.9.9",
        "149.112.112.112", "2620:fe::fe", "2620:fe::9", "dns.quad9.net", "208.67.222.222", "208.67.220.220",
        "2620:119:35::35", "2620:119:53::53", "dns.opendns.com", "doh.opendns.com", "94.140.14.14", "94.140.15.15",
        "dns.adguard-dns.com", "76.76.2.0", "76.76.10.0", "freedns.controld.com", "185.228.168.9", "185.228.169.9",
        "64.6.64.6", "64.6.65.6", "4.2.2.1", "4.2.2.2",
    ]
)  # fmt: skip


def keys() -> tuple[str, ...]:
    """The secrets that questions may hold."""
    return tuple(filter(None, (os.environ.get(KEY_VARIABLE, ""),)))


def prove(options: Options) -> None:
    """Raise ValueError for a list's name, or a key, that cannot be asked with."""
    for zone in options.dnsbl:
        if not zone.isascii() or "." not in zone or not all(map(_is_label, zone.split("."))):
            raise ValueError(f"--dnsbl: {zone!r} is not the name of a list; known are {', '.join(LISTS)}")
    if not all(map(_is_label, keys())):
        raise ValueError(f"{KEY_VARIABLE} is not a key: letters and digits, at most 63")


def _is_label(text: str) -> bool:
    return 0 < len(text) < 64 and text.replace("-", "").replace("_", "").isalnum()


async def check(case: Case) -> Sequence[Lookup]:
    if case.options.names_only or not case.options.dnsbl:
        return ()
    border = handover(case.trace)
    chosen = [
        (ip, hop)
        for ip, hop in hosts(case.trace)
        if case.options.dnsbl_all or (border and border.received.ip and ip == plain_address(border.received.ip))
    ]
    zones = dict.fromkeys(case.options.dnsbl)
    return await asyncio.gather(*(_one(case, ip, hop, zone) for ip, hop in chosen for zone in zones))


async def _one(case: Case, ip: str, hop: Hop, zone: str) -> Lookup:
    known = LISTS.get(zone)
    key = keys()[0] if keys() and zone.endswith(".spamhaus.org") else None
    public = _public(case.resolver) if known and known.own_resolver and not key else None
    title = f"{known.title} ({zone})" if known else zone
    detail: dict[str, Any] = {"list": zone, "allows": known.allows if known else None, "listed": None, "codes": []}
    if public:
        text = f"{title} was not asked: it answers no public resolver such as {public}; ask one of your own"
        text += f", or set {KEY_VARIABLE}" if zone.endswith(".spamhaus.org") else ""
        return Lookup("lists", ip, "unknown", text, hop.n, detail=detail)
    asked = f"{key}.{zone.removesuffix('.spamhaus.org')}.dq.spamhaus.net" if key else zone
    answer = await case.resolver.ask(reversed_name(ip, asked), "A")
    if not answer.told:
        text = f"{title} could not be asked: {answer.text}"
        return Lookup("lists", ip, "unknown", text, hop.n, (answer,), detail=detail)
    errors, codes = decode(zone, answer)
    detail |= {"listed": bool(codes), "codes": list(answer.records)}
    if errors:
        text = f"{title} gave no answer: {'; '.join(errors)}"
        return Lookup("lists", ip, "unknown", text, hop.n, (answer,), detail={**detail, "listed": None})
    if not codes:
        return Lookup("lists", ip, "fact", f"not on {title}", hop.n, (answer,), detail=detail)
    return Lookup("lists", ip, "fact", f"on {title}: {'; '.join(codes)}", hop.n, (answer,), detail=detail)


def decode(zone: str, answer: Answer) -> tuple[list[str], list[str]]:
    """(what went wrong, what the listings mean) of a list's answer, each once."""
    known = LISTS.get(zone)
    errors: list[str] = []
    codes: list[str] = []
    for record in answer.records:
        code = record.removeprefix("127.")
        if code == record:
            errors.append(f"{record} is not a list's answer; the list may have ended")
        elif code in _ERRORS or code.startswith("255.255."):
            errors.append(_ERRORS.get(code, f"error code {record}"))
        elif known and (zone, code) in _NO_LISTING:
            errors.append(known.codes[code])
        else:
            meaning = known.codes.get(code) if known else None
            codes.append(f"{meaning} ({record})" if meaning else f"code {record}")
    return list(dict.fromkeys(errors)), list(dict.fromkeys(codes))


def _public(resolver: Resolver) -> str | None:
    return next((server.name for server in resolver.servers if {server.host, server.tls_name} & PUBLIC), None)
