"""How long a message is looked for in a large log, as a multiple of ``grep -c`` of its id on the same file.

    python tests/bench/logs.py [MEGABYTES]      # 1,000 by default

The log is Postfix's, of other mail, with one message's lines in the middle of it. Prints one line a figure; nothing
passes or fails here.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from random import Random
from time import perf_counter

ID, MESSAGE_ID = "4bXv1c2k5jz9sTD", "20261124080001.7@example.net"
OWN = f"""\
Nov 24 08:00:01 relay postfix/smtpd[77]: {ID}: client=a.example.net[192.0.2.1]
Nov 24 08:00:01 relay postfix/cleanup[78]: {ID}: message-id=<{MESSAGE_ID}>
Nov 24 08:00:01 relay postfix/qmgr[79]: {ID}: from=<ann@example.net>, size=900, nrcpt=1 (queue active)
Nov 24 08:00:02 relay postfix/smtp[80]: {ID}: to=<bob@example.org>, relay=none, delay=1, delays=0/0/1/0, dsn=4.4.1, status=deferred (connect to mx.example.org[192.0.2.9]:25: Connection refused)
Nov 24 08:30:02 relay postfix/smtp[81]: {ID}: to=<bob@example.org>, relay=mx.example.org[192.0.2.9]:25, delay=1801, delays=1800/0/0.5/0.5, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as 4bXw1c2k5jz9sTE)
Nov 24 08:30:02 relay postfix/qmgr[79]: {ID}: removed
"""
MAIL = f"""\
Received: from relay.example.net (relay.example.net [192.0.2.30]) by mx.example.org (Postfix) with ESMTPS id 4bXw1c2k5jz9sTE for <bob@example.org>; Tue, 24 Nov 2026 08:30:02 +0000 (UTC)
Received: from a.example.net (a.example.net [192.0.2.1]) by relay.example.net (Postfix) with ESMTP id {ID} for <bob@example.org>; Tue, 24 Nov 2026 08:00:01 +0000 (UTC)
Message-ID: <{MESSAGE_ID}>
Date: Tue, 24 Nov 2026 08:00:00 +0000
From: ann@example.net

"""
OTHER = """\
Nov 24 {clock} relay postfix/smtpd[{pid}]: {id}: client=c{n}.example.com[198.51.100.{host}]
Nov 24 {clock} relay postfix/cleanup[{pid}]: {id}: message-id=<{n}.{pid}@example.com>
Nov 24 {clock} relay postfix/qmgr[79]: {id}: from=<user{n}@example.com>, size={n}, nrcpt=1 (queue active)
Nov 24 {clock} relay postfix/smtp[{pid}]: {id}: to=<user{host}@example.org>, relay=mx.example.org[192.0.2.9]:25, delay=0.4, delays=0.1/0/0.2/0.1, dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as 4{id2})
Nov 24 {clock} relay postfix/qmgr[79]: {id}: removed
"""
ALPHABET = "0123456789BCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz"


def main(megabytes: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        log, mail = Path(folder, "mail.log"), Path(folder, "mail.eml")
        mail.write_text(MAIL)
        write(log, megabytes * 1_000_000)
        command = [sys.executable, "-m", "headertrace", "-f", "json", "--log"]
        small = Path(folder, "small.log")
        small.write_text(OWN)
        start = min(seconds([*command, str(small), str(mail)]) for _ in range(3))
        pairs = [(seconds([*command, str(log), str(mail)]), seconds(["grep", "-c", ID, str(log)])) for _ in range(5)]
        ours, theirs = min(pair[0] for pair in pairs), min(pair[1] for pair in pairs)
        peak = memory([*command, str(log), str(mail)])
    print(f"{megabytes} MB: {ours:.2f} s ({start:.2f} s of it for a log of one message), grep -c {theirs:.2f} s")
    print(f"{ours / theirs:.1f} x grep -c, {(ours - start) / theirs:.1f} x without the start; at most {peak} MiB")


def write(path: Path, size: int) -> None:
    random = Random(20261124)
    block = "".join(_other(random) for _ in range(4_000)).encode()
    with path.open("wb") as stream:
        while stream.tell() < size:
            if stream.tell() <= size // 2 < stream.tell() + len(block):
                stream.write(OWN.encode())
            stream.write(block)


def _other(random: Random) -> str:
    id, id2 = ("".join(random.choices(ALPHABET, k=14)) for _ in range(2))
    clock = f"{random.randrange(24):02}:{random.randrange(60):02}:{random.randrange(60):02}"
    return OTHER.format(
        clock=clock, pid=random.randrange(1_000, 30_000), id=f"4{id}", id2=id2, n=random.randrange(100_000),
        host=random.randrange(1, 255),
    )  # fmt: skip


def seconds(command: list[str]) -> float:
    start = perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    return perf_counter() - start


def memory(command: list[str]) -> int:
    code = "import resource,subprocess,sys;subprocess.run(sys.argv[1:],stdout=subprocess.DEVNULL);print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss//1024)"
    return int(
        subprocess.run([sys.executable, "-c", code, *command], capture_output=True, text=True, check=True).stdout
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000)
