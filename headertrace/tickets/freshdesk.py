"""Freshdesk, through its API v2: a private note, or (--public) a public one.

The requester sees a new ticket's description, so it says only that the report is in a note. A report that is
already there is recognised by the file name of its attachment; a new ticket by its tag.

Source: developers.freshdesk.com/api, sections Tickets (create, filter) and Conversations (notes).
"""

from __future__ import annotations

from collections.abc import Generator

from headertrace.remote.answers import Answer
from headertrace.remote.requests import Form, Headers, Part, Request, url
from headertrace.remote.secrets import Credential
from headertrace.tickets.report import Report, preformatted
from headertrace.tickets.system import PAGES, Flow, Outcome, Place, Setting, System, endless, listed

_PAGE = 100
# Open, low, by portal: the API's numbers.
_OPEN, _LOW, _PORTAL = 2, 1, 2


def deliver(report: Report, place: Place) -> Flow:
    """Add a note to a ticket, opened first where none is named."""
    api = f"{place.url}/api/v2"
    headers = {"Authorization": place.secrets["token"].as_user("X")}
    ticket = place.ticket
    if ticket is None and not place.again:
        ticket = yield from _tagged(report, api, headers)
    if ticket is None:
        new = {
            "subject": report.title,
            "description": preformatted(f"The path of a mail: see the note. {report.mark}"),
            "email": place.get("email"),
            "status": _OPEN,
            "priority": _LOW,
            "source": _PORTAL,
            "tags": [report.name],
        }
        made = yield Request("POST", f"{api}/tickets", "open a ticket", headers, new, {"id": "NEW"})
        ticket = made.name("id")
    elif not place.again and (yield from _noted(report, api, headers, ticket)):
        return Outcome(ticket, _page(place, ticket), sent=False)
    files = tuple(Part("attachments[]", file.data, file.name, file.type) for file in report.attachments)
    note = Form((Part("body", report.body), Part("private", "false" if place.public else "true"), *files))
    yield Request("POST", f"{api}/tickets/{ticket}/notes", "add a note", headers, note, {})
    return Outcome(ticket, _page(place, ticket))


def _tagged(report: Report, api: str, headers: Headers) -> Generator[Request, Answer, str | None]:
    address = url(f"{api}/search/tickets", query=f"\"tag:'{report.name}'\"")
    purpose = "see whether a ticket has the report already"
    answer = yield Request("GET", address, purpose, headers, None, {"results": []})
    rows = answer.rows("results")
    return Answer(rows[0]).name("id") if rows else None


def _noted(report: Report, api: str, headers: Headers, ticket: str) -> Generator[Request, Answer, bool]:
    purpose = "see whether the ticket has the report already"
    for page in range(1, PAGES + 1):
        address = url(f"{api}/tickets/{ticket}/conversations", per_page=_PAGE, page=page)
        answer = yield Request("GET", address, purpose, headers, None, [])
        rows = answer.rows()
        for row in rows:
            if report.page.name in listed(row, "attachments", "name"):
                return True
        if len(rows) < _PAGE:
            return False
    raise endless(purpose)


def _page(place: Place, ticket: str) -> str:
    return f"{place.url}/a/tickets/{ticket}"


SYSTEM = System(
    name="freshdesk",
    product="Freshdesk",
    deliver=deliver,
    settings={
        "url": Setting("the address of Freshdesk: https://example.freshdesk.com", needed="always"),
        "email": Setting("the mail address of a new ticket's requester", needed="new"),
    },
    credentials=(Credential("token", "FRESHDESK_API_KEY", "an API key"),),
    body="pre",
)
