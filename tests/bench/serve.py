"""The page under load: many pastes at once, the memory that they leave, and whatever mail there is in folders.

    python tests/bench/serve.py [FOLDER]... [--at-once 200] [--rounds 5]

Every round sends so many pastes at the same time; the memory (PSS) of the server and its workers is printed after each.
Then every sample, each with hostile text in every field, big inputs, and every file of the folders goes to the page
and to the API. The exit code is 1 where a paste failed, or anything was answered with 500 or not at all.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import perf_counter

sys.path.insert(0, str(Path(__file__).parent.parent))

from helpers.poison import ALL, SLOTS, message
from helpers.samples import TOP
from helpers.serving import Server, form, serving

SAMPLES = sorted((TOP / "samples").glob("*.eml"))
MIB = 1024 * 1024
RECEIVED = b"Received: from a%d.example.net ([192.0.2.1]) by b.example.org; Tue, 24 Nov 2026 08:10:00 +0000\n"


def main(folders: list[Path], at_once: int, rounds: int) -> int:
    with serving("--max-rate", "1000000") as server, ThreadPoolExecutor(at_once) as threads:
        print(f"at the start: {memory(server)} MiB")
        failed = sum(pasted(server, threads, at_once) for _ in range(rounds))
        told = Counter(status for mail in hostile(folders) for status in asked(server, mail))
        print(f"hostile: {dict(told)}; then {memory(server)} MiB")
        failed += pasted(server, threads, at_once)
    return bool(failed or told[500] or told[0])


def pasted(server: Server, threads: ThreadPoolExecutor, count: int) -> int:
    """One round; how many were not answered with a report."""
    mails = [SAMPLES[number % len(SAMPLES)].read_bytes() for number in range(count)]
    start = perf_counter()
    statuses = list(threads.map(lambda mail: status(server, "report", *form(mail)), mails))
    failed = count - statuses.count(200)
    print(f"{count} pastes at once: {failed} errors, {perf_counter() - start:.1f} s; then {memory(server)} MiB")
    return failed


def asked(server: Server, mail: bytes) -> Iterator[int]:
    yield status(server, "report", *form(file=mail, name="mail.eml"))
    yield status(server, "api/trace", mail, "message/rfc822")


def status(server: Server, path: str, body: bytes, content_type: str) -> int:
    """0 where there was no answer."""
    try:
        return server.ask(path, body, Content_Type=content_type).status
    except OSError as error:
        print(f"no answer: {error}")
        return 0


def hostile(folders: Iterable[Path]) -> Iterator[bytes]:
    for path in SAMPLES:
        yield path.read_bytes()
    for poison in ALL.values():
        yield message(poison, *SLOTS)
        yield poison
    yield b"".join(RECEIVED % number for number in range(20_000))
    yield b"Subject: " + b"a" * (9 * MIB)
    yield b"Received: " + b"(" * (9 * MIB)
    yield b"Received: from " + b"a." * (4 * MIB)
    yield b"\n" * (9 * MIB)
    yield b"From x\n\n" * MIB
    yield bytes(range(256)) * (30 * 1024)
    yield b"x" * (12 * MIB)
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.stat().st_size < 10 * MIB:
                yield path.read_bytes()


def memory(server: Server) -> str:
    """ "41 + 63 + 62": MiB of the server, and of each of its workers."""
    pid = server.process.pid
    workers = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return " + ".join(str(round(_pss(number) / 1024)) for number in (pid, *map(int, workers)))


def _pss(pid: int) -> int:
    found = re.search(r"^Pss:\s+(\d+) kB", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.M)
    return int(found[1]) if found else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--at-once", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    sys.exit(main(given.folders, given.at_once, given.rounds))
