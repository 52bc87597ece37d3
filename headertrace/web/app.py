"""The routes: the page, the report of what its form sends, and the same for programs."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from headertrace.renderings.html import css
from headertrace.renderings.html import policy as report_policy
from headertrace.web import openapi
from headertrace.web.answers import html, told
from headertrace.web.bodies import Bodies
from headertrace.web.form import MEDIA_TYPE as FORM
from headertrace.web.guard import HEALTH, Guard
from headertrace.web.problems import Problem
from headertrace.web.work import Task
from headertrace.web.workers import Workers

if TYPE_CHECKING:
    from starlette.requests import Request

    from headertrace.web.settings import Settings

# What starlette raises by itself → the problem that it is.
_BY_STATUS = {404: "not-found", 405: "method"}


def application(settings: Settings) -> Guard:
    """The whole of it, as an ASGI application."""
    return Guard(_Site(settings).app(), settings)


class _Site:
    """The answers, each of which knows the settings and the workers."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._bodies = Bodies(settings.limits.size)
        self._workers = Workers(settings.limits)
        self._description = openapi.document(settings)

    def app(self) -> Starlette:
        """They by their paths."""
        made = Starlette(
            routes=[
                Route("/", self._page),
                Route("/report", self._report, methods=["POST"]),
                Route("/api/trace", self._trace, methods=["POST"]),
                Route("/api/openapi.json", self._openapi),
                Route(HEALTH, self._health),
            ],
            exception_handlers={Problem: self._told, HTTPException: self._told_by_status, Exception: self._failed},
            lifespan=self._running,
        )
        # It would name the host, as the client said it.
        made.router.redirect_slashes = False
        return made

    @asynccontextmanager
    async def _running(self, _: Starlette) -> AsyncIterator[None]:
        await self._workers.begin()
        try:
            yield
        finally:
            await self._workers.end()

    async def _page(self, _: Request) -> Response:
        return html(self._settings)

    async def _report(self, request: Request) -> Response:
        content_type = _content_type(request, (FORM,))
        body = await self._done(request, "html", content_type)
        policy = f"{report_policy(css())}; frame-ancestors 'none'"
        return Response(body, headers={"Content-Security-Policy": policy}, media_type="text/html")

    async def _trace(self, request: Request) -> Response:
        content_type = _content_type(request, openapi.MESSAGES)
        return Response(await self._done(request, "json", content_type), media_type="application/json")

    async def _openapi(self, _: Request) -> Response:
        return Response(self._description, media_type=openapi.MEDIA_TYPE)

    async def _health(self, _: Request) -> Response:
        return PlainTextResponse("ok\n")

    async def _done(self, request: Request, format: str, content_type: str) -> bytes:
        """What the workers make of it. Raises Problem."""
        settings = self._settings
        key = settings.redact_key.hex() if settings.redact_key else None
        task = Task(
            format, content_type, settings.trusted, settings.redaction, key, settings.limits.messages,
            settings.received_lines,
        )  # fmt: skip
        async with self._bodies.of(request) as body:
            reply = await self._workers.do(task, body)
        if reply.problem is not None:
            raise Problem(reply.problem, reply.detail or "")
        return reply.body

    async def _told(self, request: Request, problem: Exception) -> Response:
        assert isinstance(problem, Problem)
        return told(request.scope, problem, self._settings)

    async def _told_by_status(self, request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        kind = _BY_STATUS.get(error.status_code, "bad-request")
        return told(request.scope, Problem(kind, _DETAILS[kind], error.headers), self._settings)

    async def _failed(self, request: Request, error: Exception) -> Response:
        detail = f"The error is {type(error).__name__}."
        return told(request.scope, Problem("failed", detail), self._settings)


_DETAILS = {
    "not-found": "The page to paste into is at the top.",
    "method": "The Allow field of this answer says which are.",
    "bad-request": "It is not as HTTP has it.",
}


def _content_type(request: Request, known: tuple[str, ...]) -> str:
    """The Content-Type. Raises Problem for one that is not read here, and for content that is packed."""
    given = request.headers.get("content-type") or known[0]
    media = given.partition(";")[0].strip().lower()
    if media not in known:
        raise Problem("media-type", f"Send it as {' or '.join(known)}.", {"Accept": ", ".join(known)})
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise Problem("media-type", "Send it as it is, without Content-Encoding.")
    return given
