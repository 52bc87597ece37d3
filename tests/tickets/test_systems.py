"""Every system: a new ticket, a comment on an old one, once each, whatever breaks in between."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from headertrace import trace
from headertrace.remote.answers import Answer
from headertrace.remote.errors import Failed, Refused
from headertrace.remote.requests import Request
from headertrace.remote.secrets import Secret
from headertrace.tickets import SYSTEMS, load
from headertrace.tickets.delivery import deliver, performer, rehearse
from headertrace.tickets.places import place
from headertrace.tickets.report import Report, compose
from headertrace.tickets.system import Flow, Outcome, Place
from helpers.http_server import Says, Server, serving

from .command import MAIL
from .systems import CASES, Case, Imitation, Zendesk

# RT is played by a real one in the lab; what it may answer besides is held here.
EVERY = {**CASES, "rt": Case("rt", Imitation, {}, {"RT_TOKEN": "t0ken"}, {"queue": "General"})}
WITH_COMMENTS = sorted(name for name, case in CASES.items() if case.comments)


@pytest.fixture(autouse=True)
def own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))


@pytest.fixture
def case(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Case:
    found = EVERY[request.param]
    for name, value in found.env.items():
        monkeypatch.setenv(name, value)
    return found


@pytest.fixture
def imitation(case: Case) -> Imitation:
    return case.imitation()


@pytest.fixture
def server(imitation: Imitation) -> Iterator[Server]:
    with serving(imitation) as made:
        yield made


@cache
def composed(body: str, mail: bytes) -> Report:
    return compose(trace(mail), mail, body)


def made(case: Case, mail: bytes = MAIL) -> Report:
    return composed(load(case.system).body, mail)


def target(
    case: Case, server: Server, ticket: str | None = None, public: bool | None = None, again: bool = False
) -> Place:
    system = load(case.system)
    config = {"url": server.url, "timeout": 5, **case.settings, **({} if ticket else case.new)}
    public = not system.private if public is None else public
    return place(system, config, ticket=ticket, public=public, again=again)


def send(case: Case, where: Place, mail: bytes = MAIL) -> Outcome:
    return deliver(load(case.system).deliver(made(case, mail), where), performer(where, lambda text: None))


def held_once(case: Case, imitation: Imitation) -> None:
    """One note, and every file once, byte for byte."""
    report = made(case)
    assert [report.mark in note.text or bool(note.files) for note in imitation.notes] == [True]
    assert {name: len(found) for name, found in imitation.files.items()} == (
        {file.name: 1 for file in report.attachments} if case.files else {}
    )
    assert all(imitation.files[file.name] == [file.data] for file in report.attachments if case.files)


@pytest.mark.parametrize("case", sorted(CASES), indirect=True)
def test_a_new_ticket_is_opened_once(case: Case, imitation: Imitation, server: Server) -> None:
    first = send(case, target(case, server))
    assert (first.sent, len(imitation.opened)) == (True, 1)
    held_once(case, imitation)
    second = send(case, target(case, server))
    assert second.sent is False
    assert second.ticket in (first.ticket, None)
    assert len(imitation.opened) == 1
    held_once(case, imitation)


@pytest.mark.parametrize("case", WITH_COMMENTS, indirect=True)
def test_a_ticket_is_commented_on_once_and_privately(case: Case, imitation: Imitation, server: Server) -> None:
    where = target(case, server, imitation.existing)
    assert send(case, where).sent is True
    assert send(case, where).sent is False
    assert not imitation.opened
    held_once(case, imitation)
    assert imitation.notes[0].private is load(case.system).private


@pytest.mark.parametrize("case", WITH_COMMENTS, indirect=True)
def test_public_when_told(case: Case, imitation: Imitation, server: Server) -> None:
    send(case, target(case, server, imitation.existing, public=True))
    assert [note.private for note in imitation.notes] == [False]


@pytest.mark.parametrize("case", WITH_COMMENTS, indirect=True)
def test_again_when_told_and_another_message_anyway(case: Case, imitation: Imitation, server: Server) -> None:
    send(case, target(case, server, imitation.existing))
    send(case, target(case, server, imitation.existing, again=True))
    assert len(imitation.notes) == 2
    send(case, target(case, server, imitation.existing), MAIL.replace(b"lunch", b"tea"))
    assert len(imitation.notes) == 3


@pytest.mark.parametrize("ticket", ["new", "old"])
@pytest.mark.parametrize("how", ["refused", "lost"])
@pytest.mark.parametrize("case", WITH_COMMENTS, indirect=True)
def test_what_broke_off_is_taken_up_again(case: Case, how: str, ticket: str) -> None:
    """The n-th write is refused, or done and its answer lost: running again makes it whole, once."""
    nth, done = 1, False
    while not done:
        imitation = case.imitation()
        setattr(imitation, "fail_at" if how == "refused" else "break_at", nth)
        with serving(imitation) as server:
            where = target(case, server, imitation.existing if ticket == "old" else None)
            try:
                send(case, where)
                done = True
            except Failed:
                pass
            imitation.fail_at = imitation.break_at = None
            send(case, where)
        assert len(imitation.opened) == (1 if ticket == "new" else 0)
        held_once(case, imitation)
        nth += 1
    assert nth > 2


@pytest.mark.parametrize("case", sorted(CASES), indirect=True)
def test_a_wrong_credential_is_one_line(
    case: Case, imitation: Imitation, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in case.env:
        monkeypatch.setenv(name, "wr0ng-credential")
    with pytest.raises(Failed) as caught:
        send(case, target(case, server))
    assert "does not know it with" in str(caught.value) and "wr0ng" not in str(caught.value)
    assert not imitation.notes and not imitation.opened


@pytest.mark.parametrize(
    "body", [b"<html>maintenance</html>", b"{", b"null", b"[]", b"{}", b"7", b'{"items": 3}', b'{"id": true}']
)
@pytest.mark.parametrize("case", sorted(set(CASES) - {"osticket"}), indirect=True)
def test_garbage_is_a_failure_and_no_traceback(case: Case, body: bytes) -> None:
    for ticket in (case.imitation().existing, None):
        with serving(lambda asked: Says(body)) as server, pytest.raises(Failed):
            for _ in range(2):
                send(case, target(case, server, ticket))
                # An empty list is a right answer to a search: then the writes fail.
                raise Failed("taken")


@pytest.mark.parametrize("case", sorted(CASES), indirect=True)
def test_a_rehearsal_sends_nothing_and_shows_all(case: Case, imitation: Imitation, server: Server) -> None:
    """The real run makes the requests that the rehearsal printed, in the same order."""
    for ticket in (imitation.existing, None) if case.comments else (None,):
        where = target(case, server, ticket)
        shown = list(rehearse(load(case.system).deliver(made(case), where)))
        assert not imitation.notes and not imitation.opened
        text = "\n".join(shown)
        assert not any(value in text for value in case.env.values() if value != "app")
        assert case.files == 0 or text.count("sha256") >= 2
        planned = [line.split()[0] for step in shown for line in step.splitlines()[1:2] if line.split()[0].isupper()]
        before = len(server.asked)
        send(case, where)
        writes = [asked.method for asked in server.asked[before:] if asked.method != "GET"]
        assert [method for method in planned if method != "GET"] == writes
        imitation.notes.clear(), imitation.files.clear(), imitation.opened.clear()


@pytest.mark.parametrize("body", ["text", "pre", "markdown", "jira"])
def test_a_long_report_is_cut_to_what_the_system_takes(body: str) -> None:
    whole = compose(trace(MAIL), MAIL, body)
    longest = len(whole.body) * 2 // 3
    short = compose(trace(MAIL), MAIL, body, None, longest)
    assert len(whole.body) // 2 < len(short.body) <= longest
    assert short.mark in short.body[-100:] and "(cut here)" in short.body and "(cut here)" not in whole.body
    assert short.digest == whole.digest
    assert compose(trace(MAIL), MAIL, body, None, len(whole.body)).body == whole.body


TRAVERSALS = [
    "../7",
    "7/../../users",
    "7?x=1",
    "7 OR 1=1",
    "7\r\nX: y",
    "%2e%2e",
    "-1",
    "",
    "٧",
    "7\n",
    "a" * 200,
    "AB-7/x",
]


@pytest.mark.parametrize("ticket", TRAVERSALS)
@pytest.mark.parametrize("name", SYSTEMS)
def test_a_ticket_s_name_is_no_path(name: str, ticket: str) -> None:
    system = load(name)
    with pytest.raises(Refused, match=r"not a ticket of|new tickets only"):
        place(system, {}, ticket=ticket, public=True)


@pytest.mark.parametrize("case", ["zendesk"], indirect=True)
def test_the_next_page_is_on_the_same_server(case: Case, imitation: Imitation, server: Server) -> None:
    assert isinstance(imitation, Zendesk)
    with serving([Says({})]) as stranger:
        imitation.next_host = stranger.url
        with pytest.raises(Failed, match="points to another host"):
            send(case, target(case, server, "7"))
    assert not stranger.asked


HOSTILE = (
    MAIL.replace(b"lunch", subject).replace(b"ann@example.net", b"@all /close ann@example.net")
    for subject in (
        b"=?utf-8?q?x=0A/close=0A/assign_=40root?=",
        b"/close @everyone #1 [x](javascript:alert(1)) ![](http://evil.example/)",
        b"<script>alert(1)</script></pre><img src=x onerror=alert(1)>",
        b"[code]<script>alert(1)</script>[/code] {noformat} [~admin] !http://evil.example/x.png!",
        b"=?utf-8?q?a=1B]0;x=07=E2=80=AEb?=",
    )
)


@pytest.mark.parametrize("mail", list(HOSTILE), ids=range(5))
@pytest.mark.parametrize("case", sorted(CASES), indirect=True)
def test_hostile_headers_say_nothing_to_the_system(
    case: Case, mail: bytes, imitation: Imitation, server: Server
) -> None:
    send(case, target(case, server), mail)
    text = imitation.notes[0].text
    assert "\x1b" not in text and "\u202e" not in text
    if load(case.system).body == "pre":
        assert "<script" not in text and "<img" not in text and text.count("<pre>") == text.count("</pre>") == 1
    if case.system == "gitlab":
        assert not any(line.lstrip().startswith("/") for line in text.splitlines())
    if case.system == "servicenow":
        assert "[code]" not in text and "[/code]" not in text
    if case.system == "jira":
        assert text.count("{noformat}") % 2 == 0 and "[~admin]" not in text.partition("{noformat}")[0]
    title = str(imitation.opened[0])
    assert "\\n/close" not in title and "\x1b" not in title


def test_every_system_is_in_the_index_and_its_settings_are_told() -> None:
    folder = Path(load("rt").deliver.__code__.co_filename).parent
    told = {path.stem for path in folder.glob("*.py") if "\nSYSTEM = System(" in path.read_text("utf-8")}
    assert told == set(SYSTEMS)
    for name in SYSTEMS:
        system = load(name)
        assert system.name == name
        assert "Source: " in str(__import__(f"headertrace.tickets.{name}", fromlist=["x"]).__doc__) or name in (
            "file",
            "email",
        )
        assert all(setting.help and setting.needed in ("", "new", "always") for setting in system.settings.values())
        assert len({item.variable for item in system.credentials}) == len(system.credentials)


NAMES = (
    "items", "id", "number", "pages", "upload", "token", "ticket", "tickets", "comments", "meta", "has_more", "links",
    "next", "attachments", "file_name", "filename", "name", "result", "results", "sys_id", "work_notes", "iid", "web_url",
    "html_url", "body", "description", "markdown", "issues", "key", "fields", "attachment", "total", "totalcount", "data",
    "2", "session_token", "content", "documents_id", "Filename",
)  # fmt: skip
WORDS = ("", "7", "a/../b", "..", "\x1b[31m", "x\r\nY: z", "9" * 5000, "next", "\ud800", "http://[", "0", "Ünicode")
LEAVES = st.sampled_from((None, True, False, 0, 1, -1, 7, 10**30, 1.5, float("inf"), *WORDS))
ANYTHING = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=8)
    ),
    max_leaves=30,
)  # fmt: skip


@pytest.mark.parametrize("case", sorted(EVERY), indirect=True)
@settings(max_examples=150, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_answer_is_read_or_refused(case: Case, data: st.DataObject) -> None:
    """Each step of a delivery is answered by a value of any form, or by what a rehearsal would, spoiled somewhere."""
    system = load(case.system)
    ticket = data.draw(st.sampled_from([case.imitation().existing, None])) if case.comments else None
    config = {"url": "https://x.example", **case.settings, **({} if ticket else case.new)}
    flow = system.deliver(made(case), place(system, config, ticket=ticket, public=not system.private))
    try:
        step = next(flow)
        for _ in range(30):
            if isinstance(step, Request):
                for part in urlsplit(step.url).path.split("/"):
                    assert part not in ("..", ".") and part.isprintable() and "\x1b" not in part
            said = data.draw(st.just(step.stand_in) | spoiled(step.stand_in) | ANYTHING)
            step = flow.send(Answer(said, headers={"x-next-page": data.draw(st.sampled_from(WORDS))}))
    except StopIteration as end:
        outcome: Outcome = end.value
        assert outcome.ticket is None or re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_.#-]*", outcome.ticket)
    except Failed as error:
        assert "\n" not in str(error) and str(error).isprintable()


def spoiled(value: object) -> st.SearchStrategy[object]:
    """The value with something else in the place of any of its parts."""
    if isinstance(value, dict) and value:
        return st.fixed_dictionaries({key: spoiled(part) for key, part in value.items()})
    if isinstance(value, list):
        return st.lists(ANYTHING, max_size=2)
    return st.just(value) | LEAVES | ANYTHING


ENDLESS = {
    "rt": {"items": [{"Filename": "other"}] * 100, "pages": 10**9},
    "jira": {"comments": [{"body": "other"}], "total": 10**9, "fields": {"attachment": []}},
    "freshdesk": [{"attachments": []}] * 100,
    "gitlab": [{"body": "other"}],
    "zendesk": {"comments": [{}], "meta": {"has_more": True}, "links": {"next": "https://x.example/next"}},
}


@pytest.mark.parametrize("case", sorted(name for name, case in EVERY.items() if case.system in ENDLESS), indirect=True)
def test_a_list_without_end_is_given_up_and_again_does_not_look(case: Case) -> None:
    system = load(case.system)
    config = {"url": "https://x.example", **case.settings}
    looked = []
    for again in (False, True):
        where = place(system, config, ticket=case.imitation().existing, public=not system.private, again=again)
        flow, asked = system.deliver(made(case), where), 0
        try:
            step = next(flow)
            while True:
                asked += 1
                assert asked < 200 and isinstance(step, Request)
                endless = (
                    step.method == "GET" and step.url.rpartition("/")[2].partition("?")[0] != case.imitation().existing
                )
                said = ENDLESS[case.system] if endless else step.stand_in
                step = flow.send(Answer(said, headers={"x-next-page": "2"}))
        except StopIteration:
            assert again
        except Failed as error:
            assert not again and "more than 100 pages" in str(error)
        looked.append(asked)
    assert 100 <= looked[0] <= 102 and looked[1] < 6


def test_what_a_server_calls_a_ticket_is_safe_to_print() -> None:
    """The last line that is printed: no control sequence, no credential, whatever the server says."""

    def flow() -> Flow:
        yield Request("GET", "https://x.example", "look")
        return Outcome("s3cr3t-t0ken", "https://x.example/\x1b]8;;evil\x07\r\n s3cr3t-t0ken")

    done = deliver(flow(), lambda step: Answer(), [Secret("s3cr3t-t0ken", "token from X")])
    assert done.ticket == "[token from X]"
    assert done.url == "https://x.example/\\x1b]8;;evil\\x07 [token from X]"
