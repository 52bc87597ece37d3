"""What an incident responder takes along: observables as JSON, text and STIX, and findings as SARIF."""

from __future__ import annotations

import json
from typing import Any

import pytest

import headertrace
from headertrace.limits import Limits
from headertrace.renderings import render
from headertrace.renderings.index import of_file
from headertrace.view.observables import MOST, defanged, observables
from helpers.samples import HOME

FORGED = headertrace.trace((HOME / "forged-chain.eml").read_bytes())
CLEAN = headertrace.trace((HOME / "authenticated.eml").read_bytes())
OWN_ONLY = headertrace.trace(
    b"Received: by mx.example.org (Postfix, from userid 0) id 4ABC1230; Tue, 24 Nov 2026 08:00:00 +0000\nFrom: root@mx.example.org\n\n"
)
STRANGE = headertrace.trace(
    b'Received: from \x1b[31mevil ([192.0.2.9]) by mx.example.org with SMTP id a<b>"; Tue, 24 Nov 2026 08:00:00 +0000\n'
    b'From: "a\x07b" <x@\xc3\xbc.example>\nSubject: \xff<script>\nMessage-ID: <\xe2\x80\xae@example.net>\n\n'
)


def found(trace: Any, kind: str) -> dict[str, bool]:
    return {item.value: item.outside for item in observables(trace).listed if item.kind == kind}


def test_what_was_seen_and_what_was_claimed() -> None:
    border = next(item for item in observables(FORGED).listed if item.value == "203.0.113.66")
    assert (border.outside, border.seen[0].as_, border.seen[0].fact) == (True, "connecting address", True)
    claimed = next(item for item in observables(FORGED).listed if item.value == "mail.bank.example")
    assert not any(seen.fact for seen in claimed.seen)


def test_the_readers_own_side_is_told_apart() -> None:
    hosts = found(CLEAN, "host")
    assert hosts["mx.example.org"] is False and hosts["out4.bulk.example"] is True
    assert found(OWN_ONLY, "address") == {"root@mx.example.org": False}


def test_kinds() -> None:
    assert set(found(CLEAN, "domain")) == {"example.net", "news.example.net", "bulk.example"}
    assert set(found(CLEAN, "address")) >= {"news@example.net"}
    assert "bob@example.org" not in found(CLEAN, "address")
    assert "20261124080001.4711@app.bulk.example" in found(CLEAN, "id")
    from headertrace import read

    piped = headertrace.trace(next(iter(read(HOME / "authenticated.eml"))))
    assert [value for value in found(piped, "hash") if value.startswith("sha256:")]


def _many(count: int) -> Any:
    """A message of so many values: a host, its hash, and addresses, the first of which stands at the end too."""
    lines = [
        f"Received: from [100.0.{n >> 8}.{n & 255}] by mx.example.org; Tue, 24 Nov 2026 08:00:00 +0000\n"
        for n in (*range(count - 2), 0)
    ]
    return headertrace.trace("".join(lines).encode() + b"\n", limits=Limits(count + 1))


@pytest.mark.parametrize("more", [0, 1, 7])
def test_what_is_left_out_is_counted_and_told(more: int) -> None:
    trace = _many(MOST + more)
    told = observables(trace)
    assert (len(told.listed), told.left_out) == (MOST, more)
    first = next(item for item in told.listed if item.value == "100.0.0.0")
    assert len(first.seen) == 2
    assert json.loads(render(trace, "ioc")).get("left_out", 0) == more
    said = f"{more} more value{'s' if more > 1 else ''} left out: the first 1,000 are listed"
    assert (said in render(trace, "ioc-text")) is bool(more)
    notes = [item["content"] for item in json.loads(render(trace, "stix"))["objects"] if item["type"] == "note"]
    assert notes == [said] * bool(more)


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("192.0.2.1", "192[.]0[.]2[.]1"),
        ("ann@example.net", "ann[@]example[.]net"),
        ("2001:db8::1", "2001[:]db8[:][:]1"),
    ],
)
def test_defanged(value: str, told: str) -> None:
    assert defanged(value) == told


def test_json_is_one_object_or_an_array() -> None:
    assert json.loads(render(FORGED, "ioc"))["schema"] == "headertrace.ioc/1"
    assert [item["subject"] for item in json.loads(render([FORGED, CLEAN], "ioc"))] == [
        "Your account",
        "What we did in November",
    ]


def test_text_holds_nothing_of_ones_own_and_nothing_that_links() -> None:
    text = render(FORGED, "ioc-text")
    assert "203[.]0[.]113[.]66  # connecting address\n" in text
    assert "mx[.]example[.]org" not in text and "10[.]0" not in text
    assert "bank.example" not in text.partition("\n")[2]


@pytest.mark.parametrize("trace", [FORGED, CLEAN, OWN_ONLY, STRANGE], ids=["forged", "clean", "own", "strange"])
def test_stix_is_valid_and_the_same_each_time(trace: Any) -> None:
    import stix2

    text = render(trace, "stix")
    bundle = stix2.parse(text, allow_custom=False)
    assert {item.type for item in bundle.objects} >= {"email-message", "observed-data"}
    assert text == render(trace, "stix") and text.isascii()


def test_stix_has_the_address_at_the_border_and_not_ones_own() -> None:
    objects = json.loads(render([FORGED, CLEAN], "stix"))["objects"]
    values = {item.get("value") for item in objects}
    assert "203.0.113.66" in values and "mx.example.org" not in values and "10.0.0.1" not in values
    assert sum(item["type"] == "observed-data" for item in objects) == 2


def test_sarif_has_rules_levels_and_lines() -> None:
    document = json.loads(render([FORGED, CLEAN], "sarif"))
    (run,) = document["runs"]
    assert document["version"] == "2.1.0"
    rules = {rule["id"] for rule in run["tool"]["driver"]["rules"]}
    assert {result["ruleId"] for result in run["results"]} == rules
    assert len(run["results"]) == len(FORGED.findings) + len(CLEAN.findings) > 0
    for result, finding in zip(run["results"], (*FORGED.findings, *CLEAN.findings), strict=True):
        assert result["level"] == {"info": "note"}.get(finding.severity, finding.severity)
        region = result["locations"][0]["physicalLocation"].get("region")
        assert region is None or 1 <= region["startLine"] <= region["endLine"]


@pytest.mark.parametrize("format", ["ioc", "ioc-text", "stix", "sarif"])
def test_nothing_in_it_is_obeyed(format: str) -> None:
    told = render(STRANGE, format)
    assert "\x1b" not in told and "\x07" not in told and "\u202e" not in told


@pytest.mark.parametrize(
    ("name", "format"),
    [("a.stix.json", "stix"), ("a.sarif", "sarif"), ("a.sarif.json", "sarif"), ("a.json", "json"), ("a.txt", "text")],
)
def test_by_the_name_of_the_file(name: str, format: str) -> None:
    assert of_file(name) == format
