"""What a statement rests on: header fields, places in them, and what was wrong or unread there."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Self

from headertrace.named import NamedTuple, compiled
from headertrace.records.making import maker


class Defect(NamedTuple):
    """Something in the input that is not as the standards have it.

    ``code`` is a stable kebab-case word, ``text`` says it to a person, ``span`` is the
    stretch of the value (start, end) it is about, where one can be named.
    """

    code: str
    text: str
    span: tuple[int, int] | None = None


class _Parts(NamedTuple):
    number: int
    name: str
    source: str
    first_line: int
    last_line: int
    defects: tuple[Defect, ...] = ()
    original: str | None = None
    key: str = ""


class _Unfolded:
    """``Field.value``, worked out when it is first asked for and kept beside the record."""

    def __get__(self, field: Field, owner: type[Field]) -> str:
        text = field.source.partition(":")[2] if field.name else field.source
        value = field.__dict__["value"] = " ".join(text.split())
        return value


class Field(_Parts):
    """One header field, as it stands in the message (RFC 5322 section 2.2).

    ``number`` counts from 1 at the top. ``source`` is the field with its line ends, decoded
    as UTF-8 with surrogate escapes, so that ``raw`` gives back the very bytes.
    ``first_line`` and ``last_line`` count from 1 at the top of the input. ``original`` is what
    stood there where the source had to be repaired. ``key`` is the name in lower case, by which
    the field is known everywhere: no one folds it again.

    ``value`` is what follows the colon, unfolded: runs of white space become one space.
    """

    value = _Unfolded()

    def __new__(
        cls,
        number: int,
        name: str,
        source: str,
        first_line: int,
        last_line: int,
        defects: tuple[Defect, ...] = (),
        original: str | None = None,
        key: str | None = None,
    ) -> Self:
        known = name.lower() if key is None else key
        return super().__new__(cls, number, name, source, first_line, last_line, defects, original, known)

    @property
    def raw(self) -> bytes:
        """The bytes as they stood in the message."""
        source = self.source if self.original is None else self.original
        return source.encode("utf-8", "surrogateescape")

    @property
    def lines(self) -> tuple[int, int]:
        return (self.first_line, self.last_line)

    def evidence(self, text: str) -> Evidence:
        """This field as the ground of a statement; ``text`` is the words meant."""
        return _evidence(self.number, (self.first_line, self.last_line), text)


# A field all of whose parts are known, its key among them, without the way round: every message has dozens.
keyed: Callable[[int, str, str, int, int, tuple[Defect, ...], str | None, str], Field] = partial(
    compiled(_Parts), Field
)


class Evidence(NamedTuple):
    """A header line to go and see: field number, line range, and the words meant."""

    field: int
    lines: tuple[int, int]
    text: str


_evidence = maker(Evidence)


class Unparsed(NamedTuple):
    """A stretch of the header that could not be read, and why."""

    field: int | None
    text: str
    reason: str
