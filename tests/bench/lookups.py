"""How long look-ups take, as multiples of one answer's time: an eight-hop message, and a resolver that is dead.

    PYTHONPATH=. python tests/bench/lookups.py [SECONDS]      # an answer's time, 0.5 by default

A name server on loopback answers each question that long after it came. Prints one line a figure; nothing passes or
fails here.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path
from time import perf_counter

sys.path.insert(0, str(Path(__file__).parent.parent))

import headertrace
from headertrace.lookup import check
from headertrace.records.lookups import Options
from helpers.nameserver import Nameserver, silent
from lookup.test_rounds import HOPS, mail, zone


def main(delay_s: float) -> None:
    trace = headertrace.trace(mail())
    with Nameserver(zone(), delay_s=delay_s) as server:
        options = Options(resolvers=(server.url,), cache=False)
        check(trace, mail(), options)
        asked = len(server.asked)
        seconds = min(timed(lambda: check(trace, mail(), options)) for _ in range(5))
        command = [sys.executable, "-m", "headertrace", "verify", "--no-cache", "--resolver", server.url]
        cold = min(timed(lambda: run(command)) for _ in range(5))
    print(f"{HOPS} hops, {asked} questions, each answered after {delay_s:g} s")
    print(f"in process: {seconds:.2f} s, {seconds / delay_s:.2f} x one answer")
    print(f"the command, cold: {cold:.2f} s, {cold / delay_s:.2f} x one answer")
    for deadline in (2.0, 5.0):
        with Nameserver([], {"zz": silent, "arpa": silent, "com": silent}) as server:
            seconds = timed(partial(run, [*command[:-2], "--deadline", str(deadline), "--resolver", server.url]))
        print(f"a dead resolver, deadline {deadline:g} s, the command cold: {seconds:.2f} s")


def timed(run: Callable[[], object]) -> float:
    start = perf_counter()
    run()
    return perf_counter() - start


def run(command: list[str]) -> None:
    subprocess.run(command, input=mail(), stdout=subprocess.DEVNULL, check=True)


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 0.5)
