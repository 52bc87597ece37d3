"""ServiceNow, through the Table and Attachment APIs: a work note, or (--public) a comment that the caller sees.

Files belong to the record. What is already there is recognised by a line in its notes, a new record by its
correlation_id, and files by their names; anything missing is added.

Source: docs.servicenow.com (www.servicenow.com/docs), REST API reference: Table API, Attachment API.
"""

from __future__ import annotations

import re
from collections.abc import Generator

from headertrace.patterns import lazy
from headertrace.remote.answers import Answer
from headertrace.remote.errors import Failed, Refused
from headertrace.remote.requests import Headers, Raw, Request, url
from headertrace.remote.secrets import Credential
from headertrace.tickets.report import Report
from headertrace.tickets.system import Flow, Outcome, Place, Setting, System, worded

_TABLE = lazy(r"[a-z][a-z0-9_]{0,79}")
_SYS_ID = lazy(r"[0-9a-f]{32}")
# What stands between [code] and [/code] is shown as HTML.
_CODE = lazy(r"\[(?=/?code\b)", re.IGNORECASE)


def deliver(report: Report, place: Place) -> Flow:
    """Write a note on a record and attach the files; open one first where none is named."""
    table = place.get("table") or "incident"
    if not _TABLE.fullmatch(table):
        raise Refused(f"table: {table!r} is not the name of a table")
    api = f"{place.url}/api/now"
    records = f"{api}/table/{table}"
    headers = _login(place)
    number: str | None
    if place.ticket is None:
        found = None if place.again else (yield from _first(records, headers, f"correlation_id={report.name}", report))
        if found is None:
            new = {"short_description": report.title, "correlation_id": report.name}
            new |= {name: place.get(name) for name in ("caller_id", "assignment_group") if place.get(name)}
            stand_in = {"result": {"sys_id": "NEW-SYS-ID", "number": "NEW"}}
            made = yield Request("POST", records, "open a record", headers, new, stand_in)
            found = made.name("result", "sys_id"), made.name("result", "number")
        record, number = found
    elif _SYS_ID.fullmatch(place.ticket):
        record, number = place.ticket, None
    else:
        found = yield from _first(records, headers, f"number={place.ticket}", None)
        if found is None:
            raise Failed(f"there is no {place.ticket} in the table {table}")
        record, number = found
    said, has = (False, set()) if place.again else (yield from _there(report, api, records, headers, record))
    missing = [file for file in report.attachments if file.name not in has]
    for file in missing:
        address = url(f"{api}/attachment/file", table_name=table, table_sys_id=record, file_name=file.name)
        yield Request("POST", address, "attach a file", headers, Raw(file.data, file.type), {})
    if not said:
        note = {"comments" if place.public else "work_notes": _CODE.sub("[ ", report.body)}
        yield Request("PATCH", f"{records}/{record}", "write the note", headers, note, {})
    there = f"{place.url}/nav_to.do?uri={table}.do?sys_id={record}"
    return Outcome(number or record, there, sent=bool(missing) or not said)


def _first(
    records: str, headers: Headers, query: str, report: Report | None
) -> Generator[Request, Answer, tuple[str, str] | None]:
    """(sys_id, number) of the first record found; a rehearsal finds what has a number."""
    purpose = "see whether a record has the report already" if report else "find the record"
    stand_in = {"result": [] if report else [{"sys_id": "SYS-ID", "number": query.partition("=")[2]}]}
    address = url(records, sysparm_query=query, sysparm_fields="sys_id,number", sysparm_limit=1)
    answer = yield Request("GET", address, purpose, headers, None, stand_in)
    rows = answer.rows("result")
    return (Answer(rows[0]).name("sys_id"), Answer(rows[0]).name("number")) if rows else None


def _there(
    report: Report, api: str, records: str, headers: Headers, record: str
) -> Generator[Request, Answer, tuple[bool, set[str]]]:
    """Whether the report's mark stands in the notes, and which files are there."""
    address = url(f"{records}/{record}", sysparm_display_value="true", sysparm_fields="work_notes,comments")
    stand_in = {"result": {"work_notes": "", "comments": ""}}
    notes = yield Request("GET", address, "see whether the record has the report already", headers, None, stand_in)
    said = any(report.mark in notes.words("result", name) for name in ("work_notes", "comments"))
    query = f"table_sys_id={record}^file_nameSTARTSWITH{report.name}"
    address = url(f"{api}/attachment", sysparm_query=query, sysparm_limit=10)
    files = yield Request("GET", address, "see which files are there already", headers, None, {"result": []})
    return said, {worded(row, "file_name") for row in files.rows("result")}


def _login(place: Place) -> Headers:
    user = place.get("user")
    secret = place.secrets["password"].basic(user) if user else place.secrets["token"].within("Bearer {}")
    return {"Authorization": secret}


SYSTEM = System(
    name="servicenow",
    product="ServiceNow",
    deliver=deliver,
    settings={
        "url": Setting("the address of ServiceNow: https://example.service-now.com", needed="always"),
        "table": Setting("the table of the records (incident)"),
        "user": Setting("the user whose password is used if there is no token"),
        "caller_id": Setting("the caller of a new record: sys_id or user name"),
        "assignment_group": Setting("the group that a new record goes to"),
    },
    credentials=(
        Credential("token", "SERVICENOW_TOKEN", "an OAuth access token"),
        Credential("password", "SERVICENOW_PASSWORD", "the password of that user"),
    ),
    ticket=r"[A-Z]{2,12}[0-9]{1,15}|[0-9a-f]{32}",
)
