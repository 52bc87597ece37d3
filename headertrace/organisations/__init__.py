"""Who runs a host: its operator where one is known, else the domain that was registered.

The registrable domain follows the Public Suffix List, of which only the ICANN section counts:
its private section splits up hosting companies by customer, while here the company is meant.
"""

from __future__ import annotations

from functools import lru_cache

_MAX_NAME = 253
# Suffixes under which nothing but single labels is registered: the list need not be loaded for
# them. A test holds both to the list.
_PLAIN = frozenset(
    "com net org edu gov mil info biz de ru nl ch dk eu cc tv lu li is su cloud app dev online site xyz top shop store "
    "club live tech space website email icu host asia mobi name tel jobs travel coop museum".split()
)
_PLAIN_SECOND = frozenset(
    "co.uk org.uk ac.uk gov.uk ltd.uk plc.uk com.au net.au org.au co.nz co.jp ne.jp or.jp ac.jp ad.jp com.br net.br "
    "com.cn net.cn com.tw com.hk com.sg com.mx com.ar co.in co.kr com.tr co.za com.pl net.pl co.il com.my".split()
)


@lru_cache(maxsize=16_384)
def registrable(host: str | None) -> str | None:
    """The domain that was registered, in lower case: "relay.example.co.uk" → "example.co.uk".

    None for a bare label, an address, a public suffix itself, or what is no host name.
    """
    if not host:
        return None
    name = host.strip(".").lower()
    labels = name.split(".")
    if len(labels) < 2 or len(name) > _MAX_NAME or not all(map(_is_label, labels)) or labels[-1].isdigit():
        return None
    if labels[-1] in _PLAIN:
        return ".".join(labels[-2:])
    if ".".join(labels[-2:]) in _PLAIN_SECOND:
        return ".".join(labels[-3:]) if len(labels) > 2 else None
    return _by_list(name)


def _is_label(label: str) -> bool:
    return 0 < len(label) < 64 and label.replace("-", "").replace("_", "").isalnum()


def _by_list(name: str) -> str | None:
    found: str | None = _public_suffixes().privatesuffix(name)
    return found


@lru_cache(maxsize=1)
def _public_suffixes():  # type: ignore[no-untyped-def]
    from publicsuffixlist import PublicSuffixList

    return PublicSuffixList(only_icann=True, accept_unknown=True)


@lru_cache(maxsize=1)
def _operators() -> dict[str, tuple[str, str, str]]:
    from headertrace.organisations.operators import OPERATORS

    return {domain: (name, kind, source) for name, kind, domains, source in OPERATORS for domain in domains.split()}


@lru_cache(maxsize=16_384)
def operator(host: str | None) -> tuple[str, str, str] | None:
    """(name, kind, where that was learned) of who runs a host; None where it is not in the table."""
    if not host:
        return None
    known = _operators()
    labels = host.strip(".").lower().split(".")
    for start in range(max(0, len(labels) - 4), len(labels) - 1):
        found = known.get(".".join(labels[start:]))
        if found:
            return found
    return None


@lru_cache(maxsize=16_384)
def organisation(host: str | None) -> str | None:
    """The operator's name, else the registrable domain, else None."""
    found = operator(host)
    return found[0] if found else registrable(host)


@lru_cache(maxsize=16_384)
def place(host: str | None) -> str | None:
    """Where an operator's host stands, where its name says so: "Europe (eur)"; else None."""
    if not host or operator(host) is None:
        return None
    from headertrace.organisations.places import place as decode

    found = decode(host)
    return f"{found.text} ({found.code})" if found else None
