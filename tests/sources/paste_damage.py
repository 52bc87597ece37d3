"""How many headers of a folder of mail are read the same after each kind of copying: a table on standard output.

    python tests/sources/paste_damage.py FOLDER [--count 200] [--seed 1] [--kind WORDS] [--show]

A header counts as "same" where every hop has the by, from and time that it has in the raw message, as "told" where it
has not and a finding says that something is missing or undecided, and else as "unsaid".
"""

from __future__ import annotations

import argparse
import random
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

import headertrace
from headertrace.records.trace import Trace
from helpers.pasting import DAMAGES

# Findings that say that the path is not whole, or not sure.
DOUBT = frozenset({"HT101", "HT102", "HT103", "HT108", "HT109", "HT203"})

Hops = list[tuple[str | None, str | None, object]]


def hops_of(trace: Trace) -> Hops:
    """What is compared of each hop, oldest first."""
    made: Hops = []
    for hop in trace.hops:
        got = hop.received
        made.append((got.by, got.from_name, got.time))
    return made


def header_of(data: bytes) -> str | None:
    """The header block of a message as text, where it reads well as it stands; else None."""
    head, mark, _ = data.replace(b"\r\n", b"\n").partition(b"\n\n")
    if head.startswith(b"From ") or (not mark and b"\n" not in head):
        head = head.partition(b"\n")[2]
    messages = list(headertrace.read(head + b"\n\n"))
    if len(messages) != 1 or messages[0].defects or any(field.defects for field in messages[0].fields):
        return None
    trace = headertrace.trace(messages[0])
    if not trace.hops or any(finding.code in DOUBT for finding in trace.findings):
        return None
    return head.decode("utf-8", "surrogateescape") + "\n"


def judged(raw: Trace, pasted: str, upside_down: bool = False) -> str:
    """ "same", "told" or "unsaid" of a header that was pasted so."""
    wanted = hops_of(raw)
    if upside_down:
        wanted = [hop for hop, step in zip(wanted, raw.hops, strict=True) if step.field.key == "received"]
    traces = [headertrace.trace(message) for message in headertrace.read(pasted.encode("utf-8", "surrogateescape"))]
    got = [hop for trace in reversed(traces) for hop in hops_of(trace)]
    if len(traces) == 1 and got == wanted:
        return "same"
    doubt = (
        not traces or len(traces) > 1 or any(finding.code in DOUBT for trace in traces for finding in trace.findings)
    )
    return "told" if doubt else "unsaid"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kind", default="")
    parser.add_argument("--show", action="store_true", help="name the files that are not read the same")
    given = parser.parse_args()
    chance = random.Random(given.seed)
    files = sorted(path for path in given.folder.rglob("*") if path.is_file())
    chance.shuffle(files)
    chosen: list[tuple[Path, str, Trace]] = []
    for path in files:
        header = header_of(path.read_bytes())
        if header is not None:
            chosen.append((path, header, headertrace.trace(header.encode("utf-8", "surrogateescape") + b"\n")))
        if len(chosen) == given.count:
            break
    print(f"{'kind':28}{'same':>6}{'told':>6}{'unsaid':>8}   of {len(chosen)}")
    for kind, damage in DAMAGES.items():
        if given.kind not in kind:
            continue
        counts = {"same": 0, "told": 0, "unsaid": 0}
        for path, header, raw in chosen:
            verdict = judged(raw, damage(header, chance), kind == "oldest first")
            counts[verdict] += 1
            if given.show and verdict != "same":
                print(f"    {verdict} {path}")
        print(f"{kind:28}{counts['same']:>6}{counts['told']:>6}{counts['unsaid']:>8}", flush=True)


if __name__ == "__main__":
    main()
