"""The addresses from which the big operators' own mail servers connect, and no customer's machine does.

A row is (operator, networks, source). These are networks of mail services, never of clouds: an address of
Azure, EC2 or Compute Engine is anybody's who rents it. Names are those of ``operators``. "SPF" is what the named
record published; "seen" what other houses' servers wrote beside the operator's own confirmed names.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import NamedTuple


class Service(NamedTuple):
    """Whose mail service an address belongs to.

    ``inner`` are networks that no other house sees connect, ``exits`` such as the operator hands its customers' mail to
    others from, and to nobody inside.
    """

    operator: str
    inner: bool
    source: str
    exits: bool = False


# Microsoft 365: each of 120 lines of its front ends from these networks came from *.outbound.protection.outlook.com.
_EXITS = frozenset({"40.92.0.0/15", "40.107.0.0/16", "52.100.0.0/14", "104.47.0.0/17"})


# (operator, inner, networks, source)
SERVICES: tuple[tuple[str, bool, str, str], ...] = (
    (
        "Microsoft",
        False,
        "40.92.0.0/15 40.107.0.0/16 52.100.0.0/14 104.47.0.0/17 2a01:111:f400::/48 2a01:111:f403::/48",
        "SPF spf.protection.outlook.com; Microsoft 365 URLs and IP address ranges, id 9 and 10 (2026)",
    ),
    (
        "Microsoft",
        False,
        "65.54.51.64/26 65.54.61.64/26 65.54.190.0/24 65.54.241.0/24 65.55.34.0/24 65.55.52.224/27 65.55.78.128/25 "
        "65.55.83.128/27 65.55.88.0/24 65.55.90.0/24 65.55.94.0/25 65.55.111.0/24 65.55.113.64/26 65.55.116.0/25 "
        "65.55.126.0/25 65.55.169.0/24 65.55.174.0/25 70.37.151.128/25 94.245.120.64/26 111.221.23.128/25 "
        "111.221.66.0/25 111.221.69.128/25 111.221.112.0/21 134.170.132.0/24 134.170.140.0/24 134.170.174.0/24 "
        "157.55.0.192/26 157.55.1.128/26 157.55.2.0/25 157.55.11.0/25 157.55.49.0/25 157.55.61.0/24 157.55.157.128/25 "
        "157.55.225.0/25 157.55.234.0/24 157.56.24.0/25 157.56.110.0/23 157.56.112.0/24 157.56.116.0/25 "
        "157.56.232.0/21 157.56.240.0/20 207.46.4.128/25 207.46.58.128/25 207.46.100.0/24 207.46.101.128/26 "
        "207.46.117.0/24 207.46.132.128/27 207.46.163.0/24 207.46.198.0/25 207.68.176.0/26 207.68.176.96/27 "
        "213.199.154.0/24 213.199.177.0/26 213.199.180.128/26 216.32.180.0/23",
        "SPF of hotmail.com and outlook.com until 2016 (spf-a, spf-b), Exchange Online Protection's addresses of 2014",
    ),
    (
        "Microsoft",
        True,
        "2603:1096::/32 2603:10a6::/32 2603:10b6::/32 2603:10c6::/32 2603:10d6::/32",
        "seen between servers of prod.outlook.com only",
    ),
    (
        "Google",
        False,
        "64.233.160.0/19 66.102.0.0/20 66.249.80.0/20 72.14.192.0/18 74.125.0.0/16 108.177.8.0/21 108.177.96.0/19 "
        "172.217.0.0/16 172.253.56.0/21 172.253.112.0/20 173.194.0.0/16 209.85.128.0/17 216.58.192.0/19 "
        "216.239.32.0/19 2001:4860:4000::/36 2404:6800:4000::/36 2607:f8b0:4000::/36 2800:3f0:4000::/36 "
        "2a00:1450:4000::/36 2c0f:fb50:4000::/36",
        "SPF _netblocks, _netblocks2 and _netblocks3.google.com (2026)",
    ),
    (
        "Yahoo",
        False,
        "66.163.184.0/21 67.195.0.0/16 68.142.192.0/18 72.30.0.0/16 74.6.0.0/16 77.238.176.0/20 87.248.96.0/19 "
        "98.136.0.0/14 106.10.128.0/17 188.125.64.0/19 212.82.96.0/19 217.12.0.0/19 2001:4998::/32",
        "Yahoo: outbound mail servers (senders.yahooinc.com, outbound IPs), seen as consmr.mail.*.yahoo.com",
    ),
    (
        "Apple",
        False,
        "17.0.0.0/8",
        "IANA IPv4 address space registry: all of it is Apple's own, and nobody rents there",
    ),
    (
        "Proton",
        False,
        "185.70.40.0/22 185.205.70.0/24 79.135.106.0/24 109.224.244.0/24",
        "SPF _spf.protonmail.ch (2026)",
    ),
    (
        "Amazon SES",
        False,
        "199.255.192.0/22 199.127.232.0/22 54.240.0.0/18 69.169.224.0/20 23.249.208.0/20 23.251.224.0/19 "
        "76.223.128.0/19 76.223.176.0/20 54.240.64.0/18 216.221.160.0/19 206.55.144.0/20",
        "SPF amazonses.com (2026)",
    ),
    (
        "SendGrid",
        False,
        "50.31.32.0/19 149.72.0.0/16 159.183.0.0/16 167.89.0.0/17 168.245.0.0/17 192.254.112.0/20 198.21.0.0/21 "
        "198.37.144.0/20 208.117.48.0/20 223.165.113.0/24",
        "SPF sendgrid.net (2026)",
    ),
    (
        "Mailgun",
        False,
        "69.72.32.0/20 143.55.224.0/20 146.20.112.0/23 146.20.191.0/24 159.112.240.0/20 159.135.224.0/20 "
        "161.38.192.0/20 166.78.68.0/22 192.237.158.0/23 198.61.254.0/23 198.244.48.0/20 204.220.160.0/19 "
        "209.61.151.0/24",
        "SPF mailgun.org (2026)",
    ),
    (
        "Mimecast",
        False,
        "91.220.42.0/24 103.13.69.0/24 103.96.20.0/22 124.47.150.0/24 124.47.189.0/24 146.101.78.0/24 170.10.128.0/21 "
        "185.58.84.0/22 185.180.168.0/22 194.104.108.0/22 195.130.217.0/24 205.139.110.0/23 205.217.25.0/24 "
        "207.82.80.0/24 207.211.30.0/23 213.167.75.0/24 213.167.81.0/24 216.205.24.0/24 63.128.21.0/24",
        "SPF _netblocks.mimecast.com (2026)",
    ),
    (
        "Proofpoint",
        False,
        "67.231.144.0/20 148.163.128.0/19 205.220.160.0/19 208.84.65.0/24 208.86.201.0/24 91.207.212.0/23 "
        "185.132.180.0/22 185.183.28.0/22",
        "SPF of pphosted.com's and ppe-hosted.com's customers (2026)",
    ),
    ("Barracuda", False, "64.235.144.0/20 209.222.80.0/21", "SPF spf.ess.barracudanetworks.com (2026)"),
    (
        "IONOS",
        False,
        "82.165.159.0/24 212.227.15.0/24 212.227.17.0/24 212.227.126.128/25 217.72.192.64/26 74.208.4.192/26",
        "SPF of 1und1.de, gmx.net and web.de (2026)",
    ),
)


@lru_cache(maxsize=4096)
def service(ip: str | None) -> Service | None:
    """The mail service that ``ip`` (canonical text) belongs to; None for all others."""
    if not ip or len(ip) > 64:
        return None
    number = _number(ip)
    if number is None:
        return None
    bits = 128 if ":" in ip else 32
    table = _networks()
    for length in table[bits]:
        found = table[bits][length].get(number >> (bits - length))
        if found is not None:
            return found
    return None


@cache
def _networks() -> dict[int, dict[int, dict[int, Service]]]:
    """Networks by address size and prefix length, so that a look-up is a few divisions."""
    table: dict[int, dict[int, dict[int, Service]]] = {32: {}, 128: {}}
    for operator, inner, networks, source in SERVICES:
        for network in networks.split():
            start, _, length = network.partition("/")
            bits = 128 if ":" in start else 32
            number = _number(start)
            if number is None:
                raise ValueError(network)
            found = Service(operator, inner, source, network in _EXITS)
            table[bits].setdefault(int(length), {})[number >> (bits - int(length))] = found
    return table


def _number(ip: str) -> int | None:
    from socket import AF_INET, AF_INET6, inet_pton

    try:
        return int.from_bytes(inet_pton(AF_INET6 if ":" in ip else AF_INET, ip), "big")
    except (OSError, ValueError):
        return None
