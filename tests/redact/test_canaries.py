"""Canaries of twenty kinds, in every place and form that a header has for them: none is found again."""

from __future__ import annotations

import pytest

import headertrace
from bench.redaction import leaks, rendered
from headertrace.redact import Redactor, as_bytes
from helpers.places import CANARIES, Canary, places, written
from helpers.secrets import KEY

PLACES = tuple(places())
FORMS = tuple(written("x"))
_TOP = "Received: from a.example.org (a.example.org [192.0.2.1]) by mx.example.net (Postfix) with ESMTP id 1A2B3C4D5E;"


def planted(text: str, lines: tuple[str, ...] = PLACES) -> bytes:
    """A message with ``text`` in each of those places."""
    body = "".join(line.replace("{}", text) + "\n" for line in lines)
    return f"{_TOP} Tue, 24 Nov 2026 08:00:00 +0000\n{body}\n".encode()


def left(canary: Canary, data: bytes, preset: str, formats: tuple[str, ...] = ()) -> list[str]:
    """The marks of a canary that are found in the message redacted, and in those renderings."""
    message = Redactor(preset, KEY).message(next(headertrace.read(data)))
    output = as_bytes(message)
    if formats:
        output += rendered(headertrace.trace(message), formats)
    return leaks(set(canary.marks), output)


@pytest.mark.parametrize("preset", ["standard", "public"])
@pytest.mark.parametrize("canary", CANARIES, ids=lambda canary: canary.kind)
def test_no_canary_is_left(canary: Canary, preset: str) -> None:
    if canary.public and preset != "public":
        pytest.skip("it may stay in this preset")
    assert left(canary, planted(canary.text), preset) == []


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("canary", CANARIES, ids=lambda canary: canary.kind)
def test_no_canary_is_left_in_any_form(canary: Canary, form: str) -> None:
    assert left(canary, planted(written(canary.text)[form]), "public") == []
