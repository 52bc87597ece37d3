"""The contract of a leaf: how one product writes its notices for people, and what is read out of such a text.

A leaf is a file with ``FORM``, or with a ``read`` of its own where a text is no list of recipients with words beside
them; its row in ``index`` says by which words its notices are known.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from headertrace.named import NamedTuple
from headertrace.patterns import Pattern, lazy
from headertrace.records.vocabulary import Reason
from headertrace.reports.parts import Line
from headertrace.reports.rfc3464 import MAX_RECIPIENTS, address

_MAX_WORDS = 60
_EXPANDED = lazy(r"\(?(?:(?:ultimately )?generated|expanded) from:? <?([^\s<>()]{1,250})>?\)?")


class Row(NamedTuple):
    """A recipient, the words beside it, the lines that hold them, and the address that the sender had written.

    ``reason`` is given where the form itself tells it, in whatever language the words are.
    """

    recipient: str
    words: str
    lines: tuple[int, int]
    original: str | None = None
    reason: Reason | None = None


class Form(NamedTuple):
    """How a product writes: lines that begin with ``recipient`` name one in the group ``to``, and may go on with the
    group ``why``.

    What is read begins behind the line that ``start`` finds (at the top, where that is None) and ends before that of
    ``stop``. ``words`` says where the words about a recipient stand: ``below`` it up to a blank line, ``block`` for
    all that is below it up to the next, or ``above`` all of them. Where ``why`` is given, only what that finds counts
    (its group 1); lines that ``skip`` finds never do. ``source`` is where the form was learned.
    """

    product: str
    source: str
    recipient: Pattern[str]
    start: Pattern[str] | None = None
    stop: Pattern[str] | None = None
    words: str = "below"
    why: Pattern[str] | None = None
    skip: Pattern[str] | None = None


Read = Callable[[Sequence[Line]], list[Row]]


def rows(form: Form, lines: Sequence[Line]) -> list[Row]:
    """The recipients that a text of this form names, each once, in order."""
    found: dict[str, _Gathering] = {}
    loose: list[str] = []
    current: _Gathering | None = None
    for line in _region(form, lines):
        match = form.recipient.match(line.text)
        groups = match.groupdict() if match else {}
        to = address(groups["to"]) if groups else None
        if to and (to.lower() in found or len(found) <= MAX_RECIPIENTS):
            current = found.setdefault(to.lower(), _Gathering(to, line.number))
            current.add(groups.get("why") or "", line.number)
        elif not line.text.strip():
            if form.words == "below" and current is not None and current.words:
                current = None
        elif form.skip is None or not form.skip.search(line.text):
            _place(form, line, current, loose)
    shared = " ".join(loose[:_MAX_WORDS])
    return [item.row(shared) for item in found.values()]


def _region(form: Form, lines: Sequence[Line]) -> Sequence[Line]:
    start, end = 0, len(lines)
    if form.start is not None:
        start = next((index + 1 for index, line in enumerate(lines) if form.start.search(line.text)), end)
    if form.stop is not None:
        end = next((index for index in range(start, end) if form.stop.search(lines[index].text)), end)
    return lines[start:end]


def _place(form: Form, line: Line, current: _Gathering | None, loose: list[str]) -> None:
    text = line.text.strip()
    if form.why is not None:
        match = form.why.search(line.text)
        if not match:
            return
        text = match[1].strip()
    if form.words == "above" or current is None:
        loose.append(text)
    else:
        current.add(text, line.number)


class _Gathering:
    """One recipient while its words come in."""

    def __init__(self, recipient: str, number: int) -> None:
        self.words: list[str] = []
        self._recipient = recipient
        self._original: str | None = None
        self._first = self._last = number

    def add(self, text: str, number: int) -> None:
        match = _EXPANDED.search(text)
        if match:
            self._original = address(match[1])
            text = text.replace(match[0], "", 1)
        text = text.strip()
        if text and len(self.words) < _MAX_WORDS:
            self.words.append(text)
            self._last = max(self._last, number)

    def row(self, shared: str) -> Row:
        return Row(self._recipient, " ".join(self.words) or shared, (self._first, self._last), self._original)
