"""Formats that a library of the extra ``formats`` reads: zstd, 7z, Outlook's messages and stores."""

from __future__ import annotations

import gzip
import io
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

import headertrace
from headertrace.installing import command
from headertrace.sources import index, pst, within
from headertrace.sources.raw import Origin
from helpers.command import run
from helpers.damage import damaged
from helpers.packing import zipped
from helpers.samples import HOME

pytest.importorskip("zstandard")
pytest.importorskip("py7zr")
pytest.importorskip("oxmsg")
ONE, TWO = (HOME / "greylisted.eml").read_bytes(), (HOME / "queue-retry.eml").read_bytes()
LINE = b"From ann@example.org Tue Nov 24 08:00:00 2026\n"
BOX = LINE + ONE + b"\n" + LINE + TWO + b"\n"
LIBRARIES = {"zstd": "zstandard", "sevenzip": "py7zr", "msg": "oxmsg", "pst": "pypff"}


def header(mail: bytes) -> str:
    """What Outlook keeps of a mail: its header, with the line ends of SMTP."""
    return mail.partition(b"\n\n")[0].decode().replace("\n", "\r\n") + "\r\n\r\n"


def zst() -> bytes:
    import zstandard

    return zstandard.compress(BOX)


def seven(password: str | None = None, contents: bool = False, **files: bytes) -> bytes:
    """``contents``: the list of contents is encrypted too."""
    import py7zr

    out = io.BytesIO()
    with py7zr.SevenZipFile(out, "w", password=password, header_encryption=contents) as archive:
        for name, data in (files or {"a.eml": ONE, "folder/box": BOX}).items():
            archive.writestr(data, name)
    return out.getvalue()


def outlook(tmp_path: Path, mail: bytes | None, *attached: bytes, inner: bytes | None = None) -> bytes:
    """A .msg by a writer of Outlook's format."""
    msg = pytest.importorskip("aspose.email_foss.msg")

    def made(subject: str, data: bytes | None) -> object:
        message = msg.MapiMessage.create(subject, "text")
        if data is not None:
            message.set_property(msg.PropertyId.TRANSPORT_MESSAGE_HEADERS, header(data))
        return message

    message = made("outer", mail)
    if inner is not None:
        message.add_embedded_message_attachment(made("inner", inner))  # type: ignore[attr-defined]
    for number, data in enumerate(attached):
        message.add_attachment(f"{number}.eml", data, mime_type="message/rfc822")  # type: ignore[attr-defined]
    message.add_attachment("photo.png", b"\x89PNG\r\n\x1a\n", mime_type="image/png")  # type: ignore[attr-defined]
    message.save(tmp_path / "mail.msg")  # type: ignore[attr-defined]
    return (tmp_path / "mail.msg").read_bytes()


def hops(data: bytes) -> list[list[object]]:
    return [
        [(hop.received.by, hop.received.time, hop.received.ip) for hop in headertrace.trace(message).hops]
        for message in headertrace.read(data)
    ]


def faults(data: bytes) -> list[str]:
    return [defect.text for message in headertrace.read(data) for defect in message.defects if defect.code == "failed"]


WANTED = hops(ONE) + hops(TWO)


class Pipe(io.BytesIO):
    def seekable(self) -> bool:
        return False


ASIDE: dict[str, Callable[[], bytes]] = {
    "a.zip": lambda: zipped({"a.eml": ONE}),
    "a.7z": seven,
    "a.pst": lambda: b"!BDN" + bytes(2_000),
}


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("name", ASIDE)
def test_what_is_too_long_to_be_laid_aside_is_told(name: str, packed: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without its end nothing of such a file can be read, so no damage of its own is made up."""
    if name == "a.pst":
        pytest.importorskip("pypff")
    data = ASIDE[name]()
    held = gzip.compress(data) if packed else data

    def told(most: int) -> list[str]:
        monkeypatch.setattr(within, "MAX_ASIDE", most)
        found = list(headertrace.read(Pipe(held)))
        return [defect.text for message in found for defect in message.defects if defect.code == "failed"]

    assert not any("longer than" in why for why in told(len(data)))
    (why,) = told(len(data) - 1)
    assert why.startswith("it is longer than") and "unpack it into a file" in why


def test_zstd() -> None:
    assert hops(zst()) == WANTED


def test_a_7z_archive() -> None:
    data = seven()
    assert hops(data) == [WANTED[0], *WANTED]
    assert [message.source.name for message in headertrace.read(data)] == [
        "- > a.eml",
        "- > folder/box",
        "- > folder/box",
    ]
    assert faults(seven(password="secret")) == faults(seven(password="secret", contents=True))
    assert faults(seven(password="secret")) == ["it is encrypted: unpack it with its password first"]


def test_a_7z_bomb(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(within, "MAX_MADE", 1 << 20)
    monkeypatch.setattr(within, "MAX_RATIO", 10)
    assert any("more than mail does" in fault for fault in faults(seven(a=ONE, b=ONE + b"x" * (8 << 20))))


def test_of_a_7z_bomb_nothing_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    """The archive's own list says how long each file is: those before the first that is too long are read."""
    from headertrace.sources import sevenzip

    monkeypatch.setattr(within, "MAX_MADE", 1 << 20)
    monkeypatch.setattr(within, "MAX_RATIO", 10)
    written = 0
    write = sevenzip._Member.write

    def counted(self: sevenzip._Member, data: bytes) -> int:
        nonlocal written
        written += len(data)
        return write(self, data)

    monkeypatch.setattr(sevenzip._Member, "write", counted)
    data = seven(a=ONE, b=ONE + b"x" * (8 << 20), c=TWO, d=TWO)
    assert hops(data)[0] == WANTED[0]
    assert written == len(ONE)
    assert [text.partition(":")[0] for text in faults(data)] == [
        "it unpacks to more than mail does",
        "they are packed behind that one",
    ]


def test_an_outlook_message_is_traced_by_its_transport_header(tmp_path: Path) -> None:
    assert hops(outlook(tmp_path, ONE)) == WANTED[:1]


def test_messages_in_an_outlook_message(tmp_path: Path) -> None:
    data = outlook(tmp_path, ONE, TWO, inner=TWO)
    assert hops(data) == [WANTED[0], WANTED[1], WANTED[1]]
    assert [message.source.name.split(" > ")[1:] for message in headertrace.read(data)] == [
        [],
        ["inner.msg"],
        ["0.eml"],
    ]


def test_an_outlook_message_without_a_header_says_so(tmp_path: Path) -> None:
    assert "no transport header" in faults(outlook(tmp_path, None))[0]


def test_what_is_encrypted_is_told_in_one_sentence() -> None:
    writer = pytest.importorskip("aspose.email_foss.cfb.writer")
    root = writer.CFBStorage("Root Entry")
    for name in ("EncryptionInfo", "EncryptedPackage"):
        root.add_stream(writer.CFBStream(name, b"x" * 5_000))
    assert "Office file that is encrypted" in faults(writer.CFBWriter.to_bytes(writer.CFBDocument(root)))[0]
    # What Rights Management makes of a message, which Outlook attaches.
    (found,) = headertrace.read(b"\x76\xe8\x04\x60\xc4\x11\xe3\x86" + b"\x9c" * 300)
    assert found.fields == () and "Rights Management encrypted" in found.defects[0].text


def test_an_office_document_and_a_store_that_is_none() -> None:
    for data in (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2_000, b"!BDN" + b"\0" * 2_000):
        assert "a damaged Outlook" in faults(data)[0]


@pytest.mark.parametrize("format", LIBRARIES)
def test_a_missing_library_is_named_with_what_installs_it(format: str, tmp_path: Path) -> None:
    magic = next(row.magic for row in index.FORMATS if row.name == format)
    path = tmp_path / "mail"
    path.write_bytes(magic + b"\0" * 500)  # type: ignore[operator]
    (tmp_path / f"{LIBRARIES[format]}.py").write_text("raise ImportError\n")
    done = run(str(path), env={"PYTHONPATH": str(tmp_path)})
    assert (done.returncode, done.stdout, done.stderr.count(b"\n")) == (4, b"", 1)
    assert command("formats").encode() in done.stderr


@pytest.mark.parametrize("make", [zst, seven, outlook], ids=["zstd", "7z", "msg"])
def test_damage_of_any_kind_raises_nothing(make: Callable[..., bytes], tmp_path: Path) -> None:
    data = make(tmp_path, ONE, TWO, inner=TWO) if make is outlook else make()
    for mutated in damaged(data):
        for message in headertrace.read(mutated):
            assert message.fields or message.defects


class _Folder:
    """A folder as pypff gives it: what is None in it cannot be read."""

    def __init__(self, *messages: object, folders: tuple[object, ...] = ()) -> None:
        self.name = "Inbox"
        self._messages, self._folders = messages, folders
        self.number_of_sub_messages, self.number_of_sub_folders = len(messages), len(folders)

    def get_sub_message(self, number: int) -> object:
        return self._of(self._messages[number])

    def get_sub_folder(self, number: int) -> object:
        return self._of(self._folders[number])

    @staticmethod
    def _of(item: object) -> object:
        if item is None:
            raise OSError("pypff_folder_get: unable to read. libpff: damaged.")
        return item


class _Unreadable:
    @property
    def transport_headers(self) -> str:
        raise OSError("pypff_message_get: unable to read. libpff: damaged.")


def test_what_cannot_be_read_in_an_outlook_store_is_told() -> None:
    """A header that cannot be read is not one that Outlook has not kept, and no folder is passed over in silence."""
    root = _Folder(_Unreadable(), object(), folders=(None, _Folder(SimpleNamespace(transport_headers="Subject: x"))))
    raws = list(pst._folders(root, Origin("a.pst", "pst"), False))
    found = [(raw.origin.name, *(note.text for note in raw.notes)) for raw in raws]
    assert found[:3] == [
        ("item 1", "its header cannot be read: unable to read"),
        ("item 1", "it cannot be read: unable to read"),
        ("Inbox",),
    ]
    assert [name for name, *_ in found[3:]] == ["1 items"]
