"""What is wrong with what was written, one function a format: None where all is well.

Raises what a parser raises where the output is not well-formed.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from html.parser import HTMLParser

from helpers.poison import live

Sound = Callable[[bytes], str | None]
_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
# What the layout puts behind text that runs from right to left.
_MARK = re.compile("\u200e(?=\\s|\x1b|$)")


def text(out: bytes) -> str | None:
    shown = live(_MARK.sub("", out.decode()))
    return f"live characters: {shown}" if shown else None


def coloured(out: bytes) -> str | None:
    return text(_COLOUR.sub("", out.decode()).encode())


def document(out: bytes) -> str | None:
    json.dumps(json.loads(out), ensure_ascii=False).encode()
    return text(out)


def lines(out: bytes) -> str | None:
    for line in out.splitlines():
        json.loads(line)
    return text(out)


def table(out: bytes) -> str | None:
    rows = list(csv.reader(io.StringIO(out.decode(), newline="")))
    if len({len(row) for row in rows}) > 1:
        return "rows of different lengths"
    formulas = [cell for row in rows for cell in row if re.match(r"[=+@\t\r]|-[^0-9]", cell)]
    return f"formulas: {formulas[:3]}" if formulas else text(out)


class _Page(HTMLParser):
    _DEAD = frozenset({"iframe", "object", "embed", "form", "base", "link", "applet", "frame", "audio", "video"})

    def __init__(self) -> None:
        super().__init__()
        self.wrong: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self._DEAD:
            self.wrong.append(tag)
        for name, value in attrs:
            scheme = (value or "").strip().lower().partition(":")[0]
            if name.startswith("on") or (name in ("href", "src") and scheme in ("javascript", "data", "vbscript")):
                self.wrong.append(f"{tag} {name}={value}")

    def handle_data(self, data: str) -> None:
        # Its own script holds nothing of the message.
        if self.lasttag == "script" and "alert(1)" in data:
            self.wrong.append("a script")


def page(out: bytes) -> str | None:
    parser = _Page()
    parser.feed(out.decode())
    return f"markup: {parser.wrong[:3]}" if parser.wrong else text(out)


def picture(out: bytes) -> str | None:
    for element in ElementTree.fromstring(out).iter():
        if element.tag.endswith("script") or any(name.startswith("on") for name in element.attrib):
            return f"markup: {element.tag}"
    return text(out)


def markdown(out: bytes) -> str | None:
    try:
        from cmarkgfm import cmark, github_flavored_markdown_to_html
    except ImportError:
        return text(out)
    shown = _apart(lambda: github_flavored_markdown_to_html(out.decode(), options=cmark.Options.CMARK_OPT_UNSAFE))
    found = re.findall(r"<(?:script|img|iframe|a href=.(?:javascript|http://192)|style|b>|h1>alert)[^>]{0,40}", shown)
    return f"markup: {found[:3]}" if found else text(out)


def _apart(work: Callable[[], str]) -> str:
    """What ``work`` gives, done by a child: cmarkgfm never gives back the memory that a page takes."""
    reads, writes = os.pipe()
    child = os.fork()
    if not child:
        code = 1
        try:
            with open(writes, "wb") as pipe:
                pipe.write(work().encode("utf-8", "surrogatepass"))
            code = 0
        finally:
            os._exit(code)
    os.close(writes)
    with open(reads, "rb") as pipe:
        made = pipe.read()
    if os.waitpid(child, 0)[1]:
        raise ValueError("no Markdown")
    return made.decode("utf-8", "replace")


def jira(out: bytes) -> str | None:
    found = re.findall(r"(?<!\\)\{html(?<!\\)\}", out.decode())
    return f"markup: {found[:3]}" if found else text(out)


def pdf(out: bytes) -> str | None:
    return None if out.startswith(b"%PDF-") else "no pdf"


def mail(out: bytes) -> str | None:
    """A redacted message stays bytes."""
    return None


FORMATS: dict[str, Sound] = {
    "table": text, "tree": text, "timeline": text, "headers": text, "checks": text, "brief": text, "json": document,
    "ndjson": lines, "csv": table, "html": page, "svg": picture, "markdown": markdown, "jira": jira, "text": text,
    "ioc": document, "ioc-text": text, "stix": document, "sarif": document,
}  # fmt: skip
