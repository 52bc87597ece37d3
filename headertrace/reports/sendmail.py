"""sendmail, from 5.61 to 8.18: a list of addresses, and the transcript of what was said to the next host."""

from __future__ import annotations

import re
from collections.abc import Sequence

from headertrace.patterns import lazy
from headertrace.reports.form import Row
from headertrace.reports.parts import Line
from headertrace.reports.rfc3464 import address

# sendmail/savemail.c and sendmail/usersmtp.c of sendmail 8.18; mail of sendmail 5.
_LIST = lazy(r"-{3,5} ?The following addresses had", re.IGNORECASE)
_SECTION = lazy(r"\s*-{3,5} ?[A-Z]")
_LISTED = lazy(r"(?:<([^<>\s]{1,250}@[^<>\s]{1,255})>|([^\s<>(),;:\"]{1,250}@[^\s<>(),;:\"]{1,255}))\s*$")
_REASON = lazy(r"\s{1,8}\(reason: (.*?)\)?\s*$")
_EXPANDED = lazy(r"\s{1,8}\(expanded from: <?([^\s<>()]{1,250})>?\)")
_HEARD = lazy(r"<<< ([2-5][0-9][0-9].*)")
_SAID = lazy(r">>> (?:RCPT TO: ?<?([^\s<>]{1,250})>?)?", re.IGNORECASE)
_TALKING = lazy(r"(?:\.\.\. )?while talking to ([^\s]{1,255}?)\.?:\s*$", re.IGNORECASE)
_OWN = lazy(
    r"(?:([45][0-9][0-9]) (?:[45]\.[0-9.]{3,7} )?)?<?([^\s<>]{1,250}@[^\s<>.]{1,100}[^\s<>]{0,150}?)>?\.\.\. (.*)"
)
_PLAIN = lazy(r"[45][0-9][0-9] .*")
_ERROR = lazy(r"[45][0-9][0-9]")
_MAX_HEARD = 20


def read(lines: Sequence[Line]) -> list[Row]:
    """The recipients of such a notice: those it lists, or where it lists none those that the transcript names.

    Where that names none either, what sendmail said is one row without a recipient.
    """
    script = _Transcript()
    listed: dict[str, list[object]] = {}
    current: list[object] | None = None
    in_list = False
    for line in lines:
        text = line.text
        if _SECTION.match(text):
            in_list, current = bool(_LIST.search(text)), None
            script.enter(text)
            continue
        if not in_list:
            script.hear(line)
            continue
        match = _LISTED.match(text)
        reason, expanded = _REASON.match(text), _EXPANDED.match(text)
        if match:
            to = match[1] or match[2]
            current = listed.setdefault(to.lower(), [to, "", line.number, None])
        elif current is not None and reason:
            current[1] = reason[1]
        elif current is not None and expanded:
            current[3] = address(expanded[1])
    if not listed:
        return script.rows() or ([Row("", script.plain, (script.last, script.last))] if script.plain else [])
    rows = []
    for key, (to, words, number, original) in listed.items():
        said = script.about(key)
        # The list has the first line of an answer alone, and not its code where that is sendmail's own.
        whole = said if str(words)[:40].rstrip(")") in said else str(words) or said
        at = int(str(number))
        rows.append(Row(str(to), whole, (at, max(at, script.last)), str(original) if original else None))
    return rows


class _Transcript:
    """What was said to the next hosts, and what sendmail itself says of a recipient."""

    def __init__(self) -> None:
        self.last = 0
        self._heard: list[str] = []
        self._recipients: list[str] = []
        self._about: dict[str, tuple[str, str, int]] = {}
        self.plain = ""
        self._answer = ""
        self._host = ""
        self._reasons = False

    def enter(self, title: str) -> None:
        """A section begins; below "Non-delivered information" stands the reason, in plain words (BIGLOBE)."""
        self._reasons = "information" in title

    def hear(self, line: Line) -> None:
        """One more line of the transcript."""
        text = line.text.strip()
        talking, said, heard = _TALKING.match(text), _SAID.match(text), _HEARD.match(text)
        if talking:
            self._host, self._heard = talking[1], []
        elif said:
            if said[1]:
                self._recipients.append(said[1].lower())
            self._heard = []
        elif heard:
            self.last = line.number
            if len(self._heard) < _MAX_HEARD:
                self._heard.append(heard[1])
            if _ERROR.match(heard[1]):
                self._answer = self._words()
                for recipient in self._recipients[-1:]:
                    self._about[recipient] = (recipient, self._words(), line.number)
        else:
            self._own(text, line.number)

    def _own(self, text: str, number: int) -> None:
        match = _OWN.match(text)
        if not match:
            if text and not self.plain and (_PLAIN.match(text) or self._reasons):
                self.plain = text
            return
        self.last = number
        code, to, why = match[1] or "", match[2], match[3]
        words = why if _ERROR.match(why) else self._words() or f"{code} {why}".strip()
        if to.lower() not in self._about or self._heard:
            self._about[to.lower()] = (to, words, number)
        self._heard = []

    def _words(self) -> str:
        errors = [text for text in self._heard if _ERROR.match(text)]
        if not errors:
            return ""
        front = f"while talking to {self._host}: " if self._host else ""
        return front + " ".join(errors)

    def about(self, recipient: str) -> str:
        """The words about a recipient, else the last answer that was an error, else what sendmail said."""
        if recipient in self._about:
            return self._about[recipient][1]
        return self._answer or self.plain

    def rows(self) -> list[Row]:
        return [Row(to, words, (number, number)) for to, words, number in self._about.values()]
