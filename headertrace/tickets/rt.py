"""Request Tracker 5 and later, through REST 2.0.

Only staff see a comment; the requestor also sees a correspondence (--public). A report that is already there is
recognised by the file name of its attachment.

Source: RT 5.0.3, lib/RT/REST2.pm (the API's manual), lib/RT/REST2/Resource/Message.pm and Ticket.pm.
"""

from __future__ import annotations

from collections.abc import Generator

from headertrace.remote.answers import Answer
from headertrace.remote.requests import Base64, Headers, Request, url
from headertrace.remote.secrets import Credential, Secret
from headertrace.tickets.report import Attachment, Report
from headertrace.tickets.system import PAGES, Flow, Outcome, Place, Setting, System, endless

_PAGE = 100


def deliver(report: Report, place: Place) -> Flow:
    """Comment on a ticket, or open one."""
    api = f"{place.url}/REST/2.0"
    headers = {"Authorization": _login(place)}
    ticket = place.ticket
    if not place.again:
        found = yield from _found(report, api, headers, ticket)
        if found:
            return Outcome(found, _page(place, found), sent=False)
    message = {
        "Subject": report.title,
        "Content": report.body,
        "ContentType": "text/plain",
        "Attachments": [
            {"FileName": file.name, "FileType": _type(file), "FileContent": Base64(file.data)}
            for file in report.attachments
        ],
    }
    # What a ticket is opened with goes to the requestor; a private report follows as a comment.
    apart = not place.public and place.get("requestor") is not None
    if ticket is None:
        new = {"Queue": place.get("queue"), "Subject": report.title}
        if place.get("requestor"):
            new["Requestor"] = place.get("requestor")
        body = new if apart else {**message, **new}
        made = yield Request("POST", f"{api}/ticket", "open a ticket", headers, body, {"id": "NEW-TICKET"})
        ticket = made.name("id")
        if not apart:
            return Outcome(ticket, _page(place, ticket))
    kind = "correspond" if place.public else "comment"
    yield Request("POST", f"{api}/ticket/{ticket}/{kind}", f"{kind} on the ticket", headers, message, ["done"])
    return Outcome(ticket, _page(place, ticket))


def _found(report: Report, api: str, headers: Headers, ticket: str | None) -> Generator[Request, Answer, str | None]:
    """The ticket that has the report already, if one has."""
    if ticket is None:
        query = f"Filename = '{report.page.name}'"
        address = url(f"{api}/tickets", query=query, per_page=1)
        answer = yield Request("GET", address, "see whether a ticket has the report already", headers, None, _EMPTY)
        rows = answer.rows("items")
        return Answer(rows[0]).name("id") if rows else None
    purpose = "see whether the ticket has the report already"
    for page in range(1, PAGES + 1):
        address = url(f"{api}/ticket/{ticket}/attachments", fields="Filename", per_page=_PAGE, page=page)
        answer = yield Request("GET", address, purpose, headers, None, _EMPTY)
        if any(row.get("Filename") == report.page.name for row in answer.rows("items")):
            return ticket
        if not answer.rows("items"):
            # An unknown ticket has no attachments either.
            yield Request("GET", f"{api}/ticket/{ticket}", "see whether there is such a ticket", headers, None, {})
        # Without attachments there is no number of pages, or null.
        if page >= (answer.count("pages") if answer.json.get("pages") else 1):
            return None
    raise endless(purpose)


_EMPTY = {"items": [], "pages": 1}


def _login(place: Place) -> Secret:
    """A token, or user and password."""
    user, password = place.get("user"), place.secrets["password"]
    return password.basic(user) if user else place.secrets["token"].within("token {}")


def _type(file: Attachment) -> str:
    """RT takes a message for ASCII and rewrites every other byte; a file of no known type it leaves alone."""
    whole = file.type != "message/rfc822" or file.data.isascii()
    return file.type if whole else "application/octet-stream"


def _page(place: Place, ticket: str) -> str:
    return f"{place.url}/Ticket/Display.html?id={ticket}"


SYSTEM = System(
    name="rt",
    product="Request Tracker",
    deliver=deliver,
    settings={
        "url": Setting("the address of RT: https://rt.example.org", needed="always"),
        "queue": Setting("the queue of a new ticket", needed="new"),
        "requestor": Setting("the requestor of a new ticket"),
        "user": Setting("the user whose password is used if there is no token"),
    },
    credentials=(
        Credential("token", "RT_TOKEN", "an authentication token"),
        Credential("password", "RT_PASSWORD", "the password of that user"),
    ),
)
