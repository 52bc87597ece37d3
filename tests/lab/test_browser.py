"""Reports in Chromium: nothing in them runs, nothing is asked for, nothing keeps a reader out."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest

import headertrace
from headertrace.cli import stats
from headertrace.compare import compare
from headertrace.compare.rendering import FORMATS as comparison
from headertrace.renderings import Options
from helpers.inline import scanned
from helpers.poison import ALL, SLOTS, message

from .browser import Browser
from .conftest import _said

SAMPLES = sorted((Path(__file__).parent.parent.parent / "samples").glob("*.eml"))
# Each would leave its mark in ``window.ran``, open a box, ask for something, or break out of where it stands.
ATTACKS = {
    "script": "<script>ran.push(1)</script>",
    "title": "</title><script>ran.push(1)</script>",
    "style": "</style><script>ran.push(1)</script><style>*{background:url(http://192.0.2.1/)}</style>",
    "cdata": "]]><script>ran.push(1)</script><![CDATA[",
    "comment": "--><script>ran.push(1)</script><!--",
    "svg": "</text></svg><svg onload=ran.push(1)><animate onbegin=ran.push(1)>",
    "attribute": "\" onmouseover=\"ran.push(1)\" x='' onfocus='ran.push(1)' autofocus",
    "image": "<img src=http://192.0.2.1/x onerror=ran.push(1)>",
    "frame": "<iframe src=javascript:ran.push(1)></iframe><object data=http://192.0.2.1/></object>",
    "link": "<a href=javascript:ran.push(1)>x</a><link rel=stylesheet href=http://192.0.2.1/>",
    "meta": "<meta http-equiv=refresh content='0;url=http://192.0.2.1/'><base href=http://192.0.2.1/>",
    "entity": "&lt;script&gt;ran.push(1)&lt;/script&gt;&#60;script>ran.push(1)</script>",
    "template": "{{ 7*1931 }}{% raw %}${7*1931}<%= 7*1931 %>",
    "sequence": "<!DOCTYPE x [<!ENTITY y SYSTEM 'http://192.0.2.1/'>]>&y;<?xml-stylesheet href='http://192.0.2.1/'?>",
}


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with _said():
        made = Browser(tmp_path_factory.mktemp("browser"))
    yield made
    made.close()


def traces(data: bytes) -> list[headertrace.records.trace.Trace]:
    return [headertrace.trace(item) for item in headertrace.read(data)]


def inert(browser: Browser, text: str, suffix: str) -> None:
    shown = browser.show(text, suffix)
    assert (shown.refused, shown.ran, shown.asked, shown.dialogs, shown.alive) == ([], [], [], [], [])


@pytest.mark.parametrize("poison", [*ATTACKS, *ALL])
def test_no_poison_comes_alive(browser: Browser, poison: str) -> None:
    data = message(ATTACKS[poison].encode() if poison in ATTACKS else ALL[poison], *SLOTS)
    found = traces(data)
    for shown in (found, [*found, *found]):
        for format in ("html", "svg"):
            inert(browser, headertrace.render(shown, format), f".{format}")
            # No template language has reckoned 7 * 1931.
            assert "13517" not in browser.run("return document.documentElement.textContent")


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_samples_are_quiet_and_open_to_all(browser: Browser, path: Path) -> None:
    found = traces(path.read_bytes())
    inert(browser, headertrace.render(found, "html"), ".html")
    browser.run("document.querySelectorAll('details').forEach(part => part.open = true)")
    for scheme in ("light", "dark"):
        for width in (360, 1400):
            browser.look(scheme, width)
            assert browser.barriers() == []
            assert browser.run("return document.documentElement.scrollWidth") <= width
    inert(browser, headertrace.render(found, "svg"), ".svg")


def test_several_messages_are_open_to_all(browser: Browser) -> None:
    found = [trace for path in SAMPLES for trace in traces(path.read_bytes())]
    inert(browser, headertrace.render(found, "html"), ".html")
    assert browser.barriers() == []
    broken = "return [...document.querySelectorAll('a')].filter(a => !document.getElementById(a.hash.slice(1))).length"
    assert browser.run(broken) == 0


def test_the_policy_stops_what_a_careless_template_lets_in(browser: Browser, tmp_path: Path) -> None:
    own = tmp_path / "own.html"
    own.write_text(
        '<meta http-equiv="Content-Security-Policy" content="{{ policy }}"><title>x</title>{{ messages[0].title|safe }}'
    )
    data = message(b"<script>ran.push(1)</script><img src=http://192.0.2.1/>", "Subject")
    shown = browser.show(headertrace.render(traces(data), "html", Options(template=str(own))))
    assert shown.ran == [] and shown.asked == []
    assert len(shown.refused) == 2


@pytest.fixture(scope="module")
def poisoned(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dataset of mail with all that in each place by which statistics are made."""
    folder = tmp_path_factory.mktemp("poisoned")
    (folder / "mail").mkdir()
    places = (SLOTS, ("by", "helo", "rdns"), ("From", "To", "with"), ("Message-ID", "id", "software"))
    for number, (poison, slots) in enumerate(product([*ATTACKS, *ALL], places)):
        text = ATTACKS[poison].encode() if poison in ATTACKS else ALL[poison]
        (folder / f"mail/{number}.eml").write_bytes(message(text, *slots))
    scanned(folder / "dataset", folder / "mail")
    return folder / "dataset"


@pytest.mark.parametrize(
    "asked",
    [
        stats.Options(),
        stats.Options(["hosts"], hop=ATTACKS["script"]),
        stats.Options(sender=ATTACKS["attribute"]),
        stats.Options(sql="SELECT " + ", ".join(f"""'{text.replace("'", "''")}' AS a{n}""" for n, text in enumerate(ATTACKS.values()))),
        stats.Options(sql="SELECT 1 AS \"</th><script>ran.push(1)</script>\""),
        stats.Options(sql="SELECT * FROM messages"),
    ],
    ids=["all", "host", "sender", "values", "name", "messages"],
)  # fmt: skip
def test_statistics_of_poison_are_quiet(browser: Browser, poisoned: Path, asked: stats.Options, tmp_path: Path) -> None:
    out = tmp_path / "page.html"
    given = asked._replace(words=[str(poisoned), *(asked.words or [])], output=str(out))
    assert stats.run(given) in (0, 3)
    inert(browser, out.read_text("utf-8"), ".html")


def test_comparisons_are_quiet_and_open_to_all(browser: Browser) -> None:
    hostile = message(b"".join(text.encode() for text in ATTACKS.values()), *SLOTS)
    pairs = [(SAMPLES[0].read_bytes(), SAMPLES[-1].read_bytes()), (hostile, message(b""))]
    for one, other in pairs:
        found = compare(traces(one)[0], traces(other)[0])
        inert(browser, comparison["html"](found, Options()), ".html")
        for scheme in ("light", "dark"):
            browser.look(scheme, 360)
            assert browser.barriers() == []
