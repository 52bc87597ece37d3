"""Mail inside mail: which of the messages is traced, and that the other is told."""

from __future__ import annotations

import base64
import shutil
import struct
import subprocess
from email.message import EmailMessage
from email.mime.multipart import MIMEMultipart
from pathlib import Path

import pytest

import headertrace
from headertrace.sources import carried, read_whole
from headertrace.sources.carried import index, text
from headertrace.sources.opening import Which
from headertrace.syntax.parts import MAX_DEPTH, MAX_PARTS, entity, inner_parts
from helpers import command

INNER = (
    b"Received: from relay.example.net (relay.example.net [192.0.2.30])\n\tby mx.example.org (Postfix) with ESMTPS id 9C2D4400A4\n"
    b"\tfor <bob@example.org>; Tue, 24 Nov 2026 12:10:40 +0000 (UTC)\n"
    b"Received: from [203.0.113.17] (helo=pc)\n\tby relay.example.net with esmtpsa (Exim 4.96)\n\tid 1xVlRb-0003Ab-1x; Tue, 24 Nov 2026 12:10:38 +0000\n"
    b"From: Ann Example <ann@example.net>\nTo: bob@example.org\nSubject: the inner one\nDate: Tue, 24 Nov 2026 12:10:37 +0000\n"
    b"Message-ID: <a4@example.net>\n\nHello.\n"
)
CARRIER = (
    b"Received: from pc.example.org (pc.example.org [192.0.2.99])\n\tby mx.example.org (Postfix) with ESMTPS id 9C2D4400A5\n"
    b"\tfor <soc@example.org>; Tue, 24 Nov 2026 13:00:01 +0000 (UTC)\n"
    b"From: Bob Example <bob@example.org>\nTo: soc@example.org\nSubject: the outer one\nDate: Tue, 24 Nov 2026 13:00:00 +0000\n"
    b"Message-ID: <x@example.org>\nMIME-Version: 1.0\n"
)
EDGE = b"--edge of parts"


def parted(*parts: bytes, type: str = "multipart/mixed", more: bytes = b"") -> bytes:
    """The carrier with those parts, each with its own header."""
    body = b"".join(EDGE + b"\n" + part + b"\n" for part in parts)
    return CARRIER + more + f'Content-Type: {type}; boundary="edge of parts"\n\n'.encode() + body + EDGE + b"--\n"


def part(type: str, data: bytes, *, encoding: str = "8bit", disposition: str = "") -> bytes:
    shown = f"Content-Disposition: {disposition}\n" if disposition else ""
    if encoding == "base64":
        data = base64.encodebytes(data)
    return f"Content-Type: {type}\nContent-Transfer-Encoding: {encoding}\n{shown}\n".encode() + data


TEXT = part("text/plain", b"Is this phishing?\n")
LONG = part("text/plain", b"As I said, we have to talk about the matter at some length.\n" * 100)
MAIL = part("message/rfc822", INNER)
BARE = INNER.partition(b"\n\n")[0] + b"\n"
STATUS = part("message/delivery-status", b"Reporting-MTA: dns; mx.example.org\n\nAction: failed\n")


def properties(*items: tuple[int, int, bytes]) -> bytes:
    """MAPI properties as TNEF has them: (type, id, value) of such as are counted."""
    made = struct.pack("<I", len(items))
    for type, id, value in items:
        made += struct.pack("<HHII", type, id, 1, len(value)) + value + b"\0" * (-len(value) % 4)
    return made


def tnef(*attributes: tuple[int, int, bytes]) -> bytes:
    made = struct.pack("<IH", 0x223E9F78, 1)
    for level, name, value in attributes:
        made += struct.pack("<BII", level, name, len(value)) + value + struct.pack("<H", sum(value) & 0xFFFF)
    return made


def winmail(type: int = 0x1E, coding: str = "ascii") -> bytes:
    """A winmail.dat with one mail attached to it."""
    inner = tnef((1, 0x00069003, properties((0x1E, 0x1A, b"IPM.Note\0"), (type, 0x7D, BARE.decode().encode(coding)))))
    return tnef(
        (1, 0x00069003, properties((0x1E, 0x0037, b"the outer one\0"))),
        (2, 0x00069005, properties((0x0D, 0x3701, b"\x07\x03\x02\0\0\0\0\0\xc0\0\0\0\0\0\0\x46" + inner))),
    )


# What is read, what is traced ("inner" or "outer"), and whether the other is told.
MESSAGES: dict[str, tuple[bytes, str, bool]] = {
    "the button that reports": (parted(TEXT, MAIL), "inner", True),
    "nothing but the mail": (parted(MAIL), "inner", True),
    "the whole mail is one": (CARRIER + b"Content-Type: message/rfc822\n\n" + INNER, "inner", True),
    "encoded against the rule": (parted(TEXT, part("message/rfc822", INNER, encoding="base64")), "inner", True),
    "with a picture": (parted(TEXT, MAIL, part("image/png", b"\x89PNG", encoding="base64")), "inner", True),
    "in a part within a part": (parted(b'Content-Type: multipart/mixed; boundary="b"\n\n--b\n' + TEXT + b"\n--b\n" + MAIL + b"\n--b--\n"), "inner", True),
    "with a long answer": (parted(LONG, MAIL), "outer", True),
    "with another file": (parted(TEXT, MAIL, part("application/pdf", b"%PDF", encoding="base64")), "outer", True),
    "on a list": (parted(TEXT, MAIL, more=b"List-Id: <list.example.org>\n"), "outer", False),
    "from a server": (parted(TEXT, MAIL, more=b"Auto-Submitted: auto-generated\n"), "outer", False),
    "a bounce": (parted(TEXT, STATUS, MAIL, type="multipart/report; report-type=delivery-status"), "outer", False),
    "a bounce that does not say so": (parted(TEXT, STATUS, MAIL), "outer", False),
    "a receipt": (parted(TEXT, part("message/disposition-notification", b""), MAIL, type="multipart/report; report-type=disposition-notification"), "outer", False),
    "a feedback report": (parted(LONG, part("message/feedback-report", b"Feedback-Type: abuse\n"), MAIL, type="multipart/report; report-type=feedback-report"), "inner", True),
    "a feedback report with a header alone": (parted(TEXT, part("text/rfc822-headers", BARE), type="multipart/report; report-type=feedback-report"), "inner", True),
    "a journal report": (parted(LONG, MAIL, more=b"X-MS-Journal-Report:\n"), "inner", True),
    "a digest": (parted(b"\n" + INNER, type="multipart/digest"), "inner", True),
    "a mail without a path": (parted(TEXT, part("message/rfc822", b"From: a@example.net\nSubject: x\n\ny\n")), "outer", False),
    "in winmail.dat": (parted(TEXT, part("application/ms-tnef", winmail(), encoding="base64")), "inner", True),
    "in winmail.dat, in UTF-16": (parted(TEXT, part("application/ms-tnef", winmail(0x1F, "utf-16-le"), encoding="base64")), "inner", True),
    "a file in winmail.dat": (parted(TEXT, part("application/ms-tnef", tnef((2, 0x0006800F, INNER)), encoding="base64")), "inner", True),
    "pasted": (CARRIER + b"\nHere is the header:\n\n" + BARE, "inner", True),
    "pasted and quoted": (CARRIER + b"\nHere:\n\n" + b"".join(b"> " + line + b"\n" for line in BARE.splitlines()), "inner", True),
    "pasted, in base64": (CARRIER + b"Content-Transfer-Encoding: base64\n\n" + base64.encodebytes(b"Here:\n\n" + BARE), "inner", True),
    "pasted beside a form in HTML": (parted(part("text/html", b"<p>nothing</p>"), part("text/plain", b"Look:\n\n" + BARE), type="multipart/alternative"), "inner", True),
    "pasted in HTML": (CARRIER + b"Content-Type: text/html\n\n<p>Look:</p><pre>" + BARE.replace(b"<", b"&lt;") + b"</pre>", "inner", True),
    "pasted on a list": (CARRIER + b"List-Id: <list.example.org>\n\nHere:\n\n" + BARE, "outer", False),
    "the word alone": (CARRIER + b"\nReceived: your letter, thanks.\nReceived: from Bob, too.\n", "outer", False),
    "a text that is a header and goes on": (CARRIER + b"\n" + BARE + b"\n" + b"Buy this, it is cheap and good.\n" * 200, "outer", True),
}  # fmt: skip


@pytest.mark.parametrize("name", MESSAGES)
def test_which_is_traced(name: str) -> None:
    data, traced, told = MESSAGES[name]
    (message,) = headertrace.read(data)
    trace = headertrace.trace(message)
    assert trace.message.subject == f"the {traced} one"
    assert len(trace.hops) == (2 if traced == "inner" else 1)
    said = [finding for finding in trace.findings if finding.code == "HT107"]
    assert len(said) == told
    if traced == "inner":
        assert "Bob Example <bob@example.org>" in said[0].text and "--outer" in said[0].text
        assert message.source.name == "- > the message in it"
    elif told:
        assert "--inner" in said[0].text


@pytest.mark.parametrize("name", [name for name, (_, _, told) in MESSAGES.items() if told])
@pytest.mark.parametrize(("which", "subject"), [("inner", "the inner one"), ("outer", "the outer one")])
def test_one_may_choose(name: str, which: Which, subject: str) -> None:
    (message,) = headertrace.read(MESSAGES[name][0], which)
    assert headertrace.trace(message).message.subject == subject


def test_a_returned_message_is_had_by_asking() -> None:
    (message,) = headertrace.read(MESSAGES["a bounce"][0], "inner")
    assert headertrace.trace(message).message.subject == "the inner one"


def test_several_are_all_traced_in_order() -> None:
    other = INNER.replace(b"the inner one", b"another one")
    found = list(headertrace.read(parted(TEXT, MAIL, part("message/rfc822", other))))
    assert [headertrace.trace(message).message.subject for message in found] == ["the inner one", "another one"]
    assert [message.source.name for message in found] == ["- > message 1 of 2 in it", "- > message 2 of 2 in it"]
    done = command.run("-f", "json", "--message", "2", stdin=parted(TEXT, MAIL, part("message/rfc822", other)))
    assert b"another one" in done.stdout and b"the inner one" not in done.stdout


def test_lines_are_those_of_the_file() -> None:
    data = parted(TEXT, MAIL)
    (message,) = headertrace.read(data)
    for field in message.fields:
        assert data.splitlines(keepends=True)[field.first_line - 1 : field.last_line] == field.raw.splitlines(
            keepends=True
        )


def test_the_whole_of_the_inner_message_is_given() -> None:
    ((message, whole),) = read_whole(parted(TEXT, MAIL))
    assert whole.rstrip() == INNER.rstrip()
    assert message.source.size == len(whole)


def test_unasked_only_one_level_is_opened() -> None:
    """What a strange mail carries in its turn is its sender's choice."""
    fake = INNER.replace(b"the inner one", b"a fake")
    phish = (
        INNER.partition(b"\n\n")[0]
        + b'\nContent-Type: multipart/mixed; boundary="b"\n\n--b\n'
        + part("message/rfc822", fake)
        + b"\n--b--\n"
    )
    reported = parted(TEXT, part("message/rfc822", phish))
    assert [headertrace.trace(message).message.subject for message in headertrace.read(reported)] == ["the inner one"]
    assert [headertrace.trace(message).message.subject for message in headertrace.read(reported, "inner")] == ["a fake"]


def test_a_mailbox_of_reports() -> None:
    line = b"From bob@example.org Tue Nov 24 13:00:01 2026\n"
    found = list(headertrace.read((line + parted(TEXT, MAIL) + b"\n") * 2))
    assert [headertrace.trace(message).message.subject for message in found] == ["the inner one"] * 2


def test_redaction_leaves_no_word_of_the_carrier() -> None:
    done = command.run("--redact=standard", "-f", "json", stdin=MESSAGES["the button that reports"][0])
    assert b"HT107" in done.stdout
    assert b"bob@example.org" not in done.stdout and b"the outer one" not in done.stdout


@pytest.mark.skipif(shutil.which("openssl") is None, reason="there is no openssl here")
@pytest.mark.parametrize("streamed", [False, True])
def test_what_is_signed_within_its_signature(tmp_path: Path, streamed: bool) -> None:
    """By openssl, which writes it in one piece, and streamed in many with open lengths."""
    key, cert, plain = tmp_path / "key.pem", tmp_path / "cert.pem", tmp_path / "plain"
    inner = EmailMessage()
    inner["Subject"] = "x"
    content = b'Content-Type: multipart/mixed; boundary="b"\n\n--b\n' + TEXT + b"\n--b\n" + MAIL + b"\n--b--\n"
    plain.write_bytes(content.replace(b"\n", b"\r\n") + b"X" * 20_000)
    made = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-keyout",
        key,
        "-out",
        cert,
        "-subj",
        "/CN=ann",
    ]
    subprocess.run(made, check=True, capture_output=True)
    sign = [
        "openssl",
        "cms",
        "-sign",
        "-nodetach",
        "-binary",
        "-signer",
        cert,
        "-inkey",
        key,
        "-in",
        plain,
        "-outform",
        "DER",
    ]
    sign += ["-stream"] if streamed else []
    signed = subprocess.run(sign, check=True, capture_output=True).stdout
    data = CARRIER + part("application/pkcs7-mime; smime-type=signed-data; name=smime.p7m", signed, encoding="base64")
    (message,) = headertrace.read(data)
    assert headertrace.trace(message).message.subject == "the inner one"
    for cut in range(0, len(signed), 997):
        list(headertrace.read(CARRIER + part("application/pkcs7-mime", signed[:cut], encoding="base64")))


@pytest.mark.parametrize("damage", range(0, 400, 7))
def test_a_winmail_dat_that_lies_is_read_as_far_as_it_goes(damage: int) -> None:
    data = bytearray(winmail())
    data[damage % len(data)] ^= 0xFF
    list(headertrace.read(parted(TEXT, part("application/ms-tnef", bytes(data), encoding="base64"))))


def test_nesting_has_a_bottom() -> None:
    body = INNER
    for level in range(40):
        body = (
            CARRIER
            + b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (level, level)
            + part("message/rfc822", body)
            + b"\n--b%d--\n" % level
        )
    assert len(list(headertrace.read(body, "inner"))) == 1
    deep = b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (level, level) for level in range(5_000)
    )
    assert len(list(headertrace.read(CARRIER + deep + MAIL))) == 1
    found = entity(deep, 1, 0)
    for _ in range(50):
        (found,) = list(inner_parts(found)) or (found,)
    assert found.depth == MAX_DEPTH


SMALL = part("text/plain", b"x\n")
MESSAGES_OF_A_DIGEST = [b"\n" + INNER] * MAX_PARTS
WORDS = b"As I said, we have to talk about the matter at some length.\n" * (text.MAX_TEXT // 60 + 9)


def within(depth: int, body: bytes) -> bytes:
    """The carrier with that part so many multiparts deep, its own included."""
    for level in range(1, depth):
        body = b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n%s\n--b%d--\n' % (level, level, body, level)
    return parted(body)


def winmails(depth: int) -> bytes:
    """A winmail.dat in a winmail.dat, as mails attached to one another, with a mail at the bottom."""
    made = tnef((2, 0x0006800F, INNER))
    for _ in range(depth):
        made = tnef((2, 0x00069005, properties((0x0D, 0x3701, bytes(16) + made))))
    return parted(part("application/ms-tnef", made, encoding="base64"))


# What has a finding that it was not searched to its end, what nearly has, and words of the finding.
CUT: dict[str, tuple[bytes, bytes, str]] = {
    "parts": (parted(*[SMALL] * (MAX_PARTS - 1), MAIL), parted(*[SMALL] * (MAX_PARTS - 2), MAIL), "1,000 parts"),
    "a digest": (
        parted(*MESSAGES_OF_A_DIGEST, type="multipart/digest"),
        parted(*MESSAGES_OF_A_DIGEST[1:], type="multipart/digest"),
        "1,000 parts",
    ),
    "depth": (within(MAX_DEPTH + 1, MAIL), within(MAX_DEPTH, MAIL), "more than 8 deep"),
    "depth of winmail.dat": (winmails(MAX_DEPTH), winmails(MAX_DEPTH - 1), "more than 8 deep"),
    "text": (CARRIER + b"\n" + WORDS + BARE, CARRIER + b"\n" + WORDS, "longer than 4 MiB"),
    "text behind a header": (
        CARRIER + b"\nHere:\n\n" + BARE + WORDS, CARRIER + b"\nHere:\n\n" + BARE + WORDS[: text.MAX_TEXT // 2],
        "longer than 4 MiB",
    ),
    "text in base64": (
        CARRIER + b"Content-Transfer-Encoding: base64\n\n" + base64.encodebytes(WORDS + BARE),
        CARRIER + b"Content-Transfer-Encoding: base64\n\n" + base64.encodebytes(WORDS[: text.MAX_TEXT // 2] + BARE),
        "longer than 4 MiB",
    ),
    "text of a part": (parted(part("text/plain", WORDS + BARE)), parted(part("text/plain", WORDS)), "longer than 4 MiB"),
}  # fmt: skip


@pytest.mark.parametrize("name", CUT)
def test_what_is_not_searched_is_told_once(name: str) -> None:
    data, nearly, words = CUT[name]
    found = [headertrace.trace(message) for message in headertrace.read(data)]
    told = [finding.text for trace in found for finding in trace.findings if finding.code == "HT110"]
    assert len(told) == 1 and words in told[0]
    # Of a digest it stands at the last, where the rest would follow.
    assert "HT110" in {finding.code for finding in found[-1].findings}
    for message in headertrace.read(nearly):
        assert "carried-cut" not in {defect.code for defect in message.defects}


def test_in_a_notice_it_is_told_to_who_asks_for_the_mail_in_it() -> None:
    data = parted(*[SMALL] * MAX_PARTS, STATUS, MAIL, type="multipart/report; report-type=delivery-status")
    for which, told in (("asked", False), ("inner", True)):
        (message,) = headertrace.read(data, which)
        assert ("carried-cut" in {defect.code for defect in message.defects}) is told


def test_the_standard_library_writes_what_is_read() -> None:
    from email import message_from_bytes
    from email.policy import SMTP

    outer = MIMEMultipart()
    for name in ("From", "To", "Subject"):
        outer[name] = {"From": "bob@example.org", "To": "soc@example.org", "Subject": "=?utf-8?q?B=C3=B6se?="}[name]
    made = EmailMessage()
    made["From"], made["Subject"], made["Date"] = "Bob <bob@example.org>", "böse", "Tue, 24 Nov 2026 13:00:00 +0000"
    made.set_content("see attached")
    made.add_attachment(message_from_bytes(INNER, policy=SMTP))
    (message,) = headertrace.read(made.as_bytes())
    trace = headertrace.trace(message)
    assert trace.message.subject == "the inner one"
    assert any("subject böse" in finding.text for finding in trace.findings)


def test_index_and_files_agree() -> None:
    files = {path.stem for path in Path(index.__file__).parent.glob("*.py")}
    assert {row.name for row in index.INDEX} == files - {"__init__", "index", "carrier", "parts", "text"}
    assert all(callable(index.load(row.name)) and row.source for row in index.INDEX)
    assert carried.carried((), b"", 1) is None
