"""What is done to one request in a worker: bytes in, a report or the JSON document out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from headertrace.limits import Limits
from headertrace.named import NamedTuple
from headertrace.records.message import Message
from headertrace.web.problems import Problem
from headertrace.web.settings import MAX_REPORT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from headertrace.records.trace import Trace

_PIPE = "-"
_LONGEST = 500
_USUAL = Limits()


class Task(NamedTuple):
    """``format`` is "html" or "json". A body of the type ``form.MEDIA_TYPE`` is a form, any other is the mail itself.

    ``redact_key`` is in hexadecimal. ``messages`` may be in it at most, with ``received_lines`` that are read.
    """

    format: str
    content_type: str
    trusted: tuple[str, ...] = ()
    redaction: str | None = None
    redact_key: str | None = None
    messages: int = _USUAL.serve_messages
    received_lines: int = _USUAL.received_lines


class Reply(NamedTuple):
    """The problem's kind and detail, or both None and a ``body``."""

    problem: str | None = None
    detail: str | None = None
    body: bytes = b""


def work(task: Task, body: bytes) -> Reply:
    """Trace what was sent. Never raises on content: what goes wrong is in the reply."""
    from headertrace.web.form import MEDIA_TYPE, PASTED, sent

    try:
        is_form = task.content_type.lower().startswith(MEDIA_TYPE)
        data, name = sent(body, task.content_type) if is_form else (body, PASTED)
        return Reply(body=_shown(_traces(data, name, task), task.format))
    except Problem as problem:
        return Reply(problem.kind, problem.detail)
    except (MemoryError, OSError):
        # The latter where it would be laid aside in a file, which a worker cannot do.
        return Reply("too-hard", "It took more memory than this server gives to one message.")
    except Exception as error:
        # Of the error no more than its kind: its words may cite the message.
        return Reply("failed", f"The error is {type(error).__name__}. Please report it, with a redacted message.")


def _traces(data: bytes, name: str, task: Task) -> list[Trace]:
    """Raises Problem where there is no message, or too many."""
    from headertrace.tracing import trace

    messages = list(_messages(data, name, task.messages))
    why = [_unreadable(message) for message in messages]
    if all(why):
        raise Problem("no-mail", _sentence(why[0] if why else None))
    limits = _USUAL._replace(received_lines=task.received_lines)
    if task.redaction is None:
        return [trace(message, task.trusted, limits=limits) for message in messages]
    from headertrace.redact import Redactor

    redactor = Redactor(task.redaction, bytes.fromhex(task.redact_key) if task.redact_key else None)
    trusted = redactor.words(task.trusted)
    return [trace(redactor.message(message), trusted, limits=limits) for message in messages]


def _messages(data: bytes, name: str, most: int) -> Iterator[Message]:
    """The messages in it, with the name it has instead of a pipe's."""
    from headertrace.sources import read

    for count, message in enumerate(read(data)):
        if count == most:
            raise Problem("too-many", f"This page shows {most}; the command line shows any number.")
        source = message.source
        if source.name == _PIPE or source.name.startswith(f"{_PIPE} "):
            message = message._replace(source=source._replace(name=name + source.name.removeprefix(_PIPE)))
        yield message


def _unreadable(message: Message) -> str | None:
    """Why there is nothing to trace in a message, None where there is."""
    from headertrace.sources.no_mail import NO_MAIL, seeming
    from headertrace.sources.raw import FAILED

    for defect in message.defects:
        if defect.code in (NO_MAIL, FAILED):
            return seeming(defect) if defect.code == NO_MAIL else defect.text
    return None


def _sentence(text: str | None) -> str:
    from headertrace.text.safe import safe

    words = safe(text or "it is empty").replace("`", "")[:_LONGEST]
    return f"{words[:1].upper()}{words[1:].rstrip('.')}."


def _shown(traces: list[Trace], format: str) -> bytes:
    from headertrace.renderings import Options, render_bytes
    from headertrace.web.page import REPORT

    body = render_bytes(traces[0] if len(traces) == 1 else traces, format, Options(template=REPORT))
    if len(body) > MAX_REPORT:
        raise Problem("too-hard", "The report would be too long for a page; the command line writes it to a file.")
    return body
