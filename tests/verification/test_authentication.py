"""SPF, DKIM, ARC and DMARC judged anew beside what the header says, with a name server on loopback."""

from __future__ import annotations

import random
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

pytest.importorskip("dkim")
pytest.importorskip("spf")

import headertrace
from headertrace.installing import command
from headertrace.lookup.case import Case
from headertrace.lookup.resolver import Resolver
from headertrace.records.authentication import AuthResult
from headertrace.records.lookups import Answer, Lookup, Options
from headertrace.verification import arc, authentication, breakage, dkim, dmarc, spf
from headertrace.verification.agreement import compare
from headertrace.verification.whole import split
from helpers import signing
from helpers.sealing import sealed
from helpers.zoneserver import Row, Zoneserver

CLIENT = "93.184.216.34"
ZONE: list[Row] = [
    *((name, "TXT", text) for name, text in signing.records().items()),
    ("alpha.example", "TXT", f"v=spf1 ip4:{CLIENT} -all"),
    ("_dmarc.alpha.example", "TXT", "v=DMARC1; p=reject; sp=quarantine; np=none"),
    ("mx.alpha.example", "TXT", "v=spf1 a -all"),
    ("mx.alpha.example", "A", CLIENT),
]
SAMPLE = signing.by_dkimpy(signing.messages(1)[0])
SAID = (
    "Authentication-Results: mx.beta.example;\n spf={spf} smtp.mailfrom=anna@alpha.example;\n"
    " dkim={dkim} header.d=alpha.example header.s=rsa;\n dmarc={dmarc} header.from=alpha.example\n"
)


def received(
    message: bytes, spf: str = "pass", dkim: str = "pass", dmarc: str = "pass", sender: str = "anna@alpha.example"
) -> bytes:
    return (
        f"Return-Path: <{sender}>\n{SAID.format(spf=spf, dkim=dkim, dmarc=dmarc)}"
        f"Received: from mx.alpha.example (mx.alpha.example [{CLIENT}])\n\tby mx.beta.example (Postfix) with ESMTPS id 4ABC1230\n"
        "\tfor <b@beta.example>; Tue, 24 Nov 2026 10:00:01 +0000 (UTC)\n"
    ).encode() + message


@pytest.fixture(autouse=True)
def unrefused(monkeypatch: pytest.MonkeyPatch) -> None:
    """The tests' names end in .example, which is never asked in earnest."""
    monkeypatch.setattr("headertrace.lookup.resolver.refusal", lambda name, names_only=False: None)


def rows(
    message: bytes, zone: Iterable[Row] = tuple(ZONE), whole: bool = True, deadline_s: float = 10.0
) -> dict[str, list[Lookup]]:
    trace = headertrace.trace(message)
    with Zoneserver(zone) as server, Resolver([server.url], deadline_s) as resolver:
        case = Case(trace, message if whole else None, Options(), resolver)
        found: dict[str, list[Lookup]] = {}
        for row in resolver.run(authentication.check(case)):
            found.setdefault(row.check, []).append(row)
    return found


def without(*names: str) -> list[Row]:
    return [row for row in ZONE if row[0] not in names]


def test_everything_as_it_was() -> None:
    found = rows(received(SAMPLE))
    assert {check: [row.verdict for row in group] for check, group in found.items()} == {
        "spf": ["agree", "fact"], "dkim": ["agree"], "dmarc": ["agree"],
    }  # fmt: skip
    assert "(ip4:93.184.216.34)" in found["spf"][0].text
    assert found["spf"][1].subject == "mx.alpha.example"
    detail: dict[str, Any] = found["dmarc"][0].detail or {}
    assert (detail["result"], detail["policy"], len(detail["aligned"])) == ("pass", "reject", 2)
    for group in found.values():
        assert all(row.answers and row.evidence for row in group)


def test_a_change_after_the_check_differs_and_is_explained() -> None:
    footer = b"_______________________________________________\nTalk mailing list\n"
    row = rows(received(SAMPLE + footer))["dkim"][0]
    assert row.verdict == "differ"
    assert "list's footer" in row.text.replace("Mailman's list footer", "list's footer") and "measured" in row.text
    assert (row.detail or {})["causes"][0]["kinds"] == ["list-footer"]


@pytest.mark.parametrize(
    "damaged",
    [
        without("rsa._domainkey.alpha.example"),
        [*without("rsa._domainkey.alpha.example"), ("rsa._domainkey.alpha.example", "TXT", "v=DKIM1; p=")],
    ],
)
def test_a_key_that_is_gone_says_nothing_of_that_day(damaged: list[Row]) -> None:
    row = rows(received(SAMPLE), damaged)["dkim"][0]
    assert row.verdict == "unknown"
    assert "unknown today" in row.text and "the body is as it was signed" in row.text


def test_a_policy_cannot_be_judged_by_a_key_that_is_gone() -> None:
    found = rows(received(SAMPLE), without("rsa._domainkey.alpha.example", "alpha.example"))
    assert found["dmarc"][0].verdict == "unknown" and (found["dmarc"][0].detail or {})["policy"] == "reject"


def test_a_chain_cannot_be_judged_by_keys_that_are_gone() -> None:
    gone = without(*(name for name, *_ in ZONE if "_domainkey" in name))
    found = rows(received(sealed(signing.messages(1)[0], 2)), gone)
    assert found["arc"][0].verdict == "unknown" and "(any more)" in found["arc"][0].text


def test_a_record_that_changed_differs() -> None:
    changed = [*without("alpha.example"), ("alpha.example", "TXT", "v=spf1 -all")]
    found = rows(received(SAMPLE), changed)
    assert found["spf"][0].verdict == "differ" and "may have changed" in found["spf"][0].text


def test_without_the_body_the_fields_are_still_held() -> None:
    head = received(SAMPLE).partition(b"\n\n")[0] + b"\n\n"
    found = rows(head)
    assert found["dkim"][0].verdict == "unknown" and "the body is not here" in found["dkim"][0].text
    assert (found["dkim"][0].detail or {})["header_intact"] is True
    assert (found["dmarc"][0].detail or {})["result"] == "pass"  # by SPF


def test_the_header_alone() -> None:
    found = rows(received(SAMPLE), whole=False)
    assert found["dkim"][0].verdict == "unknown" and "only the header" in found["dkim"][0].text


def test_a_null_sender_is_judged_by_helo() -> None:
    found = rows(received(SAMPLE, sender=""))
    assert [(row.detail or {})["identity"] for row in found["spf"]] == ["helo"]
    assert (found["spf"][0].detail or {})["mechanism"] == "a"


def test_an_inner_client_is_not_judged() -> None:
    found = rows(received(SAMPLE).replace(CLIENT.encode(), b"10.0.0.7"))
    assert found["spf"][0].verdict == "unknown" and "not a public address" in found["spf"][0].text


def test_a_word_from_below_the_border_is_no_ground() -> None:
    message = received(SAMPLE).replace(b"spf=pass", b"spf=fail", 1)
    forged = SAID.format(spf="pass", dkim="pass", dmarc="pass").encode().replace(b"mx.beta", b"mx.other")
    top, gap, rest = message.partition(b"(UTC)\n")
    row = rows(top + gap + forged + rest)["spf"][0]
    assert row.verdict == "differ" and "said fail" in row.text and "not a host that is vouched for" in row.text


def test_an_arc_chain_and_the_instance_that_breaks_it() -> None:
    chained = sealed(signing.messages(1)[0], 2)
    good = rows(received(chained))["arc"][0]
    assert (good.detail or {})["result"] == "pass" and "2 sets" in good.subject
    broken = rows(received(chained.replace(b"arc=none", b"arc=pass", 1)))["arc"][0]
    assert (broken.detail or {})["failed_instance"] == 2
    assert "instance 2: the seal" in broken.text and "nor does the seal of instance 1 hold" in broken.text


def test_what_was_done_behind_the_newest_sealer_is_named() -> None:
    chained = (
        sealed(signing.messages(1)[0], 2) + b"_______________________________________________\nTalk mailing list\n"
    )
    row = rows(received(chained))["arc"][0]
    assert "instance 2: the message signature: the body is not what was signed" in row.text
    assert [cause["kinds"] for cause in (row.detail or {})["causes"]] == [["list-footer"]]


def test_a_thousand_signatures_make_no_thousand_rows() -> None:
    field = SAMPLE.partition(b"From:")[0]
    found = rows(received(field * 1_000 + SAMPLE))["dkim"]
    assert len(found) == dkim.MAX_SIGNATURES + 1
    assert found[-1].text == f"{1_001 - dkim.MAX_SIGNATURES} more signatures are not checked"


def test_missing_libraries_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(authentication, "find_spec", lambda name: None)
    found = rows(received(SAMPLE))
    assert found["dkim"][0].text.endswith(command("verify"))


def test_a_dead_server_is_said_in_every_row() -> None:
    message = received(SAMPLE)
    trace = headertrace.trace(message)
    with Resolver(["udp://127.0.0.1:9"], 1.0) as resolver:
        found = resolver.run(authentication.check(Case(trace, message, Options(), resolver)))
    assert {row.check for row in found} == {"spf", "dkim", "dmarc"}
    assert {row.verdict for row in found} == {"unknown"}


# ------------------------------------------------------------------ SPF


def asks(rows: Iterable[tuple[str, str, str]]) -> Any:
    def ask(name: str, kind: str) -> Answer:
        found = [value for owner, type_, value in rows if owner == name.lower() and type_ == kind]
        known = any(owner == name.lower() for owner, _, _ in rows)
        status = "ok" if found else "nodata" if known else "nxdomain"
        return Answer(name, kind, status, tuple(found), 60, False, octets=tuple(text.encode() for text in found))

    return ask


def test_an_include_bomb_ends() -> None:
    asked: list[str] = []

    def bomb(name: str, kind: str) -> Answer:
        asked.append(name)
        text = "v=spf1 " + " ".join(f"include:{number}.{name}" for number in range(50)) + " -all"
        return Answer(name, kind, "ok", (text,), octets=(text.encode(),))

    found = spf.evaluate(bomb, CLIENT, "a@bomb.example", "bomb.example")
    # RFC 7208 section 4.6.4: ten terms that ask.
    assert found.result == "permerror" and len(asked) <= 2 * 10 + 1
    assert found.problem and "Too many DNS lookups" in found.problem


def test_mx_and_ptr_bombs_end() -> None:
    asked: list[str] = []

    def bomb(name: str, kind: str) -> Answer:
        asked.append(name)
        texts = ["v=spf1 " + "mx:a.example ptr " * 30] if kind == "TXT" else [f"10 m{n}.example" for n in range(10)]
        texts = [f"p{n}.example" for n in range(500)] if kind == "PTR" else texts
        return Answer(
            name, kind, "ok" if kind != "A" else "nxdomain", tuple(texts), octets=tuple(t.encode() for t in texts)
        )

    assert spf.evaluate(bomb, CLIENT, "a@bomb.example", "bomb.example").result == "permerror"
    assert len(asked) < 300


def test_the_explanation_of_a_failure() -> None:
    zone = [
        ("a.example", "TXT", "v=spf1 -all exp=why.a.example"),
        ("why.a.example", "TXT", "%{i} may not send as %{s}"),
    ]
    found = spf.evaluate(asks(zone), CLIENT, "anna@a.example", "mx.a.example")
    assert found.explanation == f"{CLIENT} may not send as anna@a.example"
    assert found.text.endswith("may not send as anna@a.example")


def test_pyspf_used_elsewhere_is_left_as_it_is() -> None:
    import spf as library

    before = dict(vars(library))
    zone = [("a.example", "TXT", "v=spf1 ip4:192.0.2.0/24 -all")]
    assert spf.evaluate(asks(zone), CLIENT, "a@a.example", "a.example").result != "none"
    assert dict(vars(library)) == before


def test_checks_at_once_each_ask_whom_they_were_given() -> None:
    def checked(number: int) -> str:
        zone = [(f"{number}.example", "TXT", f"v=spf1 {'+' if number % 2 else '-'}all")]
        return spf.evaluate(asks(zone), CLIENT, f"a@{number}.example", "mx.example").result

    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(checked, range(40))) == ["fail", "pass"] * 20


# ------------------------------------------------------------------ DMARC

_P = "v=DMARC1; p=reject"
DMARC: dict[str, tuple[dict[str, str], str, list[tuple[str, str, str]], dict[str, Any]]] = {
    "no record": ({}, "a.example", [], {"result": "none", "policy": None}),
    "its own": ({"a.example": _P}, "a.example", [], {"result": "fail", "policy": "reject", "policy_from": "p of a.example"}),
    "inherited": ({"a.example": _P}, "b.a.example", [], {"policy": "reject", "policy_from": "p of a.example", "organisational_domain": "a.example"}),
    "for subdomains": ({"a.example": _P + "; sp=quarantine"}, "x.a.example", [], {"policy": "quarantine", "policy_from": "sp of a.example"}),
    "for names that are not there": ({"a.example": _P + "; np=none"}, "gone.a.example", [], {"policy": "none", "policy_from": "np of a.example"}),
    "for names that are there": ({"a.example": _P + "; np=none", "x.a.example": ""}, "x.a.example", [], {"policy": "reject"}),
    "testing": ({"a.example": _P + "; t=y"}, "a.example", [], {"policy": "quarantine"}),
    "two records": ({"a.example": "two"}, "a.example", [], {"result": "none"}),
    "a wrong policy": ({"a.example": "v=DMARC1; p=maybe"}, "a.example", [], {"result": "none"}),
    "a wrong policy with reports": ({"a.example": "v=DMARC1; p=maybe; rua=mailto:r@a.example"}, "a.example", [], {"policy": "none"}),
    "the very domain": ({"a.example": _P}, "a.example", [("dkim", "a.example", "pass")], {"result": "pass"}),
    "relaxed": ({"a.example": _P}, "x.a.example", [("spf", "y.a.example", "pass")], {"result": "pass"}),
    "relaxed from above": ({"a.example": _P}, "x.a.example", [("dkim", "a.example", "pass")], {"result": "pass"}),
    "strict": ({"a.example": _P + "; adkim=s"}, "x.a.example", [("dkim", "a.example", "pass")], {"result": "fail"}),
    "strict for SPF only": ({"a.example": _P + "; aspf=s"}, "x.a.example", [("dkim", "a.example", "pass")], {"result": "pass"}),
    "another's": ({"a.example": _P}, "a.example", [("dkim", "b.example", "pass")], {"result": "fail"}),
    "one's own that failed": ({"a.example": _P}, "a.example", [("dkim", "a.example", "fail")], {"result": "fail"}),
    "one that cannot be told": ({"a.example": _P}, "a.example", [("dkim", "a.example", "unknown")], {"result": "unknown"}),
    "another's that cannot be told": ({"a.example": _P}, "a.example", [("dkim", "b.example", "unknown")], {"result": "fail"}),
    "a part of its own (psd=n)": ({"a.example": _P, "x.a.example": _P + "; psd=n"}, "y.x.a.example", [("dkim", "a.example", "pass")], {"result": "fail", "organisational_domain": "x.a.example"}),
    "below a public suffix (psd=y)": ({"example": _P + "; psd=y"}, "x.a.example", [], {"policy": "reject", "organisational_domain": "a.example"}),
    "two below a public suffix": ({"example": _P + "; psd=y"}, "a.example", [("dkim", "b.example", "pass")], {"result": "fail"}),
}  # fmt: skip


@pytest.mark.parametrize("case", DMARC.values(), ids=DMARC)
def test_a_policy(case: tuple[dict[str, str], str, list[tuple[str, str, str]], dict[str, Any]]) -> None:
    records, domain, identities, expected = case
    zone = [(name, "A", "192.0.2.1") for name in records]
    for name, text in records.items():
        zone += [(f"_dmarc.{name}", "TXT", line) for line in ([_P, _P] if text == "two" else [text] if text else [])]
    found = dmarc.judge(asks(zone), domain, [dmarc.Identity(*one) for one in identities]).detail()
    assert {key: found[key] for key in expected} == expected, found


def test_the_walk_asks_eight_times_at_most() -> None:
    steps = dmarc.walk(asks([]), ".".join("abcdefghijklmnop") + ".example.com")
    assert len(steps) == 8
    assert [step.domain for step in steps[1:3]] == ["l.m.n.o.p.example.com", "m.n.o.p.example.com"]


def test_where_the_list_and_the_walk_part() -> None:
    zone = [("_dmarc.x.a.example", "TXT", _P + "; psd=n")]
    found = dmarc.judge(asks(zone), "x.a.example", [])
    assert (found.organisational, found.listed) == ("x.a.example", "a.example")
    assert any("public suffix list" in note for note in found.notes)


# ------------------------------------------------------------------ agreement

AGREEMENT = [
    ("pass", ["pass"], None, "agree"),
    ("fail", ["hardfail"], None, "agree"),
    ("fail", ["pass"], None, "differ"),
    ("pass", ["fail"], None, "differ"),
    ("pass", [], None, "fact"),
    ("unknown", ["pass"], "the key is gone", "unknown"),
    ("unknown", [], "the key is gone", "unknown"),
    ("pass", ["temperror"], None, "unknown"),
]


@pytest.mark.parametrize(("found", "said", "untold", "verdict"), AGREEMENT)
def test_agreement(found: str, said: list[str], untold: str | None, verdict: str) -> None:
    assert compare(found, [AuthResult("dkim", word) for word in said], untold).verdict == verdict


def test_the_most_trusted_word_decides() -> None:
    said = [AuthResult("dkim", "pass", trusted=False, field=9), AuthResult("dkim", "fail", trusted=True, field=2)]
    assert compare("fail", said).verdict == "agree"


# ------------------------------------------------------------------ damage of every kind


def test_mutated_messages_and_records_are_judged_without_a_trace_back() -> None:
    chance = random.Random(8617)
    whole = received(sealed(signing.by_dkimpy(signing.messages(5)[4]), 2))
    table = dict(signing.records())

    def ask(name: str, kind: str) -> Answer:
        text = table.get(name.lower(), "v=spf1 include:%{d} a:%{l}.x -all" if kind == "TXT" else "10 x")
        text = "".join(chr(chance.randrange(256)) if chance.random() < 0.01 else letter for letter in text)
        return Answer(name, kind, "ok", (text,), octets=(text.encode("latin-1"),))

    for _ in range(400):
        octets = bytearray(whole)
        for _ in range(chance.randint(1, 12)):
            at = chance.randrange(len(octets))
            length = chance.choice((0, 0, 1, 1, 40))
            octets[at : at + length] = chance.randbytes(chance.choice((0, 1, 3))) or octets[at - 30 : at]
        cut = split(bytes(octets))
        signed = dkim.verify(cut, ask)
        arc.verify(cut, ask)
        for one in signed:
            if one.claim:
                breakage.explain(cut, one.claim, one.key, one.body, one.header)
        outcome = spf.evaluate(ask, CLIENT, bytes(octets[:40]).decode("latin-1"), "helo")
        dmarc.judge(ask, outcome.domain or "a.example", [dmarc.Identity("spf", outcome.domain, outcome.result)])


def test_everything_that_is_needed_in_any_case_is_asked_at_once() -> None:
    """The chain of questions is no longer than what one answer leads to: here none, so one round."""
    message = received(sealed(signing.by_dkimpy(SAMPLE, selector=b"ed"), 2))
    trace = headertrace.trace(message)
    with Zoneserver(ZONE) as server, Resolver([server.url], 10) as resolver:
        resolver.run(_gathered(resolver, authentication._first_questions(trace)))
        before = set(server.asked)
        resolver.run(authentication.check(Case(trace, message, Options(), resolver)))
        later = set(server.asked) - before
    # Only what the HELO record's mechanism names, and what its evaluation needs.
    assert later == {("mx.alpha.example", "A")}


async def _gathered(resolver: Resolver, names: list[str]) -> None:
    for name in names:
        await resolver.ask(name, "TXT")
