"""How answers look: as wide as there is room, whole in every format, and documents of their own schema."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from pathlib import Path
from xml.etree import ElementTree

import html5lib
import jsonschema
import pytest

from headertrace.cli.running import run
from headertrace.mailbox.questions.index import NAMES, ROWS
from headertrace.mailbox.shown.cells import share, spark, thinned
from headertrace.mailbox.shown.index import FORMATS, of_file
from headertrace.text.layout import width
from helpers.samples import HOME

Capture = pytest.CaptureFixture[str]


def shown(capsys: Capture, *words: str) -> str:
    capsys.readouterr()
    assert run(["stats", *words]) == 0
    return capsys.readouterr().out


@pytest.mark.parametrize("columns", ["80", "140"])
@pytest.mark.parametrize("name", ["", *NAMES])
def test_no_line_is_wider_than_the_terminal(dataset: Path, capsys: Capture, columns: str, name: str) -> None:
    out = shown(capsys, str(dataset), *([name] if name else []), "--width", columns)
    lines = [line for line in out.splitlines() if not line.startswith("  headertrace ")]
    assert lines and max(map(width, lines)) <= int(columns)
    assert not any(line.endswith(" ") for line in lines)


def test_a_wide_terminal_shows_more(dataset: Path, capsys: Capture) -> None:
    narrow, wide = (shown(capsys, str(dataset), "legs", "--width", size) for size in ("80", "140"))
    assert "over time" in wide and len(wide.splitlines()) == len(narrow.splitlines())


def test_the_page_has_every_question(dataset: Path, capsys: Capture) -> None:
    out = shown(capsys, str(dataset), "-f", "html")
    page = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(out)
    ids = {item.get("id") for item in page.iter("h2")}
    assert set(NAMES) <= ids
    assert {f"#{name}" for name in NAMES} == {link.get("href") for link in page.iter("a")}
    assert "default-src &#39;none&#39;" in out and "<script" not in out and not re.search(r"(?:src|href)=\"(?!#)", out)
    assert out.count("<svg ") > 3
    assert "".join(page.find(".//p[@class='answer']").itertext()).startswith("607 messages from 2 Nov 2026")


def test_the_page_of_one_question(dataset: Path, capsys: Capture) -> None:
    out = shown(capsys, str(dataset), "hosts", "-f", "html", "--hop", "filter.example.org")
    assert "filter.example.org" in out and "Wrong clocks" not in out


@pytest.mark.parametrize("name", [row.name for row in ROWS if row.name not in ("clocks", "answers")])
def test_a_picture_says_what_it_shows(dataset: Path, capsys: Capture, name: str) -> None:
    picture = ElementTree.fromstring(shown(capsys, str(dataset), name, "-f", "svg"))
    told = " ".join(picture.itertext())
    assert any(item.tag.endswith("title") for item in picture.iter()) and "prefers-color-scheme" in told
    assert float(picture.get("height", "0")) > 40 and picture.get("viewBox")
    assert all(float(item.get("height", "1").rstrip("%")) >= 0 for item in picture.iter() if item.tag.endswith("rect"))


@pytest.mark.parametrize(
    "words", [[], ["hosts"], ["trend", "--by", "hour"], ["--sql", "SELECT time, proved FROM messages"]]
)
def test_documents_follow_their_schema(dataset: Path, capsys: Capture, words: list[str]) -> None:
    schema = json.loads(files("headertrace").joinpath("stats.schema.json").read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    document = json.loads(shown(capsys, str(dataset), *words, "--json"))
    jsonschema.validate(document, schema, format_checker=jsonschema.FormatChecker())
    if not words:
        assert [answer["question"] for answer in document["answers"]] == [
            "trend",
            *[name for name in NAMES if name != "trend"],
        ]


def test_the_schema_is_strict(dataset: Path, capsys: Capture) -> None:
    schema = json.loads(files("headertrace").joinpath("stats.schema.json").read_text("utf-8"))
    document = json.loads(shown(capsys, str(dataset), "hosts", "--json"))
    for broken in (
        {**document, "more": 1},
        {**document, "schema": "headertrace.trace/1"},
        {**document, "messages": -1},
    ):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(broken, schema)


@pytest.mark.parametrize(
    ("name", "format"), [("a.html", "html"), ("a.CSV", "csv"), ("a.prom", "openmetrics"), ("a", None), (None, None)]
)
def test_a_file_is_in_the_format_of_its_name(name: str | None, format: str | None) -> None:
    assert of_file(name) == format


def test_every_format_writes_to_a_file(dataset: Path, tmp_path: Path, capsys: Capture) -> None:
    for format in FORMATS:
        out = tmp_path / format
        assert run(["stats", str(dataset), "hosts", "-f", format, "-o", str(out)]) == 0
        assert out.stat().st_size > 100 and not capsys.readouterr().out


@pytest.mark.parametrize(
    ("value", "words"),
    [(0, "0 %"), (1, "100 %"), (0.0001, "<0.1 %"), (0.99999, ">99.9 %"), (0.123, "12.3 %"), (0.05, "5 %")],
)
def test_shares(value: float, words: str) -> None:
    assert share(value) == words


def test_small_pictures() -> None:
    assert spark([0, 7, None, 3.5], 4) == "▁█ ▅"
    assert spark([None, None], 4) == "  " and spark([0, 0], 4) == "▁▁"
    assert thinned([1, 3, None, None, 5], 3) == [2, None, 5]
    assert len(spark(list(range(24)), 12)) == 12


def test_one_is_no_plural(tmp_path: Path, capsys: Capture) -> None:
    box, out = tmp_path / "one.mbox", str(tmp_path / "out")
    box.write_bytes(b"From ann@example.net Tue Nov 24 08:10:20 2026\n" + HOME.joinpath("greylisted.eml").read_bytes())
    assert run(["scan", str(box), "-o", out]) == 0
    assert run(["stats", out]) == 0 and run(["stats", out, *NAMES]) == 0
    said = "".join(capsys.readouterr())
    assert "1 message scanned" in said and "1 message of 1 month" in said and "1 message tells no time" in said
    assert not re.search(r"\b1 (?:more )?(?:messages|waits|files|months|differences)\b", said)
    assert run(["stats", out, "--recipient", "nobody@example.com"]) == 3
    none, why = capsys.readouterr()
    assert none.startswith("No message fits.") and why == (
        "headertrace: the only message there is does not fit: it is of 2026-11-24\n"
    )
