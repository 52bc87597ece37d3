"""Which lines are a message's, on which hop, in which zone and year."""

from __future__ import annotations

import bz2
import gzip
import lzma
from pathlib import Path

import pytest

import headertrace
from headertrace.logs import collect, files_of, following
from headertrace.logs import searching as module
from headertrace.logs.collecting import of_index, wanted
from headertrace.logs.following import follow
from headertrace.logs.indexing import Indexed, index
from headertrace.logs.reading import LogFile
from headertrace.logs.searching import FoundById, search
from headertrace.records.logs import Logged
from headertrace.records.vocabulary import LogKind

from .way import ID, MAIL, MX, NEXT, RELAY, logged, traced

OTHER = RELAY.replace("7@example.net", "8@example.net").replace("bob@", "carol@")


def test_each_host_has_its_stay(tmp_path: Path) -> None:
    found, broken = logged(tmp_path, relay=RELAY, mx=MX)
    assert broken == []
    assert [(stay.hop, stay.host, stay.id, stay.seconds, stay.outcome) for stay in found.stays] == [
        (1, "relay.example.net", ID, 1801.0, "sent"),
        (2, "mx.example.org", NEXT, 0.5, "delivered"),
    ]


def test_the_order_of_the_logs_does_not_matter(tmp_path: Path) -> None:
    assert logged(tmp_path, relay=RELAY, mx=MX)[0].stays == logged(tmp_path, mx=MX, relay=RELAY)[0].stays


def test_parts_of_the_time(tmp_path: Path) -> None:
    parts = logged(tmp_path, relay=RELAY)[0].stays[0].parts
    assert parts is not None and (parts.before_s, parts.queue_s, parts.connect_s, parts.send_s) == (
        0.0,
        1800.0,
        0.5,
        0.5,
    )


@pytest.mark.parametrize("before", [True, False])
def test_an_id_used_for_another_message_is_left_out(tmp_path: Path, before: bool) -> None:
    text = (
        OTHER.replace("Nov 24 08:", "Nov 24 07:") + RELAY
        if before
        else RELAY + OTHER.replace("Nov 24 08:", "Nov 24 09:")
    )
    stay = logged(tmp_path, relay=text)[0].stays[0]
    assert {event.recipient for event in stay.events} == {None, "bob@example.org"}
    assert len(logged(tmp_path, relay=text)[0].stays) == 1


def test_a_borrowed_message_id_is_left_out(tmp_path: Path) -> None:
    text = RELAY + RELAY.replace(ID, "BBBB2222").replace(NEXT, "CCCC3333").replace("bob@", "eve@")
    assert [stay.id for stay in logged(tmp_path, relay=text)[0].stays] == [ID]


def test_the_same_id_on_another_host_is_left_out(tmp_path: Path) -> None:
    elsewhere = OTHER.replace(" relay ", " other ")
    assert [stay.host for stay in logged(tmp_path, relay=RELAY, other=elsewhere)[0].stays] == ["relay.example.net"]


def test_hosts_that_a_log_names_by_their_addresses(tmp_path: Path) -> None:
    pairs = zip(RELAY.splitlines(True), OTHER.splitlines(True), strict=True)
    both = "".join(line for pair in pairs for line in pair)
    lines = both.replace(" relay ", " 192.0.2.30 ").splitlines(True)
    lines[1::2] = [line.replace(" 192.0.2.30 ", " 192.0.2.31 ") for line in lines[1::2]]
    (stay,) = logged(tmp_path, both="".join(lines))[0].stays
    assert {event.line.host for event in stay.events} == {"192.0.2.30"}


def test_a_longer_id_that_holds_the_id_is_another(tmp_path: Path) -> None:
    text = RELAY + "Nov 24 08:00:02 relay postfix/qmgr[9]: " + ID + "B: removed\n"
    assert all(event.id == ID for event in logged(tmp_path, relay=text)[0].stays[0].events)


def test_what_a_hand_over_names_is_followed_backwards_and_on(tmp_path: Path) -> None:
    # The header's own lines of the middle host are gone: its log is found by the ids on both sides.
    mail = MAIL.replace(f"id {ID}", "id 00000000")
    found = logged(tmp_path, mail, relay=RELAY, mx=MX)[0]
    assert [(stay.id, stay.hop) for stay in found.stays] == [(NEXT, 2), (ID, None)]


@pytest.mark.parametrize(("zone", "hours"), [("+0100", 1), ("-0500", -5), ("+0530", 5.5)])
def test_the_zone_is_that_of_the_stamp(tmp_path: Path, zone: str, hours: float) -> None:
    local = f"{int(8 + hours):02}:{30 if hours % 1 else '00'}:01 {zone}"
    mail = MAIL.replace("08:00:01 +0000", local)
    text = RELAY.replace("08:00:0", f"{int(8 + hours):02}:{30 if hours % 1 else '00'}:0")
    stay = logged(tmp_path, mail, relay=text)[0].stays[0]
    assert stay.accepted is not None and f"{stay.accepted:%H:%M:%S}" == "08:00:01"
    assert stay.zone == "by the stamp of the same host"


def test_a_log_in_another_zone_than_the_header(tmp_path: Path) -> None:
    stay = logged(tmp_path, relay=RELAY.replace(" 08:", " 09:"))[0].stays[0]
    assert stay.accepted is not None and f"{stay.accepted:%H:%M:%S}" == "08:00:01"


def test_the_year_is_the_nearest(tmp_path: Path) -> None:
    mail = MAIL.replace("Tue, 24 Nov 2026 08:30:02", "Fri, 1 Jan 2027 00:29:02").replace(
        "Tue, 24 Nov 2026 08:00:01", "Thu, 31 Dec 2026 23:59:01"
    )
    text = RELAY.replace("Nov 24 08:00:0", "Dec 31 23:59:0").replace("Nov 24 08:30:0", "Jan  1 00:29:0")
    stay = logged(tmp_path, mail, relay=text)[0].stays[0]
    assert (stay.accepted, stay.left) != (None, None) and (stay.accepted.year, stay.left.year) == (2026, 2027)  # type: ignore[union-attr]


@pytest.mark.parametrize(("ending", "pack"), [("gz", gzip.compress), ("bz2", bz2.compress), ("xz", lzma.compress)])
def test_packed_and_rotated(tmp_path: Path, ending: str, pack: object) -> None:
    lines = RELAY.splitlines(keepends=True)
    (tmp_path / f"mail.log.1.{ending}").write_bytes(pack("".join(lines[:4]).encode()))  # type: ignore[operator]
    (tmp_path / "mail.log").write_text("".join(lines[4:]))
    found = collect([headertrace.trace(MAIL.encode())], list(files_of((str(tmp_path),))), lambda *_: None)[0]
    assert [(stay.seconds, len(stay.events)) for stay in found.stays] == [(1801.0, 6)]
    assert {event.line.number for event in found.stays[0].events} == {1, 2, 3, 4}


def test_a_broken_pack_is_told_and_the_rest_is_read(tmp_path: Path) -> None:
    (tmp_path / "broken.log").write_bytes(gzip.compress(MX.encode())[:60])
    broken: list[str] = []
    places = list(files_of((str(tmp_path / "broken.log"),)))
    (tmp_path / "relay.log").write_text(RELAY)
    places += files_of((str(tmp_path / "relay.log"),))
    found = collect([headertrace.trace(MAIL.encode())], places, lambda name, why: broken.append(name))[0]
    assert len(broken) == 1 and broken[0].endswith("broken.log")
    assert [stay.id for stay in found.stays] == [ID]


def test_line_numbers_are_those_of_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    noise = "Nov 24 07:00:00 relay cron[1]: x\n" * 5_000
    monkeypatch.setattr("headertrace.logs.reading.BLOCK", 4_096)
    text = noise + RELAY + noise
    found = logged(tmp_path, relay=text)[0]
    for event in found.stays[0].events:
        assert text.splitlines()[event.line.number - 1] == event.line.text


def test_lines_before_the_one_that_names_the_id_are_found(tmp_path: Path) -> None:
    # Only the Message-ID leads there: the id stands in the line before.
    mail = MAIL.replace(f"id {ID}", "").replace(f"id {NEXT}", "")
    found = logged(tmp_path, mail, relay=RELAY)[0]
    assert found.stays[0].events[0].kind == "accepted"


def test_a_refusal_without_an_id_is_taken_where_only_one_will_do(tmp_path: Path) -> None:
    found = logged(tmp_path, relay=RELAY, mx=MX)[0]
    assert [event.kind for event in found.stays[0].events if event.id is None] == ["greylisted"]
    again = MX.replace("NOQUEUE: reject", "NOQUEUE: reject", 1)
    doubled = again.splitlines()[0] + "\n" + again
    assert [
        event.kind for event in logged(tmp_path, relay=RELAY, mx=doubled)[0].stays[0].events if event.id is None
    ] == []


def test_each_recipient_has_its_own_refusal(tmp_path: Path) -> None:
    relay, mx = RELAY.splitlines(True), MX.splitlines(True)
    relay.insert(4, relay[3].replace("bob@", "carol@"))
    mx.insert(1, mx[0].replace("bob@", "carol@"))
    found = logged(tmp_path, relay="".join(relay), mx="".join(mx))[0]
    assert [event.recipient for event in found.stays[0].events if event.id is None] == [
        "bob@example.org",
        "carol@example.org",
    ]


def test_a_log_that_is_gone_is_told(tmp_path: Path) -> None:
    told: list[str] = []
    files = [LogFile("gone.log", tmp_path / "gone.log")]
    (found,) = collect([headertrace.trace(MAIL.encode())], files, lambda name, why: told.append(name))
    assert (found.stays, told) == ((), ["gone.log"])


@pytest.mark.parametrize("most", [3, 5, 400])
def test_an_index_gives_what_a_search_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    monkeypatch.setattr(module, "MOST_IDS", most)
    for name, text in (("relay", RELAY), ("mx", MX)):
        (tmp_path / name).write_text(text)
    files = [LogFile(name, tmp_path / name) for name in ("relay", "mx")]
    asked = wanted(headertrace.trace(MAIL.encode()))
    index(files, str(tmp_path / "index"), lambda *_: None)
    searched, indexed = (
        FoundById(search(files, asked, lambda *_: None)).of(asked),
        Indexed(str(tmp_path / "index")).of(asked),
    )
    assert searched.events
    assert [event.line.number for event in indexed.events] == [event.line.number for event in searched.events]


# Logs in which a line without an id is the message's, or any of several messages'.
NAMELESS: dict[str, tuple[str, str, int]] = {
    "one": (RELAY, MX, 1),
    "two that would do": (RELAY, MX.splitlines(True)[0] + MX, 0),
    "of another day": (RELAY, MX.replace("Nov 24 08:00:02", "Nov 27 08:00:02"), 0),
    "of another sender": (RELAY, MX.replace("from=<ann@example.net> to=", "from=<eve@example.net> to="), 0),
    "behind midnight there": (
        RELAY.replace(" 08:", " 23:"), MX.replace("Nov 24 08:3", "Nov 25 08:3").replace("Nov 24 08:0", "Nov 25 08:0"), 1,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", NAMELESS)
def test_an_index_knows_lines_without_an_id(tmp_path: Path, name: str) -> None:
    relay, mx, count = NAMELESS[name]
    mail = MAIL
    if name == "behind midnight there":
        mail = mail.replace("24 Nov 2026 08:30:02 +0000 (UTC)", "25 Nov 2026 08:30:02 +0900").replace(
            " 08:00:01 +0000", " 23:00:01 +0000"
        )
    (tmp_path / "relay").write_text(relay)
    (tmp_path / "mx").write_text(mx)
    files = [LogFile(name, tmp_path / name) for name in ("relay", "mx")]
    index(files, str(tmp_path / "index"), lambda *_: None)
    trace = headertrace.trace(mail.encode())
    (searched,) = collect([trace], files, lambda *_: None)
    indexed = of_index(trace, Indexed(str(tmp_path / "index")))

    def told(logged: Logged) -> list[tuple[str, int, LogKind]]:
        return [(event.line.file, event.line.number, event.kind) for stay in logged.stays for event in stay.events]

    assert told(indexed) == told(searched)
    assert [event.kind for stay in indexed.stays for event in stay.events if event.id is None] == ["greylisted"] * count


def test_many_ids_end_somewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A log in which each line leads to the next is somebody's game."""
    monkeypatch.setattr(module, "MOST_IDS", 50)
    chain = "".join(
        f"Nov 24 08:00:01 relay postfix/smtp[1]: {0xA00000 + n:X}: to=<b@example.org>, relay=mx[192.0.2.9]:25, delay=1, delays=0/0/0/1, dsn=2.0.0, status=sent (250 Ok: queued as {0xA00001 + n:X})\n"
        for n in range(500)
    )
    found = logged(tmp_path, MAIL.replace(ID, "A00000"), relay=chain)[0]
    assert len(found.stays) <= 52


def test_of_very_many_ids_the_same_are_taken_each_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_IDS", 3)
    log = "".join(
        f"Nov 24 08:00:01 relay postfix/cleanup[1]: {0xA00000 + n:X}: message-id=<7@example.net>\n" for n in range(9)
    )
    found = logged(tmp_path, MAIL.replace(ID, "A00007").replace(NEXT, "A00008"), relay=log)[0]
    assert [stay.id for stay in found.stays] == ["A00007", "A00008"]


def test_ways_in_a_ring_are_followed_once_round(tmp_path: Path) -> None:
    """Each hands on to the next, and the last to the first."""
    log = "".join(
        f"Nov 24 08:00:0{n} relay postfix/cleanup[1]: {ident}: message-id=<7@example.net>\n"
        f"Nov 24 08:00:0{n} relay postfix/smtp[1]: {ident}: to=<b@example.org>, relay=mx[192.0.2.9]:25, delay=1, delays=0/0/0/1, dsn=2.0.0, status=sent (250 Ok: queued as {following})\n"
        for n, (ident, following) in enumerate((("AAAA01", "AAAA02"), ("AAAA02", "AAAA03"), ("AAAA03", "AAAA01")))
    )
    path = tmp_path / "mail.log"
    path.write_text(log)
    (one,) = follow([LogFile("mail.log", path)], None, "7@example.net", lambda *_: None)
    assert [stay.id for stay in one.logged.stays] == ["AAAA01", "AAAA02", "AAAA03"]


def test_uses_of_an_id_are_followed_by_one_search(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = "".join(
        f"Nov 24 08:00:0{n} relay postfix/smtpd[1]: AAAA01: client=desk.example.net[192.0.2.1]\n"
        f"Nov 24 08:00:0{n} relay postfix/cleanup[1]: AAAA01: message-id=<{n}@example.net>\n"
        f"Nov 24 08:00:0{n} relay postfix/qmgr[1]: AAAA01: removed\n"
        for n in range(9)
    )
    path = tmp_path / "mail.log"
    path.write_text(log)
    searched = []
    monkeypatch.setattr(following, "search", lambda *given: searched.append(given) or search(*given))
    found = follow([LogFile("mail.log", path)], "AAAA01", None, lambda *_: None)
    assert [one.message_id for one in found] == [f"{n}@example.net" for n in range(9)]
    assert all(len(one.logged.stays) == 1 for one in found) and len(searched) == 2
    notes: list[str] = []
    found = follow([LogFile("mail.log", path)], "AAAA01", None, lambda *_: None, note=notes.append, most=2)
    assert [one.message_id for one in found] == ["7@example.net", "8@example.net"]
    assert notes == ["AAAA01 was the id of 9 messages: these are the last 2; name any other by --message-id"]


def test_nothing_moves_without_logs(tmp_path: Path) -> None:
    plain, empty = headertrace.trace(MAIL.encode()), traced(tmp_path, relay="")
    assert empty.delays == plain.delays and empty.hops == plain.hops


def test_a_deferral_has_the_words_of_the_lines_before(tmp_path: Path) -> None:
    """Courier says first what was answered, and then that the message waits."""
    ident = "0000000000041234.6A13B955.00001F2E"
    log = (
        f"Nov 24 08:00:01 relay courierd: newmsg,id={ident}: dns; desk.example.net (desk.example.net [192.0.2.1])\n"
        f"Nov 24 08:00:01 relay courierd: started,id={ident},from=<ann@example.net>,module=esmtp,host=mx.example.org,addr=<bob@example.org>\n"
        f"Nov 24 08:00:02 relay courieresmtp: id={ident},from=<ann@example.net>,addr=<bob@example.org>: 451 4.7.1 Greylisted\n"
        f"Nov 24 08:00:02 relay courieresmtp: id={ident},from=<ann@example.net>,addr=<bob@example.org>,status: deferred\n"
        f"Nov 24 08:30:02 relay courieresmtp: id={ident},from=<ann@example.net>,addr=<bob@example.org>,size=9,success: 250 Ok: queued as {NEXT}\n"
    )
    trace = traced(tmp_path, MAIL.replace(f"id {ID}", f"id {ident}"), relay=log)
    deferred = next(event for event in trace.hops[0].log.events if event.kind == "deferred")  # type: ignore[union-attr]
    assert (deferred.reply, deferred.peer) == ("451 4.7.1 Greylisted", "mx.example.org")
    assert [(delay.cause, delay.certainty) for delay in trace.delays if delay.hop == 2] == [("greylisting", "measured")]
