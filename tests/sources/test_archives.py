"""Packed files and archives: what is in them is traced as if it lay by itself, and hostile ones cost nothing but themselves."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import random
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

import headertrace
from headertrace.records.message import Message
from headertrace.sources import read_whole, within
from helpers.command import run
from helpers.damage import damaged
from helpers.packing import zipped
from helpers.samples import HOME

ONE, TWO = (HOME / "greylisted.eml").read_bytes(), (HOME / "queue-retry.eml").read_bytes()
LINE = b"From ann@example.org Tue Nov 24 08:00:00 2026\n"
BOX = LINE + ONE + b"\n" + LINE + TWO + b"\n"
FILES = {"a.eml": ONE, "box": BOX}


def tarred(files: dict[str, bytes], mode: str = "w", form: int = tarfile.PAX_FORMAT) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode, format=form) as archive:  # type: ignore[call-overload]
        for name, data in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return out.getvalue()


PACKED: dict[str, Callable[[bytes], bytes]] = {
    "box.gz": gzip.compress, "box.bz2": bz2.compress, "box.xz": lzma.compress,
    "twice.gz": lambda data: gzip.compress(data[: len(LINE + ONE) + 1]) + gzip.compress(data[len(LINE + ONE) + 1 :]),
}  # fmt: skip
ARCHIVES: dict[str, Callable[[dict[str, bytes]], bytes]] = {
    "mail.zip": zipped, "stored.zip": lambda files: zipped(files, zipfile.ZIP_STORED),
    "bzip2.zip": lambda files: zipped(files, zipfile.ZIP_BZIP2), "lzma.zip": lambda files: zipped(files, zipfile.ZIP_LZMA),
    "mail.tar": tarred, "gnu.tar": lambda files: tarred(files, form=tarfile.GNU_FORMAT), "mail.tgz": lambda files: tarred(files, "w:gz"),
    "ustar.tar.bz2": lambda files: tarred(files, "w:bz2", tarfile.USTAR_FORMAT), "mail.tar.xz": lambda files: tarred(files, "w:xz"),
}  # fmt: skip


def hops(message: Message) -> list[object]:
    return [(hop.received.by, hop.received.time, hop.received.ip) for hop in headertrace.trace(message).hops]


def faults(messages: list[Message]) -> list[str]:
    return [defect.text for message in messages for defect in message.defects if defect.code == "failed"]


WANTED = [hops(next(iter(headertrace.read(data)))) for data in (ONE, TWO)]


@pytest.mark.parametrize("name", PACKED)
def test_a_packed_mailbox(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(PACKED[name](BOX))
    found = list(headertrace.read(path))
    assert list(map(hops, found)) == WANTED
    inner = name.partition(".")[0]
    assert [message.source.name for message in found] == [f"{path} > {inner}"] * 2
    assert [(message.source.format, message.source.number) for message in found] == [("mbox", 1), ("mbox", 2)]
    assert [data for _, data in read_whole(path)] == [ONE, TWO]


@pytest.mark.parametrize("pipe", [False, True])
@pytest.mark.parametrize("name", ARCHIVES)
def test_an_archive(name: str, pipe: bool, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(ARCHIVES[name](FILES))

    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

    found = list(headertrace.read(Pipe(path.read_bytes()) if pipe else path))
    assert list(map(hops, found)) == [WANTED[0], *WANTED]
    assert found[0].source.name.endswith("> a.eml") and found[2].source.name.endswith("> box")
    assert found[0].source.size == len(ONE)


def test_archives_in_archives_tell_the_way_in(tmp_path: Path) -> None:
    path = tmp_path / "all.zip"
    path.write_bytes(zipped({"old.tgz": tarred(FILES, "w:gz"), "box.gz": gzip.compress(BOX)}))
    names = [message.source.name for message in headertrace.read(path)]
    assert [name.removeprefix(f"{path} > ") for name in names] == [
        "old.tgz > old.tar > a.eml", "old.tgz > old.tar > box", "old.tgz > old.tar > box", "box.gz > box", "box.gz > box",
    ]  # fmt: skip


def test_what_is_nested_deeper_than_mail_is_told() -> None:
    data = ONE
    for _ in range(within.MAX_DEPTH + 1):
        data = gzip.compress(data)
    (found,) = headertrace.read(data)
    assert found.fields == () and "was not read" in faults([found])[0]


@pytest.mark.parametrize("name", ["bomb.gz", "bomb.zip", "bomb.tar.bz2", "nested.zip"])
def test_a_bomb_is_read_as_far_as_mail_packs(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(within, "MAX_MADE", 1 << 20)
    monkeypatch.setattr(within, "MAX_RATIO", 10)
    big = ONE + b"x" * (4 << 20)
    data = {
        "bomb.gz": lambda: gzip.compress(big),
        "bomb.zip": lambda: zipped({"a": big}),
        "bomb.tar.bz2": lambda: tarred({"a": big}, "w:bz2"),
        "nested.zip": lambda: zipped({"a.gz": gzip.compress(gzip.compress(big))}),
    }[name]()
    found = list(headertrace.read(data))
    assert any("more than 10 times" in fault for fault in faults(found))
    # The header on top of it is there all the same.
    assert hops(found[0]) == WANTED[0]
    assert all((message.source.size or 0) < 2 << 20 for message in found)


@pytest.mark.parametrize("name", [*PACKED, "mail.tar", "mail.tgz", "mail.zip"])
def test_one_that_breaks_off_costs_what_is_missing(name: str) -> None:
    # bzip2 unpacks blocks of 900,000 bytes.
    long = BOX + random.Random(18).randbytes(1_500_000).hex().encode()
    data = PACKED[name](long) if name in PACKED else ARCHIVES[name]({f"{number}.eml": ONE for number in range(50)})
    found = list(headertrace.read(data[: len(data) * 3 // 4 - 99]))
    assert faults(found)
    # A zip's list of contents stands at its end.
    assert name == "mail.zip" or not faults(found[:1])


def test_members_that_are_no_mail_are_named_and_the_rest_is_done(tmp_path: Path) -> None:
    path = tmp_path / "mail.zip"
    path.write_bytes(zipped({"a.eml": ONE, "photo.png": b"\x89PNG\r\n\x1a\n" + b"\0" * 90, "empty": b"", "b.eml": TWO}))
    done = run("-f", "ndjson", str(path))
    assert (done.returncode, done.stdout.count(b"\n")) == (4, 2)
    assert [line.split(b" > ")[1].split(b":")[0] for line in done.stderr.splitlines()] == [b"photo.png", b"empty"]


def test_links_and_places_outside_are_not_followed(tmp_path: Path) -> None:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, kind, target in (
            ("a", tarfile.SYMTYPE, "/etc/passwd"),
            ("b", tarfile.LNKTYPE, "../../x"),
            ("c", tarfile.FIFOTYPE, ""),
        ):
            member = tarfile.TarInfo(name)
            member.type, member.linkname = kind, target
            archive.addfile(member)
        member = tarfile.TarInfo("../../outside.eml")
        member.size = len(ONE)
        archive.addfile(member, io.BytesIO(ONE))
    found = list(headertrace.read(out.getvalue()))
    assert len(faults(found)) == 3 and hops(found[3]) == WANTED[0]
    assert not list(tmp_path.parent.glob("outside.eml"))


def test_an_encrypted_member_is_told() -> None:
    data = bytearray(zipped({"a.eml": ONE}))
    for sign, at in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        data[data.index(sign) + at] |= 1
    assert "encrypted" in faults(list(headertrace.read(bytes(data))))[0]


def test_an_office_document_is_no_archive_of_mail() -> None:
    found = list(headertrace.read(zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w:document/>"})))
    assert len(found) == 1 and "Office document" in faults(found)[0]


@pytest.mark.parametrize("name", [*PACKED, *ARCHIVES])
def test_damage_of_any_kind_raises_nothing(name: str) -> None:
    data = PACKED[name](BOX) if name in PACKED else ARCHIVES[name](FILES)
    for mutated in damaged(data):
        for message in headertrace.read(mutated):
            assert message.fields or message.defects


def test_a_redacted_archive_is_a_mailbox(tmp_path: Path) -> None:
    path = tmp_path / "mail.zip"
    path.write_bytes(zipped({"a.eml": ONE, "b.eml": TWO}))
    done = run("redact", str(path))
    assert done.returncode == 0 and len(list(headertrace.read(done.stdout))) == 2
    assert b"ann@" not in done.stdout


def test_a_member_that_is_told_to_be_huge_is_not_passed_over_without_end() -> None:
    member = tarfile.TarInfo("huge.eml")
    member.size = 1 << 45
    found = list(
        headertrace.read(
            tarred({"a.eml": ONE})[: 512 + -(-len(ONE) // 512) * 512] + member.tobuf(tarfile.GNU_FORMAT) + ONE
        )
    )
    assert hops(found[0]) == WANTED[0]
    assert "breaks off" in faults(found)[-1]


def test_names_that_lead_elsewhere_are_names(tmp_path: Path) -> None:
    names = ["/etc/passwd.eml", "../../up.eml", "C:\\x\\..\\y.eml", "a\x1b[31mred\x07.eml", "l" * 20_000]
    path = tmp_path / "names.zip"
    path.write_bytes(zipped(dict.fromkeys(names, ONE)))
    done = run("-f", "table", str(path), cwd=tmp_path)
    assert done.returncode == 0
    assert b"\x1b" not in done.stdout and b"\x07" not in done.stdout
    assert [item.name for item in tmp_path.iterdir()] == ["names.zip"]


def test_links_in_a_named_folder_are_told(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "x.eml").write_bytes(TWO)
    inside = tmp_path / "inside"
    inside.mkdir()
    (inside / "a.eml").write_bytes(ONE)
    (inside / "file.eml").symlink_to(outside / "x.eml")
    (inside / "folder").symlink_to(outside)
    (inside / "round").symlink_to(inside)
    found = list(headertrace.read(inside, recursive=True))
    assert hops(found[0]) == WANTED[0]
    told = [message.source.name.partition(" > ")[2] for message in found[1:]]
    assert sorted(told) == ["file.eml", "folder", "round"]
    assert all("not followed" in text for text in faults(found[1:]))


def test_files_that_could_not_be_read_are_counted_over_the_whole_nest(tmp_path: Path) -> None:
    path = tmp_path / "all.zip"
    photos = {f"{number}.png": b"\x89PNG" for number in range(60)}
    path.write_bytes(zipped({"a.zip": zipped(photos), "b.tgz": tarred(photos, "w:gz"), "c.eml": ONE}))
    done = run("-f", "ndjson", str(path))
    assert (done.returncode, done.stdout.count(b"\n"), done.stderr.count(b"\n")) == (4, 1, 51)
    assert b"all.zip > the rest" in done.stderr and b"70 more files" in done.stderr.splitlines()[-1]


@pytest.mark.parametrize("name", ["tar", "zip", "nest"])
def test_more_files_than_mail_has_are_not_gone_through(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(within, "FEW_MEMBERS", 40)
    monkeypatch.setattr(within, "MIN_MEMBER", 1 << 20)
    many = {f"{number}.eml": ONE for number in range(90)}
    data = {
        "tar": lambda: tarred(many),
        "zip": lambda: zipped(many),
        "nest": lambda: zipped(dict.fromkeys("abcd", zipped(many))),
    }[name]()
    found = list(headertrace.read(data))
    assert len(found) - len(faults(found)) in (39, 40) and 1 <= len(faults(found)) <= 2
    assert all("more files in it" in fault for fault in faults(found))


def test_a_list_of_contents_that_unpacks_to_far_more_than_the_archive_is_not_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from headertrace.sources import zip_

    monkeypatch.setattr(zip_, "MAX_LIST", 1_000)
    empty = zipped({f"{number:090}": b"" for number in range(200)})
    assert any(
        "list of contents is too long" in fault for fault in faults(list(headertrace.read(gzip.compress(empty))))
    )
    # Where it lies as it is, it is as long as its file.
    assert len(faults(list(headertrace.read(empty)))) == 51
