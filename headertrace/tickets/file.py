"""A folder with the report as a page and as text, and the evidence.

Nothing is sent. This suits ticket systems to which files are added by hand, or from a share.
"""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import Any

from headertrace.named import NamedTuple
from headertrace.remote.answers import Answer
from headertrace.remote.errors import Failed
from headertrace.remote.requests import summary
from headertrace.text.safe import safe
from headertrace.tickets.report import Report
from headertrace.tickets.system import Flow, Outcome, Place, Setting, System


class Write(NamedTuple):
    """One file. Its answer's JSON is True where it was written, False where it was there already."""

    path: Path
    data: bytes
    again: bool = False
    stand_in: Any = True

    def describe(self) -> str:
        return f"# write a file, if it is not there\n{safe(str(self.path))}\n\n[{summary(self.data)}]\n"

    def perform(self) -> Answer:
        """Write it whole or not at all. Raises Failed."""
        if self.path.exists() and not self.again:
            return Answer(False)
        fresh = self.path.with_name(f".{self.path.name}.{os.getpid()}")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with open(fresh, "xb") as stream:
                stream.write(self.data)
            fresh.replace(self.path)
        except BaseException as error:
            with suppress(OSError):
                fresh.unlink()
            if not isinstance(error, OSError):
                raise
            raise Failed(f"{self.path}: {error.strerror}") from None
        return Answer(True)


def deliver(report: Report, place: Place) -> Flow:
    """Write the files. A ticket's name comes before theirs."""
    folder = Path(os.path.expanduser(place.get("folder") or "."))
    before = f"{place.ticket}-" if place.ticket else ""
    wrote = False
    for file in (report.plain, *report.attachments):
        answer = yield Write(folder / f"{before}{file.name}", file.data, place.again)
        wrote = wrote or bool(answer.json)
    return Outcome(place.ticket, str(folder / f"{before}{report.page.name}"), sent=wrote)


SYSTEM = System(
    name="file",
    product="a folder",
    deliver=deliver,
    settings={"folder": Setting("the folder to write to (default: the working directory)")},
    ticket=r"[A-Za-z0-9][A-Za-z0-9_#-]{0,63}",
    networked=False,
)
