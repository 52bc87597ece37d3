"""Zendesk, through the Ticketing API: a comment that is private unless --public is set, also on a new ticket.

A report that is already there is recognised by the file name of its attachment; a new ticket by its external_id.

Source: developer.zendesk.com, Ticketing API: Tickets, Ticket Comments, Ticket Attachments.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from headertrace.remote.answers import Answer
from headertrace.remote.requests import Headers, Raw, Request, url
from headertrace.remote.secrets import Credential
from headertrace.tickets.report import Report
from headertrace.tickets.system import PAGES, Flow, Outcome, Place, Setting, System, endless, listed


def deliver(report: Report, place: Place) -> Flow:
    """Comment on a ticket, or open one."""
    api = f"{place.url}/api/v2"
    token, user = place.secrets["token"], place.get("user")
    headers = {"Authorization": token.basic(f"{user}/token") if user else token.within("Bearer {}")}
    if not place.again:
        found = yield from _found(report, api, headers, place.ticket)
        if found:
            return Outcome(found, _page(place, found), sent=False)
    upload = None
    for file in report.attachments:
        # The files of one comment share a token.
        query = {"filename": file.name} if upload is None else {"filename": file.name, "token": upload}
        address = url(f"{api}/uploads.json", **query)
        stand_in = {"upload": {"token": "UPLOAD"}}
        sent = yield Request("POST", address, "upload a file", headers, Raw(file.data, _type(file.type)), stand_in)
        upload = sent.text("upload", "token")
    comment = {"html_body": report.body, "public": place.public, "uploads": [upload]}
    if place.ticket is None:
        new: dict[str, Any] = {"subject": report.title, "external_id": report.name, "comment": comment}
        if place.get("requester"):
            new["requester"] = {"email": place.get("requester"), "name": place.get("requester")}
        stand_in = {"ticket": {"id": "NEW"}}
        made = yield Request("POST", f"{api}/tickets.json", "open a ticket", headers, {"ticket": new}, stand_in)
        ticket = made.name("ticket", "id")
    else:
        ticket = place.ticket
        body = {"ticket": {"comment": comment}}
        yield Request("PUT", f"{api}/tickets/{ticket}.json", "comment on the ticket", headers, body, {})
    return Outcome(ticket, _page(place, ticket))


def _found(report: Report, api: str, headers: Headers, ticket: str | None) -> Generator[Request, Answer, str | None]:
    if ticket is None:
        address = url(f"{api}/tickets.json", external_id=report.name)
        purpose = "see whether a ticket has the report already"
        answer = yield Request("GET", address, purpose, headers, None, {"tickets": []})
        rows = answer.rows("tickets")
        return Answer(rows[0]).name("id") if rows else None
    address = url(f"{api}/tickets/{ticket}/comments.json", **{"page[size]": 100})
    purpose = "see whether the ticket has the report already"
    for _ in range(PAGES):
        stand_in: dict[str, Any] = {"comments": [], "meta": {"has_more": False}}
        answer = yield Request("GET", address, purpose, headers, None, stand_in)
        for row in answer.rows("comments"):
            if report.page.name in listed(row, "attachments", "file_name"):
                return ticket
        if not isinstance(answer.json.get("meta"), dict) or answer.json["meta"].get("has_more") is not True:
            return None
        address = answer.text("links", "next")
    raise endless(purpose)


def _type(kind: str) -> str:
    """Zendesk wants a type that it knows."""
    return kind if kind == "text/html" else "application/octet-stream"


def _page(place: Place, ticket: str) -> str:
    return f"{place.url}/agent/tickets/{ticket}"


SYSTEM = System(
    name="zendesk",
    product="Zendesk",
    deliver=deliver,
    settings={
        "url": Setting("the address of Zendesk: https://example.zendesk.com", needed="always"),
        "user": Setting("the agent's mail address, for an API token; without it the token is an OAuth token"),
        "requester": Setting("the mail address of a new ticket's requester"),
    },
    credentials=(Credential("token", "ZENDESK_TOKEN", "an API token, or an OAuth access token"),),
    body="pre",
    longest=65_535,
)
