"""Where a result goes: standard output, or a file, which is written whole or not at all.

Nothing that might be evidence is lost: no input is written onto, and a file that lies there already is replaced only
where it is as headertrace wrote it, is empty, or ``--force`` is given.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterable
from contextlib import suppress
from typing import NamedTuple

from headertrace.cli.exits import UsageError

STANDARD = "-"


class Destination(NamedTuple):
    """``path`` is None for standard output. ``inputs`` are the files that are read, "-" for standard input."""

    path: str | None = None
    inputs: tuple[str, ...] = ()
    force: bool = False


def destination(output: str | None, inputs: Iterable[str | None], force: bool) -> Destination:
    """Where ``--output`` points. Raises UsageError, before anything is read, where nothing may be written there.

    A shell's redirection (``>> mail.eml``) puts a file in the place of standard output, which is looked at likewise.
    """
    made = Destination(None if output == STANDARD else output, tuple(item for item in inputs if item), force)
    if made.path is not None:
        _check(made.path, made)
    else:
        refuse_own_input(made.inputs)
    return made


def refuse_own_input(inputs: Iterable[str]) -> None:
    """Raises UsageError where standard output is a file that is read too: what is written would be read, or lost."""
    with suppress(OSError, ValueError):
        found = os.fstat(sys.stdout.fileno())
        if stat.S_ISREG(found.st_mode) and (own := _same(found, inputs)):
            what = "standard input" if own == STANDARD else own
            raise UsageError(f"standard output goes into {what}, which is read here: that would destroy the input")


def write(data: str | bytes, to: Destination) -> None:
    """All of it, text as UTF-8. Raises UsageError for a file that cannot be written."""
    if isinstance(data, str):
        data = data.encode("utf-8", "backslashreplace")
    if to.path is None:
        sys.stdout.buffer.write(data)
        sys.stdout.buffer.flush()
        return
    regular = _check(to.path, to)
    try:
        if regular:
            _replace(os.path.realpath(to.path), data)
        else:
            with open(to.path, "wb") as stream:
                stream.write(data)
    except OSError as error:
        raise UsageError(f"--output: {to.path}: {error.strerror}") from None
    if regular:
        from headertrace.cli.written import note

        note(data)


def _check(path: str, to: Destination) -> bool:
    """Whether ``path`` is, or will be, a file that can be put in place: no pipe and no device.

    Raises UsageError where it must stay as it is.
    """
    found = _status(path)
    if found is None:
        if path.endswith(os.sep):
            raise UsageError(f"--output: {path}: Is a directory")
        return True
    if stat.S_ISDIR(found.st_mode):
        raise UsageError(f"--output: {path}: Is a directory")
    if not stat.S_ISREG(found.st_mode):
        return False
    if _same(found, to.inputs):
        raise UsageError(f"--output: {path} is read here too: writing there would destroy the input")
    if not os.access(path, os.W_OK):
        raise UsageError(f"--output: {path}: Permission denied")
    if found.st_size and not to.force:
        from headertrace.cli.written import is_own

        if not is_own(path):
            raise UsageError(f"--output: {path} exists, and not as headertrace wrote it: --force replaces it")
    return True


def _same(found: os.stat_result, names: Iterable[str]) -> str | None:
    """The first of those files that is this very one."""
    for name in names:
        read = _status(name)
        if read and os.path.samestat(read, found):
            return name
    return None


def _status(name: str) -> os.stat_result | None:
    with suppress(OSError, ValueError):
        return os.fstat(sys.stdin.fileno()) if name == STANDARD else os.stat(name)
    return None


def _replace(path: str, data: bytes) -> None:
    """Write beside ``path``, then rename: a full disk or a kill leaves what was there."""
    aside = os.path.join(os.path.dirname(path), f".headertrace-{os.urandom(8).hex()}")
    try:
        with open(aside, "xb") as stream:
            stream.write(data)
            stream.flush()
            # Some file systems find only now that they are full.
            os.fsync(stream.fileno())
        with suppress(FileNotFoundError):
            os.chmod(aside, stat.S_IMODE(os.stat(path).st_mode))
        os.replace(aside, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(aside)
        raise
