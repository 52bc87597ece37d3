"""Who runs a host: registrable domains, scopes of addresses, operators, places."""

from __future__ import annotations

import importlib.util
import ipaddress
import subprocess
import sys

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from publicsuffixlist import PublicSuffixList

from headertrace.organisations import (
    _TELLING,
    Embedded,
    domains,
    embedded,
    operator,
    organisation,
    place,
    registrable,
    scope,
)
from headertrace.organisations.addresses import number
from headertrace.organisations.operators import (
    BULK,
    CLOUD,
    DYNAMIC,
    FORWARDER,
    GATEWAY,
    ISP,
    LIST,
    MAIL,
    OPERATORS,
    SERVICE,
    SOURCES,
    WEB,
)
from headertrace.organisations.places import HABITS
from headertrace.organisations.suffixes import DEEPER, SECOND
from helpers.samples import TESTS

PSL = PublicSuffixList(only_icann=True)


def test_suffix_table_is_that_of_the_installed_list() -> None:
    """When this fails after an update of publicsuffixlist: run tests/suffixes.py."""
    where = TESTS / "suffixes.py"
    spec = importlib.util.spec_from_file_location("suffixes_tool", where)
    assert spec and spec.loader
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    assert tool.table() == (SECOND, DEEPER)


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("mx1.example.com", "example.com"),
        ("MX1.Example.COM.", "example.com"),
        ("mail.example.co.uk", "example.co.uk"),
        ("mail.example.uk", "example.uk"),
        ("a.b.city.kawasaki.jp", "city.kawasaki.jp"),
        ("a.b.example.kawasaki.jp", "b.example.kawasaki.jp"),
        ("mail.school.k12.wi.us", "school.k12.wi.us"),
        ("alice.github.io", "github.io"),
        ("a.us-east-1.compute.amazonaws.com", "amazonaws.com"),
        ("mail.example.公司.cn", "example.公司.cn"),
        ("mail.xn--bcher-kva.example.xn--55qx5d.cn", "example.xn--55qx5d.cn"),
        ("my_host.example_org.net", "example_org.net"),
        ("pc.local", "pc.local"),
        ("com", None),
        ("co.uk", None),
        ("localhost", None),
        ("", None),
        (".", None),
        ("a..example.com", None),
        (".example.com", None),
        ("192.0.2.1", None),
        ("[192.0.2.1]", None),
        ("2001:db8::1", None),
    ],
)
def test_registrable(host: str, domain: str | None) -> None:
    assert registrable(host) == domain


_TOPS = st.sampled_from([*sorted(set(SECOND) | set(DEEPER)), "com", "net", "org", "de", "local", "no-such-top"])
_LABEL = st.one_of(
    st.sampled_from(["mail", "co", "com", "www", "sch", "k12", "wi", "city", "kobe", "xn--55qx5d", "*", "!city"]),
    st.text(alphabet="abcxyz-_ é公*!12", min_size=0, max_size=5),
)


@settings(max_examples=1500)
@given(st.lists(_LABEL, max_size=4), _TOPS, st.data())
def test_registrable_says_what_the_list_says(labels: list[str], top: str, data: st.DataObject) -> None:
    listed = (SECOND.get(top, "") + DEEPER.get(top, "")).split()
    if listed and data.draw(st.booleans()):
        labels = [*labels, data.draw(st.sampled_from(listed))]
    name = ".".join([*labels, top]) + data.draw(st.sampled_from(["", "."]))
    assert registrable(name) == PSL.privatesuffix(name)


def test_registrable_of_every_rule() -> None:
    """Every two-label rule, and names one and two labels below it."""
    names = [
        below + label.replace("*", "any") + "." + top
        for table in (SECOND, DEEPER)
        for top, labels in table.items()
        for label in labels.split()
        for below in ("", "a.", "a.b.")
    ]
    assert len(names) > 10_000
    assert [name for name in names if registrable(name) != PSL.privatesuffix(name)] == []


SCOPES = {
    "8.8.8.8": "global",
    "10.1.2.3": "private",
    "11.0.0.0": "global",
    "172.16.0.1": "private",
    "172.31.255.255": "private",
    "172.32.0.0": "global",
    "192.168.1.1": "private",
    "192.169.0.0": "global",
    "100.64.0.1": "shared",
    "100.128.0.0": "global",
    "127.0.0.1": "loopback",
    "169.254.1.1": "link-local",
    "192.0.2.1": "documentation",
    "192.0.3.1": "global",
    "198.51.100.7": "documentation",
    "203.0.113.9": "documentation",
    "198.18.0.1": "benchmarking",
    "192.0.0.1": "reserved",
    "192.0.0.9": "global",
    "224.0.0.1": "multicast",
    "255.255.255.255": "reserved",
    "0.0.0.0": "unspecified",
    "0.1.2.3": "reserved",
    "::": "unspecified",
    "::1": "loopback",
    "::2": "reserved",
    "fe80::1%eth0": "link-local",
    "IPv6:fd00::1": "ULA",
    "2001:db8::1": "documentation",
    "3fff::1": "documentation",
    "2606:4700::1": "global",
    "2001:4860::1": "global",
    "2001:2::1": "benchmarking",
    "2001:1::1": "global",
    "2001:1::9": "reserved",
    "ff02::1": "multicast",
    "fec0::1": "private",
    "100::1": "reserved",
    "64:ff9b:1::1": "private",
    "64:ff9b::192.0.2.33": "documentation",
    "::ffff:127.0.0.1": "loopback",
    "2002:a05:6000::": "private",
    "01.2.3.4": None,
    "1.2.3": None,
    "1.2.3.256": None,
    "1.2.3.4.5": None,
    "1::2::3": None,
    "12345::": None,
    "1:2:3:4:5:6:7:8:9": None,
    "1:2:3:4:5:6::8": "reserved",
    "1:2:3:4:5:6:7::8": None,
    "1:2:3:4:5:6:7:8::": None,
    "192.0.2.1::": None,
    "mail.example.org": None,
    "": None,
    ":": None,
}


@pytest.mark.parametrize(("ip", "kind"), SCOPES.items())
def test_scope(ip: str, kind: str | None) -> None:
    assert scope(ip) == kind


@pytest.mark.parametrize(
    ("ip", "inside"),
    [
        ("2002:a05:6000:1fa6:b0:382:5141:f631", Embedded("10.5.96.0", "private", "6to4")),
        ("2001:0:c000:0201::3fff:fdfe", Embedded("192.0.2.1", "documentation", "teredo")),
        ("::ffff:192.0.2.1", Embedded("192.0.2.1", "documentation", "ipv4-mapped")),
        ("64:ff9b::8.8.8.8", Embedded("8.8.8.8", "global", "nat64")),
        ("2001:db8::192.0.2.1", None),
        ("192.0.2.1", None),
        ("nonsense", None),
    ],
)
def test_embedded(ip: str, inside: Embedded | None) -> None:
    assert embedded(ip) == inside


_INSIDE = ("2002::/16", "2001::/32", "::ffff:0:0/96", "64:ff9b::/96")


@settings(max_examples=1500)
@given(
    st.one_of(
        st.integers(0, 2**32 - 1).map(lambda n: str(ipaddress.IPv4Address(n))),
        st.integers(0, 2**128 - 1).map(lambda n: str(ipaddress.IPv6Address(n))),
        st.builds(
            lambda net, host: str(ipaddress.ip_network(net, strict=False)[host]),
            st.sampled_from(["2002::/16", "2001::/16", "fe80::/9", "fc00::/6", "::/64", "64:ff9b::/32", "2000::/2"]),
            st.integers(0, 2**60),
        ),
    )
)
@example("2001:0:4136:e378:8000:63bf:3fff:fdd2")
def test_scope_fits_the_standard_library(text: str) -> None:
    ip = ipaddress.ip_address(text)
    assert number(text) == int(ip)
    inner = embedded(text)
    assert (inner is not None) == any(ip in ipaddress.ip_network(net) for net in _INSIDE if ip.version == 6)
    if isinstance(ip, ipaddress.IPv6Address) and inner:
        teredo = ip.teredo
        assert str(ip.sixtofour or (teredo and teredo[1]) or ip.ipv4_mapped or inner.ip) == inner.ip
        ip = ipaddress.ip_address(inner.ip)
    kind = scope(text)
    assert (kind == "loopback") == ip.is_loopback
    assert (kind == "multicast") == ip.is_multicast
    assert (kind == "link-local") == ip.is_link_local
    assert (kind == "unspecified") == ip.is_unspecified
    if kind in ("private", "ULA", "documentation"):
        assert not ip.is_global or ip.is_site_local or ip in ipaddress.ip_network("3fff::/20")  # type: ignore[union-attr]
    if ip.is_global:
        assert kind in ("global", "private", "documentation", "benchmarking", "reserved", "multicast")


@given(st.text(alphabet="0123456789abcdefx:.%[]/ ²", max_size=40))
def test_scope_takes_only_addresses(text: str) -> None:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        if text == text.strip("[]") and "%" not in text:
            assert scope(text) is None
            assert number(text) is None
    else:
        assert scope(text) is not None


def test_operator_table() -> None:
    names = [suffix for row in OPERATORS for suffix in row[2].split()]
    kinds = {MAIL, GATEWAY, BULK, LIST, ISP, CLOUD, WEB, DYNAMIC, FORWARDER, SERVICE}
    assert len(OPERATORS) >= 200
    assert len(names) == len(set(names))
    for name, kind, suffixes, sources in OPERATORS:
        assert name and kind in kinds
        assert sources.split() and set(sources.split()) <= set(SOURCES)
        for suffix in suffixes.split():
            assert suffix == suffix.lower() and len(suffix.split(".")) < 5
            assert registrable("x." + suffix) is not None, suffix
            assert registrable(suffix) or suffix.endswith(".internal") or PSL.is_public(suffix)
    assert {key for row in OPERATORS for key in row[3].split()} == set(SOURCES)


@pytest.mark.parametrize(
    ("host", "name", "kind"),
    [
        ("AM6PR01MB1234.eurprd01.prod.exchangelabs.com.", "Microsoft", MAIL),
        ("example-org.mail.protection.outlook.com", "Microsoft", MAIL),
        ("smtp.office365.com", "Microsoft", MAIL),
        ("example.onmicrosoft.com", "Microsoft (tenants)", MAIL),
        ("vm1.internal.cloudapp.net", "Microsoft Azure", CLOUD),
        ("mail-wr1-f41.google.com", "Google", MAIL),
        ("fra16s08-in-f14.1e100.net", "Google", MAIL),
        ("1.2.0.192.bc.googleusercontent.com", "Google Cloud", CLOUD),
        ("a1-2.smtp-out.eu-west-1.amazonses.com", "Amazon SES", BULK),
        ("ec2-192-0-2-1.eu-west-1.compute.amazonaws.com", "Amazon Web Services", CLOUD),
        ("mx07-00123401.pphosted.com", "Proofpoint", GATEWAY),
        ("esa1.hc123-45.eu.iphmx.com", "Cisco Secure Email", GATEWAY),
        ("n1.grp.scd.yahoo.com", "Yahoo Groups", LIST),
        ("n1.bullet.mail.bf1.yahoo.com", "Yahoo", MAIL),
        ("pool-1.phil.east.verizon.net", "Verizon", ISP),
        ("vger.kernel.org", "kernel.org", LIST),
    ],
)
def test_operator(host: str, name: str, kind: str) -> None:
    got = operator(host)
    assert got is not None
    assert (got.name, got.kind) == (name, kind)
    assert got.sources and got.customers == (kind in (CLOUD, ISP, WEB, DYNAMIC))


@pytest.mark.parametrize(
    "host",
    ["notgoogle.com", "google.com.example.org", "outlook.com.evil.example", "com", "", ".", "xgoogle.com", "192.0.2.1"],
)
def test_no_operator(host: str) -> None:
    assert operator(host) is None


def test_index_of_telling_operators() -> None:
    assert {"Microsoft", "21Vianet", *HABITS} == _TELLING
    assert {row[0] for row in OPERATORS} >= _TELLING


@pytest.mark.parametrize(
    ("host", "where", "code"),
    [
        ("am6pr01mb1234.eurprd01.prod.exchangelabs.com", "Amsterdam, Netherlands", "eur, am"),
        ("db8p123mb4567.eurp123.prod.outlook.com", "Dublin, Ireland", "eur, db"),
        ("am6pr01mb1234.namprd01.prod.outlook.com", "North America", "nam"),
        ("zz9pr01mb1234.namprd02.prod.outlook.com", "North America", "nam"),
        ("fr0p281mb1.deup281.prod.outlook.com", "Germany", "deu"),
        ("bn8nam11ft017.eop-nam11.prod.protection.outlook.com", "Virginia, USA", "nam, bn"),
        ("zz1eur05ft017.eop-eur05.prod.protection.outlook.com", "Europe, Middle East, Africa", "eur"),
        ("dm6nam04ft027.mail.protection.outlook.com", "Des Moines, Iowa, USA", "nam, dm"),
        ("byapr08ca0071.outlook.office365.com", "San Francisco, USA", "nam, by"),
        ("eur05-db8-obe.outbound.protection.outlook.com", "Europe, Middle East, Africa", "eur"),
        ("nt0pr01mb1.chnpr01.prod.partner.outlook.cn", "China", "chn"),
        ("fra16s08-in-f14.1e100.net", "Frankfurt, Germany", "fra"),
        ("a1-2.smtp-out.eu-west-1.amazonses.com", "Ireland", "eu-west-1"),
        ("ec2-192-0-2-1.ap-northeast-1.compute.amazonaws.com", "Tokyo, Japan", "ap-northeast-1"),
        ("ip-192-0-2-1.us-west-2.compute.internal", "Oregon, USA", "us-west-2"),
        ("n1.bullet.mail.bf1.yahoo.com", "Lockport, New York, USA", "bf1"),
        ("mta-out1.pod1.euc1.zdsys.com", "Frankfurt, Germany", "euc1"),
        ("gra1-mail.ovh.net", "Gravelines, France", "gra"),
        ("dispatch1-us1.ppe-hosted.com", "USA", "us"),
        ("cluster5.eu.messagelabs.com", "Europe", "eu"),
        ("eu-smtp-delivery-1.mimecast.com", None, None),
        ("us-smtp-delivery-1.mimecast.com", "USA", "us"),
        ("mrelayeu.kundenserver.de", "Europe", "eu"),
        ("mail.google.com", None, None),
        ("xyz16s08-in-f14.1e100.net", None, None),
        ("smtp.office365.com", None, None),
        ("amazing1.outlook.com", None, None),
        ("fra16s08-in-f14.example.net", None, None),
        ("am6pr01mb1234.eurprd01.prod.example.com", None, None),
    ],
)
def test_place(host: str, where: str | None, code: str | None) -> None:
    got = place(host)
    assert (got and got.name, got and got.code) == (where, code)
    if got:
        assert got.source and got.certainty in ("likely", "possible")


@pytest.mark.parametrize(
    ("host", "ip", "name", "domain", "rule"),
    [
        ("mail-wr1-f41.google.com", None, "Google", "google.com", "operator"),
        ("2002:a05:6000:1fa6:b0:382:5141:f631", None, "Google", "google.com", "address"),
        (None, "2002:a05:6000::", "Google", "google.com", "address"),
        ("mx1.example.co.uk", None, "example.co.uk", "example.co.uk", "domain"),
        ("alice.dyndns.org", None, "alice.dyndns.org", "alice.dyndns.org", "dynamic-dns"),
        ("mail.bob.dyndns.org", None, "bob.dyndns.org", "bob.dyndns.org", "dynamic-dns"),
        ("dyndns.org", None, "Dyn", "dyndns.org", "operator"),
    ],
)
def test_organisation(host: str | None, ip: str | None, name: str, domain: str, rule: str) -> None:
    got = organisation(host, ip)
    assert got is not None
    assert (got.name, got.domain, got.rule) == (name, domain, rule)


@pytest.mark.parametrize(
    ("host", "ip"),
    [
        (None, None),
        ("", ""),
        ("localhost", "127.0.0.1"),
        ("localhost.localdomain", None),
        ("pc.local", "192.168.1.2"),
        ("1.2.0.192.in-addr.arpa", None),
        ("192.0.2.1", "192.0.2.1"),
        ("2002:c000:201::1", None),
        ("co.uk", None),
    ],
)
def test_no_organisation(host: str | None, ip: str | None) -> None:
    assert organisation(host, ip) is None


def test_one_organisation_many_names() -> None:
    hosts = ("a.namprd02.prod.outlook.com", "b.prod.exchangelabs.com", "c.outlook.office365.com", "mx.hotmail.com")
    assert {found.name for host in hosts if (found := organisation(host))} == {"Microsoft"}
    rented, own = organisation("vm.cloudapp.net"), organisation("mx.hotmail.com")
    assert rented and own and rented.name != own.name


@given(st.text(max_size=60), st.text(max_size=60))
def test_never_raises(host: str, ip: str) -> None:
    organisation(host, ip), place(host), operator(host), scope(ip), embedded(ip), registrable(host)


def test_default_imports_stay_light() -> None:
    code = (
        "import sys, headertrace.organisations as o\n"
        "o.organisation('mx.example.co.uk', '192.0.2.1'), o.scope('2002:a05::')\n"
        "o.place('a.namprd02.prod.outlook.com')\n"
        "print(sorted({'publicsuffixlist', 'ipaddress', 'dataclasses', 'email'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"


def test_a_missing_list_loses_no_message(monkeypatch: pytest.MonkeyPatch) -> None:
    caches = (domains.registrable, domains.organisational, domains._list)
    monkeypatch.setitem(sys.modules, "publicsuffixlist", None)
    try:
        for cache in caches:
            cache.cache_clear()
        assert domains.organisational("mail.alice.github.io") == "alice.github.io"
        assert domains.organisational("github.io") == "github.io"
        assert domains.registrable("a.example.kawasaki.jp") == "example.kawasaki.jp"
        assert domains.registrable("mail.example.co.uk") == "example.co.uk"
    finally:
        monkeypatch.undo()
        for cache in caches:
            cache.cache_clear()
    assert domains.registrable("a.b.example.kawasaki.jp") == "b.example.kawasaki.jp"
