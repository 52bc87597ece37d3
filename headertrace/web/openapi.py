"""What programs are told of the API: one OpenAPI 3.1 document, with the schema that ``headertrace schema`` prints."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import headertrace
from headertrace.web import problems
from headertrace.web.problems import KINDS

if TYPE_CHECKING:
    from headertrace.web.settings import Settings

# What a message may be sent as.
MESSAGES = ("message/rfc822", "application/octet-stream", "text/plain")
# What the document itself is (github.com/OAI/OpenAPI-Specification, "Media Types").
MEDIA_TYPE = "application/vnd.oai.openapi+json;version=3.1"
_EXAMPLE = """\
Received: from smtp.example.net (smtp.example.net [192.0.2.25]) by mx.example.org (Postfix) with ESMTPS id 4ABC\
 for <bob@example.org>; Tue, 24 Nov 2026 08:10:15 +0000 (UTC)\r
Date: Tue, 24 Nov 2026 08:00:00 +0000\r
From: Ann Example <ann@example.net>\r
Subject: lunch\r
"""
_TRACE = "#/components/schemas/Trace"
# By status: those that every path has, and those of what is sent.
_ALWAYS = ("token-needed", "wrong-host", "too-often")
_SENT = (
    "bad-request", "token-needed", "cross-site", "too-slow", "too-large", "media-type", "wrong-host", "no-mail",
    "too-often", "failed", "busy",
)  # fmt: skip


def document(settings: Settings) -> bytes:
    """The document, in JSON."""
    return json.dumps(_described(settings), separators=(",", ":")).encode()


def _described(settings: Settings) -> dict[str, Any]:
    described: dict[str, Any] = {
        "openapi": "3.1.0",
        "info": {
            "title": "headertrace",
            "summary": "Where a message went, how long each step took, and whose word that is",
            "description": "Nothing of a message is kept, logged or sent to another machine.",
            "version": headertrace.__version__,
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": settings.root_path or "/"}],
        "paths": {
            "/api/trace": {"post": _trace(settings)},
            "/api/openapi.json": {"get": _openapi()},
            "/healthz": {"get": _health()},
        },
        "components": {
            "schemas": {"Trace": _trace_schema(), "Problem": _problem_schema()},
            "responses": {f"Problem{status}": _problems(status) for status in _statuses(_SENT)},
        },
    }
    if settings.token is not None:
        described["security"] = [{"bearer": []}, {"basic": []}]
        schemes = {name: {"type": "http", "scheme": name} for name in ("bearer", "basic")}
        described["components"]["securitySchemes"] = schemes
    return described


def _trace(settings: Settings) -> dict[str, Any]:
    text = {"type": "string", "minLength": 1, "maxLength": settings.limits.size}
    body = {"schema": text, "example": _EXAMPLE}
    one_or_more = {"oneOf": [{"$ref": _TRACE}, {"type": "array", "items": {"$ref": _TRACE}, "minItems": 2}]}
    return {
        "operationId": "trace",
        "summary": "Trace a message",
        "description": "Takes a header, a whole message, a mailbox or an archive of them, in any form that the command "
        "line reads. One message gives one object, several give an array.",
        "requestBody": {"required": True, "content": dict.fromkeys(MESSAGES, body)},
        "responses": {
            "200": {
                "description": "The document of `headertrace -f json`",
                "content": {"application/json": {"schema": one_or_more}},
            },
            **_refused(_SENT),
        },
    }


def _openapi() -> dict[str, Any]:
    return {
        "operationId": "openapi",
        "summary": "This document",
        "responses": {
            "200": {
                "description": "OpenAPI 3.1",
                "content": {MEDIA_TYPE: {"schema": {"type": "object"}}},
            },
            **_refused(_ALWAYS),
        },
    }


def _health() -> dict[str, Any]:
    return {
        "operationId": "health",
        "summary": "Whether the server runs",
        "security": [],
        "responses": {
            "200": {"description": "It does", "content": {"text/plain": {"schema": {"const": "ok\n"}}}},
        },
    }


def _refused(kinds: tuple[str, ...]) -> dict[str, Any]:
    return {status: {"$ref": f"#/components/responses/Problem{status}"} for status in _statuses(kinds)}


def _statuses(kinds: tuple[str, ...]) -> list[str]:
    return list(dict.fromkeys(str(KINDS[kind].status) for kind in kinds))


def _problems(status: str) -> dict[str, Any]:
    titles = [kind.title for kind in KINDS.values() if str(kind.status) == status]
    content = {problems.MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {"description": "; ".join(titles), "content": content}


def _problem_schema() -> dict[str, Any]:
    """RFC 9457 section 3.1."""
    return {
        "type": "object",
        "properties": {
            "type": {"type": "string", "enum": [f"urn:headertrace:problem:{kind}" for kind in KINDS]},
            "title": {"type": "string"},
            "status": {"type": "integer", "enum": sorted({kind.status for kind in KINDS.values()})},
            "detail": {"type": "string"},
        },
        "required": ["type", "title", "status", "detail"],
        "additionalProperties": False,
    }


def _trace_schema() -> dict[str, Any]:
    """The published schema; where it refers to itself, by the place that it has here."""
    text = files("headertrace").joinpath("trace.schema.json").read_text("utf-8")
    schema: dict[str, Any] = json.loads(text, object_hook=_placed)
    return {name: value for name, value in schema.items() if name not in ("$id", "$schema")}


def _placed(part: dict[str, Any]) -> dict[str, Any]:
    at = part.get("$ref")
    return {**part, "$ref": _TRACE + at[1:]} if isinstance(at, str) and at.startswith("#") else part
