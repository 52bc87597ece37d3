"""Each check against a name server on loopback: what is asked, and what is made of the answer."""

from __future__ import annotations

import io
from collections.abc import Sequence
from pathlib import Path

import dns.rcode
import pytest
from mmdb_writer import MMDBWriter
from netaddr import IPSet

import headertrace
from headertrace.lookup import check
from headertrace.lookup.index import CHECKS
from headertrace.lookup.lists import KEY_VARIABLE, LISTS, decode
from headertrace.lookup.routes import Route, narrowest
from headertrace.records.lookups import Answer, Lookup, Options
from headertrace.renderings import BINARY, FORMATS
from headertrace.renderings import Options as RenderOptions
from helpers.nameserver import Nameserver, fails

from .command import MAIL, run

Rows = Sequence[tuple[str, ...]]


def made(zone: Rows, name: str, subject: str | None = None, mail: bytes = MAIL, **options: object) -> list[Lookup]:
    """The rows of one check."""
    with Nameserver(zone, {"broken.zz": fails(dns.rcode.SERVFAIL)}) as server:
        found = check(headertrace.trace(mail), mail, Options(resolvers=(server.url,), cache=False, **options))
    assert found.notes == ()
    return [row for row in found.rows if row.check == name and subject in (None, row.subject)]


def one(*args: object, **options: object) -> tuple[str, str]:
    (row,) = made(*args, **options)
    return row.verdict, row.text


HEAD = b"Received: from %b by mx.beta.zz (Postfix) with ESMTP id 4ABC123\n\tfor <bob@%b>; Tue, 24 Nov 2026 08:10:00 +0000\n"
HEAD += b"From: Ann <ann@alpha.zz>\nSubject: hello\n\n"


def mail(sender: bytes = b"relay.alpha.zz (relay.alpha.zz [192.88.98.7])", to: bytes = b"beta.zz") -> bytes:
    return HEAD % (sender, to)


PTR = ("7.98.88.192.in-addr.arpa", "PTR", "relay.alpha.zz.")
A = ("relay.alpha.zz", "A", "192.88.98.7")


@pytest.mark.parametrize(
    ("sender", "zone", "verdicts", "words"),
    [
        (b"relay.alpha.zz (relay.alpha.zz [192.88.98.7])", [PTR, A], ["agree"], "leads back to it; so the header has it"),
        (b"relay.alpha.zz (relay.alpha.zz [192.88.98.7])", [], ["differ"], "no name (no PTR); the header has relay.alpha.zz"),
        (b"relay.alpha.zz (relay.alpha.zz [192.88.98.7])", [PTR], ["agree"], "does not resolve back"),
        (b"relay.alpha.zz (unknown [192.88.98.7])", [PTR, A], ["fact", "agree"], "leads back to it"),
        (b"relay.alpha.zz (unknown [192.88.98.7])", [("relay.alpha.zz", "A", "192.88.98.7")], ["fact", "agree"], "no PTR"),
        (b"nowhere.zz (unknown [192.88.98.7])", [PTR, A], ["fact", "differ"], "leads back"),
        (b"six.zz (unknown [IPv6:2a00:1::7])", [("six.zz", "AAAA", "2a00:1:0::7")], ["fact", "agree"], "no PTR"),
        (b"x.broken.zz (unknown [192.88.98.7])", [PTR, A], ["fact", "unknown"], "leads back"),
        (b"pc (unknown [192.88.98.7])", [PTR, A], ["fact"], "leads back"),
        (b"pc.local (unknown [10.0.0.7])", [], [], ""),
    ],
)  # fmt: skip
def test_reverse(sender: bytes, zone: Rows, verdicts: list[str], words: str) -> None:
    rows = made(zone, "reverse", mail=mail(sender))
    assert [row.verdict for row in rows] == verdicts
    assert not verdicts or words in rows[0].text


ORIGIN = "7.98.88.192.origin.asn.cymru.com"


@pytest.mark.parametrize(
    ("zone", "verdict", "text"),
    [
        (
            [(ORIGIN, "TXT", '"64496 | 192.88.98.0/24 | DE | ripencc | 2001-01-02"'),
             ("as64496.asn.cymru.com", "TXT", '"64496 | DE | ripencc | 2001-01-02 | ALPHA - Alpha Hosting, DE"')],
            "fact", "AS64496 ALPHA - Alpha Hosting, DE, 192.88.98.0/24, registered in DE (ripencc)",
        ),
        ([(ORIGIN, "TXT", '"64496 64500 | 192.88.98.0/24 | |"')], "fact", "AS64496 and AS64500, 192.88.98.0/24"),
        ([(ORIGIN, "TXT", '"<b>\\027[31m"')], "unknown", "its network could not be looked up: ok"),
        ([], "fact", "no network announces it today"),
    ],
)  # fmt: skip
def test_routes(zone: Rows, verdict: str, text: str) -> None:
    assert one(zone, "routes", mail=mail()) == (verdict, text)


def test_the_most_specific_prefix_counts() -> None:
    assert narrowest(["1 | 10.0.0.0/8 | US | arin |", "2 | 10.1.0.0/16", "no | 10.1.1.0/24", "3 | x"]) == Route(
        ("2",), "10.1.0.0/16", None, None
    )


def mmdb(path: Path, kind: str, **row: object) -> str:
    writer = MMDBWriter(ip_version=6, ipv4_compatible=True, database_type=kind)
    writer.insert_network(IPSet(["192.88.98.0/24", "2a00:1::/32"]), row)
    writer.to_db_file(str(path / f"{kind}.mmdb"))
    return str(path / f"{kind}.mmdb")


def test_files_on_this_machine(tmp_path: Path) -> None:
    networks = mmdb(tmp_path, "Test-ASN", autonomous_system_number=64496, autonomous_system_organization="Alpha")
    places = mmdb(
        tmp_path, "Test-City", country={"iso_code": "DE", "names": {"en": "Germany"}}, city={"names": {"en": "Berlin"}}
    )
    rows = made([], "databases", mail=mail(), asn_db=networks, geo_db=places)
    assert rows[0].text.startswith("AS64496 Alpha, 192.88.98.0/24 (Test-ASN of 20")
    assert rows[1].text.startswith("perhaps in Berlin, Germany (Test-City of 20")
    assert "no evidence" in rows[1].text
    assert not made([], "routes", mail=mail(), asn_db=networks)
    flat = mmdb(tmp_path, "flat", country="Germany", country_code="DE", asn="AS64496", as_name="Alpha")
    assert [row.text.partition(" (")[0] for row in made([], "databases", mail=mail(), asn_db=flat, geo_db=flat)] == [
        "AS64496 Alpha, 192.88.98.0/24", "perhaps in Germany",
    ]  # fmt: skip


def test_files_need_no_network(tmp_path: Path) -> None:
    places = mmdb(tmp_path, "Test-City", country={"iso_code": "DE"})
    done = run(tmp_path, "--geo-db", places, mail=mail())
    assert "perhaps in DE" in done.stdout
    assert "in files on this machine" in done.stdout
    assert done.stderr == ""


@pytest.mark.parametrize("content", [None, b"", b"no database", b"\xab\xcd\xefMaxMind.com" + b"\xff" * 50])
def test_files_that_are_none(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "x.mmdb").write_bytes(content)
    done = run(tmp_path, "--geo-db", "x.mmdb", mail=mail())
    assert done.returncode == 2
    assert done.stderr.startswith("headertrace: x.mmdb")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("zone", "record", "text"),
    [
        ("zen.spamhaus.org", "127.0.0.4", "on Spamhaus ZEN (zen.spamhaus.org): XBL: hijacked or infected machine (127.0.0.4)"),
        ("zen.spamhaus.org", "127.0.0.77", "on Spamhaus ZEN (zen.spamhaus.org): code 127.0.0.77"),
        ("zen.spamhaus.org", "127.255.255.254", "gave no answer: the list answers no public resolver"),
        ("zen.spamhaus.org", "127.255.255.255", "gave no answer: too many questions"),
        ("zen.spamhaus.org", "127.255.255.252", "gave no answer: the list's name is mistyped"),
        ("zen.spamhaus.org", "127.255.255.9", "gave no answer: error code 127.255.255.9"),
        ("list.dnswl.org", "127.0.5.2", "on DNSWL (list.dnswl.org): network providers, trust medium (127.0.5.2)"),
        ("list.dnswl.org", "127.0.0.255", "gave no answer: too many questions"),
        ("bl.list.zz", "127.0.0.2", "on bl.list.zz: code 127.0.0.2"),
        ("bl.list.zz", "192.88.98.99", "gave no answer: 192.88.98.99 is not a list's answer; the list may have ended"),
        ("bl.list.zz", None, "not on bl.list.zz"),
        ("bl.broken.zz", None, "bl.broken.zz could not be asked: SERVFAIL"),
    ],
)  # fmt: skip
def test_lists(zone: str, record: str | None, text: str) -> None:
    rows = [(f"7.98.88.192.{zone}", "A", record)] if record else []
    assert text in one(rows, "lists", mail=mail(), dnsbl=(zone,))[1]


def test_lists_are_asked_about_the_handover_alone() -> None:
    assert {row.subject for row in made([], "lists", dnsbl=("bl.list.zz",))} == {"192.88.98.7"}
    both = made([], "lists", dnsbl=("bl.list.zz", "bl.list.zz"), dnsbl_all=True)
    assert [row.subject for row in both] == ["192.88.98.7", "192.88.98.9"]
    assert not made([], "lists")


def test_spamhaus_is_not_asked_through_a_public_resolver() -> None:
    options = Options(
        resolvers=("9.9.9.9", "tls://9.9.9.9#dns.quad9.net"), dry_run=True, dnsbl=("zen.spamhaus.org",), cache=False
    )
    found = check(headertrace.trace(mail()), None, options)
    assert found.answers
    assert not [answer for answer in found.answers if "spamhaus" in answer.name]


def test_a_key_is_used_and_never_shown(tmp_path: Path) -> None:
    key = "abcdefghijklmnopqrstuvwxyz"
    zone = [(f"7.98.88.192.{key}.zen.dq.spamhaus.net", "A", "127.0.0.2")]
    with Nameserver(zone) as server:
        args = ("verify", "-v", "--dnsbl", "zen.spamhaus.org", "--resolver", server.url)
        done = run(tmp_path, *args, mail=mail(), env={KEY_VARIABLE: key.upper()})
        again = run(tmp_path, *args, "-f", "json", mail=mail(), env={KEY_VARIABLE: key.upper()})
        dry = run(tmp_path, *args, "--dry-run", mail=mail(), env={KEY_VARIABLE: key.upper()})
    assert "SBL: spam source" in done.stdout
    for text in (done.stdout, again.stdout, dry.stdout):
        assert "[key].zen.dq.spamhaus.net" in text
        assert key not in text.lower()
    assert key.encode() not in (tmp_path / "cache" / "headertrace" / "answers.sqlite3").read_bytes().lower()


@pytest.mark.parametrize("zone", ["zen", "a..b", "x y.zz", "ü.zz", "-.-;.zz"])
def test_names_that_no_list_has(tmp_path: Path, zone: str) -> None:
    done = run(tmp_path, "verify", "--dnsbl", zone)
    assert (done.returncode, done.stdout) == (2, "")
    assert "--dnsbl" in done.stderr


@pytest.mark.parametrize("zone", LISTS)
def test_every_code_of_the_table_is_decoded(zone: str) -> None:
    for code, meaning in LISTS[zone].codes.items():
        errors, codes = decode(zone, Answer("x", "A", "ok", (f"127.{code}",)))
        assert [text for text in (*errors, *codes) if meaning in text]


MX = "MX"


@pytest.mark.parametrize(
    ("zone", "verdict", "words"),
    [
        ([("beta.zz", MX, "10 mx.beta.zz.", "20 b.beta.zz.")], "agree", "mx.beta.zz, which accepted the message at hop 1, is one of"),
        ([("beta.zz", MX, "10 in.beta.zz.")], "agree", "of the same organisation as its mail servers (MX in.beta.zz)"),
        ([("beta.zz", MX, "10 mx.gamma.zz.")], "differ", "its mail servers (MX) are mx.gamma.zz; mx.beta.zz, which accepted"),
        ([("beta.zz", MX, "0 .")], "differ", "it says that it accepts no mail (null MX, RFC 7505)"),
        ([("beta.zz", "A", "192.88.98.8")], "unknown", "it has no MX"),
        ([], "differ", "the recipient's domain does not exist"),
    ],
)  # fmt: skip
def test_the_receiver(zone: Rows, verdict: str, words: str) -> None:
    found = one(zone, "exchangers", "beta.zz", mail=mail())
    assert found[0] == verdict
    assert words in found[1]


@pytest.mark.parametrize(
    ("zone", "verdict", "words"),
    [
        ([("alpha.zz", MX, "10 relay.alpha.zz.")], "agree", "relay.alpha.zz, which handed over, is one of its mail servers"),
        ([("alpha.zz", MX, "10 mx.gamma.zz."), ("mx.gamma.zz", "A", "192.88.98.7")], "agree", "has the address of one of"),
        ([("alpha.zz", MX, "10 in.alpha.zz.")], "agree", "of the same organisation"),
        ([("alpha.zz", MX, "10 mx.gamma.zz.")], "fact", "need not be one of them"),
        ([("alpha.zz", MX, "0 .")], "differ", "bounces reach nobody"),
        ([("alpha.zz", "TXT", '"x"')], "fact", "it has no MX"),
        ([], "differ", "the sender's domain does not exist"),
    ],
)  # fmt: skip
def test_the_sender(zone: Rows, verdict: str, words: str) -> None:
    found = one(zone, "exchangers", "alpha.zz", mail=mail())
    assert found[0] == verdict
    assert words in found[1]


STS = ("_mta-sts.beta.zz", "TXT", '"v=STSv1; id=20261124;"')


@pytest.mark.parametrize(
    ("zone", "verdicts", "words"),
    [
        ([], ["fact", "fact"], "no MTA-STS policy"),
        ([STS], ["unknown", "fact"], "--mta-sts would fetch"),
        ([(*STS, '"v=STSv1; id=2;"')], ["fact", "fact"], "no MTA-STS policy"),
        ([("beta.zz", MX, "10 mx.beta.zz."), ("_25._tcp.mx.beta.zz", "TLSA", "3 1 1 " + "ab" * 32)], ["fact", "unknown"], "no MTA-STS"),
        ([("_smtp._tls.beta.zz", "TXT", '"v=TLSRPTv1; rua=mailto:tls@beta.zz"')], ["fact", "fact", "fact"], "no MTA-STS"),
    ],
)  # fmt: skip
def test_transport(zone: Rows, verdicts: list[str], words: str) -> None:
    rows = made(zone, "transport", mail=mail())
    assert [row.verdict for row in rows] == verdicts
    assert words in rows[0].text


def test_an_encrypted_leg_is_not_asked_about() -> None:
    assert not made([STS], "transport", mail=mail().replace(b"ESMTP", b"ESMTPS"))


@pytest.mark.parametrize(
    ("zone", "extra", "texts"),
    [
        ([("default._bimi.alpha.zz", "TXT", '"v=BIMI1; l=https://alpha.zz/l.svg; a=https://alpha.zz/c.pem"')], b"",
         ["it publishes a logo (BIMI) at https://alpha.zz/l.svg, with a mark certificate"]),
        ([("default._bimi.alpha.zz", "TXT", '"v=BIMI1; l=; a=;"')], b"", ["it publishes that it takes no part in BIMI"]),
        ([("b._bimi.alpha.zz", "TXT", '"v=BIMI1; l=https://alpha.zz/b.svg;"')], b"BIMI-Selector: v=BIMI1; s=B;\n",
         ["it publishes a logo (BIMI) at https://alpha.zz/b.svg, without a mark certificate"]),
        ([], b"BIMI-Selector: v=BIMI1; s=b;\n", ["the header names the BIMI selector b, for which there is no record"]),
        ([], b"", []),
    ],
)  # fmt: skip
def test_bimi(zone: Rows, extra: bytes, texts: list[str]) -> None:
    assert [row.text for row in made(zone, "bimi", mail=extra + mail())] == texts


def test_a_forged_header_of_many_hops_asks_little() -> None:
    line = b"Received: from h%d.zz (h%d.zz [8.1.%d.%d]) by h%d.zz with ESMTP; Tue, 24 Nov 2026 08:10:00 +0000\n"
    many = b"".join(line % (n, n, n // 250, n % 250, n + 1) for n in range(400, 0, -1)) + b"\n"
    with Nameserver([]) as server:
        found = check(headertrace.trace(many), many, Options(resolvers=(server.url,), cache=False))
    assert len({name for name, kind in server.asked if kind == "PTR"}) == 24
    assert "376 more addresses, of older hops, were not asked about." in found.notes


def test_index_and_files_hold_together() -> None:
    package = Path(headertrace.__file__).parent
    files = [path for room in ("lookup", "verification") for path in (package / room).glob("*.py")]
    having = {
        f"{path.parent.name}.{path.stem}" for path in files if "\nasync def check(case" in path.read_text("utf-8")
    }
    assert having == {row.module for row in CHECKS}


def test_hostile_answers_reach_no_terminal() -> None:
    zone = [
        ("7.98.88.192.in-addr.arpa", "PTR", "\\027\\[31m\\226\\128\\174x.zz."),
        (ORIGIN, "TXT", '"64496 | 192.88.98.0/24 | DE | ripe"'),
        ("as64496.asn.cymru.com", "TXT", '"64496 | DE | ripencc | 2001 | \\027[31m\\007\\226\\128\\174evil\\255"'),
        ("default._bimi.alpha.zz", "TXT", '"v=BIMI1; l=\\027]0;x\\007"'),
    ]
    with Nameserver(zone) as server:
        trace = headertrace.trace(mail())
        found = check(trace, None, Options(resolvers=(server.url,), cache=False))
    trace = trace._replace(lookups=found)
    for format in set(FORMATS) - set(BINARY):
        out = io.StringIO(headertrace.render(trace, format, RenderOptions(verbosity=1))).read()
        assert not {"\x1b", "\x07", "\u202e", "\udcff"} & set(out), format
