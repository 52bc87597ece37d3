"""Zammad, through its REST API: an internal note, or (--public) one that the customer sees.

A report that is already there is recognised by the file name of its attachment; a new ticket by its tag, if Zammad
has a search index.

Source: zammad/zammad-documentation, api/ticket/articles.rst, api/ticket/index.rst and api/intro.rst.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from headertrace.remote.answers import Answer
from headertrace.remote.errors import Failed
from headertrace.remote.requests import Base64, Headers, Request, url
from headertrace.remote.secrets import Credential
from headertrace.tickets.report import Report
from headertrace.tickets.system import Flow, Outcome, Place, Setting, System, listed


def deliver(report: Report, place: Place) -> Flow:
    """Add an article to a ticket, or open one. A ticket is named by its number, as people see it."""
    api = f"{place.url}/api/v1"
    headers = {"Authorization": place.secrets["token"].within("Token token={}")}
    article = _article(report, place.public)
    if place.ticket is None:
        there = (
            None
            if place.again
            else (yield from _search(api, headers, f"tags:{report.name}", "a ticket has the report already"))
        )
        if there:
            return Outcome(*_named(place, there), sent=False)
        new = {"title": report.title, "group": place.get("group"), "tags": report.name, "article": article}
        new["customer_id"] = f"guess:{place.get('customer')}"
        made = yield Request("POST", f"{api}/tickets", "open a ticket", headers, new, {"id": "NEW-ID", "number": "NEW"})
        return Outcome(*_named(place, {"id": made.name("id"), "number": made.name("number")}))
    ticket = yield from _search(api, headers, f"number:{place.ticket}", "there is such a ticket")
    if ticket is None:
        raise Failed(f"there is no ticket with the number {place.ticket}")
    number = ticket["id"]
    if not place.again:
        address = f"{api}/ticket_articles/by_ticket/{number}"
        purpose = "see whether the ticket has the report already"
        articles = yield Request("GET", address, purpose, headers, None, [])
        if any(report.page.name in listed(row, "attachments", "filename") for row in articles.rows()):
            return Outcome(*_named(place, ticket), sent=False)
    body = {"ticket_id": int(number) if number.isdecimal() else number, **article}
    yield Request("POST", f"{api}/ticket_articles", "add an article", headers, body, {})
    return Outcome(*_named(place, ticket))


def _search(api: str, headers: Headers, query: str, purpose: str) -> Generator[Request, Answer, dict[str, Any] | None]:
    """The first ticket found. Where a rehearsal searches for a number, one is found."""
    stand_in = [{"id": "ID", "number": query.partition(":")[2]}] if query.startswith("number:") else []
    address = url(f"{api}/tickets/search", query=query, limit=1, expand="true")
    answer = yield Request("GET", address, f"see whether {purpose}", headers, None, stand_in)
    rows = answer.rows()
    if query.startswith("number:"):
        rows = [row for row in rows if _numbered(row) == query.partition(":")[2]]
    return {"id": Answer(rows[0]).name("id"), "number": Answer(rows[0]).name("number")} if rows else None


def _numbered(row: dict[str, Any]) -> str | None:
    number = row.get("number")
    return str(number) if isinstance(number, (str, int)) else None


def _article(report: Report, public: bool) -> dict[str, Any]:
    return {
        "subject": report.title,
        "body": report.body,
        "content_type": "text/plain",
        "type": "note",
        "internal": not public,
        "attachments": [
            {"filename": file.name, "data": Base64(file.data), "mime-type": file.type} for file in report.attachments
        ],
    }


def _named(place: Place, ticket: dict[str, Any]) -> tuple[str, str]:
    return ticket["number"], f"{place.url}/#ticket/zoom/{ticket['id']}"


SYSTEM = System(
    name="zammad",
    product="Zammad",
    deliver=deliver,
    settings={
        "url": Setting("the address of Zammad: https://support.example.org", needed="always"),
        "group": Setting("the group of a new ticket", needed="new"),
        "customer": Setting("the mail address of a new ticket's customer", needed="new"),
    },
    credentials=(Credential("token", "ZAMMAD_TOKEN", "an access token"),),
)
