"""What copying does to a header: each kind of damage as a function of a sound header, for tests that undo it.

A function gets the header as text, with LF and without the blank line at its end, and a source of chance; it gives what
would be pasted. None of them knows how the damage is undone.
"""

from __future__ import annotations

import base64
import html
import json
import quopri
import random
import re
import textwrap
from collections.abc import Callable

Damage = Callable[[str, random.Random], str]


def fields(header: str) -> list[str]:
    """The fields of a header, folds and all, each without its last line end."""
    return re.split(r"\n(?![ \t])", header.rstrip("\n"))


def pairs(header: str) -> list[tuple[str, str]]:
    """(name, unfolded value) of each field."""
    made = []
    for field in fields(header):
        name, _, value = field.partition(":")
        made.append((name, " ".join(value.split())))
    return made


def _lines(header: str, before: str) -> str:
    return "".join(f"{before}{line}\n" for line in header.splitlines())


def _wrapped(header: str, width: int, before: str = "") -> str:
    """Each line broken at blanks, as a mail program does; the rest of a line has no indent."""
    made = []
    for line in header.splitlines():
        kept = line.expandtabs(8).rstrip()
        made += textwrap.wrap(kept, width, break_long_words=False, break_on_hyphens=False, drop_whitespace=True) or [""]
    return "".join(f"{before}{line}\n" for line in made)


def _cut(header: str, width: int) -> str:
    """Each line cut at that width, in the middle of words, as a terminal does."""
    made = []
    for line in header.splitlines():
        kept = line.expandtabs(8)
        made += [kept[at : at + width] for at in range(0, len(kept), width)]
    return "\n".join(made) + "\n"


def _blank_in_the_middle(header: str, chance: random.Random) -> str:
    lines = header.splitlines()
    lines.insert(chance.randrange(1, max(2, len(lines))), "")
    return "\n".join(lines) + "\n"


def _mail(body: str, kind: str, encoding: str) -> str:
    """A mail to the helpdesk with that body."""
    return (
        "Received: from desk.example.org (desk.example.org [192.0.2.77])\n\tby mail.example.org (Postfix) with ESMTPS id"
        " 4Desk1234zQ\n\tfor <helpdesk@example.org>; Fri, 27 Nov 2026 09:00:02 +0000 (UTC)\n"
        "From: Bob Example <bob@example.org>\nTo: helpdesk@example.org\nSubject: a strange mail\n"
        "Date: Fri, 27 Nov 2026 09:00:00 +0000\nMessage-ID: <desk1@example.org>\nMIME-Version: 1.0\n"
        f"Content-Type: {kind}; charset=utf-8\nContent-Transfer-Encoding: {encoding}\n\n{body}\n"
    )


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def _qp(text: str) -> str:
    return quopri.encodestring(_bytes(text)).decode("ascii")


def _base64(text: str) -> str:
    return base64.encodebytes(_bytes(text)).decode("ascii")


def _page(header: str) -> str:
    return (
        "<!DOCTYPE html>\n<html><head><title>Original message</title><style>pre { color: red }</style></head>\n<body>"
        f"<div class='toolbar'>Download<br>Copy</div>\n<pre id='raw'>{html.escape(header)}</pre>\n</body></html>\n"
    )


def _html_mail(header: str) -> str:
    """As a mail program writes it: each line a block, and its blanks kept by &nbsp;."""
    rows = (html.escape(line.expandtabs(4)).replace("  ", "&nbsp; ") for line in header.splitlines())
    return (
        "<html><body><p>Please have a look:</p>\n" + "".join(f"<div>{row}</div>\n" for row in rows) + "</body></html>\n"
    )


def _typographic(header: str) -> str:
    text = re.sub(r'"([^"\n]*)"', "“\\1”", header)
    return text.replace("'", "’").replace("--", "—").replace(" -0", " –0")


def _plus(header: str) -> str:
    """As mutt shows a long line that it has wrapped (markers)."""
    made = []
    for field in fields(header):
        name, _, value = field.partition(":")
        rows = textwrap.wrap(f"{name}: {' '.join(value.split())}", 78, break_long_words=False, break_on_hyphens=False)
        made += [rows[0], *(f"+{row}" for row in rows[1:])]
    return "\n".join(made) + "\n"


def _upside_down(header: str) -> str:
    """Only the Received lines, oldest on top, as people list them."""
    hops = [field for field in fields(header) if field.lower().startswith("received:")]
    return "\n".join(reversed(hops)) + "\n"


def _gmail(header: str) -> str:
    return (
        "Original Message\nMessage ID\t<abc@mail.example>\nCreated at:\tMon, Nov 24, 2025 at 8:00 AM (Delivered after 9 "
        "seconds)\nFrom:\tAnn <ann@example.net>\nTo:\tbob@example.org\nSubject:\tHello\nSPF:\tPASS with IP 203.0.113.5 "
        "Learn more\nDKIM:\t'PASS' with domain example.net Learn more\n\n\nDownload Original\tCopy to clipboard\n"
        + header
    )


def _outlook(header: str) -> str:
    return (
        "From: Bob <bob@example.org>\nSent: Tuesday, November 24, 2026 1:00 PM\nTo: Helpdesk <help@example.org>\n"
        "Subject: mail was late\n\nHere are the headers:\n\n" + header + "\nThanks, Bob\n"
    )


def _graph(header: str) -> str:
    rows = [{"name": name, "value": value.encode("utf-8", "replace").decode()} for name, value in pairs(header)]
    return json.dumps({"subject": "x", "internetMessageHeaders": rows}, indent=1)


def _bold(header: str) -> str:
    rows = re.sub(r"(?m)^([!-9;-~]+):", r"**\1:**", header)
    return f"Here it is:\n\n```text\n{rows}```\n"


DAMAGES: dict[str, Damage] = {
    "fold lost": lambda header, _: "\n".join(line.lstrip() for line in header.splitlines()) + "\n",
    "no-break spaces": lambda header, _: re.sub(r"(?m)^[ \t]+", "\xa0\xa0\xa0\xa0", header),
    "blank line in the middle": _blank_in_the_middle,
    "blank lines between all": lambda header, _: header.replace("\n", "\n\n"),
    "wrapped at 72": lambda header, _: _wrapped(header, 72),
    "wrapped at 76, quoted": lambda header, _: _wrapped(header, 76, "> "),
    "cut at 80": lambda header, _: _cut(header, 80),
    "HTML-escaped": lambda header, _: html.escape(header),
    "HTML page": lambda header, _: _page(header),
    "HTML mail": lambda header, _: _mail(_qp(_html_mail(header)), "text/html", "quoted-printable"),
    "quoted-printable": lambda header, _: _qp(header),
    "base64": lambda header, _: _base64(header),
    "quote marks": lambda header, _: _lines(header, "> "),
    "bars": lambda header, _: _lines(header, "| "),
    "dashes": lambda header, _: _lines(header, "- "),
    "stars": lambda header, _: "".join(f"* {field}\n" for field in fields(header)),
    "numbered": lambda header, _: "".join(f"{at:>5}  {line}\n" for at, line in enumerate(header.splitlines(), 1)),
    "fence and bold names": lambda header, _: _bold(header),
    "blank before colon": lambda header, _: re.sub(r"(?m)^([!-9;-~]+):", r"\1 :", header),
    "lower-case names, no tabs": lambda header, _: re.sub(
        r"(?m)^([!-9;-~]+):", lambda match: match[0].lower(), header
    ).replace("\t", "    "),
    "typographic": lambda header, _: _typographic(header),
    "one line": lambda header, _: " ".join(header.split()),
    "mutt's plus": lambda header, _: _plus(header),
    "tab-separated table": lambda header, _: "".join(f"{name}\t{value}\n" for name, value in pairs(header)),
    "padded table": lambda header, _: "".join(f"{name:<24} {value}\n" for name, value in pairs(header)),
    "numbered table": lambda header, _: (
        "#\tHeader\tValue\n" + "".join(f"{at}\t{name}\t{value}\n" for at, (name, value) in enumerate(pairs(header), 1))
    ),
    "Markdown table": lambda header, _: (
        "| Name | Value |\n| --- | --- |\n"
        + "".join("| {} | {} |\n".format(name, value.replace("|", "\\|")) for name, value in pairs(header))
    ),
    "Graph": lambda header, _: _graph(header),
    "Gmail's page": lambda header, _: _gmail(header),
    "Outlook's block": lambda header, _: _outlook(header),
    "in the body of a mail": lambda header, _: _mail(f"Here are the headers:\n\n{header}", "text/plain", "8bit"),
    "in base64 in a mail": lambda header, _: _mail(_base64(header), "text/plain", "base64"),
    "escaped line ends": lambda header, _: json.dumps(header, ensure_ascii=False)[1:-1],
    "oldest first": lambda header, _: _upside_down(header),
}
