"""Reports: what each format promises of its own form, for every sample and for hostile ones."""

from __future__ import annotations

import csv
import io
import os
import re
import socket
import struct
import subprocess
import sys
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import cmarkgfm
import html5lib
import pytest
from cmarkgfm.cmark import Options as Gfm
from hypothesis import given
from hypothesis import strategies as st

import headertrace
import headertrace.records.trace
from headertrace.installing import command
from headertrace.renderings import BINARY, FORMATS, Options, RenderingError, html, jira, markdown, render_bytes
from headertrace.renderings.csv import COLUMNS
from headertrace.text.layout import width
from helpers.command import said as run
from helpers.poison import ALL, SLOTS, message
from helpers.samples import SAMPLES

DRAWING = (Path(headertrace.__file__).parent / "renderings" / "drawing.py").read_text("utf-8")
# What people put into a ticket to have it fetch, ping, run or link.
MARKS = (
    "[x](http://192.0.2.1/)", "![x](http://192.0.2.1/x.png)", "<http://192.0.2.1/>", "http://192.0.2.1/ https://a.example",
    "www.example.com", "ann@example.com", "@octocat", "#123 GH-7 octo/repo#1 octo/repo@abcdef1", "abcdef1234567890abcdef",
    "`code` ``two``", "**bold** __b__ ~~s~~ *i* _i_", "| a | b |", "- [ ] task", "# head", "> quote", "1. one", "---", "===",
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "&lt; &#60; &amp;", ":smile: :+1:", "[^1] [x]: http://a.example",
    "{html}<b>x</b>{html}", "{noformat}", "{code}{code}", "[~ann]", "[x|http://192.0.2.1/]", "!http://192.0.2.1/x.png!",
    "h1. head", "bq. quote", "{color:red}x{color}", "ABC-123", "\\\\ \\{x\\} \\[x\\]", "=cmd|'/c calc'!A1", "+1+1", "-1+1",
    "@SUM(A1)", "\\(x\\) $x$ $$y$$", "(y) :) ;) :D", "?? -- ---", "mailto:ann@example.com", "x" * 5000,
)  # fmt: skip
HOSTILE = {**{f"mark{index}": mark.encode() for index, mark in enumerate(MARKS)}, **ALL}


def traced(data: bytes) -> list[headertrace.records.trace.Trace]:
    return [headertrace.trace(item) for item in headertrace.read(data)]


def poisoned(name: str) -> list[headertrace.records.trace.Trace]:
    return traced(message(HOSTILE[name], *SLOTS))


@pytest.mark.parametrize("name", HOSTILE)
def test_html_is_well_formed(name: str) -> None:
    traces = poisoned(name)
    html5lib.HTMLParser(strict=True).parse(headertrace.render(traces, "html"))
    html5lib.HTMLParser(strict=True).parse(headertrace.render(traces * 2, "html"))


@pytest.mark.parametrize("name", HOSTILE)
def test_svg_is_well_formed(name: str) -> None:
    for traces in (poisoned(name), poisoned(name) * 2):
        for element in ElementTree.fromstring(headertrace.render(traces, "svg")).iter():
            kind = element.tag.rpartition("}")[2]
            assert kind in {"svg", "title", "desc", "style", "rect", "line", "g", "text", "tspan"}
            assert kind != "style" or "@media" in (element.text or "")


def test_html_without_style_still_tells_all() -> None:
    """A ticket editor keeps text, headings, lists, tables and links; the facts are all there."""
    trace = traced((SAMPLES[0].parent / "queue-retry.eml").read_bytes())[0]
    page = headertrace.render(trace, "html")
    bare = re.sub(r"<style>.*?</style>|<svg.*?</svg>|\s(?:class|role|id)=\"[^\"]*\"", "", page, flags=re.DOTALL)
    words = " ".join(unescape(re.sub(r"<[^>]+>", " ", bare)).split())
    for fact in (
        trace.answer, "The sender's word, marked ?", "handed to example.org by 192.0.2.30", "1 ?", "4 h 10 min", "queue-retry",
        "possible", "Warning: long wait", "→ ", "Info: login shown", trace.source.sha256 or "?", headertrace.__version__,
    ):  # fmt: skip
        assert fact in words, fact


def test_a_big_operator_s_word_is_not_called_the_sender_s() -> None:
    trace = traced((SAMPLES[0].parent / "gmail-to-microsoft365.eml").read_bytes())[0]
    page = headertrace.render(trace, "html")
    whose = page.partition(' scope="rowgroup" colspan="5">')[2].partition("<")[0]
    assert whose == "Google&#39;s word, marked ~"
    for format in ("table", "tree", "timeline"):
        report = headertrace.render(trace, format)
        assert "above: Google's word (~)" in report and "sender's word" not in report


def test_a_wrong_clock_s_bar_is_no_wait() -> None:
    """Of hops 2 and 3 of this sample the stamps say hours, forth and back; it took seconds."""
    trace = traced((SAMPLES[0].parent / "forged-chain.eml").read_bytes())[0]
    svg = ElementTree.fromstring(headertrace.render(trace, "svg"))
    bars = [element.get("class") for element in svg.iter() if element.get("height") == "8"]
    assert bars == ["bar", "back", "back"]
    assert "A dashed bar is by a wrong clock" in headertrace.render(trace, "html")
    rows = headertrace.render(trace, "timeline").splitlines()
    assert [row[24:25] for row in rows if row[:2] in ("1?", "2?", "3 ")] == ["▏", "▯", "◂"]


def test_what_paper_leaves_out_is_no_part_of_a_drawing() -> None:
    drawn = {name for kind in re.findall(r'"class": "([^"]+)"|"class", "([^"]+)"', DRAWING) for name in kind}
    hidden = {name for rule in re.findall(r"([^{}]+)\{display:none\}", html.css()) for name in rule.split(",")}
    assert "nav.back" in hidden and "back" in drawn and not hidden & {f".{name}" for name in drawn}


class _Page(HTMLParser):
    """Where text stands in HTML that Markdown made, and what elements there are."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: set[str] = set()
        self.loose = ""
        self._code = 0
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.elements.add(tag)
        self._code += tag == "code"

    def handle_endtag(self, tag: str) -> None:
        self._code -= tag == "code"

    def handle_comment(self, data: str) -> None:
        self.elements.add("comment")

    def handle_data(self, data: str) -> None:
        self.loose += "\n" if self._code else data


_MARKDOWN = {
    "h2", "h3", "p", "strong", "em", "table", "thead", "tbody", "tr", "th", "td", "ul", "li", "code", "br", "details",
    "summary", "pre",
}  # fmt: skip
# What GitHub and GitLab look for in text outside code, after Markdown is read.
_LIVE = re.compile(r"[@#!&$%~]\w|\w@|://|www\.|:(?!\d\d:)\w+:|\b[0-9a-f]{7,40}\b|[A-Z]-\d|mailto|\[|\]\(")


def _github(text: str) -> _Page:
    return _Page(cmarkgfm.github_flavored_markdown_to_html(text, Gfm.CMARK_OPT_UNSAFE))


@pytest.mark.parametrize("name", HOSTILE)
def test_markdown_is_inert(name: str) -> None:
    for traces in (poisoned(name), poisoned(name) * 2):
        page = _github(headertrace.render(traces, "markdown", Options(verbosity=1)))
        assert page.elements <= _MARKDOWN
        assert not _LIVE.search(page.loose)


_WORDS = st.one_of(st.sampled_from(MARKS), st.text("ab1é日`|*_#@:/.,;<>&[](){}\\!?-+=~^%\"'$", max_size=8))


@given(st.lists(_WORDS, max_size=6).map(" ".join))
def test_markdown_shows_text_as_it_is(text: str) -> None:
    page = cmarkgfm.github_flavored_markdown_to_html(f"x {markdown.quoted(text)} x", Gfm.CMARK_OPT_UNSAFE)
    shown = "".join(html5lib.parse(page, namespaceHTMLElements=False).itertext())
    assert shown.split() == ["x", *text.split(), "x"]
    assert _Page(page).elements <= {"p", "code"}


@given(st.lists(_WORDS, max_size=6).map(" ".join))
def test_markdown_cell_holds_its_text(text: str) -> None:
    page = cmarkgfm.github_flavored_markdown_to_html(f"|a|b|\n|-|-|\n|{markdown.cell(text)}|x|\n", Gfm.CMARK_OPT_UNSAFE)
    cells = html5lib.parse(page, namespaceHTMLElements=False).findall(".//td")
    assert len(cells) == 2 and "".join(cells[0].itertext()).split() == text.split()


@given(st.lists(_WORDS, max_size=6).map(" ".join))
def test_jira_leaves_no_mark(text: str) -> None:
    quoted = jira.quoted(text)
    rest = re.sub(r"\\[-#*_+?^~|%{}\[\]()!@]|&#\d+;", "0", quoted)
    assert not re.search(r"[-#*_+?^~|%{}\[\]()!@\\<>]|:[^\s\d]|\A\s*(?:h[1-6]|bq)\.", rest)
    shown = re.sub(r"&#(\d+);", lambda match: chr(int(match[1])), re.sub(r"\\([-#*_+?^~|%{}\[\]()!@])", r"\1", quoted))
    assert shown == text


@pytest.mark.parametrize("name", HOSTILE)
def test_jira_keeps_its_lines(name: str) -> None:
    """No text makes a line, a cell or a block of its own."""
    for line in headertrace.render(poisoned(name), "jira").splitlines():
        bare = re.sub(r"\\[-#*_+?^~|%{}\[\]()!@]", "", line)
        assert re.match(r"(h[23]\. |\* |\*.*\*$|\|.*\|$|headertrace |$)", bare)
        assert not re.search(r"[{}\[\]!]", bare)


@pytest.mark.parametrize("name", HOSTILE)
def test_csv_has_no_formula(name: str) -> None:
    text = headertrace.render(poisoned(name), "csv")
    assert text.endswith("\r\n") and "\n" not in text.replace("\r\n", "")
    rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    assert rows[0] == list(COLUMNS) and {len(row) for row in rows} == {len(COLUMNS)}
    for row in rows[1:]:
        for cell in row:
            assert re.fullmatch(r"-?\d+(\.\d+)?", cell) or not cell.strip().startswith(
                ("=", "+", "-", "@", "\t", "\r", "＝")
            )


@pytest.mark.parametrize(
    ("subject", "cell"),
    [
        ("a;=1+1", "a;'=1+1"),
        ("a; @x", "a;' @x"),
        ('a;"=1+1"', 'a;\'"=1+1"'),
        ("a;;-1;b", "a;;'-1;b"),
        ("=1;=2", "'=1;'=2"),
        ('"=1"', '\'"=1"'),
        ("a;b=1, c-d;1", "a;b=1, c-d;1"),
    ],
)
def test_csv_has_no_formula_where_semicolons_part_cells(subject: str, cell: str) -> None:
    (row,) = csv.DictReader(
        io.StringIO(headertrace.render(traced(f"Subject: {subject}\n\n".encode()), "csv"), newline="")
    )
    assert row["subject"] == cell


def test_csv_has_a_row_a_hop_and_one_for_none() -> None:
    traces = traced((SAMPLES[0].parent / "wrong-clock.eml").read_bytes()) + traced(b"Subject: =1+1\n\n")
    rows = list(csv.DictReader(io.StringIO(headertrace.render(traces, "csv"), newline="")))
    assert [row["hop"] for row in rows] == ["1", "2", "3", ""]
    assert [row["delay_s"] for row in rows] == ["", "-2816", "2822", ""]
    assert rows[3]["subject"] == "'=1+1"


@pytest.mark.parametrize("name", HOSTILE)
def test_text_fits_a_mail(name: str) -> None:
    text = headertrace.render(poisoned(name) * 2, "text", Options(verbosity=1))
    for line in text.splitlines():
        assert width(line) <= 72 and not line.startswith(("From ", ">", ".", "-- "))


def test_text_of_ascii_is_ascii() -> None:
    for path in SAMPLES:
        data = path.read_bytes()
        if data.isascii() and b"=?" not in data:
            assert headertrace.render(traced(data), "text", Options(verbosity=1)).isascii()


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_png(path: Path) -> None:
    data = render_bytes(traced(path.read_bytes()), "png")
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    wide, tall = struct.unpack(">II", data[16:24])
    assert wide == 1800 and tall > 100


def test_pdf_is_the_same_each_time_and_runs_nothing() -> None:
    data = render_bytes(traced(SAMPLES[0].read_bytes()), "pdf")
    assert data.startswith(b"%PDF-1.7") and b"/JavaScript" not in data
    assert data == render_bytes(traced(SAMPLES[0].read_bytes()), "pdf")


def test_a_pdf_of_ones_own_template_fetches_nothing(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        url = f"http://127.0.0.1:{server.getsockname()[1]}/x"
        template = tmp_path / "own.html"
        template.write_text(f'<link rel="stylesheet" href="{url}"><img src="{url}"><style>@import "{url}";</style>')
        data = render_bytes(traced(SAMPLES[0].read_bytes()), "pdf", Options(template=str(template)))
        assert data.startswith(b"%PDF-")
        with pytest.raises(BlockingIOError):
            server.accept()


def test_paper_for_twelve_hops_is_four_pages_and_all_of_it_on_demand() -> None:
    import weasyprint

    lines = [
        f"Received: from mail{n}.department.example.net (mail{n}.department.example.net [192.0.2.{n}])\n"
        f" (using TLSv1.3 with cipher TLS_AES_256_GCM_SHA384 (256/256 bits)) by mail{n + 1}.department.example.net (Postfix)"
        f" with ESMTPS id 4ABC{n:04}\n for <bob@example.org>; Tue, 24 Nov 2026 08:{5 * n:02}:00 +0000\n"
        for n in range(11, -1, -1)
    ]
    extra = [f"X-Extra-{n}: {'word ' * 30}\n" for n in range(60)]
    results = "Authentication-Results: mail12.department.example.net; " + "; ".join(
        f"dkim=fail header.d=a{n}.example header.s=s{n}" for n in range(12)
    )
    data = "".join((results, "\n", *lines, *extra, "Date: Tue, 24 Nov 2026 08:00:00 +0000\nFrom: a@example.net\n\n"))
    traces = traced(data.encode())
    assert len(traces[0].hops) == 12
    short, whole = (len(weasyprint.HTML(string=html.document(traces, Options(), is_whole)).render().pages)
                    for is_whole in (False, True))  # fmt: skip
    assert short <= 4 < whole
    page = html.document(traces, Options(), whole=False)
    assert "Left out on paper: the header (75 fields)" in page and "X-Extra-7" not in page and 'href="#' not in page
    assert render_bytes(traces, "pdf") != render_bytes(traces, "pdf", Options(full=True))


def test_only_the_file_s_own_name_is_told() -> None:
    trace = traced(SAMPLES[0].read_bytes())[0]
    for name, shown in (("/home/ann/mail.eml", "mail.eml"), ("C:\\Users\\ann\\a.msg", "a.msg"), ("-", "standard input"),
                        ("/x/mail.zip > b/inbox.mbox", "mail.zip")):  # fmt: skip
        moved = trace._replace(source=trace.source._replace(name=name))
        for format in ("html", "markdown", "text"):
            page = headertrace.render(moved, format)
            assert "ann" not in page.partition("Source")[2] and shown in page.partition("Source")[2]


def test_a_page_folds_what_is_long_and_says_how_much() -> None:
    trace = traced((SAMPLES[0].parent / "authenticated.eml").read_bytes())[0]
    page = headertrace.render(trace, "html")
    folded = re.findall(r'<details>\s*<summary><h2 class="section">([^<]+)</h2> <small>([^<]*)</small>', page)
    assert [title for title, _ in folded] == ["Second clocks", "All results", "Header", "Source"]
    assert dict(folded)["Header"] == f"{len(trace.fields)} fields" and dict(folded)["Second clocks"] == str(
        len(trace.clocks)
    )
    assert "no encryption named" in headertrace.render(
        traced(b"Received: from a.example ([192.0.2.1]) by b.example with SMTP; 24 Nov 2026 08:00:00 +0000\n\n"), "html"
    )


@pytest.mark.slow
def test_hostile_headers_make_pictures_and_paper_like_others() -> None:
    for name in HOSTILE:
        assert render_bytes(poisoned(name), "png").startswith(b"\x89PNG")
    page = render_bytes(traced(message(b" ".join(HOSTILE.values()), *SLOTS)), "pdf")
    assert page.startswith(b"%PDF") and not re.search(rb"/(JavaScript|JS|Launch|URI|EmbeddedFile|OpenAction)\b", page)


def test_too_many_messages_for_one_picture() -> None:
    traces = traced(SAMPLES[0].read_bytes()) * 200
    with pytest.raises(RenderingError, match="--message"):
        render_bytes(traces, "png")
    assert headertrace.render(traces, "svg").count("Timeline:") == 200


def test_every_format_gives_bytes_and_only_text_gives_text() -> None:
    trace = traced(SAMPLES[0].read_bytes())
    for format in FORMATS:
        assert isinstance(render_bytes(trace, format), bytes)
        if format in BINARY:
            with pytest.raises(ValueError, match="render_bytes"):
                headertrace.render(trace, format)


def test_a_message_without_hops_or_times_has_a_report() -> None:
    for data in (
        b"Subject: x\n\n",
        b"Received: from a by b\n\n",
        b"\xff\xfe",
        b"Received: x; Fri, 31 Dec 9999 23:59:59 -1200\n",
    ):
        for format in FORMATS:
            assert render_bytes(traced(data), format)


def test_a_page_of_ones_own(tmp_path: Path) -> None:
    page = tmp_path / "own.html"
    page.write_text(
        '{% extends "report.html" %}{% block message scoped %}<h1>{{ one.title }}</h1>'
        "{% for step in one.steps %}<p>{{ step.n }} {{ step.by }} {{ step.delay }}</p>{% endfor %}{% endblock %}"
    )
    done = run("--template", str(page), str(SAMPLES[0].parent / "queue-retry.eml"))
    assert (
        done.returncode == 0
        and "<p>3 mx.example.org 4 h 10 min</p>" in done.stdout
        and "What stands out" not in done.stdout
    )
    hostile = tmp_path / "x.eml"
    hostile.write_bytes(message(b"<script>", "Subject"))
    assert "<script" not in run("--template", str(page), str(hostile)).stdout


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("{{ messages[0].nothing }}", "line 1"),
        ("\n\n{% for %}", "line 3"),
        ("{{ 1 / 0 }}", "division by zero"),
        ("{{ messages.__class__.__mro__ }}", "__class__"),
        ("{{ messages.append(1) }}", "append"),
        ("{% include '/etc/passwd' %}", "/etc/passwd"),
        ("{{ \udcff }}", "UTF-8"),
        (None, "No such file"),
    ],
)
def test_faults_in_a_template_are_one_line(source: str | None, words: str, tmp_path: Path) -> None:
    page = tmp_path / "own.html"
    if source is not None:
        page.write_text(source, "utf-8", "surrogateescape")
    done = run("--template", str(page), str(SAMPLES[0]))
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("headertrace: --template: ") and done.stderr.count("\n") == 1
    assert words in done.stderr and str(page) in done.stderr


def test_a_template_is_for_pages() -> None:
    done = run("-f", "json", "--template", "x", str(SAMPLES[0]))
    assert done.returncode == 2 and "html or pdf" in done.stderr


def test_nothing_binary_goes_to_a_terminal() -> None:
    import pty

    ours, theirs = pty.openpty()
    done = subprocess.run(
        [sys.executable, "-m", "headertrace", "-f", "png", str(SAMPLES[0])],
        stdout=theirs,
        stderr=subprocess.PIPE,
        check=False,
    )
    os.close(theirs)
    os.close(ours)
    assert done.returncode == 2 and done.stderr.count(b"\n") == 1 and b"is binary: name a file" in done.stderr


def test_without_its_library_a_format_names_the_command() -> None:
    code = (
        "import sys; sys.modules['resvg_py'] = sys.modules['weasyprint'] = None\n"
        "sys.argv = ['headertrace', '-f', sys.argv[1], sys.argv[2]]\nfrom headertrace.cli import main\nmain()"
    )
    for format in BINARY:
        done = subprocess.run(
            [sys.executable, "-c", code, format, str(SAMPLES[0])], capture_output=True, text=True, check=False
        )
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr == f"headertrace: {format} needs one more package: {command(format)}\n"


def test_nothing_for_pages_is_loaded_for_the_table() -> None:
    code = "import sys, headertrace; headertrace.render(headertrace.trace(b'Received: from a by b'), 'table')\nprint([name for name in sys.modules if name.startswith(('jinja2', 'xml.', 'weasyprint', 'resvg'))])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
