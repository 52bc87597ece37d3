"""What stays on this machine: reports that could not be delivered, and what went where nobody can be asked.

Both lie in the user's state directory (XDG Base Directory Specification), readable by nobody else.
"""

from __future__ import annotations

import errno
import hmac
import json
import os
import stat
import sys
import tempfile
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from headertrace.text.safe import safe
from headertrace.tickets.errors import Failed, Refused
from headertrace.tickets.system import Answer

if TYPE_CHECKING:
    from headertrace.tickets.report import Report

_JOURNAL = "sent.jsonl"


def folder() -> Path:
    """Where this user's state lies."""
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or tempfile.gettempdir(), "headertrace")
    home = os.environ.get("XDG_STATE_HOME") or os.path.join(os.path.expanduser("~"), ".local", "state")
    return Path(home, "headertrace")


def keep(report: Report, place: str | None = None) -> Path:
    """Write the report's text, page and evidence; the folder they are in. Raises OSError where none can be.

    Without a ``place`` that is the user's own folder, else one in the temporary folder, where all may write
    and a name that can be foretold may be a trap.
    """
    name = f"headertrace-{report.digest}"
    if place:
        return _filled(_named(Path(place), name), report)
    try:
        return _filled(_own("unsent", name), report)
    except OSError:
        return _filled(_unforetold(name), report)


def message_key(data: bytes) -> bytes:
    """A key for redacting that message: the same in every run, of no use for any other message or user.

    Raises Refused where the user's own key can be neither read nor drawn.
    """
    path = folder() / "redact.key"
    try:
        _own()
        if not path.exists():
            fresh = path.with_suffix(f".{os.getpid()}")
            _write(fresh, os.urandom(32))
            # Whoever comes second takes the first one's.
            with suppress(FileExistsError):
                os.link(fresh, path)
            fresh.unlink()
        return hmac.digest(path.read_bytes(), data, "sha256")
    except OSError as error:
        raise Refused(f"{path}: {error.strerror}") from None


class Recall(NamedTuple):
    """Look whether the report went to ``target`` from here; the answer's JSON says when (RFC 3339), or is None."""

    digest: str
    target: str
    stand_in: Any = None

    def describe(self) -> str:
        return f"# look in {safe(str(folder() / _JOURNAL))} whether it was sent there before\n"

    def perform(self) -> Answer:
        try:
            with open(folder() / _JOURNAL, encoding="ascii", errors="replace") as stream:
                for row in map(_row, stream):
                    if row.get("report") == self.digest and row.get("to") == self.target:
                        return Answer(str(row.get("at")))
        except OSError:
            pass
        return Answer()


class Remember(NamedTuple):
    """Note that the report went to ``target``."""

    digest: str
    target: str
    stand_in: Any = None

    def describe(self) -> str:
        return f"# note in {safe(str(folder() / _JOURNAL))} that it was sent\n"

    def perform(self) -> Answer:
        """Raises Failed, as then the report would be sent again."""
        row = {"report": self.digest, "to": self.target, "at": datetime.now(UTC).isoformat(timespec="seconds")}
        try:
            descriptor = os.open(_own() / _JOURNAL, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
            with open(descriptor, "a", encoding="ascii") as stream:
                stream.write(json.dumps(row) + "\n")
        except OSError as error:
            raise Failed(f"the report was sent, but that could not be noted in {folder()}: {error.strerror}") from None
        return Answer()


def _row(line: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except ValueError:
        return {}
    return row if isinstance(row, dict) else {}


def _own(*names: str) -> Path:
    """The folder of these names in the user's state, each step of it there and private.

    The state itself may lie behind a link: who can make one there is the user.
    """
    made = Path(os.path.realpath(folder()))
    made.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    _private(made)
    for name in names:
        made = _private(made / name)
    return made


def _filled(made: Path, report: Report) -> Path:
    _write(made / f"headertrace-{report.digest}.txt", report.text.encode("utf-8", "replace"))
    for attachment in report.attachments:
        _write(made / attachment.name, attachment.data)
    return made


def _named(base: Path, name: str) -> Path:
    """A private folder in one that the user chose; under a name of its own where something else has that name."""
    base.mkdir(parents=True, exist_ok=True)
    try:
        return _private(base / name)
    except OSError:
        return _private(Path(tempfile.mkdtemp(prefix=f"{name}-", dir=base)))


def _unforetold(name: str) -> Path:
    return _private(Path(tempfile.mkdtemp(prefix=f"{name}-")))


def _private(path: Path) -> Path:
    """The folder, made where it is not there, for this user alone. Raises OSError for a link or another user's."""
    path.mkdir(mode=0o700, exist_ok=True)
    state = path.lstat()
    if not stat.S_ISDIR(state.st_mode):
        raise NotADirectoryError(errno.ENOTDIR, "is no folder", str(path))
    if os.name == "posix":
        if state.st_uid != os.geteuid():
            raise PermissionError(errno.EPERM, "belongs to another user", str(path))
        if state.st_mode & 0o077:
            path.chmod(0o700)
    return path


def _write(path: Path, data: bytes) -> None:
    """Readable by this user alone, and never through a link that lies in wait."""
    path.unlink(missing_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(descriptor, "wb") as stream:
        stream.write(data)
