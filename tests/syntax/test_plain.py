"""Host names and field values in plain letters: decoded where that is honest, and never live."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import headertrace
from headertrace.renderings import Options
from headertrace.syntax.encoded_words import decoded
from headertrace.syntax.idna import host
from headertrace.syntax.plain import reading


def a(name: str) -> str:
    return ".".join(
        label if label.isascii() else "xn--" + label.encode("punycode").decode("ascii") for label in name.split(".")
    )


# U-labels that are told beside the A-labels
HONEST = (
    "bücher.example", "straße.example", "почта.example", "почта.рф", "例え.テスト", "日本語ラベル.example",
    "한국.example", "δοκιμή.example", "mail.παράδειγμα.δοκιμή", "aé日本.example", "аос.рф",
)  # fmt: skip
# and those that are not: mixed scripts, letters drawn like Latin ones, what no registry takes
LOOKALIKES = (
    "pаypal.example", "аррӏе.example", "сосо.example", "goоgle.example", "ααα.example", "aпочта.example",
    "a\u200db.example", "a\u202eb.example", "Ａbc.example", "a→b.example", "☃.example", "e\u0301é.example",
)  # fmt: skip


@pytest.mark.parametrize("name", HONEST)
def test_told_in_both_forms(name: str) -> None:
    assert host(a(name)) == f"{a(name)} ({name})"


@pytest.mark.parametrize("name", LOOKALIKES)
def test_told_in_a_labels_alone(name: str) -> None:
    assert host(a(name)) == a(name)


def test_a_host_written_in_u_labels_has_its_a_labels_told_first() -> None:
    assert host("Bücher.example") == "xn--bcher-kva.example (bücher.example)"
    assert host("pаypal.example") == a("pаypal.example")


@pytest.mark.parametrize(
    "name",
    [
        "mx.example.org",
        "xn--.example",
        "xn--a.example",
        "xn--example",
        "xn--\u00fc.example",
        "",
        "x" * 300,
        "xn--" + "9" * 300,
    ],
)
def test_what_is_no_u_label_is_left_alone(name: str) -> None:
    assert "(" not in host(name)


VALUES: list[tuple[str, str | None]] = [
    ("plain text", None),
    ("=?utf-8?Q?Gr=C3=BC=C3=9Fe?= all", "Grüße all"),
    ("attachment; filename*=utf-8''na%C3%AFve%20file.txt", "attachment; filename=naïve file.txt"),
    ("text/plain; name*0*=iso-8859-1'en'na%EFve; name*1=\" file.txt\"", "text/plain; name=naïve file.txt"),
    ('attachment; filename="=?utf-8?Q?na=C3=AFve?="', 'attachment; filename="naïve"'),
    ("attachment; filename*=x-none''a%20b", "attachment; filename=a b"),
    ("attachment; filename=plain.txt", None),
    ("<ann@xn--bcher-kva.example>", "<ann@xn--bcher-kva.example (bücher.example)>"),
    ("<ann@xn--pypal-4ve.example>", None),
    ("a *= b", None),
]  # fmt: skip


@pytest.mark.parametrize(("value", "expected"), VALUES)
def test_reading(value: str, expected: str | None) -> None:
    assert reading(value) == expected


PIECES = st.sampled_from(
    ["=?utf-8?B?", "?=", "a*=", "a*0*=", "utf-8''", "idna''", "%C3", "%", ";", '"', "xn--", ".", "é", "a", " ", "'"]
)


@given(st.one_of(st.text(), st.lists(PIECES, max_size=40).map("".join)))
def test_any_text_is_read(text: str) -> None:
    assert host(text) is not None
    assert reading(text) != text


@pytest.mark.parametrize("piece", ["xn--", "xn--a.", "a*0=b;", "=?utf-8?B?YQ==?= ", "a.", "%41", "x;a*="])
def test_long_values_end(piece: str) -> None:
    reading(piece * (60_000 // len(piece)))
    host(piece * (60_000 // len(piece)))


def test_renderings_show_both_forms() -> None:
    mail = (
        b"Received: from pc.xn--bcher-kva.example by mx.xn--pypal-4ve.example with SMTP; Tue, 24 Nov 2026 08:00:00 +0000\n"
        b"Content-Disposition: attachment; filename*=utf-8''%E2%80%AEgnp.exe\nSubject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=\n\n"
    )
    trace = headertrace.trace(mail)
    table = headertrace.render(trace, "table", Options(width=200))
    assert "pc.xn--bcher-kva.example (pc.bücher.example) → mx.xn--pypal-4ve.example " in table
    headers = headertrace.render(trace, "headers", Options(width=120))
    assert "reads: Grüße" in headers and "reads: attachment; filename=\\u202egnp.exe" in headers


def test_half_a_surrogate_pair_is_no_character() -> None:
    assert decoded("=?utf-7?q?+2qM-x?=") == "\ufffdx"
