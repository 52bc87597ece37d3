"""Redaction where it is hard: tricky forms, any input at all, every form that a secret can hide in."""

from __future__ import annotations

import base64
import os
import quopri
import re
import time
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import headertrace
from bench.redaction import facts, leaks, measure, rendered, secrets
from headertrace.redact import PRESETS, Redactor, as_bytes, kinds_of, redact
from headertrace.sources import read_whole
from helpers.samples import SAMPLES
from helpers.secrets import KEY, MESSAGE, SECRETS

CASES = (
    # (what, a header, what must be gone, what must be left)
    ("domain that begins with a quotation mark", "From: Shop <annafrost@'annafrost-x1.example.com>",
     ["annafrost"], ["@'host-", ".example.com"]),
    ("rewritten sender", "Return-Path: <SRS0=aB3d=TT=shop.example.net=anna.frost@fwd.example.com>",
     ["anna.frost", "shop.example.net"], ["SRS0=", "@fwd.example.com"]),
    ("variable return path", "Return-Path: <bounce-anna.frost=example.net@lists.example.com>",
     ["anna.frost"], ["@lists.example.com"]),
    ("property before an address", "Authentication-Results: mx; spf=pass smtp.mailfrom=anna.frost@example.net",
     ["anna.frost"], ["spf=pass", "smtp.mailfrom=", "@example.net"]),
    ("list's request address", "Errors-To: <frostclub-request@lists.example.net>", ["frostclub"], ["-request@"]),
    ("role", "From: postmaster@example.net (Mail Delivery System)", [], ["postmaster@example.net", "Mail Delivery"]),
    ("encoded name", "From: =?iso-8859-1?Q?J=F6rg_Frost?= <jf@example.net>", ["J=F6rg", "Frost"], ["=?utf-8?B?", "@example.net>"]),
    ("address in a name", 'From: "anna.frost@bank.example" <x77q@elsewhere.example>',
     ["anna.frost", "x77q"], ["@bank.example", "@elsewhere.example"]),
    ("encoded results", "Authentication-Results: =?utf-8?B?"
     + base64.b64encode(b"mx; spf=pass smtp.mailfrom=anna.frost@example.net").decode() + "?=",
     ["anna.frost"], ["=?utf-8?B?"]),
    ("file name", 'Content-Type: application/pdf; name="Frost salary.pdf"', ["Frost", "salary"], [".pdf"]),
    ("RFC 2231 file name", "Content-Disposition: attachment; filename*=utf-8''Frost%20salary.pdf",
     ["Frost", "salary"], [".pdf"]),
    ("link with a token", "List-Unsubscribe: <https://anna:pass77@lists.example.net/u/tok9f8e7d6c5b4a?m=anna.frost>",
     ["tok9f8e7d6c5b4a", "anna.frost", "pass77"], ["https://", "lists.example.net"]),
    ("mail link", "List-Unsubscribe: <mailto:leave-frost77@lists.example.net?subject=frost77>",
     ["frost77"], ["mailto:", "@lists.example.net"]),
    ("unknown field", "X-Customer-Note: Frost, 4711-0815", ["Frost", "4711-0815", "Customer", "Note"], ["X-", ": redacted-"]),
    ("content in a filter's report", "X-Spam-Report: Content preview: Dear Frost, your salary Content analysis details: (5.1 points)",
     ["Frost", "salary"], ["5.1 points"]),
    ("DKIM with copied headers", "DKIM-Signature: v=1; a=rsa-sha256; d=example.net; s=k1; h=from; bh=aGFzaGhhc2g=; z=From:anna.frost;"
     " b=c2lnbmF0dXJlc2lnbmF0dXJl", ["anna.frost", "aGFzaGhhc2g", "c2lnbmF0dXJl"], ["d=example.net", "h=from", "a=rsa-sha256"]),
    ("login in a comment", "Received: from [192.0.2.1] (SquirrelMail authenticated user annafrost) by www.example.net"
     " with HTTP; Tue, 24 Nov 2026 08:00:00 +0000", ["annafrost"], ["SquirrelMail", "with HTTP"]),
    ("helo literal", "Received: from [10.1.2.3] (helo=[10.1.2.3]) by mx.example.net with esmtp (Exim 4.96) id 1xVlRb-0003Ab-1x;"
     " Tue, 24 Nov 2026 08:00:00 +0000", ["10.1.2.3", "0003Ab"], ["1xVlRb-", "Exim 4.96"]),
    ("id behind the date", "Received: from a.example.net by b.example.net; Tue, 24 Nov 2026 08:00:00 +0000 id 0F1BC0E0.4D025E3A",
     ["0F1BC0E0.4D025E3A"], []),
    ("date with an address", "Date: Tue, 24 Nov 2026 08:00:00 +0000 (added by anna.frost@example.net)",
     ["anna.frost"], ["Tue, 24 Nov 2026 08:00:00 +0000"]),
    ("answer to a name", 'In-Reply-To: Anna Frost\'s message of "Tue, 24 Nov 2026"', ["Anna", "Frost"], []),
    ("ULA", "X-Originating-IP: [fd12:3456:789a::1]", ["fd12:3456"], ["[fd"]),
    ("group", "To: undisclosed-recipients:;", [], ["undisclosed-recipients:;"]),
    ("folded", "To: Anna\n\tFrost\n\t<anna.frost@example.net>,\n\tBo <bofrost77@example.net>",
     ["Anna", "frost"], ["@example.net>,"]),
    ("uuid of version 1", "Message-ID: <6ba7b810-9dad-11d1-80b4-00c04fd430c8@example.net>", ["00c04fd430c8"], ["11d1-"]),
    ("List-Id with a word beside its host", "List-Id: <4711 frostclub.lists.example.net>", ["4711"], [".lists.example.net>"]),
    ("blank in an id's brackets", "Message-ID: <1722274088.zwerg7@example.net >", ["zwerg7"], ["@example.net >"]),
    ("SPF's keys", "Received-SPF: pass (ann) client-ip=192.0.2.1; envelope-from=anna.frost@example.net; helo=mx.example.net;"
     " receiver=mx.example.org", ["anna.frost"], ["client-ip=192.0.2.1", "envelope-from=user-", "receiver=mx.example.org"]),
    ("access line whose address is an inner one backwards", "Received: from x (slip-32-102-60-10.access.example.net [32.102.60.10])"
     " by mx.example.org (Postfix) with ESMTP id 1A2B3C4D5E; Tue, 24 Nov 2026 08:00:00 +0000",
     ["1A2B3C4D5E"], ["(slip-32-102-60-10.access.example.net [32.102.60.10])"]),
    ("Java's id", "Message-ID: <33.77.1700000000000.JavaMail.annafrost@web1.example.net>", ["annafrost"], ["1700000000000.JavaMail."]),
)  # fmt: skip


@pytest.mark.parametrize(("header", "gone", "left"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_tricky_forms(header: str, gone: list[str], left: list[str]) -> None:
    out = redact(f"{header}\n\n".encode(), key=KEY).decode()
    shown = out + base64.b64decode("".join(re.findall(r"\?B\?([^?]*)\?=", out)) or b"").decode()
    assert [secret for secret in gone if secret.lower() in shown.lower()] == []
    assert [word for word in left if word not in out] == []


PUBLIC = (
    # (host beside its address, whether its numbers are the address's)
    ("dsl-17-113.access.example.net", "203.0.17.113", False), ("198-51-100-17.access.example.net", "198.51.100.17", True),
    ("mx1.example.net", "203.0.113.17", False), ("lists.example.net", "203.0.113.17", False),
)  # fmt: skip


@pytest.mark.parametrize(("host", "ip", "numbered"), PUBLIC)
def test_names_keep_their_look(host: str, ip: str, numbered: bool) -> None:
    data = f"Received: from {host} ({host} [{ip}]) by mx.example.org (Postfix) with ESMTP id 1A2B3C4D5E;"
    out = redact(f"{data} Tue, 24 Nov 2026 08:00:00 +0000\n\n".encode(), "public", KEY)
    got = headertrace.trace(out).hops[0].received
    assert got.rdns and got.rdns.endswith(".example") and ip not in out.decode() and got.rdns == got.helo
    assert (got.rdns.startswith("ip-" + (got.ip or "").replace(".", "-"))) == numbered
    assert got.rdns.split(".")[0] == host.split(".")[0] or not host.startswith(("mx1", "lists"))


def test_relations_between_domains_stay() -> None:
    lines = b"".join(
        b"Received: from %s (%s [192.0.2.1]) by %s (Postfix) with ESMTP id 1A2B3C4D5E; Tue, 24 Nov 2026 08:00:00 +0000\n"
        % (a, a, b)
        for a, b in ((b"x.a.example.co.uk", b"mx.example.org"), (b"y.example.co.uk", b"x.a.example.co.uk"))
    )
    hops = headertrace.trace(redact(lines + b"\n", "public", KEY)).hops
    assert hops[0].sender_organisation == hops[1].sender_organisation == hops[0].receiver_organisation
    assert hops[1].receiver_organisation != hops[0].receiver_organisation


STAMP = "Tue, 24 Nov 2026 08:00:00 +0000"
SAME = (
    # What has to be read as before: a line that is damaged, or rare.
    ("month as a host's name", f"Received: from a.example.net (HELO Nov) (192.0.2.1) by Nov with SMTP; {STAMP}"),
    ("year as a host's name", f"Received: from 2026 (2026 [192.0.2.1]) by mx.example.org with SMTP; {STAMP}"),
    ("id run into the zone", f"Received: from a.example.net by b.example.net; {STAMP}{'a' * 3_000} (UTC)"),
    ("address run into the date", "Received: from a.example.net by b.example.net; Tue, a@a@a@24 Nov 2026 08:00:00 +0000"),
    ("colons in the time", "Received: from a.example.net by b.example.net; Tue, 24 Nov 2026 06:51::51:35 -0400 (EDT)"),
    ("recipient that is a piece of the line", "Received: from a.example.net ([192.0.2.21]) by b.example.net (8.11.6/8.11.6) with"
     f" ESMTP id g55BG4531416 for 2.21]) by b.example.net with ESMTP id g55BG4531416; {STAMP}"),
    ("masked id of Postfix", f"Received: by mx.example.net (Postfix) id ffffffff; {STAMP}\n"
     f"Received: from a.example.com (a.example.com [192.0.2.1]) by b.example.com (Postfix) with ESMTP id 00000000; {STAMP}"),
    ("masked id of sendmail", f"Received: from a.example.org ([192.0.2.1]) by mx.example.net with SMTP; {STAMP}\n"
     f"Received: from b.example.com (localhost) by a.example.org (8.14.8/8.14.8) id 00000000000000; {STAMP}"),
    ("Message-ID in the place of an id", "Received: from a.example.org ([192.0.2.1]) by mx.example.net with SMTP id"
     f" <00000000.00000000@mx8.example.com>; {STAMP}\nMessage-ID: <00000000.00000000@mx8.example.com>\nFrom: a@mx8.example.com"),
    ("short name of a host that the path names in full", "".join(
        f"Received: from {a} by {b} with SMTP; Tue, 24 Nov 2026 {at} +0000\n" for a, b, at in (
            ("wobble.example.net ([192.0.2.9])", "mx.example.org", "08:20:00"), ("Wobble/spool", "wobble.example.net", "08:19:55"),
            ("spool", "WOBBLE", "08:10:00"), ("a.example.com ([192.0.2.1])", "wobble.example.net", "08:00:00"),
        ))),
)  # fmt: skip


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("header", [case[1] for case in SAME], ids=[case[0] for case in SAME])
def test_redacted_it_is_read_as_before(header: str, preset: str) -> None:
    before, after = (
        headertrace.trace(f"{header}\n\n".encode()),
        headertrace.trace(redact(f"{header}\n\n".encode(), preset, KEY)),
    )
    assert before.hops and facts(before) == facts(after)


def test_lost_folds_stay_one_field_under_any_key() -> None:
    """An address's stand-in may look like a time of day, behind which a Received line is at its end."""
    data = (
        b"Received: from a.example.net\n([fe80::1c84:d447:f595:ce36]) by\nb.example.net ([fe80::1c84:d447:f595:ce36%5]) with mapi"
        b" id 15.20.8137.030;\nMon, 18 Nov 2024 08:10:17 +0000\nSubject: x\n\n"
    )
    wanted = facts(headertrace.trace(data))["hops"]
    for number in range(60):
        assert facts(headertrace.trace(redact(data, "public", bytes([number]) * 16)))["hops"] == wanted


def hidden(secret: str) -> dict[str, bytes]:
    """A message's fields with a secret in each of the forms that mail has for it."""
    data = secret.encode()
    return {
        "base64": b"Subject: =?utf-8?B?" + base64.b64encode(b"about " + data) + b"?=",
        "q": b"Subject: =?utf-8?Q?about_" + quopri.encodestring(data, header=True).strip() + b"?=",
        "percent": b"List-Unsubscribe: <https://lists.example.net/u?who=" + quote(secret).encode() + b">",
        "name": b"To: =?utf-8?B?" + base64.b64encode(data) + b"?= <x77q@example.net>",
        "unknown": b"X-Note: " + base64.b64encode(data),
        "reversed": b"X-Note: " + secret[::-1].encode(),
        "hex": b"X-Note: " + data.hex().encode(),
    }


@pytest.mark.parametrize("form", hidden("x"))
@pytest.mark.parametrize("secret", ["Zephyrine Quillon", "Žofie Nováková"])
def test_encoded_secrets_are_gone_from_every_output(secret: str, form: str) -> None:
    data = b"From: ann@example.net\n" + hidden(secret)[form] + b"\n\n"
    redacted = Redactor("standard", KEY).message(next(headertrace.read(data)))
    trace = headertrace.trace(redacted)
    output = as_bytes(redacted) + rendered(trace)
    assert leaks({secret}, data) == [secret]
    assert leaks({secret}, output) == []


@pytest.mark.parametrize("preset", ["standard", "public"])
@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.stem)
def test_samples_leak_nothing_in_any_format(sample: Path, preset: str) -> None:
    for message, whole in read_whole(sample):
        redacted = Redactor(preset, KEY).message(message)
        trace = headertrace.trace(redacted)
        output = as_bytes(redacted) + rendered(trace)
        assert leaks(secrets(message, kinds_of(preset), whole), output) == []
        assert str(sample).encode() not in output and (message.source.sha256 or "").encode() not in output


def test_the_leaks_are_found_where_there_are_any() -> None:
    """The search itself: it finds every secret of the message as it came."""
    found = {secret for secret in SECRETS if secret not in ("Müller", "Geheimplan", "business")}
    assert leaks(found, MESSAGE) == sorted(found)


_TEXT = st.text(st.characters(min_codepoint=1, max_codepoint=0x2FFF, exclude_categories=("Cs",)), max_size=60)
_NAMES = st.sampled_from((
    "Received", "X-Received", "From", "To", "Subject", "Message-ID", "DKIM-Signature", "Authentication-Results", "Date",
    "Received-SPF", "Content-Type", "Thread-Index", "X-Spam-Status", "X-Anything", "List-Unsubscribe", "References", "",
))  # fmt: skip


@given(st.lists(st.tuples(_NAMES, _TEXT), max_size=6), st.sampled_from(("standard", "public", "postmaster", "ticket")))
@settings(max_examples=150)
def test_any_header_can_be_redacted(fields: list[tuple[str, str]], preset: str) -> None:
    data = "".join(f"{name}: {value}\n" if name else f"{value}\n" for name, value in fields).encode() + b"\n"
    out = redact(data, preset, KEY)
    assert out == redact(data, preset, KEY)
    assert headertrace.trace(out).redacted is not None


@given(st.from_regex(r"[a-z]{5,12}\.[a-z]{5,12}", fullmatch=True), st.integers(1, 2**32 - 1))
@settings(max_examples=100)
def test_no_local_part_comes_through(local: str, seed: int) -> None:
    data = MESSAGE.replace(b"carla.winter", local.encode()).replace(b"cwinter", local.encode())
    out = redact(data, "standard", seed.to_bytes(16, "big")).decode().lower()
    assert local not in out


@given(
    st.from_regex(r"[0-9A-Za-z]{6}-[0-9A-Za-z]{6}-[0-9A-Za-z]{2}|[0-9A-F]{8,14}|[A-Za-z0-9]{8}[0-9]{6}", fullmatch=True)
)
@settings(max_examples=200)
def test_ids_keep_what_is_read_of_them(id: str) -> None:
    line = f"Received: from a.example.net by b.example.net with esmtp id {id}; Tue, 24 Nov 2026 08:00:00 +0000\n\n"
    before, after = headertrace.trace(line.encode()), headertrace.trace(redact(line.encode(), "standard", KEY))
    assert [facts(before)["clocks"], facts(before)["hops"]] == [facts(after)["clocks"], facts(after)["hops"]]


def test_long_hostile_lines_take_linear_time() -> None:
    for piece in (b"a!", b"a@", b"=", b"<", b"=?", b"a.", b"(", b'"', b"1.", b":", b"a-b_", b"\\"):
        redact(
            b"Received: " + piece * 30_000 + b"\nFrom: " + piece * 30_000 + b"\nX-A: " + piece * 30_000 + b"\n\n",
            "public",
            KEY,
        )


LONG = (("X-Mailer", "1"), ("User-Agent", "1."), ("Message-ID", "<>"), ("References", "<a@b>"), ("Subject", "=?utf-8?q?a?= "),
        ("Received", "1."), ("From", "a@b,"), ("X-Spam-Report", "Content preview:"), ("List-Unsubscribe", "<a:"))  # fmt: skip


@pytest.mark.parametrize(("name", "piece"), LONG)
def test_redaction_takes_time_by_length(name: str, piece: str) -> None:
    """Eight times as long takes about eight times as long: by the square it were sixty-four times."""

    def seconds(length: int) -> float:
        data = f"{name}: {piece * (length // len(piece))}\n\n".encode()
        took = []
        for _ in range(3):
            began = time.process_time()
            redact(data, "standard", KEY)
            took.append(time.process_time() - began)
        return min(took)

    assert seconds(64_000) < 30 * seconds(8_000) + 0.05


@pytest.mark.skipif("HEADERTRACE_CORPUS" not in os.environ, reason="HEADERTRACE_CORPUS names no folder of mail")
@pytest.mark.parametrize("preset", ["standard", "public"])
def test_a_folder_of_real_mail(preset: str, capsys: pytest.CaptureFixture[str]) -> None:
    ignored = set(os.environ.get("HEADERTRACE_CORPUS_IGNORE", "").split(",")) - {""}
    files = sorted(path for path in Path(os.environ["HEADERTRACE_CORPUS"]).rglob("*") if path.is_file())
    assert not measure(files, preset, 20, ignored), capsys.readouterr().out
