"""The page of ``headertrace serve`` in Chromium: pasting, dropping and reading, with and without script or mouse."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from selenium.webdriver.common.keys import Keys

from helpers.poison import SLOTS, message
from helpers.serving import Server, serving

from .browser import Browser
from .conftest import _said
from .test_browser import ATTACKS

SAMPLES = Path(__file__).parent.parent.parent / "samples"
LATE = SAMPLES / "greylisted.eml"
ANSWER = ".answer"


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with serving() as made:
        yield made


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with _said():
        made = Browser(tmp_path_factory.mktemp("serve"))
    yield made
    made.close()


@pytest.fixture
def browser(opened: Browser, server: Server) -> Iterator[Browser]:
    """At the page, with nothing in it."""
    opened.go(server.url)
    yield opened
    opened.scripts(True)


def pasted() -> str:
    return LATE.read_text("utf-8").partition("\n\n")[0]


def told(browser: Browser) -> str:
    browser.wait_for(ANSWER)
    return browser.text(ANSWER)


@pytest.mark.parametrize("script", [True, False])
def test_what_is_pasted_is_traced(browser: Browser, server: Server, script: bool) -> None:
    browser.scripts(script)
    browser.go(server.url)
    browser.click("textarea")
    browser.paste(pasted())
    browser.click("button")
    assert "greylisted" in told(browser)
    browser.click("nav a")
    browser.wait_for("textarea")


@pytest.mark.parametrize("script", [True, False])
def test_a_file_that_is_chosen_is_traced(browser: Browser, server: Server, script: bool) -> None:
    browser.scripts(script)
    browser.go(server.url)
    browser.fill("input[type=file]", str(LATE))
    browser.click("button")
    assert "greylisted" in told(browser)


def test_a_file_that_is_dropped_is_traced(browser: Browser) -> None:
    browser.drop(LATE)
    assert "greylisted" in told(browser)
    assert "greylisted.eml" in browser.run("return document.body.textContent")


def test_two_files_at_once_are_not(browser: Browser) -> None:
    browser.drop(LATE, SAMPLES / "bounce.eml")
    assert "One file at a time" in browser.text("#status")
    assert browser.has("textarea")


def test_the_keyboard_is_enough(browser: Browser) -> None:
    browser.paste(pasted())
    browser.press(Keys.TAB, Keys.TAB, Keys.ENTER)
    assert "greylisted" in told(browser)
    browser.press(Keys.TAB, Keys.ENTER)
    browser.wait_for("textarea")
    browser.press("Received: from a.example.net by b.example.org; Tue, 24 Nov 2026 08:10:00 +0000")
    browser.press(Keys.ENTER, held=Keys.CONTROL)
    assert told(browser)


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_keeps_a_reader_out(browser: Browser, scheme: str, width: int) -> None:
    browser.look(scheme, width)
    for selector in ("textarea", "[role=alert]", ANSWER):
        if selector != "textarea":
            browser.click("textarea")
            browser.paste("hello" if selector == "[role=alert]" else pasted())
            browser.click("button")
        browser.wait_for(selector)
        assert browser.barriers() == []
        assert browser.run("return document.documentElement.scrollWidth") <= width
        assert browser.run("return window.refused") == []


def test_another_page_is_refused(browser: Browser, server: Server, tmp_path: Path) -> None:
    """One of a file, which has no origin, as a page of another site has another one."""
    other = tmp_path / "other.html"
    other.write_text(
        f"<form action={server.url}report method=post enctype=multipart/form-data><textarea name=text>x</textarea>"
        "<button>Go</button></form>"
    )
    browser.go(other.as_uri())
    browser.click("button")
    browser.wait_for("[role=alert]")
    assert "another site" in browser.text("[role=alert]")


# What a page is made of, without its words.
OUTLINE = """return [...document.querySelectorAll('*')].map(element =>
    element.localName + ' ' + [...element.attributes].map(one => one.name).sort().join(' ')).sort()"""


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("path", ["", "nope/", "report", "api/trace", "%00"])
def test_what_an_address_says_is_no_part_of_the_page(opened: Browser, server: Server, path: str, attack: str) -> None:
    plain = opened.visit(f"{server.url}{path}x" if path.endswith("/") else f"{server.url}{path}")
    made = opened.run(OUTLINE)
    word = quote(ATTACKS[attack], safe="")
    end = f"{word}?{word}={word}#{word}" if path.endswith("/") else f"?{word}={word}&text={word}#{word}"
    shown = opened.visit(f"{server.url}{path}{end}")
    assert (shown.ran, shown.dialogs, shown.refused) == ([], [], [])
    assert shown.alive == plain.alive and opened.run(OUTLINE) == made
    assert [url for url in shown.asked if not url.startswith(server.url)] == []


@pytest.mark.parametrize(
    "name", ["Referer", "Accept", "Accept-Language", "User-Agent", "Cookie", "X-Forwarded-For", "Forwarded"]
)
def test_what_a_header_says_is_no_part_of_the_page(opened: Browser, server: Server, name: str) -> None:
    plain = server.ask("nope", **{name: "x"}).body
    assert server.ask("nope", **{name: "".join(ATTACKS.values())}).body == plain


@pytest.mark.parametrize("script", [True, False])
def test_the_report_of_poison_is_quiet(browser: Browser, server: Server, script: bool, tmp_path: Path) -> None:
    mail = tmp_path / f"{quote(ATTACKS['image'], safe=' <>=')}.eml"
    mail.write_bytes(message("".join(ATTACKS.values()).encode(), *SLOTS))
    browser.visit(server.url)
    browser.scripts(script)
    browser.go(server.url)
    browser.fill("input[type=file]", str(mail))
    browser.click("button")
    browser.wait_for(ANSWER)
    browser.scripts(True)
    shown = browser.seen(server.url)
    assert (shown.ran or [], shown.dialogs, shown.refused or []) == ([], [], [])
    assert [url for url in shown.asked if not url.startswith(server.url)] == []
    # The way back to the form.
    assert shown.alive == ["a ./"]
