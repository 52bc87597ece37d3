"""HTTP requests as records: what is sent and what is shown of it are made from the same thing."""

from __future__ import annotations

import hashlib
import json
from base64 import b64encode
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from headertrace.named import NamedTuple
from headertrace.remote.secrets import Secret
from headertrace.text.safe import safe


class Base64(NamedTuple):
    """Bytes that stand in a JSON body in base64, after ``prefix``."""

    data: bytes
    prefix: str = ""

    def text(self) -> str:
        return self.prefix + b64encode(self.data).decode("ascii")

    def summary(self) -> str:
        return f"{self.prefix}[{summary(self.data)}, in base64]"


class Part(NamedTuple):
    """One part of a multipart/form-data body (RFC 7578); a file where it has a ``filename``."""

    name: str
    data: bytes | str
    filename: str | None = None
    type: str | None = None


class Form(NamedTuple):
    """A multipart/form-data body."""

    parts: tuple[Part, ...]


class Raw(NamedTuple):
    """A body of bytes, of that media type."""

    data: bytes
    type: str


Headers = Mapping[str, str | Secret]
Body = Form | Raw | dict[str, Any] | list[Any] | None


class Request(NamedTuple):
    """``purpose`` says it in words.

    ``allow`` are other statuses that are an answer too; ``plain`` where the answer is text, not JSON, ``binary`` where
    it is bytes.
    """

    method: str
    url: str
    purpose: str
    headers: Headers = {}  # noqa: RUF012  (never written to)
    body: Body = None
    stand_in: Any = None
    allow: tuple[int, ...] = ()
    plain: bool = False
    binary: bool = False

    def describe(self) -> str:
        lines = [f"# {self.purpose}", f"{self.method} {self.url}"]
        lines += [f"{name}: {value}" for name, value in self.headers.items()]
        return "\n".join(map(safe, lines)) + _shown(self.body)


def url(base: str, **query: str | int) -> str:
    """``base`` with a query string."""
    return f"{base}?{urlencode(query)}" if query else base


def dumps(body: Any) -> bytes:
    """JSON as it is sent."""
    return json.dumps(_written(body, Base64.text)).encode("ascii")


def summary(data: bytes) -> str:
    """What a dry run shows of bytes."""
    return f"{len(data):,} bytes, sha256 {hashlib.sha256(data).hexdigest()}"


def _shown(body: Body) -> str:
    if body is None:
        return "\n"
    if isinstance(body, Raw):
        return f"\nContent-Type: {safe(body.type)}\n\n[{summary(body.data)}]\n"
    if isinstance(body, Form):
        return "\nContent-Type: multipart/form-data\n\n" + "".join(map(_part, body.parts))
    text = json.dumps(_written(body, Base64.summary), indent=2, ensure_ascii=False)
    return "\nContent-Type: application/json\n\n" + "\n".join(map(safe, text.split("\n"))) + "\n"


def _part(part: Part) -> str:
    file = f'; filename="{part.filename}"' if part.filename else ""
    kind = f" ({part.type})" if part.type else ""
    shown = part.data if isinstance(part.data, str) else f"[{summary(part.data)}]"
    lines = [f'--- name="{part.name}"{file}{kind}', *shown.split("\n")]
    return "\n".join(map(safe, lines)) + "\n"


def _written(value: Any, of: Callable[[Base64], str]) -> Any:
    """The body with every attachment as ``of`` has it."""
    if isinstance(value, Base64):
        return of(value)
    if isinstance(value, dict):
        return {key: _written(item, of) for key, item in value.items()}
    return [_written(item, of) for item in value] if isinstance(value, list) else value
