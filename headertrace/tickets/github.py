"""GitHub issues, also on GitHub Enterprise Server (``url`` is then https://HOST/api/v3).

Everyone can see what an issue says, and the API accepts no files, so only the report is posted, as Markdown. A
report that is already there is recognised by its last line.

Source: github/rest-api-description (the package @octokit/openapi), operations issues/create,
issues/create-comment, issues/list-comments, issues/list-for-repo, search/issues-and-pull-requests.
"""

from __future__ import annotations

from collections.abc import Generator

from headertrace.patterns import lazy
from headertrace.remote.answers import Answer
from headertrace.remote.errors import Refused
from headertrace.remote.requests import Headers, Request, url
from headertrace.remote.secrets import Credential
from headertrace.tickets.report import Report
from headertrace.tickets.system import PAGES, Flow, Outcome, Place, Setting, System, endless, worded

_REPOSITORY = lazy(r"[A-Za-z0-9][A-Za-z0-9-]{0,38}/(?!\.\.?$)[A-Za-z0-9._-]{1,100}")
_PAGE = 100


def deliver(report: Report, place: Place) -> Flow:
    """Comment on an issue, or open one."""
    name = place.get("repository")
    if not _REPOSITORY.fullmatch(name):
        raise Refused(f"repository: {name!r} is not OWNER/NAME")
    issues = f"{place.url}/repos/{name}/issues"
    headers: Headers = {
        "Authorization": place.secrets["token"].within("Bearer {}"),
        "Accept": "application/vnd.github+json",
        "X-GitHub-Api-Version": "2022-11-28",
    }
    if place.ticket is None:
        there = None if place.again else (yield from _opened(report, place, issues, headers))
        if there:
            return Outcome(*there, sent=False)
        stand_in = {"number": "NEW", "html_url": ""}
        new = {"title": report.title, "body": report.body}
        made = yield Request("POST", issues, "open an issue", headers, new, stand_in)
        return Outcome(made.name("number"), made.address("html_url"))
    issue = yield Request(
        "GET", f"{issues}/{place.ticket}", "find the issue", headers, None, {"html_url": "", "body": ""}
    )
    page = issue.address("html_url")
    said = not place.again and (
        report.mark in issue.words("body") or (yield from _said(report, f"{issues}/{place.ticket}/comments", headers))
    )
    if said:
        return Outcome(place.ticket, page, sent=False)
    stand_in = {"html_url": ""}
    address = f"{issues}/{place.ticket}/comments"
    made = yield Request("POST", address, "comment on the issue", headers, {"body": report.body}, stand_in)
    return Outcome(place.ticket, made.address("html_url"))


def _opened(
    report: Report, place: Place, issues: str, headers: Headers
) -> Generator[Request, Answer, tuple[str, str] | None]:
    """The issue that has the report: among the newest, which the search does not know yet, or by the search."""
    purpose = "see whether an issue has the report already"
    address = url(issues, state="all", sort="created", per_page=_PAGE)
    newest = yield Request("GET", address, purpose, headers, None, [])
    query = f'"{report.mark}" repo:{place.get("repository")} in:body is:issue'
    address = url(f"{place.url}/search/issues", q=query, per_page=10)
    older = yield Request("GET", address, purpose, headers, None, {"items": []})
    for row in (*newest.rows(), *older.rows("items")):
        if report.mark in worded(row, "body"):
            return Answer(row).name("number"), Answer(row).address("html_url")
    return None


def _said(report: Report, comments: str, headers: Headers) -> Generator[Request, Answer, bool]:
    purpose = "see whether the issue has the report already"
    for page in range(1, PAGES + 1):
        answer = yield Request("GET", url(comments, per_page=_PAGE, page=page), purpose, headers, None, [])
        rows = answer.rows()
        if any(report.mark in worded(row, "body") for row in rows):
            return True
        if len(rows) < _PAGE:
            return False
    raise endless(purpose)


SYSTEM = System(
    name="github",
    product="GitHub",
    deliver=deliver,
    settings={
        "url": Setting("the API, where it is not https://api.github.com"),
        "repository": Setting("the repository: OWNER/NAME", needed="always"),
    },
    credentials=(Credential("token", "GITHUB_TOKEN", "a personal access token that may write issues"),),
    private=False,
    body="markdown",
    longest=65_536,
    url="https://api.github.com",
    note="Everyone who sees the issue sees the report. The evidence is not sent, because the API accepts no files.",
)
