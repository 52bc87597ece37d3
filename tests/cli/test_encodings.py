"""Files as Windows writes them: a mark on top, UTF-16, CRLF. What is read is what stands there, whatever the input is."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from helpers.command import run

ID, MESSAGE_ID = "3F7F022A", "7@example.net"
STAMP = "Tue, 24 Nov 2026 08:00:00 +0000"
VALUE = f"from a.example.net (a.example.net [192.0.2.1]) by b.example.org (Postfix) with ESMTP id {ID}; {STAMP}\n"
MAIL = f"Received: {VALUE}Message-ID: <{MESSAGE_ID}>\nDate: {STAMP}\nFrom: Jürg <j@example.net>\nSubject: Grüße\n\n"
LOG = (
    f"Nov 24 08:00:01 b postfix/cleanup[1]: {ID}: message-id=<{MESSAGE_ID}>\n"
    f"Nov 24 08:00:02 b postfix/local[1]: {ID}: to=<bob@example.org>, relay=local, delay=1, delays=0/0/0/1, dsn=2.0.0,"
    " status=sent (delivered to Jürg)\n"
)
TABLE = f"EventId,InternalMessageId,MessageId,Recipients,Timestamp\nRECEIVE,{ID},<{MESSAGE_ID}>,bob@example.org,2026-11-24T08:00:01Z\n"
EVENTS = (
    f'[{{"event":"delivered","timestamp":1795507201.5,"id":"{ID}","recipient":"bob@example.org",'
    f'"message":{{"headers":{{"message-id":"{MESSAGE_ID}"}}}}}}]\n'
)
QUEUE = f"-Queue ID-  --Size-- ----Arrival Time---- -Sender/Recipient-------\n{ID}       9 Tue Nov 24 08:00:01  a@example.net\n      (busy)\n                    bob@example.org\n\n"

# What is read from a file, and the command that reads it.
INPUTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "mail": (MAIL, ("FILE", "-f", "brief")),
    "mail to be redacted": (MAIL, ("redact", "FILE", "--redact-key", "key")),
    "settings": ('# Grüße\nformat = "csv"\n', ("--config", "FILE", "mail")),
    "a template": ("<p>Grüße {{ messages[0].title }}</p>\n", ("-f", "html", "--template", "FILE", "mail")),
    "values": (VALUE * 2, ("received", "FILE")),
    "a key": ("0123456789abcdef0123456789abcdef\n", ("redact", "--redact-key", "FILE", "mail")),
    "a log": (LOG, ("logs", "FILE", "--id", ID, "-v")),
    "a log beside mail": (LOG, ("mail", "--log", "FILE", "-f", "json")),
    "a table": (TABLE, ("logs", "FILE", "--id", ID)),
    "events": (EVENTS, ("logs", "FILE", "--message-id", MESSAGE_ID)),
    "a queue": (QUEUE, ("logs", "FILE", "--id", ID)),
}
FORMS: dict[str, Callable[[str], bytes]] = {
    "crlf": lambda text: text.replace("\n", "\r\n").encode(),
    "a mark": lambda text: text.replace("\n", "\r\n").encode("utf-8-sig"),
    "utf-16": lambda text: b"\xff\xfe" + text.replace("\n", "\r\n").encode("utf-16-le"),
    "utf-16, big end first": lambda text: b"\xfe\xff" + text.encode("utf-16-be"),
}


def read(folder: Path, data: bytes, words: tuple[str, ...]) -> tuple[int, bytes, bytes]:
    folder.mkdir()
    (folder / "mail").write_text(MAIL, "utf-8")
    (folder / "key").write_bytes(b"0" * 32)
    (folder / "FILE").write_bytes(data)
    done = run(*words, cwd=folder, env={"XDG_CONFIG_HOME": str(folder)})
    return done.returncode, done.stdout.replace(b"\r\n", b"\n"), done.stderr


@pytest.mark.parametrize("name", INPUTS)
def test_what_windows_writes_is_read(name: str, tmp_path: Path) -> None:
    text, words = INPUTS[name]
    plain = read(tmp_path / "plain", text.encode(), words)
    assert plain[0] == 0 and plain[1] and not plain[2]
    for form, write in FORMS.items():
        code, out, complaint = read(tmp_path / form, write(text), words)
        assert (code, complaint) == (0, b""), form
        # Mail that is redacted keeps its form.
        assert out == plain[1] or name == "mail to be redacted", form


@pytest.mark.parametrize("encoding", ["cp1252", "cp437", "utf-16-le"])
@pytest.mark.parametrize("name", ["settings", "a template"])
def test_what_is_of_no_known_encoding_is_refused_in_a_line(name: str, encoding: str, tmp_path: Path) -> None:
    text, words = INPUTS[name]
    code, out, complaint = read(tmp_path / "there", text.encode(encoding), words)
    assert (code, out) == (2, b"")
    assert complaint.endswith(b"is not UTF-8: save the file as UTF-8\n") and complaint.count(b"\n") == 1


@pytest.mark.parametrize("encoding", ["cp1252", "cp437"])
@pytest.mark.parametrize("name", ["mail", "values", "a log", "a log beside mail"])
def test_other_code_pages_do_no_harm(name: str, encoding: str, tmp_path: Path) -> None:
    text, words = INPUTS[name]
    code, out, complaint = read(tmp_path / "there", text.replace("a.example", "ü.example").encode(encoding), words)
    assert (code, complaint) == (0, b"") and out.decode("utf-8")
