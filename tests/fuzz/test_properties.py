"""What holds of any sound mail that is made up, in every form that it may come in; and of seeds that are harmed."""

from __future__ import annotations

import bz2
import gzip
import lzma
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import headertrace
from fuzz.mutation import mutated
from fuzz.seeds import LINE, tarred, zipped
from fuzz.targets import TARGETS
from headertrace.logs.searching import read as read_log
from headertrace.syntax.dates import parse_date
from helpers.strategies import (
    DATES,
    HOSTS,
    LINES,
    MAILBOXES,
    MAILS,
    REFUSALS,
    RESULTS,
    SENT,
    Dated,
    Line,
    Mail,
    Refusal,
    Result,
    Sent,
    authentication_results,
    bounce,
    in_json,
)

CORPUS = Path(__file__).parent / "corpus"
# The same ones each time: new ones are what the fuzzers are for.
FEW = settings(max_examples=10, derandomize=True)
FEWER = settings(max_examples=4, derandomize=True)


@given(DATES)
def test_a_date_is_the_moment_that_was_written(date: Dated) -> None:
    assert parse_date(date.text).utc == date.utc


@FEW
@given(LINES)
def test_a_received_line_says_what_was_written(line: Line) -> None:
    got = headertrace.parse_received(line.value)
    assert (got.helo, got.rdns, got.ip, got.by, got.id, got.recipient, got.time) == (
        line.helo, line.rdns, line.ip, line.by, line.id, line.recipient, line.utc
    )  # fmt: skip
    assert not got.defects


@FEW
@given(MAILS)
def test_every_line_is_a_hop(mail: Mail) -> None:
    (found,) = headertrace.read(mail.data)
    trace = headertrace.trace(found)
    written = [line.id for line in reversed(mail.lines)]
    # A list of lines that go back in time and fit the other way is one that was turned.
    assert [hop.received.id for hop in trace.hops] in (written, written[::-1])
    assert trace.message.message_id == mail.message_id and not trace.unparsed


def _boxes(mails: list[Mail]) -> dict[str, bytes]:
    mbox = b"".join(LINE + mail.data + b"\n" for mail in mails)
    files = {f"{number}.eml": mail.data for number, mail in enumerate(mails)}
    mark = b"\1\1\1\1\n"
    return {
        "mbox": mbox, "mmdf": b"".join(mark + mail.data + mark for mail in mails), "zip": zipped(files),
        "tar": tarred(files), "gzip": gzip.compress(mbox), "bzip2": bz2.compress(mbox), "xz": lzma.compress(mbox),
        "zip within gzip": gzip.compress(zipped(files)), "json": in_json(mails),
    }  # fmt: skip


@FEW
@given(MAILBOXES)
def test_no_container_loses_a_message(mails: list[Mail]) -> None:
    for name, data in _boxes(mails).items():
        found = [(message.first("Message-ID"), len(message.all("Received"))) for message in headertrace.read(data)]
        told = [(field.value if field else None, lines) for field, lines in found]
        assert told == [(mail.message_id, len(mail.lines)) for mail in mails], name


@FEW
@given(MAILS, HOSTS, RESULTS)
def test_results_are_what_a_server_wrote(mail: Mail, server: str, results: list[Result]) -> None:
    value = authentication_results(server, results)
    trace = headertrace.trace(f"Authentication-Results: {value}\n".encode() + mail.data)
    assert trace.authentication is not None
    found = [(item.method, item.result, item.authserv_id) for item in trace.authentication.results]
    assert found == [(item.method, item.result, server) for item in results]


@FEW
@given(HOSTS, REFUSALS, MAILS)
def test_a_notice_tells_of_each_recipient_and_of_what_came_back(
    host: str, refusals: list[Refusal], returned: Mail
) -> None:
    data = bounce(host, refusals, returned)
    trace = headertrace.trace(data)
    found = {(item.recipient, item.status, item.reply) for item in trace.reports}
    assert found == {(item.recipient, item.status, item.reply) for item in refusals}
    assert trace.returned is not None and trace.returned.path.received == len(returned.lines)
    TARGETS["bounce"].check(data)


@FEW
@given(SENT)
def test_a_line_of_a_log_tells_what_was_done(sent: Sent) -> None:
    event = read_log(sent.text, "mail.log", 1)
    assert event is not None and event.kind == "sent"
    assert (event.id, event.recipient, event.peer, event.delay_s) == (sent.id, sent.recipient, sent.peer, sent.delay_s)


@pytest.mark.parametrize("name", ["renderings", "redaction", "served", "compared", "pasted"])
def test_sound_mail_through_what_shows_and_hides_it(name: str) -> None:
    @FEWER
    @given(MAILS)
    def holds(mail: Mail) -> None:
        TARGETS[name].check(mail.data)

    holds()


@pytest.mark.parametrize("name", TARGETS)
def test_harmed_seeds_keep_every_promise(name: str) -> None:
    seeds = TARGETS[name].seeds()

    @FEWER
    @given(st.integers(0, 2**32))
    def holds(seed: int) -> None:
        chance = random.Random(seed)
        TARGETS[name].check(mutated(chance.choice(seeds), chance.choice(seeds), chance)[:8_000])

    holds()


@pytest.mark.parametrize("path", sorted(CORPUS.glob("*/*")), ids=lambda path: f"{path.parent.name}-{path.name}")
def test_what_reached_new_code_keeps_every_promise(path: Path) -> None:
    check: Callable[[bytes], None] = TARGETS[path.parent.name].check
    check(path.read_bytes())
