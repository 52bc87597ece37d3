"""Running the command as a user would."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

COMMAND = (sys.executable, "-m", "headertrace")


def interruptible() -> None:
    """To be called in a child before it runs: whoever started the tests in the background, or by nohup, has signals
    ignored there."""
    for number in (signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGINT, signal.SIGHUP])


def run(
    *args: str | bytes, stdin: bytes = b"", cwd: Path | None = None, env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[bytes]:
    """``headertrace ARGS``; ``env`` comes on top of the environment that there is."""
    whole = {**os.environ, **(env or {})}
    return subprocess.run([*COMMAND, *args], input=stdin, capture_output=True, check=False, cwd=cwd, env=whole)


def said(
    *args: str | bytes, stdin: bytes = b"", cwd: Path | None = None, env: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """``run``, with what was written as text."""
    done = run(*args, stdin=stdin, cwd=cwd, env=env)
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())
