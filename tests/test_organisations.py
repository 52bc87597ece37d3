"""Who runs a host: domains by the Public Suffix List, operators, places, kinds of address."""

from __future__ import annotations

from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st
from publicsuffixlist import PublicSuffixList

from headertrace.organisations import _PLAIN, _PLAIN_SECOND, operator, organisation, registrable
from headertrace.organisations.addresses import INNER, embedded, scope
from headertrace.organisations.operators import OPERATORS
from headertrace.organisations.places import place

LIST = PublicSuffixList(only_icann=True)
KINDS = {"mailbox", "gateway", "bulk", "list", "isp", "hosting", "cloud", "service"}

DOMAINS = {
    "relay.example.org": "example.org",
    "Relay.Example.ORG.": "example.org",
    "a.b.example.co.uk": "example.co.uk",
    "co.uk": None,
    "mail.example.com.au": "example.com.au",
    "host.example.city.kawasaki.jp": "city.kawasaki.jp",
    "x.kawasaki.jp": None,
    "customer.github.io": "github.io",
    "relay.xn--bcher-kva.example": "xn--bcher-kva.example",
    "localhost": None,
    "192.0.2.1": None,
    "mail": None,
    "": None,
    None: None,
    "a..b": None,
    "_dmarc.example.org": "example.org",
    "bad name.example.org": None,
}


@pytest.mark.parametrize(("host", "domain"), DOMAINS.items(), ids=map(str, DOMAINS))
def test_registrable(host: str | None, domain: str | None) -> None:
    assert registrable(host) == domain


LABELS = st.lists(st.sampled_from(["a", "mail", "co", "com", "city", "kawasaki", "www", "ac", "gov", "x-1"]), max_size=3)


@given(LABELS, st.sampled_from([*sorted(_PLAIN), *sorted(_PLAIN_SECOND), "uk", "jp", "ck", "www.ck", "fr", "io", "bd"]))
def test_the_shortcut_agrees_with_the_list(labels: list[str], suffix: str) -> None:
    name = ".".join([*labels, suffix])
    assert registrable(name) == LIST.privatesuffix(name)


def test_nothing_is_registered_deeper_under_a_plain_suffix() -> None:
    for suffix in (*_PLAIN, *_PLAIN_SECOND):
        assert LIST.publicsuffix(f"a.b.{suffix}") == suffix


def test_operators_table() -> None:
    assert len(OPERATORS) >= 200
    assert len({name for name, *_ in OPERATORS}) == len(OPERATORS)
    domains = [domain for _, _, listed, _ in OPERATORS for domain in listed.split()]
    assert len(domains) == len(set(domains))
    assert all(kind in KINDS and source for _, kind, _, source in OPERATORS)
    assert all(domain == domain.lower() and "." in domain for domain in domains)


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("mail-wr1-f41.google.com", "Google"),
        ("am5eur02ft003.eop-eur02.prod.protection.outlook.com", "Microsoft"),
        ("db8pr01mb1002.eurprd01.prod.exchangelabs.com", "Microsoft"),
        ("mx0a-00123.pphosted.com", "Proofpoint"),
        ("smtp.example.org", "example.org"),
        ("notgoogle.com", "notgoogle.com"),
        ("localhost", None),
    ],
)
def test_organisation(host: str, name: str | None) -> None:
    assert organisation(host) == name
    assert (operator(host) or (None,))[0] in (name, None)


@pytest.mark.parametrize(
    ("host", "text"),
    [
        ("am5eur02ft003.eop-eur02.prod.protection.outlook.com", "Europe"),
        ("sj0pr10mb6327.namprd10.prod.outlook.com", "North America"),
        ("mail-eopbgr80041.outbound.protection.outlook.com", None),
        ("inbound-smtp.eu-west-1.amazonaws.com", "Ireland"),
        ("a7-12.smtp-out.eu-west-1.amazonses.com", "Ireland"),
        ("n34.grp.scd.yahoo.com", "Santa Clara"),
        ("lhr25s34-in-f14.1e100.net", "London"),
        ("eu-west-1.example.org", None),
        ("host", None),
    ],
)
def test_place(host: str, text: str | None) -> None:
    found = place(host)
    assert (found.text if found else None) == text
    assert found is None or (found.code in host and found.source)


SCOPES = {
    "8.8.8.8": "global", "10.0.0.1": "private", "172.16.0.1": "private", "172.32.0.1": "global",
    "192.168.1.1": "private", "127.0.0.1": "loopback", "169.254.1.1": "link-local", "100.64.0.1": "shared",
    "100.128.0.1": "global", "192.0.2.1": "documentation", "198.51.100.1": "documentation",
    "203.0.113.1": "documentation", "224.0.0.1": "multicast", "240.0.0.1": "reserved", "0.0.0.0": "reserved",
    "198.18.0.1": "reserved", "::1": "loopback", "::": "reserved", "fe80::1": "link-local", "fd00::1": "ULA",
    "fc00::1": "ULA", "ff02::1": "multicast", "2001:db8::1": "documentation", "2001:4860::1": "global",
    "2002:a05:6000:1fa6::": "private", "2002:cb00:7101::": "documentation", "64:ff9b::808:808": "global",
    "2001:0:4136:e378:8000:63bf:f7f7:f7f7": "global", "nonsense": None, "": None, "1.2.3": None, "1.2.3.999": None,
    "1:2": None,
}  # fmt: skip


@pytest.mark.parametrize(("ip", "name"), SCOPES.items(), ids=map(repr, SCOPES))
def test_scope(ip: str, name: str | None) -> None:
    assert scope(ip) == name


@pytest.mark.parametrize(
    ("ip", "inside"),
    [
        ("2002:a05:6000::", "10.5.96.0"),
        ("64:ff9b::c000:201", "192.0.2.1"),
        ("2001:0:4136:e378:8000:63bf:f7f7:f7f7", "8.8.8.8"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8::1", None),
        ("192.0.2.1", None),
        ("2002:zz::", None),
    ],
)
def test_embedded(ip: str, inside: str | None) -> None:
    assert embedded(ip) == inside


@given(st.ip_addresses())
def test_scope_agrees_with_the_standard_library(address: object) -> None:
    text = str(address)
    found = ip_address(text)
    if embedded(text):
        return
    assert (scope(text) == "loopback") == found.is_loopback
    assert (scope(text) == "link-local") == found.is_link_local
    if scope(text) in INNER - {"shared"}:
        assert found.is_private or found.is_site_local  # type: ignore[union-attr]
    if scope(text) == "global":
        assert found.is_global or found.is_multicast or str(found).startswith(("2001:", "192."))
