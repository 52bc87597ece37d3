"""Sound inputs in every shape that is read, to be harmed: (what it is, its bytes)."""

from __future__ import annotations

import base64
import bz2
import gzip
import io
import json
import lzma
import random
import tarfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from helpers.packing import zipped
from helpers.pasting import DAMAGES
from helpers.poison import ALL, SLOTS, message
from helpers.samples import SAMPLES

LINE = b"From ann@example.org Tue Nov 24 08:00:00 2026\n"


def seeds(corpus: Path | None = None, most: int = 400) -> list[tuple[str, bytes]]:
    """Of our own, and of at most ``most`` files below ``corpus``."""
    mails = [path.read_bytes() for path in SAMPLES]
    made = [("sample", mail) for mail in mails]
    made += [("poison", message(poison, *SLOTS)) for poison in ALL.values()]
    made += _mailboxes(mails) + _packed(mails) + _pasted(mails) + _carried(mails) + list(_of_outlook(mails))
    if corpus is not None:
        files = sorted(path for path in corpus.rglob("*") if path.is_file() and path.stat().st_size < 200_000)
        chosen = random.Random(18).sample(files, min(most, len(files)))
        made += [("corpus", path.read_bytes()) for path in chosen]
    return made


def logs() -> list[bytes]:
    """Lines of every program's log, exports and listings of queues: each by itself, and some together."""
    from logs.test_exports import EXIM, POSTQUEUE
    from logs.test_exports import ROWS as EXPORTS
    from logs.test_programs import ROWS
    from logs.way import MX, RELAY

    lines = [line for line, _ in ROWS]
    some = [RELAY, MX, EXIM, POSTQUEUE, *(row[0] for row in EXPORTS.values()), *lines, "\n".join(lines)]
    return [one.encode() for one in some]


def _mailboxes(mails: list[bytes]) -> list[tuple[str, bytes]]:
    some = mails[:4]
    return [
        ("mbox", b"".join(LINE + mail + b"\n" for mail in some)),
        ("mboxcl", b"".join(LINE + b"Content-Length: %d\n" % len(mail.partition(b"\n\n")[2]) + mail for mail in some)),
        ("mmdf", b"".join(b"\1\1\1\1\n" + mail + b"\1\1\1\1\n" for mail in some)),
        (
            "mbx",
            b"*mbx*\r\n3a3b3c3d00000004\r\n".ljust(2048, b"\0")
            + b"".join(
                b"24-Nov-2026 08:00:00 +0000,%d;000000000001-00000001\r\n" % len(mail.replace(b"\n", b"\r\n"))
                + mail.replace(b"\n", b"\r\n")
                for mail in some
            ),
        ),
        ("emlx", b"%d\n" % len(some[0]) + some[0] + b'<?xml version="1.0"?>\n<plist version="1.0"><dict/></plist>\n'),
        ("opf", _outlook_for_mac(some)),
        ("utf-16", some[0].decode("utf-8", "replace").encode("utf-16")),
        ("csv", b"Name,Value\n" + b"".join(b'"Received","from a by b; %d"\n' % n for n in range(5))),
    ]


def _outlook_for_mac(mails: list[bytes]) -> bytes:
    from xml.sax.saxutils import escape

    sources = (escape(mail.partition(b"\n\n")[0].decode("utf-8", "replace")) for mail in mails)
    rows = "".join(f"<email><OPFMessageCopySource>{source}</OPFMessageCopySource></email>" for source in sources)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<emails elementCount="2">{rows}</emails>\n'.encode()


def _packed(mails: list[bytes]) -> list[tuple[str, bytes]]:
    box = b"".join(LINE + mail + b"\n" for mail in mails[:3])
    files = {"a.eml": mails[0], "box": box, "b.emlx": mails[1]}
    nest = zipped({"in.tgz": tarred(files, "w:gz"), "c.gz": gzip.compress(mails[2]), "d.zip": zipped(files)})
    made = [
        ("gzip", gzip.compress(box)),
        ("bzip2", bz2.compress(box)),
        ("xz", lzma.compress(box)),
        ("zip", zipped(files)),
        ("stored zip", zipped(files, zipfile.ZIP_STORED)),
        ("tar", tarred(files)),
        ("nest", nest),
        ("olm", zipped({"Local/com.microsoft.__Messages/1.xml": _outlook_for_mac(mails[:2])})),
    ]
    with suppress(ImportError):
        import zstandard

        made.append(("zstd", zstandard.compress(box)))
    with suppress(ImportError):
        import py7zr

        out = io.BytesIO()
        with py7zr.SevenZipFile(out, "w") as archive:
            for name, data in files.items():
                archive.writestr(data, name)
        made.append(("7z", out.getvalue()))
    return made


def tarred(files: dict[str, bytes], mode: str = "w") -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as archive:  # type: ignore[call-overload]
        for name, data in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return out.getvalue()


def _pasted(mails: list[bytes]) -> list[tuple[str, bytes]]:
    made = []
    for number, (name, damage) in enumerate(DAMAGES.items()):
        header = mails[number % len(mails)].partition(b"\n\n")[0].decode("utf-8", "surrogateescape") + "\n"
        made.append((f"pasted, {name}", damage(header, random.Random(1)).encode("utf-8", "surrogateescape")))
    rows = [{"headers": {"Received": ["from a by b; Tue, 24 Nov 2026 08:00:00 +0000"] * 3}}]
    made.append(("json", json.dumps(rows).encode()))
    return made


def _carried(mails: list[bytes]) -> list[tuple[str, bytes]]:
    head = (
        b'From: a@example.org\nTo: b@example.org\nSubject: fwd\nMIME-Version: 1.0\nContent-Type: %b; boundary="=x"\n\n'
    )
    parts: dict[str, Callable[[bytes], bytes]] = {
        "message/rfc822": lambda mail: b"--=x\nContent-Type: message/rfc822\n\n" + mail,
        "rfc822 in base64": lambda mail: (
            b"--=x\nContent-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n" + base64.encodebytes(mail)
        ),
        "rfc822-headers": lambda mail: b"--=x\nContent-Type: text/rfc822-headers\n\n" + mail.partition(b"\n\n")[0],
        "global": lambda mail: b"--=x\nContent-Type: message/global\n\n" + mail,
        "digest": lambda mail: b"--=x\n\n" + mail,
        "attached eml": lambda mail: (
            b'--=x\nContent-Type: application/octet-stream; name="m.eml"\nContent-Disposition: attachment\n\n' + mail
        ),
        "tnef": lambda mail: (
            b"--=x\nContent-Type: application/ms-tnef\nContent-Transfer-Encoding: base64\n\n"
            + base64.encodebytes(b"\x78\x9f\x3e\x22\1\0" + b"\1\6\x90\x08\0\4\0\0\0" * 9 + mail)
        ),
        "notice": lambda mail: (
            b"--=x\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example.org\n\nFinal-Recipient: rfc822;"
            b" bob@example.org\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 no such user\n\n"
            b"--=x\nContent-Type: message/rfc822\n\n" + mail
        ),
    }
    made = []
    for number, (name, part) in enumerate(parts.items()):
        type = {"digest": b"multipart/digest", "notice": b"multipart/report; report-type=delivery-status"}.get(name)
        mail = mails[number % len(mails)]
        data = head % (type or b"multipart/mixed") + part(mail) + b"\n--=x--\n"
        made.append((name, data))
        made.append((f"{name} within", head % b"multipart/mixed" + part(data) + b"\n--=x--\n"))
    return made


def _of_outlook(mails: list[bytes]) -> Iterator[tuple[str, bytes]]:
    """A .msg, where the writer of that format is there; of a .pst there is only its beginning."""
    yield "pst", b"!BDN" + random.Random(2).randbytes(40_000)
    with suppress(ImportError), TemporaryDirectory() as folder:
        from aspose.email_foss import msg

        item = msg.MapiMessage.create("subject", "text")
        header = mails[0].partition(b"\n\n")[0].decode("utf-8", "replace").replace("\n", "\r\n")
        item.set_property(msg.PropertyId.TRANSPORT_MESSAGE_HEADERS, header)
        item.add_attachment("0.eml", mails[1], mime_type="message/rfc822")
        item.save(Path(folder, "a.msg"))
        yield "msg", Path(folder, "a.msg").read_bytes()
