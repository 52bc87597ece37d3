"""What is no mail: one sentence that says what it seems to be, the exit code, and the rest done."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import headertrace
from headertrace.sources.no_mail import NO_MAIL
from helpers import command

MAIL = b"Received: from a.example.net (a.example.net [192.0.2.1]) by mx.example.org; Tue, 24 Nov 2026 08:00:05 +0000\nFrom: ann@example.net\n\nhello\n"
STEPS = ("Gmail", "Outlook", "Apple Mail", "Thunderbird", "getting-the-header")


# What is read, and what it seems to be.
INPUTS: dict[str, tuple[bytes, str]] = {
    "prose": (b"Hello Bob,\n\nthe mail did not arrive. Can you have a look?\n\nAnn\n", "text without a header"),
    "prose with a colon": (b"Dear: colleague\n\nnothing here\n", "text without a header"),
    "a PDF": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "a PDF"),
    "a picture": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "a picture (PNG)"),
    "a photo": (b"\xff\xd8\xff\xe0\0\x10JFIF\0", "a picture (JPEG)"),
    "random bytes": (bytes((i * 7919 >> 3) & 0xFF for i in range(5_000)), "binary data"),
    "zeros": (bytes(10_000), "nothing but NUL bytes"),
    "JSON": (b'{"a": [1, 2]}', "JSON"),
    "a web page": (b"<!DOCTYPE html><html><body>Sign in</body></html>", "a web page"),
    "XML": (b"<?xml version='1.0'?><a/>", "an XML file"),
    "PGP": (b"-----BEGIN PGP MESSAGE-----\n\nabc\n", "a text that PGP encrypted"),
    "blank lines": (b"\n\n  \n", "empty"),
    "Google's table": (b"MessageId\nabc\n\n#\tDelay\tFrom\tTo\tProtocol\tTime received\n0\t2 sec\tx\ty\tESMTP\tz\n", "a table of hops as Google"),
}  # fmt: skip
# The heads of analysers' tables of hops, and whose they are.
TABLES = [
    (("#", "Delay", "From *", "", "To *", "Protocol", "Time received"), "Google's header tool"),
    (("Hop", "Delay", "From", "By", "With", "Time (UTC)", "Blacklist"), "MXToolbox"),
    (
        ("Hop\u2193", "Submitting host", "Receiving host", "Time", "Delay", "Type"),
        "Microsoft's Message Header Analyzer",
    ),
    (("Hop", "From", "By", "With", "Time", "Delay"), "a header analyser"),
]
SUMMARY = "Message Id\t<1@example.net>\nFrom:\tAnn <ann@example.net>\nTo:\tbob@example.org\nSubject:\tLunch\n\n"


@pytest.mark.parametrize("above", ["", SUMMARY])
@pytest.mark.parametrize("parted", ["\t", " | ", "   ", "\n"])
@pytest.mark.parametrize(("head", "whose"), TABLES)
def test_a_table_of_hops_is_told_in_one_sentence(head: tuple[str, ...], whose: str, parted: str, above: str) -> None:
    text = above + parted.join(head) + "\n" + parted.join(["1", "a.example.net", "b.example.org", "8:00:01 AM"]) + "\n"
    (message,) = headertrace.read(text.encode())
    (defect,) = message.defects
    assert (message.fields, defect.code) == ((), NO_MAIL)
    assert (
        f"a table of hops as {whose} shows it" in defect.text and "give the header that it was made from" in defect.text
    )
    assert "\n" not in defect.text and defect.text.count(". ") == 0


def test_a_table_beside_the_lines_it_was_made_of_harms_nothing() -> None:
    text = (
        "\t".join(TABLES[1][0])
        + "\n1\t*\ta\tb\tESMTP\tx\n\nHeader Name\tHeader Value\n"
        + "".join(
            f"{name}\t{value}\n"
            for name, value in (
                ("Received", "from a.example.net by b.example.org; Tue, 24 Nov 2026 08:00:00 +0000"),
                ("From", "ann@example.net"),
            )
        )
    )
    (message,) = headertrace.read(text.encode())
    assert [hop.received.by for hop in headertrace.trace(message).hops] == ["b.example.org"]


@pytest.mark.parametrize("name", INPUTS)
def test_what_it_seems_to_be_is_said(name: str) -> None:
    data, words = INPUTS[name]
    (message,) = headertrace.read(data)
    (defect,) = message.defects
    assert (message.fields, defect.code) == ((), NO_MAIL)
    assert defect.text.startswith("this is not a message; it looks like ") and words in defect.text
    assert "\n" not in defect.text and defect.text.count(". ") == 0
    done = command.said("-f", "json", stdin=data)
    assert (done.returncode, done.stdout, done.stderr) == (3, "", f"headertrace: -: {defect.text}\n")


def test_the_steps_are_named_and_explained() -> None:
    (message,) = headertrace.read(INPUTS["prose"][0])
    assert all(word in message.defects[0].text for word in STEPS)
    page = command.said("explain", "getting-the-header").stdout
    assert all(word in page for word in STEPS)


def test_the_rest_is_done_and_each_skipped_file_is_named(tmp_path: Path) -> None:
    files = {"good.eml": MAIL, "a.pdf": b"%PDF-1.7", "empty": b"", "prose.txt": INPUTS["prose"][0], "z.eml": MAIL}
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    done = command.said("-f", "ndjson", *files, "missing", ".", cwd=tmp_path)
    assert done.returncode == 4
    assert done.stdout.count('"schema"') == 2
    said = [line.removeprefix("headertrace: ").partition(":")[0] for line in done.stderr.splitlines()]
    assert sorted(said) == [
        ". is a directory without mail in it; -r reads all files below it",
        "a.pdf",
        "empty",
        "missing",
        "prose.txt",
    ]
    alone = command.said("a.pdf", "empty", cwd=tmp_path)
    assert (alone.returncode, alone.stderr.count("\n")) == (3, 2)


@pytest.mark.parametrize("verb", ["redact", "report", "verify"])
def test_other_verbs_say_so_too(verb: str) -> None:
    done = (
        command.said(verb, "--to", "file", stdin=b"%PDF-1.7")
        if verb == "report"
        else command.said(verb, stdin=b"%PDF-1.7")
    )
    assert done.returncode == 3
    assert "looks like a PDF" in done.stderr


def test_a_device_is_none() -> None:
    for device in ("/dev/zero", "/dev/urandom"):
        done = command.said(device)
        assert (done.returncode, "looks like a device" in done.stderr) == (3, True)
    assert command.said("/dev/null").returncode == 3


def test_a_huge_file_is_not_read_to_its_end(tmp_path: Path) -> None:
    with open(tmp_path / "huge", "wb") as file:
        file.truncate(10 << 30)
    done = command.said("huge", cwd=tmp_path)
    assert (done.returncode, "nothing but NUL bytes" in done.stderr) == (3, True)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names here")
def test_a_pipe_without_an_end(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with subprocess.Popen([sys.executable, "-c", f"import sys\nwith open({str(pipe)!r}, 'wb') as f:\n while True: f.write(b'y\\n' * 4096)"], stderr=subprocess.DEVNULL) as writer:  # fmt: skip
        done = command.said(str(pipe))
        writer.kill()
    assert (done.returncode, "an endless text" in done.stderr) == (3, True)


def test_a_message_without_a_received_line_is_a_message() -> None:
    (message,) = headertrace.read(b"Subject: x\n\nhello\n")
    assert [field.name for field in message.fields] == ["Subject"]
    assert command.run(stdin=b"Subject: x\n\nhello\n").returncode == 3
