"""Redaction: nothing of what is secret is left, and the path stays the same."""

from __future__ import annotations

from base64 import b64encode
from functools import partial
from pathlib import Path

import pytest

import headertrace
from headertrace.records.trace import Trace
from headertrace.redact import KINDS, PRESETS, Redactor, as_bytes, kinds_of, redact
from helpers import command
from helpers.samples import SAMPLES
from helpers.secrets import KEY, MESSAGE, SECRETS

run = partial(command.run, stdin=MESSAGE)


def told(trace: Trace) -> list[str]:
    """The findings' codes, but for those that judge an id by its letters, as a made-up one is made up anew; and for
    those on how a copied header was read, as it is written whole.
    """
    return sorted(item.code for item in trace.findings if item.code not in ("HT411", "HT412", "HT105", "HT108"))


def same(data: bytes, preset: str) -> bytes:
    """The message redacted, after a check that it is traced as before."""
    out = redact(data, preset, KEY)
    before, after = headertrace.trace(data), headertrace.trace(out)
    for name in ("role", "leg", "link", "trust", "delay_s", "corrected_delay_s", "same_host"):
        assert [getattr(hop, name) for hop in after.hops] == [getattr(hop, name) for hop in before.hops], name
    assert [hop.received.dialect for hop in after.hops] == [hop.received.dialect for hop in before.hops]
    assert [hop.received.time for hop in after.hops] == [hop.received.time for hop in before.hops]
    assert [(item.hop, item.seconds, item.cause) for item in after.delays] == [
        (item.hop, item.seconds, item.cause) for item in before.delays
    ]
    assert told(after) == told(before)
    assert [(item.scheme, item.time) for item in after.clocks] == [(item.scheme, item.time) for item in before.clocks]
    return out


@pytest.mark.parametrize("secret", SECRETS)
def test_standard_leaves_no_secret(secret: str) -> None:
    assert secret.lower() not in redact(MESSAGE, key=KEY).decode().lower()


def test_public_leaves_no_domain_or_address_either() -> None:
    text = redact(MESSAGE, "public", KEY).decode()
    assert "sender.example" not in text and "recipient.example" not in text and "203.0.113.9" not in text


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
def test_samples_are_traced_as_before(sample: Path, preset: str) -> None:
    same(sample.read_bytes(), preset)


@pytest.mark.parametrize("preset", PRESETS)
def test_the_message_is_traced_as_before(preset: str) -> None:
    same(MESSAGE, preset)


def test_the_same_secret_has_the_same_pseudonym_under_one_key() -> None:
    first, second = Redactor("public", KEY), Redactor("public", KEY)
    message = next(headertrace.read(MESSAGE))
    assert as_bytes(first.message(message)) == as_bytes(second.message(message))
    assert as_bytes(Redactor("public").message(message)) != as_bytes(first.message(message))


def test_what_was_replaced_is_counted() -> None:
    trace = headertrace.trace(redact(MESSAGE, key=KEY))
    assert dict(trace.redacted)["recipient"] == 1 and {kind for kind, _ in trace.redacted} <= set(KINDS)
    assert trace.to_dict()["redacted"][0]["kind"] == trace.redacted[0][0]
    assert headertrace.trace(MESSAGE).redacted == ()


def test_unknown_kinds_and_short_keys_are_refused() -> None:
    with pytest.raises(ValueError, match="not one of"):
        kinds_of("recipient,nonsense")
    with pytest.raises(ValueError, match="at least 16 bytes"):
        Redactor("public", b"short")


@pytest.mark.parametrize(
    ("said", "stays"), [("V=1.1;us=0;l=0;a=0;D=1;GD=1;SCL=1", True), ("V=1.1;us=carla", False), ("carla.winter", False)]
)
def test_a_verdict_in_base64_stays_where_it_is_letters_and_numbers_alone(said: str, stays: bool) -> None:
    value = b64encode(said.encode())
    assert (value in redact(b"X-Message-Delivery: " + value + b"\n" + MESSAGE, key=KEY)) == stays


def test_verb_writes_a_message_without_body() -> None:
    done = run("redact")
    assert done.returncode == 0 and done.stderr == b""
    assert b"business" not in done.stdout and done.stdout.endswith(b"\n\n")


def test_verb_writes_a_mailbox_for_a_mailbox() -> None:
    mailbox = b"".join(
        b"From carla.winter@sender.example Tue Nov 24 08:00:03 2026\n" + MESSAGE + b"\n" for _ in range(2)
    )
    done = run("redact", "--preset", "public", stdin=mailbox)
    assert len(list(headertrace.read(done.stdout))) == 2
    assert b"carla" not in done.stdout and done.stdout.count(b"From user-") == 2


def test_key_file_and_environment(tmp_path: Path) -> None:
    key = tmp_path / "key"
    key.write_bytes(KEY + b"\n")
    assert run("redact", "--redact-key", str(key)).stdout == redact(MESSAGE, key=KEY)
    assert run("redact", "--redact-key", str(tmp_path / "none")).returncode == 2


@pytest.mark.parametrize("format", ["table", "tree", "timeline", "headers", "json", "ndjson"])
def test_show_redacts_in_every_format(format: str) -> None:
    done = run("--redact", "-v", "-f", format)
    assert done.returncode == 0 and done.stderr == b""
    text = done.stdout.decode().lower()
    assert [secret for secret in SECRETS if secret.lower() in text] == []
    assert format == "headers" or "redacted" in text


def test_wrong_use_is_told_in_one_line() -> None:
    for args in (("--redact=nonsense",), ("redact", "--preset", "nonsense"), ("--redact-key", "x")):
        done = run(*args)
        assert done.returncode == 2 and done.stderr.count(b"\n") == 1
