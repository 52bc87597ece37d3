"""Small imitations of the ticket systems' servers: they hold what they are given, and to what the systems publish.

Every body is checked against a schema, written after the documentation named beside it; GitHub's is its own (see
``test_github.py``). An imitation knows only the requests that a report needs: any other is a 404.
"""

from __future__ import annotations

import json
import re
from base64 import b64decode
from collections.abc import Callable
from io import BytesIO
from typing import Any, NamedTuple

from jsonschema import Draft202012Validator
from werkzeug.formparser import MultiPartParser
from werkzeug.http import parse_options_header

from helpers.http_server import Asked, Says

TEXT = {"type": "string", "minLength": 1}
BASE64 = {"type": "string", "pattern": "^[A-Za-z0-9+/]+={0,2}$"}


def shape(*required: str, **properties: Any) -> dict[str, Any]:
    """An object with these properties and no others; those named before are required."""
    return {"type": "object", "properties": properties, "required": list(required), "additionalProperties": False}


class Note(NamedTuple):
    """Something said on a ticket, with its files (name → bytes)."""

    text: str
    private: bool
    files: dict[str, bytes]


class Imitation:
    """``notes`` and ``files`` are what the ticket holds; ``break_at`` is the write after which the answer is lost."""

    schemas: dict[str, dict[str, Any]] = {}  # noqa: RUF012
    routes: tuple[tuple[str, str, str], ...] = ()
    login: tuple[str, str] = ("", "")
    existing = "7"

    def __init__(self) -> None:
        self.notes: list[Note] = []
        self.files: dict[str, list[bytes]] = {}
        self.opened: list[dict[str, Any]] = []
        self.writes = 0
        self.break_at: int | None = None
        self.fail_at: int | None = None

    def __call__(self, asked: Asked) -> Says:
        name, value = self.login
        if name and asked.headers.get(name) != value:
            return Says({"message": "who are you?"}, 401)
        for method, pattern, handler in self.routes:
            match = re.fullmatch(pattern, asked.path)
            if method == asked.method and match:
                if method != "GET":
                    self.writes += 1
                    if self.writes == self.fail_at:
                        return Says({"message": "out of order"}, 500)
                says: Says = getattr(self, handler)(asked, *match.groups())
                if method != "GET" and self.writes == self.break_at:
                    return Says(drop=True)
                return says
        return Says({"message": f"nothing at {asked.method} {asked.path}"}, 404)

    def valid(self, body: Any, name: str) -> Any:
        """The body; AssertionError where the schema of that name does not allow it."""
        faults = [
            f"{fault.json_path}: {fault.message}"
            for fault in Draft202012Validator(self.schemas[name]).iter_errors(body)
        ]
        assert not faults, faults
        return body

    def add_files(self, files: dict[str, bytes]) -> None:
        for name, data in files.items():
            self.files.setdefault(name, []).append(data)


def form(asked: Asked) -> list[tuple[str, str | None, str | None, bytes]]:
    """(name, file name, type, data) of each part of a multipart/form-data body, as werkzeug reads it."""
    kind, options = parse_options_header(asked.headers["content-type"])
    assert kind == "multipart/form-data"
    parser = MultiPartParser()
    fields, files = parser.parse(BytesIO(asked.body), options["boundary"].encode(), len(asked.body))
    plain = [(name, None, None, value.encode()) for name, value in fields.items(multi=True)]
    return plain + [(name, file.filename, file.content_type, file.read()) for name, file in files.items(multi=True)]


def basic(user: str, password: str) -> str:
    from base64 import b64encode

    return "Basic " + b64encode(f"{user}:{password}".encode()).decode()


class Zammad(Imitation):
    """zammad-documentation, api/ticket/articles.rst (Create) and index.rst (Create, Search)."""

    login = ("authorization", "Token token=t0ken")
    existing = "22007"
    article = shape(
        "subject", "body", "type", "internal", "content_type",
        ticket_id={"type": "integer"}, subject=TEXT, body=TEXT, content_type={"enum": ["text/plain", "text/html"]},
        type={"enum": ["note", "email", "phone", "web"]}, internal={"type": "boolean"},
        attachments={
            "type": "array",
            "items": shape("filename", "data", "mime-type", filename=TEXT, data=BASE64, **{"mime-type": TEXT}),
        },
    )  # fmt: skip
    schemas = {  # noqa: RUF012
        "article": article,
        "ticket": shape(
            "title", "group", "customer_id", "article",
            title=TEXT, group=TEXT, customer_id=TEXT, tags=TEXT, article=article,
        ),
    }  # fmt: skip
    routes = (
        ("GET", "/api/v1/tickets/search", "search"),
        ("GET", "/api/v1/ticket_articles/by_ticket/([0-9]+)", "articles"),
        ("POST", "/api/v1/ticket_articles", "add"),
        ("POST", "/api/v1/tickets", "open"),
    )

    def search(self, asked: Asked) -> Says:
        kind, _, value = asked.query["query"].partition(":")
        if kind == "number":
            # The search is by words: other tickets come too.
            near = [{"id": 9, "number": "220079"}] if value != "22007" else [{"id": 7, "number": "22007"}]
            return Says(near)
        return Says([{"id": 8, "number": "22008"} for new in self.opened if new["tags"] == value])

    def articles(self, asked: Asked, ticket: str) -> Says:
        return Says(
            [
                {"id": 1, "attachments": []},
                *({"attachments": [{"filename": n} for n in note.files]} for note in self.notes),
            ]
        )

    def add(self, asked: Asked) -> Says:
        assert self.valid(asked.json, "article")["ticket_id"] == 7
        self._hold(asked.json)
        return Says({"id": 3}, 201)

    def open(self, asked: Asked) -> Says:
        self.opened.append(self.valid(asked.json, "ticket"))
        self._hold(asked.json["article"])
        return Says({"id": 8, "number": "22008"}, 201)

    def _hold(self, article: dict[str, Any]) -> None:
        files = {file["filename"]: b64decode(file["data"]) for file in article["attachments"]}
        self.notes.append(Note(article["body"], article["internal"], files))
        self.add_files(files)


class OsTicket(Imitation):
    """osTicket, setup/doc/api/tickets.md."""

    login = ("x-api-key", "t0ken")
    schemas = {  # noqa: RUF012
        "ticket": shape(
            "name", "email", "subject", "message",
            name=TEXT, email={"type": "string", "pattern": "^[^@]+@[^@]+$"}, subject=TEXT, message=TEXT, source=TEXT,
            topicId={"type": "integer"},
            attachments={
                "type": "array",
                "items": {
                    "type": "object", "minProperties": 1, "maxProperties": 1,
                    "additionalProperties": {"type": "string", "pattern": "^data:[a-z]+/[a-z0-9]+;base64,[A-Za-z0-9+/]+=*$"},
                },
            },
        )
    }  # fmt: skip
    routes = (("POST", "/api/tickets.json", "open"),)

    def open(self, asked: Asked) -> Says:
        self.opened.append(self.valid(asked.json, "ticket"))
        files = {
            name: b64decode(value.partition("base64,")[2])
            for file in asked.json["attachments"]
            for name, value in file.items()
        }
        self.notes.append(Note(asked.json["message"], False, files))
        self.add_files(files)
        return Says(b"012345", 201)


class Jira(Imitation):
    """Jira Cloud platform REST API v2: Create issue, Add comment, Add attachment, Search (search/jql)."""

    login = ("authorization", basic("ann@example.org", "t0ken"))
    existing = "AB-7"
    search_path = "/rest/api/2/search/jql"
    named = shape("name", name=TEXT)
    schemas = {  # noqa: RUF012
        "issue": shape(
            "fields",
            fields=shape(
                "project", "issuetype", "summary",
                project=shape("key", key=TEXT), issuetype=named, description=TEXT,
                summary={"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[^\n]+$"},
                labels={"type": "array", "items": {"type": "string", "pattern": "^[^ ]+$"}},
            ),
        ),
        "comment": shape(
            "body",
            body=TEXT,
            properties={"type": "array", "items": shape("key", "value", key=TEXT, value={"type": "object"})},
            visibility=shape("type", "value", type={"enum": ["group", "role"]}, value=TEXT),
        ),
    }  # fmt: skip
    routes = (
        ("GET", "/rest/api/2/search(?:/jql)?", "search"),
        ("GET", "/rest/api/2/issue/(AB-[78])", "issue"),
        ("GET", "/rest/api/2/issue/(AB-[78])/comment", "comments"),
        ("POST", "/rest/api/2/issue/(AB-[78])/comment", "comment"),
        ("POST", "/rest/api/2/issue/(AB-[78])/attachments", "attach"),
        ("POST", "/rest/api/2/issue", "open"),
    )

    def search(self, asked: Asked) -> Says:
        assert asked.path == self.search_path
        label = asked.query["jql"].partition('"')[2].rstrip('"')
        found = [new for new in self.opened if label in new["fields"]["labels"]]
        return Says({"issues": [{"key": "AB-8"} for _ in found]})

    def issue(self, asked: Asked, key: str) -> Says:
        return Says({"key": key, "fields": {"attachment": [{"filename": name} for name in self.files]}})

    def comments(self, asked: Asked, key: str) -> Says:
        """With many others on the ticket, so that the list has pages."""
        every = [{"body": f"chatter {n}"} for n in range(150)] + [{"body": note.text} for note in self.notes]
        start = int(asked.query["startAt"])
        return Says({"comments": every[start : start + 60], "total": len(every), "startAt": start})

    def comment(self, asked: Asked, key: str) -> Says:
        body = self.valid(asked.json, "comment")
        private = body.get("properties") == [{"key": "sd.public.comment", "value": {"internal": True}}]
        self.notes.append(Note(body["body"], private, {}))
        return Says({"id": "10000"}, 201)

    def attach(self, asked: Asked, key: str) -> Says:
        assert asked.headers["x-atlassian-token"] == "no-check"
        parts = form(asked)
        assert {name for name, *_ in parts} == {"file"}
        self.add_files({file: data for _, file, _, data in parts if file})
        return Says([{"id": 1}])

    def open(self, asked: Asked) -> Says:
        self.opened.append(self.valid(asked.json, "issue"))
        return Says({"id": "10001", "key": "AB-8", "self": "x"}, 201)


class JiraDataCenter(Jira):
    """Jira Data Center REST API: the same but for the search and the login."""

    login = ("authorization", "Bearer t0ken")
    search_path = "/rest/api/2/search"


class Zendesk(Imitation):
    """developer.zendesk.com: Create Ticket, Update Ticket, List Comments, Upload Files."""

    login = ("authorization", basic("ann@example.org/token", "t0ken"))
    comment = shape(
        "html_body", html_body=TEXT, public={"type": "boolean"}, uploads={"type": "array", "items": TEXT, "minItems": 1}
    )
    schemas = {  # noqa: RUF012
        "update": shape("ticket", ticket=shape("comment", comment=comment)),
        "create": shape(
            "ticket",
            ticket=shape(
                "comment", subject=TEXT, external_id=TEXT, comment=comment,
                requester=shape("email", "name", email=TEXT, name=TEXT),
            ),
        ),
    }  # fmt: skip
    routes = (
        ("GET", "/api/v2/tickets.json", "search"),
        ("GET", "/api/v2/tickets/7/comments.json", "comments"),
        ("POST", "/api/v2/uploads.json", "upload"),
        ("POST", "/api/v2/tickets.json", "open"),
        ("PUT", "/api/v2/tickets/7.json", "update"),
    )

    def __init__(self) -> None:
        super().__init__()
        self.uploads: dict[str, dict[str, bytes]] = {}
        self.next_host = ""

    def search(self, asked: Asked) -> Says:
        found = [new for new in self.opened if new["ticket"]["external_id"] == asked.query["external_id"]]
        return Says({"tickets": [{"id": 8} for _ in found]})

    def comments(self, asked: Asked) -> Says:
        here = f"{self.next_host or 'http://' + asked.headers['host']}/api/v2/tickets/7/comments.json?page%5Bafter%5D=x"
        if "page[after]" not in asked.query:
            return Says({"comments": [{"attachments": []}], "meta": {"has_more": True}, "links": {"next": here}})
        rows = [{"attachments": [{"file_name": name} for name in note.files]} for note in self.notes]
        return Says({"comments": rows, "meta": {"has_more": False}, "links": {"next": None}})

    def upload(self, asked: Asked) -> Says:
        assert "/" in asked.headers["content-type"]
        token = asked.query.get("token") or f"up{len(self.uploads)}"
        self.uploads.setdefault(token, {})[asked.query["filename"]] = asked.body
        return Says({"upload": {"token": token}}, 201)

    def open(self, asked: Asked) -> Says:
        self.opened.append(self.valid(asked.json, "create"))
        self._hold(asked.json["ticket"]["comment"])
        return Says({"ticket": {"id": 8}}, 201)

    def update(self, asked: Asked) -> Says:
        self._hold(self.valid(asked.json, "update")["ticket"]["comment"])
        return Says({"ticket": {"id": 7}})

    def _hold(self, comment: dict[str, Any]) -> None:
        files = {name: data for token in comment["uploads"] for name, data in self.uploads[token].items()}
        self.notes.append(Note(comment["html_body"], not comment["public"], files))
        self.add_files(files)


class Freshdesk(Imitation):
    """developers.freshdesk.com/api: Create a Ticket, Create a Note, List All Conversations, Filter Tickets."""

    login = ("authorization", basic("t0ken", "X"))
    schemas = {  # noqa: RUF012
        "ticket": shape(
            "email", "subject", "description", "status", "priority", "source",
            email=TEXT, subject=TEXT, description=TEXT, status={"enum": [2, 3, 4, 5]}, priority={"enum": [1, 2, 3, 4]},
            source={"enum": [1, 2, 3, 7, 9, 10]}, tags={"type": "array", "items": {"type": "string", "maxLength": 32}},
        )
    }  # fmt: skip
    routes = (
        ("GET", "/api/v2/search/tickets", "search"),
        ("GET", "/api/v2/tickets/([78])/conversations", "conversations"),
        ("POST", "/api/v2/tickets/([78])/notes", "note"),
        ("POST", "/api/v2/tickets", "open"),
    )

    def search(self, asked: Asked) -> Says:
        tag = re.fullmatch(r'"tag:\'([a-z0-9-]+)\'"', asked.query["query"])
        assert tag
        found = [new for new in self.opened if tag[1] in new["tags"]]
        return Says({"results": [{"id": 8} for _ in found], "total": len(found)})

    def conversations(self, asked: Asked, ticket: str) -> Says:
        every = [{"attachments": []}] * 130 + [
            {"attachments": [{"name": n} for n in note.files]} for note in self.notes
        ]
        size, page = int(asked.query["per_page"]), int(asked.query["page"])
        return Says(every[size * (page - 1) : size * page])

    def note(self, asked: Asked, ticket: str) -> Says:
        fields = {name: data.decode() for name, file, _, data in form(asked) if not file}
        files = {file: data for name, file, _, data in form(asked) if file and name == "attachments[]"}
        assert set(fields) == {"body", "private"} and fields["private"] in ("true", "false")
        self.notes.append(Note(fields["body"], fields["private"] == "true", files))
        self.add_files(files)
        return Says({"id": 5}, 201)

    def open(self, asked: Asked) -> Says:
        self.opened.append(self.valid(asked.json, "ticket"))
        return Says({"id": 8}, 201)


class Glpi(Imitation):
    """GLPI, apirest.md: Init session, Search items, Get sub items, Add item(s), Upload a document file."""

    login = ("app-token", "app")
    schemas = {  # noqa: RUF012
        "ticket": shape("input", input=shape("name", "content", name=TEXT, content=TEXT)),
        "followup": shape(
            "input",
            input=shape(
                "itemtype", "items_id", "content",
                itemtype={"const": "Ticket"}, items_id={"enum": ["7", "8"]}, content=TEXT, is_private={"enum": [0, 1]},
            ),
        ),
        "document": shape(
            "input",
            input=shape(
                "name", "_filename",
                name=TEXT, _filename={"type": "array", "items": TEXT, "minItems": 1}, itemtype={"const": "ITILFollowup"},
                items_id={"type": "string", "pattern": "^[0-9]+$"},
            ),
        ),
    }  # fmt: skip
    routes = (
        ("GET", "/apirest.php/initSession", "begin"),
        ("GET", "/apirest.php/killSession", "end"),
        ("GET", "/apirest.php/search/Ticket", "search"),
        ("GET", "/apirest.php/Ticket/([78])/ITILFollowup", "followups"),
        ("GET", "/apirest.php/ITILFollowup/([0-9]+)/Document_Item", "documents"),
        ("POST", "/apirest.php/Ticket", "open"),
        ("POST", "/apirest.php/ITILFollowup", "follow"),
        ("POST", "/apirest.php/Document", "document"),
    )

    def begin(self, asked: Asked) -> Says:
        if asked.headers["authorization"] != "user_token t0ken":
            return Says(["ERROR_GLPI_LOGIN_USER_TOKEN", "parameter user_token seems invalid"], 401)
        return Says({"session_token": "s3ss10n"})

    def _session(self, asked: Asked) -> None:
        assert asked.headers["session-token"] == "s3ss10n"

    def end(self, asked: Asked) -> Says:
        self._session(asked)
        return Says(None)

    def search(self, asked: Asked) -> Says:
        self._session(asked)
        wanted = asked.query["criteria[0][value]"]
        assert (asked.query["criteria[0][field]"], asked.query["criteria[0][searchtype]"]) == ("21", "contains")
        found = [new for new in self.opened if wanted in new["input"]["content"]]
        return Says({"totalcount": len(found), "data": [{"2": 8} for _ in found]} if found else {"totalcount": 0})

    def followups(self, asked: Asked, ticket: str) -> Says:
        self._session(asked)
        return Says([{"id": 40 + n, "content": note.text} for n, note in enumerate(self.notes)], 206)

    def documents(self, asked: Asked, followup: str) -> Says:
        assert asked.query["expand_dropdowns"] == "true"
        return Says([{"documents_id": name} for name in self.files])

    def open(self, asked: Asked) -> Says:
        self._session(asked)
        self.opened.append(self.valid(asked.json, "ticket"))
        return Says({"id": 8, "message": ""}, 201)

    def follow(self, asked: Asked) -> Says:
        given = self.valid(asked.json, "followup")["input"]
        self.notes.append(Note(given["content"], given["is_private"] == 1, {}))
        return Says({"id": 40, "message": ""}, 201)

    def document(self, asked: Asked) -> Says:
        self._session(asked)
        (name, _, _, manifest), (slot, file, _, data) = form(asked)
        assert (name, slot) == ("uploadManifest", "filename[0]") and file
        given = self.valid(json.loads(manifest), "document")["input"]
        assert given["_filename"] == [file] and given["items_id"] == "40"
        self.add_files({file: data})
        return Says({"id": 9, "message": "ok", "upload_result": {"filename": [{"name": file}]}}, 201)


class ServiceNow(Imitation):
    """ServiceNow REST API reference: Table API (GET, POST, PATCH), Attachment API (GET, POST /file)."""

    login = ("authorization", basic("ann", "pw"))
    existing = "INC0000007"
    schemas = {  # noqa: RUF012
        "record": shape(
            "short_description", short_description=TEXT, correlation_id=TEXT, caller_id=TEXT, assignment_group=TEXT
        ),
        "note": {**shape(work_notes=TEXT, comments=TEXT), "minProperties": 1, "maxProperties": 1},
    }
    id = "9d385017c611228701d22104cc95c371"
    routes = (
        ("GET", "/api/now/table/incident", "find"),
        ("GET", "/api/now/table/incident/([0-9a-f]{32})", "read"),
        ("GET", "/api/now/attachment", "attachments"),
        ("POST", "/api/now/table/incident", "open"),
        ("POST", "/api/now/attachment/file", "attach"),
        ("PATCH", "/api/now/table/incident/([0-9a-f]{32})", "write"),
    )

    def find(self, asked: Asked) -> Says:
        field, _, value = asked.query["sysparm_query"].partition("=")
        if field == "number":
            return Says({"result": [{"sys_id": self.id, "number": value}] if value == self.existing else []})
        found = [new for new in self.opened if new[field] == value]
        return Says({"result": [{"sys_id": self.id, "number": "INC0000008"} for _ in found]})

    def read(self, asked: Asked, record: str) -> Says:
        return Says({"result": {"work_notes": "\n\n".join(note.text for note in self.notes), "comments": ""}})

    def attachments(self, asked: Asked) -> Says:
        assert asked.query["sysparm_query"].startswith(f"table_sys_id={self.id}^file_nameSTARTSWITHheadertrace-")
        return Says({"result": [{"file_name": name} for name in self.files]})

    def open(self, asked: Asked) -> Says:
        self.opened.append(self.valid(asked.json, "record"))
        return Says({"result": {"sys_id": self.id, "number": "INC0000008"}}, 201)

    def attach(self, asked: Asked) -> Says:
        assert (asked.query["table_name"], asked.query["table_sys_id"]) == ("incident", self.id)
        self.add_files({asked.query["file_name"]: asked.body})
        return Says({"result": {}}, 201)

    def write(self, asked: Asked, record: str) -> Says:
        ((field, text),) = self.valid(asked.json, "note").items()
        self.notes.append(Note(text, field == "work_notes", {}))
        return Says({"result": {}})


class GitHub(Imitation):
    """github/rest-api-description; ``test_github.py`` holds the requests to it."""

    login = ("authorization", "Bearer t0ken")
    schemas = {"issue": shape("title", "body", title=TEXT, body=TEXT), "comment": shape("body", body=TEXT)}  # noqa: RUF012
    routes = (
        ("GET", "/repos/ann/mail/issues", "newest"),
        ("GET", "/search/issues", "search"),
        ("GET", "/repos/ann/mail/issues/7", "issue"),
        ("GET", "/repos/ann/mail/issues/7/comments", "comments"),
        ("POST", "/repos/ann/mail/issues/7/comments", "comment"),
        ("POST", "/repos/ann/mail/issues", "open"),
    )

    def newest(self, asked: Asked) -> Says:
        return Says(
            [{"number": 1, "body": None}, *({"number": 8, "body": new["body"], "html_url": "h"} for new in self.opened)]
        )

    def search(self, asked: Asked) -> Says:
        return Says({"total_count": 0, "items": []})

    def issue(self, asked: Asked) -> Says:
        return Says({"number": 7, "body": None, "html_url": "https://github.example/ann/mail/issues/7"})

    def comments(self, asked: Asked) -> Says:
        every = [{"body": f"chatter {n}"} for n in range(130)] + [{"body": note.text} for note in self.notes]
        size, page = int(asked.query["per_page"]), int(asked.query["page"])
        return Says(every[size * (page - 1) : size * page])

    def comment(self, asked: Asked) -> Says:
        self.notes.append(Note(self.valid(asked.json, "comment")["body"], False, {}))
        return Says({"html_url": "c"}, 201)

    def open(self, asked: Asked) -> Says:
        self.opened.append(self.valid(asked.json, "issue"))
        self.notes.append(Note(asked.json["body"], False, {}))
        return Says({"number": 8, "html_url": "h"}, 201)


class GitLab(Imitation):
    """gitlabhq, doc/api/issues.md (New issue), notes.md (Create new issue note), project_markdown_uploads.md."""

    login = ("private-token", "t0ken")
    schemas = {  # noqa: RUF012
        "issue": shape("title", title={**TEXT, "maxLength": 255}, description=TEXT, confidential={"type": "boolean"}),
        "note": shape("body", body=TEXT, internal={"type": "boolean"}),
    }
    routes = (
        ("GET", "/api/v4/projects/ann%2Fmail/issues", "search"),
        ("GET", "/api/v4/projects/ann%2Fmail/issues/7", "issue"),
        ("GET", "/api/v4/projects/ann%2Fmail/issues/7/notes", "list"),
        ("POST", "/api/v4/projects/ann%2Fmail/issues/7/notes", "note"),
        ("POST", "/api/v4/projects/ann%2Fmail/issues", "open"),
        ("POST", "/api/v4/projects/ann%2Fmail/uploads", "upload"),
    )

    def __init__(self) -> None:
        super().__init__()
        self.uploads: dict[str, tuple[str, bytes]] = {}

    def search(self, asked: Asked) -> Says:
        assert (asked.query["in"], asked.query["scope"]) == ("description", "all")
        found = [new for new in self.opened if asked.query["search"] in new["description"]]
        return Says([{"iid": 8, "description": new["description"], "web_url": "w"} for new in found])

    def issue(self, asked: Asked) -> Says:
        return Says({"iid": 7, "description": None, "web_url": "w"})

    def list(self, asked: Asked) -> Says:
        if asked.query["page"] == "1":
            return Says([{"body": "chatter"}], headers=(("X-Next-Page", "2"),))
        return Says([{"body": note.text} for note in self.notes], headers=(("X-Next-Page", ""),))

    def upload(self, asked: Asked) -> Says:
        ((name, file, _, data),) = form(asked)
        assert name == "file" and file
        link = f"[{file}](/uploads/{len(self.uploads)}/{file})"
        self.uploads[link] = (file, data)
        return Says({"markdown": link}, 201)

    def _hold(self, text: str, private: bool) -> None:
        files = dict(held for link, held in self.uploads.items() if link in text)
        self.notes.append(Note(text, private, files))
        self.add_files(files)

    def note(self, asked: Asked) -> Says:
        body = self.valid(asked.json, "note")
        self._hold(body["body"], body["internal"])
        return Says({"id": 1}, 201)

    def open(self, asked: Asked) -> Says:
        self.opened.append(self.valid(asked.json, "issue"))
        self._hold(asked.json["description"], asked.json["confidential"])
        return Says({"iid": 8, "web_url": "w"}, 201)


class Case(NamedTuple):
    """How a system is reached: its name, settings and environment; ``new`` are settings for a new ticket."""

    system: str
    imitation: Callable[[], Imitation]
    settings: dict[str, Any]
    env: dict[str, str]
    new: dict[str, Any] = {}  # noqa: RUF012
    comments: bool = True
    files: int = 2


ANN = {"user": "ann@example.org"}
CASES = {
    "zammad": Case("zammad", Zammad, {}, {"ZAMMAD_TOKEN": "t0ken"}, {"group": "Users", "customer": "c@example.org"}),
    "osticket": Case("osticket", OsTicket, {"name": "Ann", "email": "a@example.org", "topic": 1}, {"OSTICKET_API_KEY": "t0ken"}, comments=False),
    "jira-cloud": Case("jira", Jira, {**ANN, "flavour": "cloud"}, {"JIRA_TOKEN": "t0ken"}, {"project": "AB"}),
    "jira-datacenter": Case("jira", JiraDataCenter, {}, {"JIRA_TOKEN": "t0ken"}, {"project": "AB", "type": "Bug"}),
    "zendesk": Case("zendesk", Zendesk, ANN, {"ZENDESK_TOKEN": "t0ken"}, {"requester": "c@example.org"}),
    "freshdesk": Case("freshdesk", Freshdesk, {}, {"FRESHDESK_API_KEY": "t0ken"}, {"email": "c@example.org"}),
    "glpi": Case("glpi", Glpi, {}, {"GLPI_USER_TOKEN": "t0ken", "GLPI_APP_TOKEN": "app"}),
    "servicenow": Case("servicenow", ServiceNow, {"user": "ann"}, {"SERVICENOW_PASSWORD": "pw"}, {"caller_id": "bob"}),
    "github": Case("github", GitHub, {"repository": "ann/mail"}, {"GITHUB_TOKEN": "t0ken"}, files=0),
    "gitlab": Case("gitlab", GitLab, {"project": "ann/mail"}, {"GITLAB_TOKEN": "t0ken"}),
}  # fmt: skip
