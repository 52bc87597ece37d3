"""The command line, run as a user runs it, with settings and state of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from helpers.command import COMMAND

MAIL = b"""\
Received: from relay.example.net (relay.example.net [192.0.2.1])
\tby mx.example.org (Postfix) with ESMTPS id 4ABC123
\tfor <bob@example.org>; Tue, 24 Nov 2026 08:10:00 +0000 (UTC)
Received: from pc.example.net (pc.example.net [192.0.2.2])
\tby relay.example.net (Postfix) with ESMTPSA id 4ABC122
\tfor <bob@example.org>; Tue, 24 Nov 2026 08:00:02 +0000 (UTC)
Date: Tue, 24 Nov 2026 08:00:00 +0000
From: ann@example.net
To: bob@example.org
Subject: lunch

the body stays at home
"""


class Done(NamedTuple):
    code: int
    out: str
    err: str


def report(home: Path, *args: str, mail: bytes = MAIL, toml: str = "", **env: str) -> Done:
    """``headertrace report -`` in an empty folder under ``home``."""
    (home / "here").mkdir(exist_ok=True)
    if toml:
        (home / "config/headertrace").mkdir(parents=True, exist_ok=True)
        (home / "config/headertrace/headertrace.toml").write_text(toml, "utf-8")
    return run(home, "report", "-", *args, stdin=mail, cwd=home / "here", **env)


def run(home: Path, *args: str, stdin: bytes = b"", cwd: Path | None = None, **env: str) -> Done:
    """``headertrace ARGS`` in ``cwd``, else in ``home``."""
    done = subprocess.run(
        [*COMMAND, *args],
        input=stdin, capture_output=True, check=False, cwd=cwd or home, env=environment(home, **env),
    )  # fmt: skip
    return Done(done.returncode, done.stdout.decode(), done.stderr.decode())


def environment(home: Path, **more: str) -> dict[str, str]:
    """Nothing of the machine's own but what Python needs."""
    base = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": os.pathsep.join(sys.path),
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_STATE_HOME": str(home / "state"),
        "HOME": str(home),
        "LANG": "C.UTF-8",
    }
    return {**base, **more}
