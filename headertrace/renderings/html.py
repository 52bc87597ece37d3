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
from headertrace.renderings.report import reports

if TYPE_CHECKING:
    from headertrace.model import Trace
    from headertrace.renderings import Options

_TEMPLATE = "report.html"


def render(traces: Sequence[Trace], options: Options) -> str:
    from markupsafe import Markup

    messages = reports(traces, options)
    pictures = {one.number: timeline(one, options) for one in messages}
    drawings = {number: Markup(markup(svg)) for number, svg in pictures.items() if svg is not None}
    return page(_TEMPLATE, messages=messages, drawings=drawings)


def page(template: str, **values: object) -> str:
    """A template of ``templates/`` with those values, the style sheet and its policy."""
    from markupsafe import Markup

    css = _css()
    text: str = _environment().get_template(template).render(
        **values, css=Markup(css), policy=policy(css), version=headertrace.__version__
    )
    return text


def policy(css: str) -> str:
    """The page's Content-Security-Policy: that style sheet, and nothing else."""
    from base64 import b64encode
    from hashlib import sha256

    digest = b64encode(sha256(css.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


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
def _css() -> str:
    from importlib.resources import files

    return files("headertrace.renderings").joinpath("templates/report.css").read_text("utf-8").strip()
