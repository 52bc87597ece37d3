"""osTicket, through its HTTP API, which can only open tickets.

It cannot be searched either, so headertrace remembers what it sent. The user named sees the report.

Source: osTicket/osTicket, setup/doc/api/tickets.md (attachments are RFC 2397 data URLs).
"""

from __future__ import annotations

from headertrace.remote.answers import checked_name
from headertrace.remote.requests import Base64, Request
from headertrace.remote.secrets import Credential
from headertrace.tickets.kept import Recall, Remember
from headertrace.tickets.report import Report
from headertrace.tickets.system import Flow, Outcome, Place, Setting, System


def deliver(report: Report, place: Place) -> Flow:
    """Open a ticket, unless this machine has done so."""
    target = f"osticket {place.url}"
    if not place.again:
        before = yield Recall(report.digest, target)
        if before.json:
            return Outcome(None, f"{place.url} since {before.json}", sent=False)
    body = {
        "source": "API",
        "name": place.get("name"),
        "email": place.get("email"),
        "subject": report.title,
        "message": report.body,
        "attachments": [{file.name: Base64(file.data, f"data:{file.type};base64,")} for file in report.attachments],
    }
    if place.get("topic"):
        body["topicId"] = place.get("topic")
    headers = {"X-API-Key": place.secrets["token"]}
    made = yield Request(
        "POST", f"{place.url}/api/tickets.json", "open a ticket", headers, body, "NEW-TICKET", plain=True
    )
    number = checked_name(str(made.json).strip(), "whole")
    yield Remember(report.digest, target)
    return Outcome(number, place.url)


SYSTEM = System(
    name="osticket",
    product="osTicket",
    deliver=deliver,
    settings={
        "url": Setting("the address of osTicket: https://support.example.org", needed="always"),
        "name": Setting("the name of the user that the ticket is for", needed="always"),
        "email": Setting("that user's mail address", needed="always"),
        "topic": Setting("the number of the help topic", int),
    },
    credentials=(Credential("token", "OSTICKET_API_KEY", "an API key, which osTicket ties to this machine's address"),),
    ticket=None,
    private=False,
    note="Its API only opens tickets, which their user can see. To answer one, use --to email.",
)
