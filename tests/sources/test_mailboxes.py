"""Mailboxes of other kinds than mbox, and folders of mail."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import headertrace
from headertrace import sources
from headertrace.sources import mbox, read_whole
from headertrace.sources.raw import Origin
from helpers.command import run
from helpers.samples import HOME

ONE, TWO = (HOME / "greylisted.eml").read_bytes(), (HOME / "queue-retry.eml").read_bytes()
LINE = b"From ann@example.org Tue Nov 24 08:00:00 2026\n"
MBX = b"*mbx*\r\n0000000100000002\r\n".ljust(2_048, b"\0")


def crlf(data: bytes) -> bytes:
    return data.replace(b"\n", b"\r\n")


def mbx(*mails: bytes) -> bytes:
    return MBX + b"".join(
        b"24-Nov-2026 08:00:00 +0000,%d;000000000000-%08x\r\n%b" % (len(crlf(mail)), number, crlf(mail))
        for number, mail in enumerate(mails, 1)
    )


BOXES = {
    "mmdf": b"".join(b"\1\1\1\1\n" + mail + b"\1\1\1\1\n" for mail in (ONE, TWO)),
    "mmdf with From lines": b"".join(b"\1\1\1\1\n" + LINE + mail + b"\n\1\1\1\1\n" for mail in (ONE, TWO)),
    "mbx": mbx(ONE, TWO),
}


def subjects(source: object) -> list[str]:
    messages = sources.read(source, "outer")  # type: ignore[arg-type]
    return [(field.value if (field := message.first("subject")) else "?") for message in messages]


@pytest.mark.parametrize("name", BOXES)
def test_a_mailbox_holds_its_messages(name: str) -> None:
    found = list(headertrace.read(BOXES[name]))
    assert [message.source.format for message in found] == [name.split()[0]] * 2
    assert [message.source.number for message in found] == [1, 2]
    for message, mail in zip(found, (ONE, TWO), strict=True):
        alone = next(iter(headertrace.read(mail)))
        assert headertrace.trace(message).hops[0].received == headertrace.trace(alone).hops[0].received
        assert [field.value for field in message.fields] == [field.value for field in alone.fields]


def test_a_from_line_may_have_a_dash_alone() -> None:
    box = b"".join(b"From - \n" + mail + b"\n" for mail in (ONE, TWO))
    assert len(list(headertrace.read(box))) == 2
    assert len(list(headertrace.read(ONE.rstrip() + b"\n\nFrom - to\nFrom here\n"))) == 1


def test_an_emlx_is_read_to_its_length() -> None:
    plist = b'<?xml version="1.0"?>\n<plist version="1.0"><dict><key>flags</key></dict></plist>\n'
    data = b"%-10d\n" % len(ONE) + ONE + plist
    ((message, whole),) = read_whole(data)
    assert (message.source.format, whole) == ("emlx", ONE)
    assert message.fields[0].first_line == 2 and data.splitlines()[1].decode() == message.fields[0].source.strip()


def test_an_mbx_whose_lengths_are_wrong_is_told() -> None:
    found = list(headertrace.read(BOXES["mbx"].replace(b",%d;" % len(crlf(ONE)), b",%d;" % (len(crlf(ONE)) - 7))))
    assert "no message begins" in found[-1].defects[0].text and found[0].fields


def test_mboxcl2_is_read_by_its_lengths(tmp_path: Path) -> None:
    body = b"He wrote:\n\n" + LINE + ONE + b"\nbye\n"
    top = LINE + b"From: ann@example.net\nDate: Tue, 24 Nov 2026 08:00:00 +0000\nSubject: quoting\nContent-Length: "
    right = top + b"%d\n\n" % len(body) + body + b"\n" + LINE + TWO + b"\n"
    assert subjects(right) == ["quoting", *subjects(TWO)]
    (tmp_path / "box").write_bytes(right)
    assert [data for _, data in read_whole(tmp_path / "box")][1] == TWO
    # Past the end, in the middle of a line, nothing: lengths of another message, an editor's, a virus scanner's.
    for wrong in (10**9, len(body) - 7, len(body) + 200, 0):
        assert subjects(top + b"%d\n\n" % wrong + body + b"\n" + LINE + TWO + b"\n") == [
            "quoting",
            *subjects(ONE),
            *subjects(TWO),
        ]
    # The last one's text ends with the mailbox.
    assert subjects(top + b"%d\n\n" % len(body) + body) == ["quoting"]


@pytest.fixture
def maildir(tmp_path: Path) -> Path:
    """A Maildir++ with a folder, a link, and what servers keep beside mail."""
    top = tmp_path / "Maildir"
    for folder in ("cur", "new", "tmp", ".Sent/cur", ".Sent/new", ".Sent/tmp"):
        (top / folder).mkdir(parents=True)
    (top / "cur/1700000000.M1.mx:2,S").write_bytes(ONE)
    (top / "new/1600000000.M2.mx").write_bytes(TWO)
    (top / ".Sent/cur/1500000000.M3.mx:2,").write_bytes(b"Subject: sent\n\n")
    (top / "dovecot-uidlist").write_text("3 V1 N3\n")
    (top / "tmp/1800000000.half").write_bytes(b"Subject: half\n\n")
    return top


def test_a_maildir_is_named_as_a_file_is(maildir: Path) -> None:
    found = list(headertrace.read(maildir))
    assert subjects(maildir) == [subjects(TWO)[0], subjects(ONE)[0], "sent"]
    assert [message.source.name for message in found] == [
        f"{maildir} > {name}" for name in ("new/1600000000.M2.mx", "cur/1700000000.M1.mx:2,S", ".Sent/cur/1500000000.M3.mx:2,")
    ]  # fmt: skip
    assert [data for _, data in read_whole(maildir)][:2] == [TWO, ONE]
    done = run("-f", "ndjson", str(maildir))
    assert (done.returncode, done.stderr, done.stdout.count(b"\n")) == (0, b"", 3)


@pytest.mark.skipif(os.name == "nt", reason="links and pipes of POSIX")
def test_links_and_pipes_in_a_folder_are_told_and_not_followed(maildir: Path, tmp_path: Path) -> None:
    (tmp_path / "secret").write_bytes(b"Subject: secret\n\n")
    (maildir / "cur/1900000000.link").symlink_to(tmp_path / "secret")
    os.mkfifo(maildir / "new/1900000001.pipe")
    (maildir / ".Elsewhere").symlink_to(tmp_path)
    done = run("-f", "ndjson", str(maildir))
    assert (done.returncode, done.stdout.count(b"\n"), done.stderr.count(b"\n")) == (4, 3, 2)
    assert b"secret" not in done.stdout


def test_an_mh_folder_is_read_by_number(tmp_path: Path) -> None:
    (tmp_path / ".mh_sequences").write_text("cur: 10\n")
    for name, data in (("10", ONE), ("9", TWO), (",8", b"Subject: gone\n\n"), ("notes.txt", b"Subject: none\n\n")):
        (tmp_path / name).write_bytes(data)
    assert subjects(tmp_path) == subjects(TWO) + subjects(ONE)
    assert {message.source.name for message in headertrace.read(tmp_path)} == {f"{tmp_path} > 9", f"{tmp_path} > 10"}


def test_thunderbirds_folders(tmp_path: Path) -> None:
    (tmp_path / "Inbox.sbd").mkdir()
    for name, data in (("Inbox", LINE + ONE), ("Inbox.sbd/Work", LINE + TWO)):
        (tmp_path / name).write_bytes(data)
        (tmp_path / f"{name}.msf").write_bytes(b'// <!-- <mdb:mork:z v="1.4"/> -->\n')
    (tmp_path / "filterlog.html").write_bytes(b"Subject: none\n\n")
    assert subjects(tmp_path) == subjects(ONE) + subjects(TWO)


def test_another_folder_is_read_only_where_that_is_asked_for(tmp_path: Path) -> None:
    (tmp_path / "2026/11").mkdir(parents=True)
    (tmp_path / "2026/11/b.eml").write_bytes(TWO)
    (tmp_path / "a.eml").write_bytes(ONE)
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8\xff\xe0" + bytes(range(128, 250)))
    with pytest.raises(IsADirectoryError):
        list(headertrace.read(tmp_path))
    refused = run(str(tmp_path))
    assert refused.returncode == 4 and b"-r reads all files below it" in refused.stderr
    done = run("-r", "-f", "ndjson", str(tmp_path))
    assert (done.returncode, done.stdout.count(b"\n"), done.stderr.count(b"photo.jpg")) == (4, 2, 1)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"])
def test_a_file_that_an_editor_saved_in_another_encoding(encoding: str, tmp_path: Path) -> None:
    mark = "\ufeff" if encoding in ("utf-16-le", "utf-16-be") else ""
    path = tmp_path / "a.eml"
    path.write_bytes((mark + ONE.decode()).encode(encoding))
    wanted = headertrace.trace(ONE)
    (found,) = map(headertrace.trace, headertrace.read(path))
    assert [hop.received for hop in found.hops] == [hop.received for hop in wanted.hops]
    (inside,) = map(headertrace.trace, headertrace.read(tmp_path, recursive=True))
    assert [hop.received for hop in inside.hops] == [hop.received for hop in wanted.hops]


_PIECES = (
    b"From a@example.org Tue Nov 24 08:00:00 2026\n", b"From a@example.org Tue Nov 24 08:00:00 2026\r\n", b"\n", b"\r\n",
    b"From \n", b"From", b">From x\n", b"Content-Length: 70\n", b"Subject: x\n", b"\r", b"y" * 50, b"z" * 9_000 + b"\n",
)  # fmt: skip


@given(pieces=st.lists(st.sampled_from(_PIECES), max_size=40), size=st.sampled_from([1, 7, 64, 8_192]))
@example(pieces=[b"\r\n", b"\n"], size=8_192)
def test_texts_are_read_alike_in_pieces_of_any_size(pieces: list[bytes], size: int) -> None:
    data, origin = _PIECES[0] + b"".join(pieces), Origin("box", "mbox")
    by_lines = list(mbox.read(io.BytesIO(data), origin, True))
    assert list(mbox.read(io.BufferedReader(io.BytesIO(data), size), origin, True)) == by_lines  # type: ignore[arg-type]
    assert sum(raw.size for raw in by_lines) == len(data)
