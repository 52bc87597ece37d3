"""GLPI 9.5 and later, through its REST API (apirest.php): a private follow-up, or (--public) a public one.

The files are attached to the follow-up, so everyone who sees it sees them. The requester sees a new ticket's
description, so it says only that the report is in a follow-up. What is already there is recognised by a line in the
follow-up, a new ticket by the same line in its description, and files by their names; anything missing is added.

Source: glpi-project/glpi, apirest.md (Init session, Get sub items, Search items, Add items, Upload a document file).
"""

from __future__ import annotations

import json
from collections.abc import Generator
from typing import Any

from headertrace.remote.answers import Answer
from headertrace.remote.requests import Form, Headers, Part, Request, url
from headertrace.remote.secrets import Credential, Secret
from headertrace.tickets.report import Attachment, Report, preformatted
from headertrace.tickets.system import Flow, Outcome, Place, Setting, System, worded

# The search option of a ticket's description (listSearchOptions/Ticket).
_DESCRIPTION = "21"
_ALL = "0-9999"


def deliver(report: Report, place: Place) -> Flow:
    """Add a follow-up with the files to a ticket, opened first where none is named."""
    api = f"{place.url}/apirest.php"
    headers: dict[str, str | Secret] = {}
    if place.secrets["app_token"]:
        headers["App-Token"] = place.secrets["app_token"]
    login = {**headers, "Authorization": place.secrets["token"].within("user_token {}")}
    session = yield Request("GET", f"{api}/initSession", "begin a session", login, None, {"session_token": "SESSION"})
    headers["Session-Token"] = Secret(session.text("session_token"), "session token from GLPI")
    ticket = place.ticket
    if ticket is None and not place.again:
        ticket = yield from _described(report, api, headers)
    if ticket is None:
        new = {"name": report.title, "content": preformatted(f"The path of a mail: see the follow-up.\n{report.mark}")}
        made = yield Request("POST", f"{api}/Ticket", "open a ticket", headers, {"input": new}, {"id": "NEW"})
        ticket = made.name("id")
    followup = None if place.again else (yield from _followup(report, api, headers, ticket))
    has: set[Any] = set()
    if followup is None:
        note = {
            "itemtype": "Ticket",
            "items_id": ticket,
            "content": report.body,
            "is_private": 0 if place.public else 1,
        }
        made = yield Request("POST", f"{api}/ITILFollowup", "add a follow-up", headers, {"input": note}, {"id": "NEW"})
        followup, wrote = made.name("id"), True
    else:
        has, wrote = (yield from _documents(api, headers, followup)), False
    missing = [file for file in report.attachments if file.name not in has]
    for file in missing:
        yield Request("POST", f"{api}/Document", "attach a file", headers, _upload(file, followup), {"id": "NEW"})
    yield Request("GET", f"{api}/killSession", "end the session", headers, None, None, allow=(400, 401))
    return Outcome(ticket, f"{place.url}/front/ticket.form.php?id={ticket}", sent=wrote or bool(missing))


def _described(report: Report, api: str, headers: Headers) -> Generator[Request, Answer, str | None]:
    criterion = {"field": _DESCRIPTION, "searchtype": "contains", "value": report.mark}
    query: dict[str, str | int] = {f"criteria[0][{name}]": value for name, value in criterion.items()}
    address = url(f"{api}/search/Ticket", **query, **{"forcedisplay[0]": 2}, range="0-0")
    purpose = "see whether a ticket has the report already"
    answer = yield Request("GET", address, purpose, headers, None, {"totalcount": 0})
    # Without a hit there is no "data" at all. Column 2 is the ticket's number.
    rows = answer.rows("data") if answer.get("totalcount") else []
    return Answer(rows[0]).name("2") if rows else None


def _followup(report: Report, api: str, headers: Headers, ticket: str) -> Generator[Request, Answer, str | None]:
    """The follow-up that has the report."""
    address = url(f"{api}/Ticket/{ticket}/ITILFollowup", range=_ALL)
    purpose = "see whether the ticket has the report already"
    answer = yield Request("GET", address, purpose, headers, None, [])
    found = [row for row in answer.rows() if report.mark in worded(row, "content")]
    return Answer(found[0]).name("id") if found else None


def _documents(api: str, headers: Headers, followup: str) -> Generator[Request, Answer, set[Any]]:
    """The names of the files on the follow-up."""
    address = url(f"{api}/ITILFollowup/{followup}/Document_Item", expand_dropdowns="true", range=_ALL)
    answer = yield Request("GET", address, "see which files are there already", headers, None, [])
    return {worded(row, "documents_id") for row in answer.rows()}


def _upload(file: Attachment, followup: str) -> Form:
    manifest = {
        "input": {
            "name": file.name,
            "_filename": [file.name],
            "itemtype": "ITILFollowup",
            "items_id": followup,
        }
    }
    return Form(
        (
            Part("uploadManifest", json.dumps(manifest), type="application/json"),
            Part("filename[0]", file.data, file.name, file.type),
        )
    )


SYSTEM = System(
    name="glpi",
    product="GLPI",
    deliver=deliver,
    settings={"url": Setting("the address of GLPI: https://glpi.example.org", needed="always")},
    credentials=(
        Credential("token", "GLPI_USER_TOKEN", "a user's API token"),
        Credential("app_token", "GLPI_APP_TOKEN", "the application's token, if GLPI requires one"),
    ),
    body="pre",
)
