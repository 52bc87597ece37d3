"""What checks and filters said, as rows: whose word counts, what is a claim, what stays out."""

from __future__ import annotations

import pytest

import headertrace
from headertrace.records.trace import Trace
from headertrace.renderings import Options
from headertrace.text.layout import width
from headertrace.view.opinions import authentication, filters

STAMP = "; Tue, 24 Nov 2026 08:00:00 +0000\n"
OUTSIDE = f"Received: from pc.example.net by out.example.net (Postfix) with ESMTP id 4ABC1230{STAMP}"
BORDER = f"Received: from out.example.net (out.example.net [192.0.2.1]) by mx.example.org with ESMTP id 4ABC1231{STAMP}"
INNER = f"Received: from mx.example.org (mx.example.org [10.0.0.1]) by mail.example.org with ESMTP id 4ABC1232{STAMP}"
AR = "Authentication-Results: mx.example.org; "
FROM = "From: ann@example.net\n"
Shape = list[tuple[str, str, str, str]]


def traced(above: str = "", under: str = "", bottom: str = "") -> Trace:
    """Lines above the border, right under it, and with the message."""
    return headertrace.trace(f"{INNER}{above}{BORDER}{under}{OUTSIDE}{bottom}{FROM}\n".encode())


# lines above the border, under it, and at the bottom; what is shown of each
AUTHENTICATION: list[tuple[str, str, str, Shape]] = [
    (AR + "dmarc=pass header.from=example.net; dkim=pass header.d=example.net; spf=pass smtp.mailfrom=bulk.example\n",
     "", "", [
         ("dmarc", "pass", "example.net by dkim (strict)", "hop 2, mx.example.org"),
         ("dkim", "pass", "example.net, aligned (strict)", "hop 2, mx.example.org"),
         ("spf", "pass", "bulk.example, not aligned", "hop 2, mx.example.org"),
     ]),
    (AR + "dmarc=fail header.from=example.net\n", "", "Authentication-Results: x.example; dmarc=pass\n",
     [("dmarc", "fail", "example.net: no SPF or DKIM result", "hop 2, mx.example.org")]),
    (AR + "dmarc=none header.from=example.net; spf=none smtp.mailfrom=vps-7\n", "", "", [
        ("dmarc", "none", "example.net: nothing that passed is aligned", "hop 2, mx.example.org"),
        ("spf", "none", "", "hop 2, mx.example.org"),
    ]),
    (AR + "dmarc=permerror header.from=example.net; spf=pass smtp.mailfrom=example.net\n", "", "", [
        ("dmarc", "permerror", "example.net: spf passes and is aligned (strict)", "hop 2, mx.example.org"),
        ("spf", "pass", "example.net, aligned (strict)", "hop 2, mx.example.org"),
    ]),
    ("", "", "Authentication-Results: x.example; dmarc=pass header.from=other.example\n",
     [("dmarc", "pass", "other.example, which is not From's domain", "claimed, x.example")]),
    (AR + "dmarc=fail header.from=Example.NET.\n", "", "",
     [("dmarc", "fail", "example.net: no SPF or DKIM result", "hop 2, mx.example.org")]),
    (AR + "dmarc=fail header.from=b\u00fccher.example\n", "", "",
     [("dmarc", "fail", "xn--bcher-kva.example, which is not From's domain", "hop 2, mx.example.org")]),
    (AR + 'dmarc=fail header.from=""\n', "", "",
     [("dmarc", "fail", "example.net: no SPF or DKIM result", "hop 2, mx.example.org")]),
    ("", AR + "spf=fail smtp.mailfrom=example.net\n", "", [
        ("dmarc", "—", "example.net: nothing that passed is aligned", "nobody checked it"),
        ("spf", "fail", "example.net, aligned (strict)", "perhaps hop 2, mx.example.org"),
    ]),
    ("", "", "DKIM-Signature: v=1; d=example.net; s=s\n", [("dkim", "—", "signed by example.net", "nobody checked it")]),
    (AR + "dkim=none (message not signed)\n", "", "", [("dkim", "none", "message not signed", "hop 2, mx.example.org")]),
    ("Received-SPF: pass (domain of example.net) client-ip=192.0.2.1\n" + AR + "spf=pass smtp.mailfrom=example.net\n",
     "", "", [
         ("dmarc", "—", "example.net by spf (strict)", "nobody checked it"),
         ("spf", "pass", "example.net, aligned (strict)", "hop 2, mx.example.org"),
     ]),
    ("ARC-Seal: i=1; a=rsa-sha256; cv=none; d=example.com; s=s; b=a\n", "", "",
     [("arc", "sealed", "sets: 1 example.com", "hop 2, example.com")]),
    ("Authentication-Results: compauth=fail reason=001\n", "", "",
     [("compauth", "fail", "reason 001", "hop 2, mx.example.org")]),
    (AR + "iprev=pass policy.iprev=192.0.2.1\n", "", "", []),
]  # fmt: skip


@pytest.mark.parametrize(("above", "under", "bottom", "shape"), AUTHENTICATION)
def test_authentication(above: str, under: str, bottom: str, shape: Shape) -> None:
    rows = authentication(traced(above, under, bottom))
    assert [(row.what, row.result, row.detail, row.who) for row in rows] == shape


FILTERS: list[tuple[str, str, str, Shape]] = [
    ("X-Spam-Status: Yes, score=7.3 required=5.0 tests=A\n", "", "X-Spam-Flag: NO\n", [
        ("SpamAssassin", "spam", "7.3 of 5", "hop 2, mx.example.org"),
        ("a spam filter", "ham", "", "claimed"),
    ]),
    ("", "X-Spam-Flag: YES\n", "", [("a spam filter", "spam", "", "claimed, out.example.net")]),
    ("", "X-Spam-Checker-Version: SpamAssassin 4.0.1 on mx.example.org\nX-Spam-Flag: YES\n", "",
     [("SpamAssassin", "spam", "", "perhaps hop 2, mx.example.org")]),
    ("", "", "X-Spam-Checker-Version: SpamAssassin 4.0.1 on mail.example.org\nX-Spam-Flag: NO\n",
     [("SpamAssassin", "ham", "", "perhaps hop 3, mail.example.org")]),
    ("", "", "X-Forefront-Antispam-Report-Untrusted: SCL:1;SFV:NSPM;\n",
     [("Microsoft 365 (another tenant)", "ham", "filtered, and not spam; SCL 1: not spam", "claimed")]),
    ("X-Microsoft-Antispam: BCL:7;\n", "", "", []),
]  # fmt: skip


@pytest.mark.parametrize(("above", "under", "bottom", "shape"), FILTERS)
def test_filters(above: str, under: str, bottom: str, shape: Shape) -> None:
    rows = filters(traced(above, under, bottom))
    assert [(row.what, row.result, row.detail, row.who) for row in rows] == shape


def test_microsoft_takes_such_lines_away_from_what_comes_in() -> None:
    """So one at the bottom is its own, at the hop whose connecting address it names."""
    text = (
        "Received: from a.outlook.com (2603:10a6:208:55::21) by b.outlook.com with Microsoft SMTP Server" + STAMP
        + "Received: from out.example.net (192.0.2.1) by a.mail.protection.outlook.com with Microsoft SMTP Server" + STAMP
        + FROM + "X-Forefront-Antispam-Report: CIP:192.0.2.1;SCL:5;SFV:SPM;\n\n"
    )  # fmt: skip
    (verdict,) = headertrace.trace(text.encode()).filters
    assert (verdict.hop, verdict.trusted) == (1, True)
    (elsewhere,) = traced(bottom="X-Forefront-Antispam-Report: CIP:192.0.2.1;SCL:1;SFV:NSPM;\n").filters
    assert (elsewhere.hop, elsewhere.trusted) == (None, False)


@pytest.mark.parametrize("format", ["table", "tree", "timeline"])
def test_blocks_are_shown_where_there_is_something(format: str) -> None:
    bare = headertrace.render(traced(), format)
    assert "authentication" not in bare and "filters" not in bare
    full = traced(
        AR + "dmarc=fail header.from=example.net\nX-Spam-Status: No, score=1.5 required=5 tests=AB\n",
        bottom="X-Spam-Flag: YES\n",
    )
    shown = headertrace.render(full, format)
    assert "\nauthentication\n" in shown and "\nfilters\n" in shown and "AB" not in shown
    assert "AB" in headertrace.render(full, format, Options(verbosity=1))
    assert "filters" not in headertrace.render(full, format, Options(verbosity=-1))


@pytest.mark.parametrize("format", ["table", "tree", "timeline"])
def test_what_the_line_of_verdicts_tells_is_not_told_again(format: str) -> None:
    passed = traced(AR + "spf=pass smtp.mailfrom=example.net; dkim=pass header.d=example.net; dmarc=pass header.from=example.net\n"
                    "X-Spam-Status: No, score=1.5 required=5\n")  # fmt: skip
    shown = headertrace.render(passed, format)
    assert "SPF ✓  DKIM ✓  DMARC ✓ · SpamAssassin: ham, score 1.5 of 5" in shown
    assert "\nauthentication\n" not in shown and "\nfilters\n" not in shown
    whole = headertrace.render(passed, format, Options(verbosity=1))
    assert "\nauthentication\n" in whole and "\nfilters\n" in whole


@pytest.mark.parametrize("columns", [60, 71, 80, 140, 200])
@pytest.mark.parametrize("name", ["a" * 300, "日本" * 80, "a " * 150, "x"])
def test_no_line_is_wider_than_asked(name: str, columns: int) -> None:
    trace = traced(
        f"{AR}dmarc={name} header.from={name}.example; spf=pass smtp.mailfrom={name}\n"
        f"X-Spam-Checker-Version: SpamAssassin {name} on {name}\nX-Spam-Status: Yes, score=1.5 tests={name}\n",
        bottom=f"DKIM-Signature: d={name}\nX-Virus-Scanned: {name}\n",
    )
    for format in ("table", "tree", "timeline"):
        for verbosity in (0, 1):
            text = headertrace.render(trace, format, Options(width=columns, verbosity=verbosity))
            assert max(map(width, text.splitlines())) <= columns
