"""Whatever comes, a Received value is read without complaint, and folding is nothing."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

import headertrace
from headertrace.received.clauses import split
from headertrace.records.received import Received

WORDS = st.sampled_from(
    [
        "from",
        "by",
        "with",
        "id",
        "for",
        "via",
        ";",
        "(",
        ")",
        "((",
        "))",
        "[192.0.2.1]",
        "(HELO",
        "a)",
        "mx.example.org",
        "<a@b>",
        "ESMTP",
        "helo=",
        "[",
        "]",
        "\\",
        ",",
        "é",
        "\x00",
        "(Postfix)",
        "(a",
        "[192.0.2.1])",
        "Tue,",
        "24",
        "Nov",
        "2026",
        "08:00:00",
        "+0000",
        "local",
    ]
)


@given(st.one_of(st.text(), st.lists(WORDS, max_size=60).map(" ".join)))
def test_any_text_is_read(text: str) -> None:
    got = headertrace.parse_received(text)
    assert isinstance(got, Received)
    assert got.raw in " ".join(text.split()) or got.raw == ""


@given(st.binary(max_size=300))
def test_any_bytes_are_read(data: bytes) -> None:
    assert isinstance(headertrace.parse_received(data), Received)


@given(st.lists(WORDS, max_size=40))
def test_folding_does_not_matter(words: list[str]) -> None:
    assert headertrace.parse_received("\r\n\t".join(words)) == headertrace.parse_received(" ".join(words))


@given(st.lists(WORDS, max_size=40).map(" ".join))
def test_clauses_lose_no_by(text: str) -> None:
    clauses = split(f"from a.example by b.example {text}")
    assert clauses.by.startswith("b.example")


def test_deep_nesting_and_long_values_end() -> None:
    nested = ("(" * 200_000, "from " + "(a" * 60_000, "from (" + "(x)" * 60_000)
    for text in (*nested, "by " + ";" * 200_000, "[" * 99_999):
        assert headertrace.parse_received(text).defects
