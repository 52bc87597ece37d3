"""Which files headertrace wrote: the SHA-256 of each, a line each, in the user's state directory.

A file that was changed since is no longer one of them. The names of files are not kept.
"""

from __future__ import annotations

import hashlib
from contextlib import suppress
from pathlib import Path

from headertrace.folders import append, state

_NAME = "written"
# Digests that are kept, the newest; of 65 bytes each with the line end.
_KEPT = 5_000


def is_own(path: str) -> bool:
    """Whether the file at ``path`` is as it was written here once."""
    try:
        with open(path, "rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
        return digest in _digests(_journal())
    except OSError:
        return False


def note(digest: str) -> None:
    """Remember that a file with that SHA-256 was written. Where nothing can be kept, --force will be asked for."""
    path = _journal()
    with suppress(OSError):
        known = _digests(path) if path.exists() else []
        if digest in known:
            return
        if len(known) > 2 * _KEPT:
            path.write_text("".join(f"{line}\n" for line in known[-_KEPT:]), "ascii")
        append(_NAME, digest)


def _journal() -> Path:
    return Path(state(), _NAME)


def _digests(path: Path) -> list[str]:
    return path.read_text("ascii", "replace").split()
