"""What stays on this machine: reports that could not be delivered, and what went where nobody can be asked.

Both lie in the user's state directory (XDG Base Directory Specification), readable by nobody else.
"""

from __future__ import annotations

import hmac
import json
import os
import tempfile
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from headertrace.folders import append, private, private_state, state
from headertrace.named import NamedTuple
from headertrace.remote.answers import Answer
from headertrace.remote.errors import Failed, Refused
from headertrace.text.safe import safe

if TYPE_CHECKING:
    from headertrace.tickets.report import Report

_JOURNAL = "sent.jsonl"


def keep(report: Report, place: str | None = None) -> Path:
    """Write the report's text, page and evidence; the folder they are in. Raises OSError where none can be.

    Without a ``place`` that is the user's own folder, else one in the temporary folder, where all may write
    and a name that can be foretold may be a trap.
    """
    name = report.name
    if place:
        return _filled(_named(Path(place), name), report)
    try:
        return _filled(Path(private_state("unsent", name)), report)
    except OSError:
        return _filled(Path(tempfile.mkdtemp(prefix=f"{name}-")), report)


def message_key(data: bytes) -> bytes:
    """A key for redacting that message: the same in every run, of no use for any other message or user.

    Raises Refused where the user's own key can be neither read nor drawn.
    """
    path = Path(state(), "redact.key")
    try:
        private_state()
        if not path.exists():
            fresh = path.with_suffix(f".{os.getpid()}")
            try:
                _write(fresh, os.urandom(32))
                # Whoever comes second takes the first one's.
                with suppress(FileExistsError):
                    os.link(fresh, path)
            finally:
                fresh.unlink(missing_ok=True)
        return hmac.digest(path.read_bytes(), data, "sha256")
    except OSError as error:
        raise Refused(f"{path}: {error.strerror}") from None


class Recall(NamedTuple):
    """Look whether the report went to ``target`` from here; the answer's JSON says when (RFC 3339), or is None."""

    digest: str
    target: str
    stand_in: Any = None

    def describe(self) -> str:
        return f"# look in {safe(_journal())} whether it was sent there before\n"

    def perform(self) -> Answer:
        """Raises Refused where there are notes that cannot be read: the report may have been sent before."""
        try:
            with open(_journal(), encoding="ascii", errors="replace") as stream:
                for row in map(_row, stream):
                    if row.get("report") == self.digest and row.get("to") == self.target:
                        return Answer(str(row.get("at")))
        except FileNotFoundError:
            pass
        except OSError as error:
            raise Refused(
                f"{_journal()}: {error.strerror}: it is unknown whether this was sent before; --again sends it"
            ) from None
        return Answer()


class Remember(NamedTuple):
    """Note that the report went to ``target``."""

    digest: str
    target: str
    stand_in: Any = None

    def describe(self) -> str:
        return f"# note in {safe(_journal())} that it was sent\n"

    def perform(self) -> Answer:
        """Raises Failed, as then the report would be sent again."""
        row = {"report": self.digest, "to": self.target, "at": datetime.now(UTC).isoformat(timespec="seconds")}
        try:
            append(_JOURNAL, json.dumps(row))
        except OSError as error:
            raise Failed(f"the report was sent, but that could not be noted in {state()}: {error.strerror}") from None
        return Answer()


def _journal() -> str:
    return os.path.join(state(), _JOURNAL)


def _row(line: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except ValueError:
        return {}
    return row if isinstance(row, dict) else {}


def _filled(made: Path, report: Report) -> Path:
    """The folder with all of the report; where there is no room for all, with nothing of it that was not there."""
    files = {attachment.name: attachment.data for attachment in (report.plain, *report.attachments)}
    new = [made / name for name in files if not (made / name).exists()]
    try:
        for name, data in files.items():
            _write(made / name, data)
    except BaseException:
        for path in new:
            path.unlink(missing_ok=True)
        with suppress(OSError):
            made.rmdir()
        raise
    return made


def _named(base: Path, name: str) -> Path:
    """A private folder in one that the user chose; under a name of its own where something else has that name."""
    base.mkdir(parents=True, exist_ok=True)
    try:
        private(str(base / name))
        return base / name
    except OSError:
        return Path(tempfile.mkdtemp(prefix=f"{name}-", dir=base))


def _write(path: Path, data: bytes) -> None:
    """Readable by this user alone, whole or not at all, and never through a link that lies in wait."""
    fresh = path.with_name(f".{path.name}.{os.getpid()}")
    fresh.unlink(missing_ok=True)
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with open(descriptor, "wb") as stream:
            stream.write(data)
        fresh.replace(path)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise
