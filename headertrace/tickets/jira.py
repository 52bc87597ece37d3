"""Jira, Cloud and Data Center, through version 2 of its REST API, which accepts wiki markup in both.

The report is a comment, also on a new issue. A private comment is "internal" in Jira Service Management (the
comment property sd.public.comment); other projects can only restrict a comment to a role or group (``visibility``).
Everyone who sees the issue sees its files. What is already there is recognised by a line in the comment, a new
issue by its label, and files by their names; anything missing is added.

Source: developer.atlassian.com, Jira Cloud platform REST API v2 (issues, comments, attachments, search)
and docs.atlassian.com, Jira Data Center REST API reference.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any
from urllib.parse import urlsplit

from headertrace.remote.answers import Answer
from headertrace.remote.errors import Refused
from headertrace.remote.requests import Form, Headers, Part, Request, url
from headertrace.remote.secrets import Credential
from headertrace.tickets.report import Attachment, Report
from headertrace.tickets.system import PAGES, Flow, Outcome, Place, Setting, System, endless, worded

FLAVOURS = ("cloud", "datacenter")
_PAGE = 100


def deliver(report: Report, place: Place) -> Flow:
    """Comment on an issue and attach the files, or open one."""
    flavour = _flavour(place)
    api = f"{place.url}/rest/api/2"
    token = place.secrets["token"]
    user = place.get("user")
    headers = {"Authorization": token.basic(user) if user else token.within("Bearer {}")}
    key = place.ticket
    if key is None and not place.again:
        key = yield from _labelled(report, api, headers, flavour)
    if key is None:
        key = yield from _opened(report, place, api, headers)
    has, said = (set(), False) if place.again else (yield from _there(report, api, headers, key))
    missing = [file for file in report.attachments if file.name not in has]
    if missing:
        yield _upload(f"{api}/issue/{key}/attachments", headers, missing)
    if not said:
        body = {"body": report.body, **_seen_by(place)}
        yield Request("POST", f"{api}/issue/{key}/comment", "comment on the issue", headers, body, {})
    return Outcome(key, f"{place.url}/browse/{key}", sent=bool(missing) or not said)


def _labelled(report: Report, api: str, headers: Headers, flavour: str) -> Generator[Request, Answer, str | None]:
    path = "search/jql" if flavour == "cloud" else "search"
    address = url(f"{api}/{path}", jql=f'labels = "{report.name}"', maxResults=1, fields="key")
    purpose = "see whether an issue has the report already"
    answer = yield Request("GET", address, purpose, headers, None, {"issues": []})
    rows = answer.rows("issues")
    return Answer(rows[0]).name("key") if rows else None


def _opened(report: Report, place: Place, api: str, headers: Headers) -> Generator[Request, Answer, str]:
    fields = {
        "project": {"key": place.get("project")},
        "issuetype": {"name": place.get("type") or "Task"},
        "summary": report.title,
        "description": "The path of a mail: see the comment.",
        "labels": [report.name],
    }
    made = yield Request("POST", f"{api}/issue", "open an issue", headers, {"fields": fields}, {"key": "NEW-1"})
    return made.name("key")


def _there(report: Report, api: str, headers: Headers, key: str) -> Generator[Request, Answer, tuple[set[Any], bool]]:
    """The names of the issue's files, and whether it says the report's mark somewhere."""
    address = url(f"{api}/issue/{key}", fields="attachment")
    stand_in: dict[str, Any] = {"fields": {"attachment": []}}
    issue = yield Request("GET", address, "see which files are there already", headers, None, stand_in)
    has = {worded(row, "filename") for row in issue.rows("fields", "attachment")}
    start = 0
    purpose = "see whether the issue has the report already"
    for _ in range(PAGES):
        address = url(f"{api}/issue/{key}/comment", startAt=start, maxResults=_PAGE)
        stand_in = {"comments": [], "total": 0}
        answer = yield Request("GET", address, purpose, headers, None, stand_in)
        rows = answer.rows("comments")
        if any(report.mark in worded(row, "body") for row in rows):
            return has, True
        start += len(rows)
        if not rows or start >= answer.count("total"):
            return has, False
    raise endless(purpose)


def _upload(address: str, headers: Headers, files: list[Attachment]) -> Request:
    form = Form(tuple(Part("file", file.data, file.name, file.type) for file in files))
    return Request("POST", address, "attach the files", {**headers, "X-Atlassian-Token": "no-check"}, form, [])


def _seen_by(place: Place) -> dict[str, Any]:
    if place.public:
        return {}
    out: dict[str, Any] = {"properties": [{"key": "sd.public.comment", "value": {"internal": True}}]}
    kind, _, value = str(place.get("visibility") or "").partition(":")
    if value:
        out["visibility"] = {"type": kind, "value": value}
    return out


def _flavour(place: Place) -> str:
    host = urlsplit(place.url).hostname or ""
    flavour: str = place.get("flavour") or ("cloud" if host.endswith(".atlassian.net") else "datacenter")
    if flavour not in FLAVOURS:
        raise Refused(f"flavour: {flavour!r} is not one of {', '.join(FLAVOURS)}")
    visibility = place.get("visibility")
    if visibility and not visibility.startswith(("role:", "group:")):
        raise Refused(f"visibility: {visibility!r} is neither role:NAME nor group:NAME")
    return flavour


SYSTEM = System(
    name="jira",
    product="Jira",
    deliver=deliver,
    settings={
        "url": Setting("the address of Jira: https://example.atlassian.net", needed="always"),
        "project": Setting("the key of a new issue's project", needed="new"),
        "type": Setting("the type of a new issue (Task)"),
        "user": Setting("the account's mail address, for Cloud; without it the token is a personal access token"),
        "flavour": Setting("cloud or datacenter, if the url does not show it"),
        "visibility": Setting("who sees a private comment: role:NAME or group:NAME"),
    },
    credentials=(Credential("token", "JIRA_TOKEN", "an API token (Cloud) or personal access token (Data Center)"),),
    ticket=r"[A-Z][A-Z0-9_]{0,30}-[0-9]{1,12}",
    body="jira",
    longest=32_767,
)
