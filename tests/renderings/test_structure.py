"""Every sample in every format: all that is known of it stands there, in the format's own order and form."""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import get_args
from xml.etree import ElementTree

import html5lib
import pytest

import headertrace
from headertrace.records.trace import Trace
from headertrace.records.vocabulary import Trust
from headertrace.renderings import Options, headers
from headertrace.text.layout import width as cells
from headertrace.view.border import border
from headertrace.view.report import Report
from headertrace.view.reporting import reports
from helpers.samples import SAMPLES

WIDTHS = (60, 80, 140)
VERBOSITIES = (-1, 0, 1)
EACH = pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
OWN_PATH = "The notice's own path"
MARKS = {"claimed": "?", "operator": "~", "contradicted": "!"}


def traced(path: Path) -> Trace:
    return headertrace.trace(path.read_bytes())


def report(trace: Trace) -> Report:
    return reports([trace], Options(verbosity=1))[0]


def _path_title(trace: Trace) -> str:
    return OWN_PATH if trace.notice else "Path"


def words(text: str) -> str:
    """The text in one line, however it was wrapped."""
    return " ".join(text.split())


@EACH
@pytest.mark.parametrize("format", ["table", "tree", "timeline", "headers"])
def test_on_a_terminal(path: Path, format: str) -> None:
    trace = traced(path)
    for width in WIDTHS:
        for verbosity in VERBOSITIES:
            text = headertrace.render(trace, format, Options(width=width, verbosity=verbosity))
            assert all(cells(line) <= width for line in text.splitlines())
            assert words(text).startswith(words(trace.answer))
            for code in {finding.code for finding in trace.findings}:
                assert (f" {code} " in text) == (verbosity >= 0), code


@EACH
@pytest.mark.parametrize("format", ["table", "tree", "timeline"])
def test_hops_stand_in_their_order(path: Path, format: str) -> None:
    trace = traced(path)
    for width in WIDTHS:
        text = headertrace.render(trace, format, Options(width=width))
        # Below the answer stands who writes to whom about what, where the message says so.
        blocks = text.split("\n\n")
        path_alone = blocks[2] if blocks[1].startswith(("From ", "To ", "Subject ", "Checks ")) else blocks[1]
        if trace.notice:
            path_alone = text.partition(f"{OWN_PATH}\n")[2].partition("\n\n")[0]
        rows = re.findall(r"^[ │├└─]*(\d+)([?!~ ]) ", path_alone, re.MULTILINE)
        assert rows == [(str(hop.n), MARKS.get(hop.trust or "", " ")) for hop in trace.hops]
        assert bool(re.search("^━━ handed (?:to|over) ", path_alone, re.MULTILINE)) == (border(trace) is not None)


@EACH
def test_table_tells_role_time_and_delay(path: Path) -> None:
    trace = traced(path)
    text = headertrace.render(trace, "table", Options(width=140))
    lines = (text.partition(OWN_PATH)[2] or text).splitlines()
    for step in report(trace).steps:
        line = next(line for line in lines if re.match(rf" *{step.n}[?!~ ] ", line))
        assert step.role in line and step.delay in line and (step.by in line or "…" in line)
        assert step.moment is None or f"{step.moment:%H:%M:%S}" in line


@EACH
def test_headers_are_all_there(path: Path) -> None:
    trace = traced(path)
    text = headertrace.render(trace, "headers", Options(width=140))
    numbers = [int(number) for number in re.findall(r"^ *(\d+) .│ ", text, re.MULTILINE)]
    assert numbers == sorted(numbers)
    assert {field.first_line for field in trace.fields} <= set(numbers)
    assert text.count(" ╰ ") >= len(trace.fields)


@EACH
def test_page(path: Path) -> None:
    trace = traced(path)
    one = report(trace)
    page = headertrace.render(trace, "html", Options(verbosity=1))
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    titles = [title.text for title in tree.iter("h2") if title.get("class") == "section"]
    wanted = {
        "What stands out": one.findings, "Timeline": any(step.moment for step in one.steps), _path_title(trace): one.steps,
        "Waits": one.waits, "Wrong clocks": one.wrong_clocks, "Second clocks": one.seconds,
        "All results": one.checks or one.signatures or one.filters, "Header": one.block, "Source": one.file,
    }  # fmt: skip
    assert [title for title in titles if title in wanted] == [title for title, rows in wanted.items() if rows]
    # The path of a message that came back stands above.
    hops = next((table for table in reversed(list(tree.iter("table"))) if "hops" in (table.get("class") or "")), None)
    found = [] if hops is None else [row for row in hops.iter("tr") if row.get("class") in get_args(Trust)]
    found = [row for row in found if re.match(r"\d", row.findtext("th") or "")]
    assert len(found) == len(trace.hops)
    told = next((listed for listed in tree.iter("ul") if listed.get("class") == "told"), None)
    assert (0 if told is None else len(told.findall("li"))) == len(one.findings)
    assert trace.answer in "".join(tree.itertext())


@EACH
def test_page_runs_and_fetches_nothing(path: Path) -> None:
    page = headertrace.render(traced(path), "html", Options(verbosity=1))
    tree = html5lib.parse(page, namespaceHTMLElements=False)
    names = {name.rpartition("}")[2] for element in tree.iter() if isinstance(name := element.tag, str)}
    assert not names & {"script", "iframe", "object", "embed", "link", "img", "form", "base", "audio", "video"}
    attributes = {name for element in tree.iter() for name in element.attrib}
    assert not [name for name in attributes if name.startswith("on") or name in ("src", "srcset", "style", "action")]
    assert all((element.get("href") or "#").startswith("#") for element in tree.iter())
    (style,) = tree.iter("style")
    digest = b64encode(sha256((style.text or "").encode()).digest()).decode()
    (policy,) = [meta.get("content") for meta in tree.iter("meta") if meta.get("http-equiv")]
    assert policy == f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


@EACH
def test_page_s_links_lead_somewhere(path: Path) -> None:
    tree = html5lib.parse(headertrace.render(traced(path), "html"), namespaceHTMLElements=False)
    places = {element.get("id") for element in tree.iter()}
    assert {link.get("href", "")[1:] for link in tree.iter("a")} <= places


@EACH
def test_picture_has_a_row_a_hop(path: Path) -> None:
    trace = traced(path)
    picture = ElementTree.fromstring(headertrace.render(trace, "svg"))
    titles = [element.text or "" for element in picture.iter() if element.tag.endswith("}title")]
    one = report(trace)
    # The path of a message that came back is drawn first, under its own name.
    back = one.notice.returned if one.notice else None
    drawn = [*(back.way.steps if back else ()), *one.steps]
    assert (back is None) == ("The returned message: " not in headertrace.render(trace, "svg"))
    ids = [element.get("id") for element in picture.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    assert [title for title in titles if title.startswith("Hop ")] == [
        f"Hop {step.n}: {step.sender} → {step.by}, {step.time} {step.delay} {_cause(step)}".rstrip() for step in drawn
    ] or not any(hop.received.time for hop in trace.hops)


def _cause(step: object) -> str:
    words, at = getattr(step, "why", ""), getattr(step, "cause_at", "")
    return f"{at}: {words}" if words and at else words


@EACH
@pytest.mark.parametrize(("format", "heading"), [("markdown", "### "), ("jira", "h3. ")])
def test_marked_up_report(path: Path, format: str, heading: str) -> None:
    trace = traced(path)
    one = report(trace)
    text = headertrace.render(trace, format, Options(verbosity=1))
    titles = [line.removeprefix(heading) for line in text.splitlines() if line.startswith(heading)]
    wanted = {
        "What stands out": one.findings, _path_title(trace): one.steps, "Waits": one.waits, "Wrong clocks": one.wrong_clocks,
        "Second clocks": one.seconds, "Filters": one.filters, "Header": one.block, "Source": one.file,
    }  # fmt: skip
    assert [title for title in titles if title in wanted] == [title for title, rows in wanted.items() if rows]
    hops = text.partition(f"{heading}{_path_title(trace)}\n")[2].partition(heading)[0]
    assert re.findall(r"^\| ?`?(\d+)\\?[?!~]?`? ", hops, re.MULTILINE) == [str(hop.n) for hop in trace.hops]
    for told in one.findings:
        assert told.code in text


@EACH
def test_plain_report(path: Path) -> None:
    trace = traced(path)
    one = report(trace)
    lines = headertrace.render(trace, "text", Options(verbosity=1)).splitlines()
    under = [before for before, line in pairwise(lines) if set(line) == {"-"} and "  " not in before]
    wanted = {"What stands out": one.findings, _path_title(trace): one.steps, "Waits": one.waits, "Header": one.block}
    assert [title for title in under if title in wanted] == [title for title, rows in wanted.items() if rows]
    text = words(" ".join(lines))
    assert all(told.code in text for told in one.findings)


@EACH
def test_csv_has_a_row_a_hop(path: Path) -> None:
    trace = traced(path)
    rows = headertrace.render(trace, "csv").split("\r\n")
    assert len(rows) == 1 + max(1, len(trace.hops) + len(trace.reports)) + 1 and rows[-1] == ""


@pytest.mark.parametrize("format", ["markdown", "jira", "text"])
def test_several_messages_have_contents(format: str) -> None:
    traces = [traced(path) for path in SAMPLES[:2]]
    text = headertrace.render(traces, format)
    assert "2 messages" in text.splitlines()[0]
    for number, trace in enumerate(traces, 1):
        title = (trace.message.subject or "").split()[0]
        assert re.search(rf"^.*{number}\\?\. .*{re.escape(title)}", text, re.MULTILINE)
        assert re.search(rf"{number} of 2\S* .*{re.escape(title)}", text)


def test_the_annotated_header_has_a_mark_for_everybodys_word() -> None:
    assert set(headers._TRUST) == set(get_args(Trust))
