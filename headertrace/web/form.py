"""What the page's form sends (multipart/form-data, RFC 7578): a text that was pasted, or a file.

It is taken apart in memory: a message is never written to a disk.
"""

from __future__ import annotations

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from headertrace.named import NamedTuple
from headertrace.web.problems import Problem

MEDIA_TYPE = "multipart/form-data"
PASTED = "pasted text"
_TEXT, _FILE = b"text", b"file"
# The form has two.
_MAX_PARTS = 8
_MAX_NAME = 200


class Part(NamedTuple):
    """A field of a form; ``file`` is the base name that its file had, None for a field without one."""

    name: bytes
    file: str | None
    data: bytes


def sent(body: bytes, content_type: str) -> tuple[bytes, str]:
    """(what is to be traced, what it is called). A file goes before a text. Raises Problem."""
    parts = _parts(body, content_type)
    for part in parts:
        if part.name == _FILE and part.data:
            return part.data, part.file or PASTED
    for part in parts:
        if part.name == _TEXT and part.data.strip():
            return part.data, PASTED
    raise Problem("no-mail", "Nothing was pasted, and no file was chosen.")


def _parts(body: bytes, content_type: str) -> list[Part]:
    _, options = parse_options_header(content_type)
    boundary = options.get(b"boundary")
    if not boundary:
        raise Problem("bad-form", "The form names no boundary.")
    reading = _Reading()
    try:
        parser = MultipartParser(boundary, reading.callbacks())  # type: ignore[arg-type]
        parser.write(body)
        parser.finalize()
    except FormParserError:
        raise Problem("bad-form", "It is not a multipart form as browsers send it.") from None
    return reading.parts


class _Reading:
    """The parts as the parser comes upon them."""

    def __init__(self) -> None:
        self.parts: list[Part] = []
        self._name, self._value, self._data = bytearray(), bytearray(), bytearray()
        self._disposition = b""

    def callbacks(self) -> dict[str, object]:
        return {
            "on_part_begin": self._begin,
            "on_header_field": lambda data, start, end: self._name.extend(data[start:end]),
            "on_header_value": lambda data, start, end: self._value.extend(data[start:end]),
            "on_header_end": self._header,
            "on_part_data": lambda data, start, end: self._data.extend(data[start:end]),
            "on_part_end": self._end,
        }

    def _begin(self) -> None:
        if len(self.parts) >= _MAX_PARTS:
            raise Problem("bad-form", f"It has more than {_MAX_PARTS} parts.")
        self._disposition = b""
        self._data = bytearray()

    def _header(self) -> None:
        if bytes(self._name).strip().lower() == b"content-disposition":
            self._disposition = bytes(self._value)
        self._name, self._value = bytearray(), bytearray()

    def _end(self) -> None:
        _, options = parse_options_header(self._disposition)
        file = options.get(b"filename")
        self.parts.append(Part(options.get(b"name", b""), None if file is None else _base(file), bytes(self._data)))


def _base(name: bytes) -> str:
    """The last part of a path of any system, without what would not print."""
    text = name.decode("utf-8", "replace").replace("\\", "/").rpartition("/")[2]
    return "".join(char for char in text if char.isprintable())[:_MAX_NAME]
