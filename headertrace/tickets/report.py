"""A trace → what is put on a ticket: a title, the text in the form the system takes, and the files.

The report is known again by ``digest``, made of its text and of the evidence: the same message,
traced the same way, makes the same report. The digest stands in the last line of every comment
(``headertrace-report: …``) and in the name of every file.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from html import escape
from importlib import import_module
from typing import TYPE_CHECKING, Any

from headertrace.named import NamedTuple
from headertrace.renderings import Options, render
from headertrace.text.layout import shorten
from headertrace.text.safe import safe
from headertrace.tickets.steering import untagged

if TYPE_CHECKING:
    from headertrace.records.trace import Trace

MARK = "headertrace-report"
_TITLE_CELLS = 120
_MAIL_COLUMNS = 72
BRIEF = 1_200
"""The characters of a brief comment: what a reader takes in without scrolling."""


class Attachment(NamedTuple):
    """A file, with its media ``type``."""

    name: str
    data: bytes
    type: str

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


class Report(NamedTuple):
    """``body`` is the comment as the system takes it, ``text`` the same for a mail, ``html`` a whole file.

    ``document`` is the JSON document of the trace.
    """

    title: str
    body: str
    text: str
    html: str
    digest: str
    evidence: Attachment | None = None
    document: Mapping[str, Any] = {}

    @property
    def mark(self) -> str:
        """The line by which the report is known again."""
        return f"{MARK}: {self.digest}"

    @property
    def name(self) -> str:
        """What the report is called where a system has a place for that: in files' names, tags, ids of its own."""
        return _name(self.digest)

    @property
    def plain(self) -> Attachment:
        """The text as a file."""
        return Attachment(f"{self.name}.txt", self.text.encode("utf-8", "replace"), "text/plain")

    @property
    def page(self) -> Attachment:
        """The whole report as a file."""
        return Attachment(f"{self.name}.html", self.html.encode("utf-8", "replace"), "text/html")

    @property
    def attachments(self) -> tuple[Attachment, ...]:
        """The files that go with the text: the page, and the evidence where there is some."""
        return (self.page,) if self.evidence is None else (self.page, self.evidence)


def compose(
    trace: Trace,
    evidence: bytes | None,
    body: str = "text",
    title: str | None = None,
    longest: int | None = None,
    brief: bool = False,
) -> Report:
    """The report on one message.

    ``evidence`` is what is attached of the message itself; ``body`` names the rendering that the
    system takes: text, markdown, jira, or pre (HTML for those that allow little of it); ``longest`` is how
    many characters of it. A ``brief`` one has ``BRIEF`` characters at most; it is the same report as the long one.
    """
    # Which file it was on whose machine is no matter of the ticket's.
    trace = trace._replace(source=trace.source._replace(name="-"))
    text = _rendered(trace, "text")
    # What the DNS says differs from run to run; the report is of the same message.
    lasting = _rendered(trace._replace(lookups=None), "text") if trace.lookups else text
    digest = hashlib.sha256(lasting.encode("utf-8", "replace") + b"\0" + (evidence or b"")).hexdigest()[:16]
    mark = f"{MARK}: {digest}"
    attached = Attachment(f"{_name(digest)}.eml", evidence, "message/rfc822") if evidence else None
    return Report(
        title=one_line(title) if title is not None else _title(trace),
        body=_brief(trace, body, mark, longest) if brief else _body(trace, body, mark, longest),
        text=_brief(trace, "text", mark, None) if brief else _plain(text, mark),
        html=_rendered(trace, "html"),
        digest=digest,
        evidence=attached,
        document=trace.to_dict(),
    )


def one_line(text: str) -> str:
    """Untrusted text as a title: one line, nothing in it that is obeyed, not too long."""
    return shorten(safe(" ".join(text.split())), _TITLE_CELLS)


def preformatted(text: str) -> str:
    """Text as HTML that keeps its columns, for editors that strip all else."""
    return f"<pre>{escape(text)}</pre>"


def _name(digest: str) -> str:
    return f"headertrace-{digest}"


def _title(trace: Trace) -> str:
    subject = trace.message.subject
    return one_line(f"Mail path: {untagged(subject)}" if subject else "Mail path of a message without a subject")


def _rendered(trace: Trace, format: str) -> str:
    return render(trace, format, Options(width=_MAIL_COLUMNS))


def _plain(text: str, mark: str) -> str:
    return f"{text}\n{mark}\n"


def _pre(text: str, mark: str) -> str:
    return f"{preformatted(text)}<p>{escape(mark)}</p>"


def _markdown(text: str, mark: str) -> str:
    return f"{text}\n\n`{mark}`\n"


# The form of a body → the rendering it is made of, and how the mark is put to it.
_BODIES: dict[str, tuple[str, Callable[[str, str], str]]] = {
    "text": ("text", _plain),
    "pre": ("text", _pre),
    "markdown": ("markdown", _markdown),
    "jira": ("jira", _plain),
}


def _brief(trace: Trace, form: str, mark: str, longest: int | None) -> str:
    """The comment in a few lines, the mark in it."""
    from headertrace.view.comment import comment
    from headertrace.view.reporting import reports

    format, marked = _BODIES[form]
    written = import_module(f"headertrace.renderings.{format}").written
    most = min(BRIEF, longest or BRIEF)
    (one,) = reports([trace], Options(width=_MAIL_COLUMNS))
    return marked(written(comment(one, lambda blocks: len(marked(written(blocks), mark)) <= most)), mark)


def _body(trace: Trace, form: str, mark: str, longest: int | None) -> str:
    """The comment; cut at a line's end where the system takes no more, the mark always in it."""
    format, marked = _BODIES[form]
    text = _rendered(trace, format)
    body = marked(text, mark)
    while longest is not None and len(body) > longest:
        text = text[: len(text) * 9 // 10].rpartition("\n")[0]
        body = marked(f"{text}\n\n(cut here)", mark)
    return body
