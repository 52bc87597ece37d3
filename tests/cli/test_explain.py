"""``headertrace explain``: every finding, the fields a postmaster meets, and every dialect have a page."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import headertrace
from headertrace.cli.explain import listing, search, words
from headertrace.cli.topics import KINDS, explained, topics
from headertrace.findings import checks
from headertrace.findings.check import Check
from headertrace.received import parse_received
from headertrace.received.products import BY_NAME
from headertrace.records.vocabulary import AGREEMENTS, CAUSES, CERTAINTIES, DNS_STATUSES, LEGS, ROLES, TRUSTS

TOP = Path(headertrace.__file__).parent / "explanations"
PAGES = sorted(TOP.glob("*/*.md"))
CHECKS = list(checks())
DIALECTS = sorted(BY_NAME)
SECTIONS = ["What it means", "Why it happens", "How sure", "What to do", "Example", "Sources"]
FACTS = ["Written by", "Proves", "Trust", "Source"]
# Documentation names and addresses (RFC 2606, 5737, 3849, 9637), private addresses, and the
# hosts of the services that a page is about.
_ADDRESS = re.compile(r"[\[(](\d{1,3}(?:\.\d{1,3}){3})[\])]")
_ALLOWED = re.compile(r"192\.0\.2\.|198\.51\.100\.|203\.0\.113\.|127\.0\.0\.1$|10\.0\.0\.")


def name(page: Path) -> str:
    return f"{page.parent.name}/{page.stem}"


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.code)
def test_every_finding_has_a_page(check: Check) -> None:
    page = (TOP / "findings" / f"{check.code.lower()}.md").read_text("utf-8")
    assert page.startswith(f"# {check.code} {check.name}\n\nSeverity: {check.severity}.")
    sections = re.findall(r"^## (.*)$", page, re.M)
    assert sections == SECTIONS
    assert len(page.partition("## Sources")[2].strip()) > 7
    assert explained(check.code) == page.rstrip()
    assert (explained(check.name) or "").startswith(page.rstrip())


def test_every_page_of_a_finding_has_its_check() -> None:
    assert {page.stem for page in (TOP / "findings").glob("*")} == {check.code.lower() for check in CHECKS}


@pytest.mark.parametrize("page", sorted((TOP / "headers").glob("*")), ids=name)
def test_page_of_a_field(page: Path) -> None:
    text = page.read_text("utf-8")
    title = text.partition("\n")[0].removeprefix("# ")
    assert page.name == f"{title.lower().removesuffix('-*')}.md"
    assert re.findall(r"^- \*\*(.*?):\*\*", text, re.M) == FACTS
    assert re.search(r"^- \*\*Source:\*\* \w", text, re.M)
    assert explained(title) == text.rstrip()


@pytest.mark.parametrize("page", sorted((TOP / "lookups").glob("*")), ids=name)
def test_page_of_a_lookup(page: Path) -> None:
    text = page.read_text("utf-8")
    assert text.startswith(f"# {page.stem}\n\n")
    assert re.search(r"^- \*\*Source:\*\* \w", text, re.M)
    assert explained(page.stem.upper()) == text.rstrip()


def test_there_are_pages_for_what_a_postmaster_meets() -> None:
    assert len(list((TOP / "headers").glob("*.md"))) >= 60
    assert len(list((TOP / "dialects").glob("*.md"))) >= 30


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_dialect_has_something_to_say(dialect: str) -> None:
    told = explained(dialect) or ""
    assert told.startswith(f"# {BY_NAME[dialect].product}\n\n")
    assert len(told.partition("\n\n")[2]) > 80
    assert f"{BY_NAME[dialect].source}." in told


@pytest.mark.parametrize("page", sorted((TOP / "dialects").glob("*")), ids=name)
def test_example_is_in_the_dialect_it_stands_for(page: Path) -> None:
    dialect = page.stem.replace("-", "_")
    text = page.read_text("utf-8")
    assert dialect in DIALECTS
    received = parse_received(" ".join(text.partition("## Example")[2].split()).removeprefix("Received: "))
    # A filter that is another server inside shows as that server.
    assert received.dialect in (dialect, _INSIDE.get(dialect))
    assert received.stamp and received.stamp.utc and not received.stamp.defects
    assert received.stamp.utc.isoformat().startswith("2026-11-24T08:")


_INSIDE = {"zimbra": "postfix", "proofpoint": "sendmail", "fortimail": "general", "messagelabs": "qmail"}


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_page_is_narrow_plain_and_names_nobody(page: Path) -> None:
    text = page.read_text("utf-8")
    assert page.suffix == ".md" and page.parent.name in KINDS
    assert text.isascii() and text.endswith("\n") and not text.endswith("\n\n")
    assert max(map(len, text.splitlines())) <= 90
    assert [found for found in _ADDRESS.findall(text) if not _ALLOWED.match(found)] == []
    assert all(domain.split(".")[-2] == "example" for domain in re.findall(r"@([\w-]+(?:\.[\w-]+)+)", text))


@pytest.mark.parametrize(
    ("subject", "title"),
    [
        ("ht205", "HT205 long-wait"),
        ("Long-Wait", "HT205 long-wait"),
        ("RECEIVED:", "Received"),
        (" x-received ", "X-Received"),
        ("X-Mimecast-Spam-Score", "X-Mimecast-*"),
        ("X-MS-Exchange-CrossTenant-Id", "X-MS-Exchange-CrossTenant-*"),
        ("x-ms-exchange-senderadcheck", "X-MS-Exchange-*"),
        ("X-Spam-Status", "X-Spam-Status"),
        ("X-Spam-Whatever", "X-Spam-*"),
        ("List-Archive", "List-*"),
        ("Resent-Date", "Resent-*"),
        ("exchange_ims", "Microsoft Exchange 5.5 Internet Mail Service"),
        ("gmail", "Google (Gmail and Workspace)"),
        ("Openwave", "InterMail and Openwave"),
    ],
)
def test_looked_up(subject: str, title: str) -> None:
    assert (explained(subject) or "").partition("\n")[0] == f"# {title}"


@pytest.mark.parametrize(
    "subject",
    ["", "-", "*", "HT999", "../findings/ht201", "findings/ht201", "x\0y", "Received-Nothing", "microsoft", "x" * 9999],
)
def test_unknown_stays_unknown(subject: str) -> None:
    assert explained(subject) is None


@pytest.mark.parametrize(
    ("page", "vocabulary"),
    [
        ("causes", CAUSES), ("roles", ROLES), ("legs", LEGS), ("trust", TRUSTS), ("certainty", CERTAINTIES),
        ("results", (*(word for word in AGREEMENTS if word != "unknown"), *DNS_STATUSES)),
    ],
)  # fmt: skip
def test_every_word_of_the_output_is_explained(page: str, vocabulary: tuple[str, ...]) -> None:
    text = (TOP / "words" / f"{page}.md").read_text("utf-8")
    assert sorted(re.findall(r"^## (.*)$", text, re.M)) == sorted(vocabulary)
    assert all(explained(word) for word in vocabulary)


def test_a_word_of_two_kinds_is_told_as_both() -> None:
    text = explained("forwarding") or ""
    assert "# forwarding (causes)" in text and "# forwarding (legs)" in text


@pytest.mark.parametrize(
    ("code", "said"),
    [("205", "# HT205 long-wait"), ("450", "A temporary failure"), ("550", "A permanent failure"),
     ("5.1.1", "There is no such mailbox. A permanent failure"), ("4.2.2", "The mailbox is full. A temporary failure"),
     ("x.7.25", ""), ("7.25", "The connecting address has no valid name")],
)  # fmt: skip
def test_codes(code: str, said: str) -> None:
    assert said in (explained(code) or "")


@pytest.mark.parametrize(
    ("sought", "first"),
    [("HT41", "HT411"), ("spam filter", "HT701"), ("time zone", "HT206"), ("greylist", "greylisting")],
)
def test_searched(sought: str, first: str) -> None:
    assert first in [topic.name for topic in search(sought)][:6]


def test_search_finds_nothing_for_what_is_nowhere() -> None:
    assert search("xyzzy plugh") == [] and search("***") == []


def test_every_topic_has_a_first_sentence() -> None:
    assert [topic.name for topic in topics() if not topic.about.endswith((".", "?", "!"))] == []
    assert [topic.name for topic in topics() if len(topic.about) > (140 if topic.kind == "findings" else 300)] == []
    assert [topic.name for topic in topics() if topic.about.count("`") % 2] == []


def test_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    from headertrace.cli.running import run

    assert run(["explain", "-f", "json", "ht205"]) == 0
    assert json.loads(capsys.readouterr().out)["text"].startswith("# HT205")
    assert run(["explain", "-f", "json"]) == 0
    told = json.loads(capsys.readouterr().out)["topics"]
    assert {topic["kind"] for topic in told} == set(KINDS)


def test_a_slip_is_met_by_what_is_spelled_nearly_so(capsys: pytest.CaptureFixture[str]) -> None:
    from headertrace.cli.running import run

    assert next(topic.name for topic in search("greylisted")) == "greylisting"
    assert run(["explain", "recieved"]) == 0
    assert capsys.readouterr().out.split("\n- ")[1].startswith("Received:")
    assert run(["explain", "sevrity"]) == 2
    assert "headertrace: there is no topic 'sevrity'" in capsys.readouterr().err


def test_every_word_leads_to_a_page_and_is_listed() -> None:
    listed = listing()
    for word in words():
        assert explained(word), word
        assert f"- {word}:" in listed or f"- {word} " in listed
