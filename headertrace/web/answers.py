"""A problem as an answer: JSON to programs, the page to people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import Response

from headertrace.web.page import page
from headertrace.web.problems import MEDIA_TYPE

if TYPE_CHECKING:
    from starlette.types import Scope

    from headertrace.web.problems import Problem
    from headertrace.web.settings import Settings

_FOR_PROGRAMS = "/api/"


def path(scope: Scope) -> str:
    """What was asked for, below the root path."""
    return str(scope["path"]).removeprefix(scope.get("root_path") or "")


def told(scope: Scope, problem: Problem, settings: Settings) -> Response:
    """The answer that tells of a problem with this request."""
    if path(scope).startswith(_FOR_PROGRAMS):
        return Response(problem.document(), problem.status, problem.headers, MEDIA_TYPE)
    return html(settings, problem)


def html(settings: Settings, problem: Problem | None = None) -> Response:
    """The page to paste into, with what went wrong before.

    Its form tells where it comes from, which a page without any referrer does not (Fetch, "append a request Origin").
    """
    text, policy = page(settings, problem)
    headers = {
        "Content-Security-Policy": policy,
        "Referrer-Policy": "same-origin",
        **(problem.headers if problem else {}),
    }
    return Response(text, problem.status if problem else 200, headers, "text/html")
