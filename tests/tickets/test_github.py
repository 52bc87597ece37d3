"""What goes to GitHub, held against GitHub's own OpenAPI description (npm: @octokit/openapi)."""

from __future__ import annotations

import json
import os
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from headertrace import trace
from headertrace.remote.answers import Answer
from headertrace.remote.requests import Request, dumps
from headertrace.tickets import load
from headertrace.tickets.delivery import deliver
from headertrace.tickets.places import place
from headertrace.tickets.report import compose
from headertrace.tickets.system import Step

from .command import MAIL

CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "headertrace-lab"
DESCRIPTION = CACHE / "api.github.com.json"
PATHS = (
    "/repos/{owner}/{repo}/issues",
    "/repos/{owner}/{repo}/issues/{issue_number}",
    "/repos/{owner}/{repo}/issues/{issue_number}/comments",
    "/search/issues",
)


@cache
def description() -> Any:
    """The part of the description that is about issues."""
    if not DESCRIPTION.exists():
        told = f"no {DESCRIPTION}: .ci/run fetches it"
        (pytest.fail if os.environ.get("HEADERTRACE_LAB") == "1" else pytest.skip)(told)
    from openapi_core import OpenAPI

    whole = json.loads(DESCRIPTION.read_text("utf-8"))
    parts: dict[str, dict[str, Any]] = {}
    open_ = [{path: whole["paths"][path] for path in PATHS}]
    while open_:
        value = open_.pop()
        if isinstance(value, dict):
            reference = value.get("$ref")
            if isinstance(reference, str):
                _, _, kind, name = reference.split("/")
                if name not in parts.setdefault(kind, {}):
                    parts[kind][name] = whole["components"][kind][name]
                    open_.append(parts[kind][name])
            open_ += [item for item in value.values() if isinstance(item, (dict, list))]
        else:
            open_ += [item for item in value if isinstance(item, (dict, list))]
    head = {key: whole[key] for key in ("openapi", "info", "servers")}
    return OpenAPI.from_dict({**head, "paths": {path: whole["paths"][path] for path in PATHS}, "components": parts})


def checked(step: Step) -> Answer:
    """Validate the request; answer it by its stand-in."""
    from openapi_core.testing import MockRequest

    assert isinstance(step, Request)
    host, _, rest = step.url.removeprefix("https://").partition("/")
    path, _, query = rest.partition("?")
    args = dict(pair.split("=") for pair in query.split("&")) if query else {}
    request = MockRequest(
        f"https://{host}", step.method.lower(), f"/{path}", args=args, content_type="application/json",
        data=dumps(step.body) if step.body is not None else None,
    )  # fmt: skip
    description().validate_request(request)
    return Answer(step.stand_in)


@pytest.mark.parametrize("ticket", [None, "7"])
def test_every_request_is_one_that_github_describes(ticket: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", "t0ken")
    system = load("github")
    where = place(system, {"repository": "ann/mail"}, ticket=ticket, public=True)
    report = compose(trace(MAIL), MAIL, system.body)
    seen: list[str] = []

    def perform(step: Step) -> Answer:
        assert isinstance(step, Request)
        seen.append(step.method)
        return checked(step)

    deliver(system.deliver(report, where), perform)
    assert seen == ["GET", "GET", "POST"]


def test_the_description_refuses_what_is_wrong() -> None:
    from openapi_core.exceptions import OpenAPIError

    url = "https://api.github.com/repos/a/b/issues"
    for step in (
        Request("POST", url, "no title", body={"body": "x"}),
        Request("POST", f"{url}/7/comments", "no body", body={"text": "x"}),
        Request("POST", "https://api.github.com/repos/a/b/nothing", "no such path", body={}),
    ):
        with pytest.raises(OpenAPIError):
            checked(step)
