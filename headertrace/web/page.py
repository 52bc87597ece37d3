"""The page to paste into: one template with its style and its script, each allowed by its hash and nothing besides."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import headertrace
from headertrace.renderings.html import css, hashed
from headertrace.web.settings import MIB

if TYPE_CHECKING:
    from headertrace.web.problems import Problem
    from headertrace.web.settings import Settings

_TEMPLATES = Path(__file__).parent / "templates"
# The report's template with the way back to the form on top.
REPORT = str(_TEMPLATES / "served.html")


def page(settings: Settings, problem: Problem | None = None) -> tuple[str, str]:
    """(HTML, its Content-Security-Policy)."""
    style, script = _style(), _script()
    text = _template().render(
        style=style,
        script=script,
        problem=problem,
        size=settings.limits.size,
        size_told=f"{settings.limits.size / MIB:.3g} MiB",
        messages=settings.limits.messages,
        redacted=settings.redaction is not None,
        version=headertrace.__version__,
    )
    return text, policy(style, script)


def policy(style: str, script: str) -> str:
    """That style, that script, a form that is sent to this server only, and nothing else; in nobody's frame."""
    return (
        f"default-src 'none'; style-src {hashed(style)}; script-src {hashed(script)}; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"
    )


@cache
def _template() -> Any:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined
    from markupsafe import Markup

    made = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["verbatim"] = Markup
    return made.get_template("page.html")


@cache
def _style() -> str:
    """The report's own, and what the form needs besides."""
    return f"{css()}\n{(_TEMPLATES / 'page.css').read_text('utf-8').strip()}"


@cache
def _script() -> str:
    return (_TEMPLATES / "page.js").read_text("utf-8").strip()
