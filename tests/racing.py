"""Many threads at once, for ``test_threads``: ``python tests/racing.py WORK THREADS ROUNDS``.

Prints a JSON object: for each sample the digests of all the different results that the threads got, and in
"errors" what was raised.
"""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import headertrace

SAMPLES = sorted((Path(__file__).parent.parent / "samples").glob("*.eml"))
KEY = bytes(range(32))


def traced(data: bytes) -> Any:
    return headertrace.trace(data)


def parsed(data: bytes) -> Any:
    return [headertrace.parse_received(value) for value in _received(data)]


def redacted(data: bytes) -> Any:
    from headertrace.redact import redact

    return redact(data, "internal,recipient,sender,subject", KEY)


def rendering(format: str) -> Callable[[bytes], Any]:
    """A trace with what the format makes of it."""

    def rendered(data: bytes) -> Any:
        from headertrace.renderings import render_bytes

        return render_bytes(headertrace.trace(data), format)

    return rendered


def work(name: str) -> Callable[[bytes], Any]:
    known = {"trace": traced, "parse_received": parsed, "redact": redacted}
    return known[name] if name in known else rendering(name)


def digest(result: Any) -> str:
    return sha256(result if isinstance(result, bytes) else repr(result).encode("utf-8", "backslashreplace")).hexdigest()


def _received(data: bytes) -> list[bytes]:
    unfolded = data.replace(b"\r\n", b"\n").replace(b"\n ", b" ").replace(b"\n\t", b" ")
    return [line for line in unfolded.partition(b"\n\n")[0].split(b"\n") if line[:9].lower() == b"received:"]


def race(name: str, count: int, rounds: int) -> dict[str, list[str]]:
    """``rounds`` results for each of ``count`` threads, spread over the samples; each thread begins with another sample."""
    do, samples = work(name), [(path.name, path.read_bytes()) for path in SAMPLES]
    results: list[dict[str, list[Any]]] = [{sample: [] for sample, _ in samples} for _ in range(count)]
    errors: list[str] = []
    start = threading.Barrier(count)

    def run(thread: int) -> None:
        start.wait()
        for turn in range(rounds):
            sample, data = samples[(thread + turn) % len(samples)]
            try:
                result = do(data)
            except Exception as error:
                errors.append(f"{sample}: {error!r}")
                return
            got = results[thread][sample]
            if result not in got:
                got.append(result)

    threads = [threading.Thread(target=run, args=(thread,)) for thread in range(count)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    found = {sample: sorted({digest(item) for got in results for item in got[sample]}) for sample, _ in samples}
    return {**found, "errors": errors}


if __name__ == "__main__":
    sys.setswitchinterval(1e-6)
    json.dump(race(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])), sys.stdout)
