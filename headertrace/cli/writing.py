"""Where a result goes: standard output, or a file, which is written whole or not at all.

Nothing that might be evidence is lost: no input is written onto, and a file that lies there already is replaced only
where it is as headertrace wrote it, is empty, or ``--force`` is given.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from itertools import chain
from typing import BinaryIO

from headertrace.cli.exits import UsageError
from headertrace.named import NamedTuple

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
    if force and output is None:
        raise UsageError("--force goes with --output")
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
            raise UsageError(f"standard output goes into {what}, which is also the input: that would destroy it")


def write(data: str | bytes, to: Destination) -> None:
    """All of it, text as UTF-8. Raises UsageError for a file that cannot be written."""
    write_pieces([data.encode("utf-8", "backslashreplace") if isinstance(data, str) else data], to)


def write_pieces(pieces: Iterable[bytes], to: Destination) -> bool:
    """One after the other, as they come, a file in one go at the end; False where there was none, and nothing done.

    Raises UsageError for a file that cannot be written.
    """
    coming = iter(pieces)
    first = next(coming, None)
    if first is None:
        return False
    whole = chain((first,), coming)
    if to.path is None:
        for piece in whole:
            sys.stdout.buffer.write(piece)
            sys.stdout.buffer.flush()
    elif _check(to.path, to):
        _replace(to.path, whole, to)
    else:
        with _opened(to.path, "wb", to.path) as stream:
            for piece in whole:
                with _telling(to.path):
                    stream.write(piece)
                    stream.flush()
    return True


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
        raise UsageError(f"--output: {path} is also an input: writing there would destroy it")
    if not os.access(path, os.W_OK):
        raise UsageError(f"--output: {path}: Permission denied")
    if found.st_size and not to.force:
        from headertrace.cli.written import is_own

        if not is_own(path):
            raise UsageError(f"--output: {path} exists, and is not as headertrace wrote it: --force replaces it")
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


def _replace(path: str, pieces: Iterable[bytes], to: Destination) -> None:
    """Write beside ``path``, then rename: a full disk or a kill leaves what was there."""
    from hashlib import sha256

    from headertrace.cli.written import note

    with _telling(path):
        # A working directory that is gone has no path.
        real = os.path.realpath(path)
    aside = os.path.join(os.path.dirname(real), f".headertrace-{os.urandom(8).hex()}")
    digest = sha256()
    try:
        with _opened(aside, "xb", path) as stream:
            for piece in pieces:
                digest.update(piece)
                with _telling(path):
                    stream.write(piece)
            with _telling(path):
                stream.flush()
                # Some file systems find only now that they are full.
                os.fsync(stream.fileno())
        # It may have taken long: what has come there meanwhile is looked at as well.
        _check(path, to)
        with _telling(path):
            with suppress(FileNotFoundError):
                os.chmod(aside, stat.S_IMODE(os.stat(real).st_mode))
            os.replace(aside, real)
    except BaseException:
        with suppress(OSError):
            os.unlink(aside)
        raise
    note(digest.hexdigest())


@contextmanager
def _opened(path: str, mode: str, named: str) -> Iterator[BinaryIO]:
    """The file, to write to. What was written has to be flushed: an error on closing tells nothing new."""
    with _telling(named):
        stream = open(path, mode)  # noqa: SIM115
    try:
        yield stream  # type: ignore[misc]
    finally:
        with suppress(OSError):
            stream.close()


@contextmanager
def _telling(path: str) -> Iterator[None]:
    """Around what is done with the file itself: its errors are no input's."""
    try:
        yield
    except OSError as error:
        raise UsageError(f"--output: {path}: {error.strerror}") from None
