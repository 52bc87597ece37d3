"""Canaries of twenty-five kinds, in every place and form that a header has for them: none is found again."""

from __future__ import annotations

import pytest

import headertrace
from bench.redaction import TEXTS, leaks, rendered
from headertrace.redact import PRESETS, Redactor, as_bytes, redact
from helpers.places import CANARIES, Canary, places, written
from helpers.secrets import KEY, MESSAGE

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


@pytest.mark.slow
@pytest.mark.parametrize("canary", CANARIES, ids=lambda canary: canary.kind)
def test_no_canary_is_left_in_any_rendering(canary: Canary) -> None:
    assert left(canary, planted(canary.text), "public", TEXTS) == []


def test_the_canaries_are_found_where_they_stand() -> None:
    """The search itself: it finds every canary in every form in the message as it came."""
    unfound = [
        (canary.kind, form)
        for canary in CANARIES
        for form, text in written(canary.text).items()
        if not leaks(set(canary.marks), planted(text, ("X-Note: {}",)))
    ]
    assert unfound == []


_DAMAGE = (
    b"",
    b"\n",
    b"\r",
    b"\0",
    b" ",
    b":",
    b"(",
    b")",
    b'"',
    b"\n ",
    b";",
    b"<",
    b"=?",
    b"Received:",
    b"\xef\xbb\xbf",
    b"\xff",
)


@pytest.mark.parametrize("preset", PRESETS)
def test_no_hop_is_lost_by_redacting_damaged_mail(preset: str) -> None:
    """Whatever stands at any place of a header, the redacted message has as many hops as it had."""
    redactor = Redactor(preset, KEY)
    for number in range(600):
        at = number * 7919 % len(MESSAGE)
        data = MESSAGE[:at] + _DAMAGE[number % len(_DAMAGE)] + MESSAGE[at + number % 3 :]
        message = next(iter(headertrace.read(data)))
        redacted = redactor.message(message)
        hops = len(headertrace.trace(message).hops)
        assert (len(headertrace.trace(redacted).hops), len(headertrace.trace(as_bytes(redacted)).hops)) == (
            hops,
            hops,
        ), at


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be"])
def test_the_mark_of_utf_16_goes_with_it(encoding: str) -> None:
    data = ("\ufeff" + MESSAGE.decode()).encode(encoding)
    out = redact(data, key=KEY)
    assert out.startswith(b"\xef\xbb\xbf") == (encoding == "utf-8")
    assert len(headertrace.trace(out).hops) == len(headertrace.trace(data).hops)
