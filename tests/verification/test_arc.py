"""ARC chains validated anew, held against dkimpy's and Mail::DKIM's verdicts."""

from __future__ import annotations

from pathlib import Path

import pytest

dkim = pytest.importorskip("dkim")

from headertrace.verification.arc import Chain, verify  # noqa: E402
from headertrace.verification.whole import split  # noqa: E402
from helpers import signing  # noqa: E402
from helpers.sealing import sealed  # noqa: E402
from helpers.zoneserver import Zoneserver  # noqa: E402


def chain(message: bytes) -> Chain:
    return verify(split(message), signing.asks(signing.records()))


ARC_DAMAGES = signing.DAMAGES | {
    "newest seal broken": lambda message: message.replace(b"ARC-Seal: i=", b"ARC-Seal: x=1; i=", 1),
    "a results field changed": lambda message: message.replace(b"dkim=pass", b"dkim=fail", 1),
    "oldest set dropped": lambda message: b"\n".join(
        line for line in message.replace(b"\n ", b"\0 ").replace(b"\n\t", b"\0\t").split(b"\n")
        if not (line.startswith(b"ARC-") and b" i=1;" in line)
    ).replace(b"\0", b"\n"),
    "a set twice": lambda message: message[: message.index(b"ARC-Message")] + message,
}  # fmt: skip


def test_what_others_say_of_over_two_hundred_damaged_chains(tmp_path: Path) -> None:
    made = [
        (name, damage(chained))
        for number, message in enumerate(signing.messages(12, seed=8617))
        for chained in [sealed(message, number % 3 + 1, number % 2 == 0)]
        for name, damage in ARC_DAMAGES.items()
    ]
    assert len(made) > 200
    with Zoneserver([(name, "TXT", text) for name, text in signing.records().items()]) as server:
        perl = signing.perl_verdicts(tmp_path, server.port, (message for _, message in made))
    answers = {name.encode() + b".": text.encode() for name, text in signing.records().items()}
    differ = []
    for (name, message), (_, perls) in zip(made, perl, strict=True):
        libs = dkim.arc_verify(message, dnsfunc=lambda name, timeout=5: answers.get(name))[0]
        said = {"ours": chain(message).result == "pass", "Mail::DKIM": perls == "pass", "dkimpy": libs == b"pass"}
        if len(set(said.values())) > 1:
            differ.append((name, said, chain(message).text))
    assert not differ
