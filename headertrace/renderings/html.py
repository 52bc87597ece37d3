"""HTML: one file that needs nothing else, runs nothing and asks nobody.

The page is ``templates/report.html``, or one's own (``Options.template``), in a sandboxed Jinja
environment that escapes everything. Its policy (CSP level 3) allows one style sheet, by its
hash, and nothing besides. What matters is in the text and the tables, not in the style: a mail
program or a ticket editor that strips styles loses only looks.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

import headertrace
from headertrace.renderings.drawing import markup, timeline
from headertrace.renderings.rendering import RenderingError
from headertrace.text.encoding import unmarked
from headertrace.view.reporting import reports

if TYPE_CHECKING:
    from headertrace.records.trace import Trace
    from headertrace.renderings.rendering import Options

_TEMPLATE = "report.html"


def render(traces: Sequence[Trace], options: Options) -> str:
    return document(traces, options)


def document(traces: Sequence[Trace], options: Options, whole: bool = True) -> str:
    """The page; not ``whole``, without what fills most of the paper: header, waits, second clocks, signatures."""
    from markupsafe import Markup

    messages = reports(traces, options)
    pictures = {one.number: timeline(one, options) for one in messages}
    drawings = {number: Markup(markup(svg)) for number, svg in pictures.items() if svg is not None}
    return page(_TEMPLATE, options.template, messages=messages, drawings=drawings, whole=whole)


def page(template: str, own: str | None = None, **values: object) -> str:
    """A template of ``templates/``, or the file ``own``, with those values, the style sheet and its policy."""
    from markupsafe import Markup

    style = css()
    values.update(css=Markup(style), policy=policy(style), version=headertrace.__version__)
    return _own(own, values) if own else str(_environment().get_template(template).render(values))


def _own(path: str, values: dict[str, object]) -> str:
    """The page by one's own template; whatever goes wrong in it is one line that names the file."""
    try:
        with open(path, "rb") as stream:
            source = unmarked(stream.read()).decode("utf-8")
    except OSError as error:
        raise RenderingError(f"--template: {path}: {error.strerror}") from None
    except UnicodeDecodeError as error:
        where = f"--template: {path}: byte {error.start + 1}"
        raise RenderingError(f"{where} is not UTF-8: save the file as UTF-8") from None
    try:
        return str(_environment().from_string(source).render(values))
    except Exception as error:
        # A template is a program: any error may come out of it.
        line = getattr(error, "lineno", None) or _line_in_template(error)
        where = f"{path}, line {line}" if line else path
        words = getattr(error, "message", None) or getattr(error, "name", None) or error
        raise RenderingError(f"--template: {where}: {type(error).__name__}: {words}") from None


def _line_in_template(error: BaseException) -> int | None:
    """Jinja puts the template's own lines into the traceback."""
    line, at = None, error.__traceback__
    while at is not None:
        if at.tb_frame.f_code.co_filename == "<template>":
            line = at.tb_lineno
        at = at.tb_next
    return line


def policy(css: str) -> str:
    """The page's Content-Security-Policy: that style sheet, and nothing else."""
    return f"default-src 'none'; style-src {hashed(css)}; base-uri 'none'; form-action 'none'"


def hashed(text: str) -> str:
    """A style sheet or a script as a policy names it (CSP level 3 section 2.3.1): "'sha256-…'"."""
    from base64 import b64encode
    from hashlib import sha256

    return f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'"


@cache
def _environment() -> Any:
    from jinja2 import PackageLoader, StrictUndefined
    from jinja2.sandbox import ImmutableSandboxedEnvironment

    return ImmutableSandboxedEnvironment(
        loader=PackageLoader("headertrace.renderings"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def css() -> str:
    """The style sheet of the reports."""
    from importlib.resources import files

    return files("headertrace.renderings").joinpath("templates/report.css").read_text("utf-8").strip()
