"""Files, pipes and mailboxes: which messages are in them."""

from __future__ import annotations

import subprocess
import sys
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest

import headertrace
from headertrace.sources import index, read_whole
from headertrace.sources.raw import Origin, Raw, messages

ONE = b"Received: from a.example by b.example; Tue, 24 Nov 2026 08:00:00 +0000\nSubject: one\n\nbody\nFrom here on\n\nmore\n\n"
TWO = b"Subject: two\n\n>From the start\n\n"
LINE = b"From ann@example.org Tue Nov 24 08:00:00 2026\n"


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_mailbox(end: bytes) -> None:
    box = (LINE + ONE + LINE + TWO).replace(b"\n", end)
    messages = list(headertrace.read(box))
    assert [message.first("subject").value for message in messages] == ["one", "two"]  # type: ignore[union-attr]
    assert [message.source.number for message in messages] == [1, 2]
    assert all(message.source.format == "mbox" for message in messages)
    assert sum(message.source.size or 0 for message in messages) == len(box)
    assert messages[1].source.sha256 == sha256((LINE + TWO).replace(b"\n", end)).hexdigest()


def test_a_from_in_the_text_begins_no_message() -> None:
    assert len(list(headertrace.read(LINE + ONE))) == 1
    assert len(list(headertrace.read(LINE + b"Subject: x\n\nbody\n" + LINE + b"Subject: y\n\n"))) == 1


def test_path_bytes_and_file_are_the_same(tmp_path: Path) -> None:
    path = tmp_path / "mail.eml"
    path.write_bytes(ONE)
    by_path, by_bytes = next(headertrace.read(path)), next(headertrace.read(ONE))  # type: ignore[call-overload]
    by_file = next(iter(headertrace.read(BytesIO(ONE))))
    assert by_path.fields == by_bytes.fields == by_file.fields
    assert by_path.source.name == str(path)
    assert by_bytes.source.sha256 == by_path.source.sha256 == sha256(ONE).hexdigest()
    assert by_bytes.source.size == len(ONE)


def test_large_bodies_are_hashed_whole() -> None:
    body = b"x" * 300_000
    message = next(iter(headertrace.read(b"Subject: x\n\n" + body)))
    assert message.source.sha256 == sha256(b"Subject: x\n\n" + body).hexdigest()
    box = LINE + b"Subject: x\n\n" + b"line\n" * 10_000
    message = next(iter(headertrace.read(box)))
    assert (message.source.size, message.source.sha256) == (len(box), sha256(box).hexdigest())


def test_nothing_and_nonsense() -> None:
    assert list(headertrace.read(b"")) == []
    message = next(iter(headertrace.read(b"just\n\nsome\n\ntext\n")))
    assert (message.fields, [defect.code for defect in message.defects]) == ((), ["no-mail"])


def test_a_directory_is_no_message(tmp_path: Path) -> None:
    with pytest.raises(IsADirectoryError):
        list(headertrace.read(tmp_path))


def test_whole_messages_come_out_of_a_mailbox_as_they_went_in() -> None:
    one = b"Subject: one\n\nFrom here\n>From there\n"
    two = b"Subject: two\n\nbody\n\n"
    box = b"From a@b.example Mon Jan  1 00:00:00 2024\n" + one.replace(b"From ", b">From ") + b"\n"
    box += b"From a@b.example Mon Jan  1 00:00:00 2024\n" + two + b"\n"
    assert [data for _, data in read_whole(box)] == [one, two]
    assert [data for _, data in read_whole(two)] == [two]


# What stands beside the formats in their room.
MACHINERY = (
    "raw",
    "digest",
    "opening",
    "carrying",
    "pipes",
    "mending",
    "no_mail",
    "within",
    "packed",
    "slices",
    "folders",
    "clipboard",
)


def test_index_and_files_agree() -> None:
    files = {path.stem for path in Path(index.__file__).parent.glob("*.py")}
    assert {format.name for format in index.FORMATS} == files - {"__init__", "index", *MACHINERY}
    assert all(callable(index.load(format.name)) for format in index.FORMATS)
    # The last takes anything.
    assert index.choose(b"", "-") is index.FORMATS[-1]


def test_a_format_is_told_by_its_content_whatever_the_name() -> None:
    assert index.choose(LINE + ONE, "mail.eml").name == "mbox"
    assert index.choose(ONE, "mail.mbox").name == "rfc5322"
    assert index.choose(b"From the start\n\n", "inbox.mbox").name == "rfc5322"


def test_an_origin_tells_the_way_from_the_outside_in() -> None:
    archive = Origin("mail.zip", "zip")
    assert Origin("inbox.mbox", "mbox", 12, archive).path == "mail.zip > inbox.mbox"
    (found,) = messages(Raw(Origin("a.eml", "rfc5322", 1, archive), ONE, len(ONE), ""))
    assert (found.source.name, found.source.number) == ("mail.zip > a.eml", 1)


def test_one_message_loads_no_other_format() -> None:
    code = f"import headertrace, sys; list(headertrace.read({ONE!r})); print('headertrace.sources.mbox' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.strip() == "False"
