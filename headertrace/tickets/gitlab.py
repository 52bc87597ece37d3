"""GitLab issues: an internal note, or (--public) one that everyone sees; a new issue is confidential unless public.

Files are uploaded to the project and linked. A report that is already there is recognised by the note's last line, a
new issue by the last line of its description.

Source: gitlabhq/gitlabhq, doc/api/notes.md, doc/api/issues.md, doc/api/project_markdown_uploads.md and doc/api/rest/.
"""

from __future__ import annotations

import re
from collections.abc import Generator
from urllib.parse import quote

from headertrace.patterns import lazy
from headertrace.remote.answers import Answer, checked_name
from headertrace.remote.errors import Refused
from headertrace.remote.requests import Form, Headers, Part, Request, url
from headertrace.remote.secrets import Credential
from headertrace.tickets.report import Report
from headertrace.tickets.system import PAGES, Flow, Outcome, Place, Setting, System, endless, worded

_PROJECT = lazy(r"[0-9]{1,12}|[A-Za-z0-9_.][A-Za-z0-9_./-]{1,254}")
# A line that begins so is a command (doc/user/project/quick_actions.md).
_QUICK_ACTION = lazy(r"^([ \t]*)/", re.MULTILINE)


def deliver(report: Report, place: Place) -> Flow:
    """Write a note on an issue, or open one."""
    name = place.get("project")
    if not _PROJECT.fullmatch(name) or ".." in name:
        raise Refused(f"project: {name!r} is neither GROUP/NAME nor a number")
    api = f"{place.url}/api/v4/projects/{quote(name, safe='')}"
    headers = {"PRIVATE-TOKEN": place.secrets["token"]}
    if not place.again:
        found = yield from _found(report, api, headers, place.ticket)
        if found:
            return Outcome(*found, sent=False)
    links = []
    for file in report.attachments:
        form = Form((Part("file", file.data, file.name, file.type),))
        stand_in = {"markdown": f"[{file.name}](/uploads/…)"}
        sent = yield Request("POST", f"{api}/uploads", "upload a file", headers, form, stand_in)
        links.append(sent.text("markdown"))
    body = "\n\n".join([_QUICK_ACTION.sub(r"\1\\/", report.body), *links])
    if place.ticket is None:
        new = {"title": report.title, "description": body, "confidential": not place.public}
        stand_in = {"iid": "NEW", "web_url": ""}
        made = yield Request("POST", f"{api}/issues", "open an issue", headers, new, stand_in)
        return Outcome(made.name("iid"), made.address("web_url"))
    note = {"body": body, "internal": not place.public}
    yield Request("POST", f"{api}/issues/{place.ticket}/notes", "write a note", headers, note, {})
    return Outcome(place.ticket, f"{place.url}/{name}/-/issues/{place.ticket}")


def _found(
    report: Report, api: str, headers: Headers, ticket: str | None
) -> Generator[Request, Answer, tuple[str, str] | None]:
    """The issue that has the report, and its address."""
    purpose = "see whether an issue has the report already"
    if ticket is None:
        address = url(f"{api}/issues", search=report.digest, **{"in": "description"}, scope="all")
        answer = yield Request("GET", address, purpose, headers, None, [])
        rows = [row for row in answer.rows() if report.mark in worded(row, "description")]
        return (Answer(rows[0]).name("iid"), Answer(rows[0]).address("web_url")) if rows else None
    stand_in = {"description": "", "web_url": ""}
    issue = yield Request("GET", f"{api}/issues/{ticket}", "find the issue", headers, None, stand_in)
    if report.mark in issue.words("description"):
        return ticket, issue.address("web_url")
    page = "1"
    for _ in range(PAGES):
        address = url(f"{api}/issues/{ticket}/notes", per_page=100, page=page)
        answer = yield Request("GET", address, purpose, headers, None, [])
        if any(report.mark in worded(row, "body") for row in answer.rows()):
            return ticket, issue.address("web_url")
        page = answer.headers.get("x-next-page", "")
        if not page:
            return None
        checked_name(page, "next page")
    raise endless(purpose)


SYSTEM = System(
    name="gitlab",
    product="GitLab",
    deliver=deliver,
    settings={
        "url": Setting("the address of GitLab, if it is not https://gitlab.com"),
        "project": Setting("the project: GROUP/NAME or its number", needed="always"),
    },
    credentials=(Credential("token", "GITLAB_TOKEN", "an access token with the scope api"),),
    body="markdown",
    url="https://gitlab.com",
)
