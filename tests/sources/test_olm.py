"""Archives of Outlook for Mac: each message of which a header was kept is traced as the raw message."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

import pytest

import headertrace
from headertrace.records.message import Message
from headertrace.sources import olm, read_whole
from helpers.command import run
from helpers.samples import HOME

ONE, TWO = (HOME / "greylisted.eml").read_bytes(), (HOME / "queue-retry.eml").read_bytes()
FOLDER = "Accounts/bob@example.org/com.microsoft.__Messages/Inbox"
NAMESPACE = 'xmlns="http://schemas.microsoft.com/outlook/mac/2011"'


def email(source: bytes | None, attributes: str = "") -> str:
    """A message with elements as Outlook writes them."""
    kept = "" if source is None else f"<OPFMessageCopySource>{escape(source.decode())}</OPFMessageCopySource>\n"
    return (
        f'<email xml:space="preserve" {attributes}>\n<OPFMessageGetPriority>3</OPFMessageGetPriority>\n'
        '<OPFMessageCopyFromAddresses><emailAddress OPFContactEmailAddressAddress="ann@example.net"/>'
        f"</OPFMessageCopyFromAddresses>\n{kept}<OPFMessageCopyBody>Received: &lt;b&gt;hello</OPFMessageCopyBody>\n"
        "</email>"
    )


def document(*emails: str) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<emails>\n{"".join(emails)}\n</emails>\n'.encode()


def archive(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in files.items():
            made.writestr(name, data)
    return out.getvalue()


def faults(data: bytes) -> list[str]:
    return [defect.text for message in headertrace.read(data) for defect in message.defects if defect.code == "failed"]


def hops(message: Message) -> list[object]:
    return [(hop.received.by, hop.received.time, hop.received.ip) for hop in headertrace.trace(message).hops]


WANTED = [hops(next(iter(headertrace.read(data)))) for data in (ONE, TWO)]
FILES = {
    "Categories.xml": b"<categories/>",
    "Accounts/bob@example.org/Address Book/Contacts.xml": b"<contacts/>",
    # Newer ones have neither a declaration nor line ends.
    f"{FOLDER}/message_00000.xml": document(email(ONE))[39:].replace(
        b"<emails>\n", b'<emails xml:space="preserve" elementCount="1">'
    ),
    f"{FOLDER}/com.microsoft.__Attachments/message_00000/image.xml": b"<x/>",
    f"{FOLDER}/message_00001.xml": document(email(TWO, NAMESPACE)),
    f"{FOLDER}/message_00002.xml": document(email(None)),
}


def test_each_message_that_has_a_header(tmp_path: Path) -> None:
    path = tmp_path / "mail.olm"
    path.write_bytes(archive(FILES))
    first, second, rest = headertrace.read(path)
    assert [hops(first), hops(second)] == WANTED
    assert first.source.name == f"{path} > {FOLDER}/message_00000.xml"
    assert rest.defects[0].text.startswith("Outlook kept no transport header")
    assert rest.source.name == f"{path} > 1 message"
    assert [data for _, data in read_whole(path)][:2] == [ONE, TWO]
    done = run("-f", "ndjson", path)
    assert (done.returncode, done.stdout.count(b"\n"), done.stderr.count(b"\n")) == (4, 2, 1)


def test_several_messages_in_a_file() -> None:
    found = list(headertrace.read(document(email(ONE), email(None), email(TWO))))
    assert [hops(message) for message in found] == WANTED
    assert [message.source.number for message in found] == [1, 3]


def test_one_without_a_header_says_so() -> None:
    (message,) = headertrace.read(document(email(None)))
    assert message.defects[0].text.startswith("Outlook kept no transport header")


HOSTILE = {
    "entities": b'<?xml version="1.0"?><!DOCTYPE e [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
    + document(email(ONE))[38:],
    "cut": document(email(ONE))[:700],
    "strange bytes": document(email(ONE)).replace(b"<OPFMessageCopyBody>", b"<OPFMessageCopyBody>\xff\0"),
    "deep": document("<email><OPFMessage>" + "<a>" * 100_000),
    "not closed": document(email(ONE)).replace(b"</email>", b"<email>" * 1_000),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_damaged_costs_itself_alone(name: str) -> None:
    files = {f"{FOLDER}/message_00000.xml": HOSTILE[name], f"{FOLDER}/message_00001.xml": document(email(TWO))}
    first, second = headertrace.read(archive(files))
    assert (first.fields, hops(second)) == ((), WANTED[1])
    assert "XML" in first.defects[0].text


def test_what_stands_before_the_damage_is_read() -> None:
    data = document(email(ONE), email(TWO)).replace(b"</emails>", b"<emails>&")
    first, second, rest = headertrace.read(data)
    assert [hops(first), hops(second)] == WANTED and not rest.fields
    assert [text.partition(":")[0] for text in faults(data)] == ["its XML is damaged"]


def test_a_source_that_is_too_long_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(olm, "MAX_WHOLE", len(ONE) + 10)
    long = document(email(ONE), email(ONE + b"\n" + b"x" * 100))
    assert [hops(message) for message in headertrace.read(long) if message.fields] == WANTED[:1]
    assert [text.partition(":")[2] for text in faults(long)] == [" neither it nor what stands behind it was read"]
