"""Each question against the same reckoned by hand: in plain Python, over the JSON documents of the messages."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

import pytest

import headertrace
from headertrace.mailbox.asking.base import opened
from headertrace.mailbox.asking.wishes import Wishes
from headertrace.mailbox.questions.index import NAMES, ROWS, question
from headertrace.mailbox.questions.question import Answer
from helpers.inline import scanned

Document = dict[str, Any]
OVER_S = 300.0
TRUSTED = ("vouched", "operator")


@pytest.fixture(scope="module")
def documents(mailbox: Path) -> list[Document]:
    return [headertrace.trace(message).to_dict() for message in headertrace.read(mailbox)]


def asked(dataset: Path, name: str, **wishes: Any) -> Answer:
    with opened(str(dataset), Wishes(**{"top": 1000, **wishes})) as base:
        return question(name).ask(base)


def column(answer: Answer, name: str) -> dict[Any, Any]:
    """The values of a column by those of the first one."""
    at = [item.name for item in answer.columns].index(name)
    return {row[0]: row[at] for row in answer.rows}


def steps(documents: list[Document]) -> Iterator[tuple[Document, Document, float]]:
    """(document, hop, seconds) of each step between two lines that are no claims."""
    for document in documents:
        for before, hop in zip(document["hops"], document["hops"][1:], strict=False):
            seconds = hop["delay_s"] if hop["corrected_delay_s"] is None else hop["corrected_delay_s"]
            if before["trust"] in TRUSTED and hop["trust"] in TRUSTED and seconds is not None:
                yield document, hop, max(seconds, 0.0)


def by_host(documents: list[Document]) -> dict[str, list[float]]:
    found = defaultdict(list)
    for document, hop, seconds in steps(documents):
        at = next((delay["at"] for delay in document["delays"] if delay["hop"] == hop["n"]), None)
        found[at or document["hops"][hop["n"] - 2]["by"]["name"]].append(seconds)
    return found


def waits(documents: list[Document]) -> list[Document]:
    clocks = ("wrong-clock", "wrong-zone")
    return [
        item for document in documents for item in document["delays"] if item["cause"] not in clocks and item["hop"] > 2
    ]


def inside(document: Document) -> float | None:
    """Seconds from the first line that is no claim to the last."""
    found = [seconds for of, _, seconds in steps([document]) if of is document]
    return sum(found) if found else None


def results(documents: list[Document]) -> Iterator[Document]:
    for document in documents:
        for item in (document["authentication"] or {}).get("results", []):
            if item["trusted"]:
                yield item


def test_hosts(dataset: Path, documents: list[Document]) -> None:
    answer, wanted = asked(dataset, "hosts"), by_host(documents)
    assert column(answer, "steps") == {host: len(found) for host, found in wanted.items()}
    assert column(answer, "p50_s") == pytest.approx({host: median(found) for host, found in wanted.items()})
    assert column(answer, "max_s") == {host: max(found) for host, found in wanted.items()}
    assert column(answer, "over") == pytest.approx(
        {host: sum(seconds > OVER_S for seconds in found) / len(found) for host, found in wanted.items()}
    )
    assert column(answer, "hours") == pytest.approx({host: sum(found) / 3600 for host, found in wanted.items()})
    assert [row[0] for row in answer.rows] == ["filter.example.org", "mx.example.org"]


def test_organisations(dataset: Path, documents: list[Document]) -> None:
    assert column(asked(dataset, "organisations"), "steps") == {"example.org": len(list(steps(documents)))}


def test_legs(dataset: Path, documents: list[Document]) -> None:
    wanted = Counter(hop["leg"] for _, hop, _ in steps(documents))
    assert column(asked(dataset, "legs"), "steps") == dict(wanted)


def test_trend(dataset: Path, documents: list[Document]) -> None:
    wanted: dict[str, list[float | None]] = defaultdict(list)
    for document in documents:
        wanted[document["path"]["delivered"][:10]].append(inside(document))
    answer = asked(dataset, "trend", by="day")
    found = {f"{day:%Y-%m-%d}": values for day, *values in answer.rows if isinstance(day, datetime)}
    assert {day: values[0] for day, values in found.items()} == {day: len(some) for day, some in wanted.items()}
    for day, some in wanted.items():
        known = [value for value in some if value is not None]
        assert found[day][1] == pytest.approx(median(known))
        assert found[day][4] == pytest.approx(sum(value > OVER_S for value in known) / len(known))


def test_worst(dataset: Path, documents: list[Document], mailbox: Path) -> None:
    answer = asked(dataset, "worst", top=5)
    longest = sorted(
        (max((item["seconds"] for item in waits([document])), default=0) for document in documents), reverse=True
    )
    assert [row[1] for row in answer.rows] == longest[:5]
    assert answer.total == sum(seconds > 0 for seconds in longest)
    number = int(str(answer.rows[0][-1]).split()[2])
    assert answer.rows[0][-1] == f"headertrace --message {number} {mailbox}"
    assert documents[number - 1]["path"]["held_s"] == longest[0]


def test_causes(dataset: Path, documents: list[Document]) -> None:
    answer, wanted = asked(dataset, "causes"), waits(documents)
    counts = Counter(item["cause"] for item in wanted)
    assert column(answer, "waits") == dict(counts)
    every = sum(item["seconds"] for item in wanted)
    for cause in counts:
        took = sum(item["seconds"] for item in wanted if item["cause"] == cause)
        assert column(answer, "hours")[cause] == pytest.approx(took / 3600)
        assert column(answer, "share")[cause] == pytest.approx(took / every)
    assert column(answer, "possible") == Counter(item["cause"] for item in wanted if item["certainty"] == "possible")


def test_changes(dataset: Path) -> None:
    (row,) = asked(dataset, "changes").rows
    what, host, at, low, high, confidence, before, after, *_ = row
    assert (what, host) == ("delay", "filter.example.org")
    assert isinstance(low, datetime) and isinstance(high, datetime) and isinstance(at, datetime)
    assert low <= datetime(2026, 11, 6, 8, 15, tzinfo=UTC) and high >= datetime(2026, 11, 6, 7, 45, tzinfo=UTC)
    assert confidence > 0.99 and before < 10 < 600 < after  # type: ignore[operator]


@pytest.mark.parametrize("goal", [3.0, 300.0])
def test_service(dataset: Path, documents: list[Document], goal: float) -> None:
    answer = asked(dataset, "service", goal_s=goal)
    known = [seconds for seconds in map(inside, documents) if seconds is not None]
    assert column(answer, "measured")["all"] == len(known)
    assert column(answer, "met")["all"] == pytest.approx(sum(seconds <= goal for seconds in known) / len(known))
    assert column(answer, "missed") == {
        "all": sum(seconds > goal for seconds in known),
        **Counter({hop["leg"]: 0 for _, hop, _ in steps(documents)}),
        **Counter(hop["leg"] for _, hop, seconds in steps(documents) if seconds > goal),
    }


def test_tls(dataset: Path, documents: list[Document]) -> None:
    answer = asked(dataset, "tls")
    taken: dict[tuple[str, str], list[bool | None]] = defaultdict(list)
    for document in documents:
        for hop in document["hops"]:
            if hop["trust"] in TRUSTED and hop["from"]["name"]:
                taken[hop["leg"], hop["by"]["name"]].append(hop["encrypted"])
    assert {row[:2]: row[2] for row in answer.rows} == {key: len(some) for key, some in taken.items()}
    assert {row[:2]: row[3] for row in answer.rows} == pytest.approx(
        {key: some.count(True) / len(some) for key, some in taken.items()}
    )
    assert {row[:2]: row[4] for row in answer.rows} == {key: some.count(False) for key, some in taken.items()}


def test_authentication(dataset: Path, documents: list[Document]) -> None:
    answer = asked(dataset, "authentication")
    wanted: dict[str, list[str]] = defaultdict(list)
    for item in results(documents):
        wanted[item["method"]].append(item["result"])
    for method, found in wanted.items():
        rows = [row for row in answer.rows if row[0] == method]
        assert sum(row[2] for row in rows) == len(found)  # type: ignore[misc]
        assert sum(row[2] * row[3] for row in rows) == pytest.approx(found.count("pass"))  # type: ignore[operator]
        assert sum(row[4] for row in rows) == found.count("fail")  # type: ignore[misc]


def test_findings(dataset: Path, documents: list[Document]) -> None:
    wanted = Counter(code for document in documents for code in {item["code"] for item in document["findings"]})
    answer = asked(dataset, "findings")
    assert column(answer, "messages") == dict(wanted)
    assert column(answer, "share") == pytest.approx({code: many / len(documents) for code, many in wanted.items()})


def test_bounces(dataset: Path, documents: list[Document]) -> None:
    reports = [report for document in documents for report in document["reports"]]
    wanted = Counter(report["status"] for report in reports)
    rows = asked(dataset, "bounces").rows
    assert {row[1]: row[5] for row in rows} == dict(wanted)
    assert {row[1]: row[6] for row in rows} == {
        status: len({report["recipient"] for report in reports if report["status"] == status}) for status in wanted
    }


def test_new(dataset: Path, documents: list[Document]) -> None:
    seen: dict[str, list[str]] = defaultdict(list)
    for document in documents:
        for hop in document["hops"]:
            if hop["trust"] in TRUSTED and (hop["from"]["rdns"] or hop["from"]["ip"]):
                seen[hop["from"]["rdns"] or hop["from"]["ip"]].append(document["path"]["delivered"])
    since = "2026-11-05T00:00:00Z"
    wanted = {host: len(times) for host, times in seen.items() if min(times) >= since}
    answer = asked(dataset, "new", since=datetime(2026, 11, 5, tzinfo=UTC))
    assert column(answer, "messages") == wanted == {"new.example.com": 39}


def test_senders(dataset: Path, documents: list[Document]) -> None:
    wanted = Counter(
        document["message"]["from"].rpartition("@")[2].partition(">")[0].partition(" ")[0] for document in documents
    )
    answer = asked(dataset, "senders")
    assert column(answer, "messages") == dict(wanted)


def test_recipients(dataset: Path, documents: list[Document]) -> None:
    wanted: dict[str, list[float | None]] = defaultdict(list)
    for document in documents:
        wanted[document["message"]["to"].strip("<>")].append(inside(document))
    answer = asked(dataset, "recipients")
    assert column(answer, "messages") == {who: len(some) for who, some in wanted.items()}
    slow = {who: [value > OVER_S for value in some if value is not None] for who, some in wanted.items()}
    assert column(answer, "over") == pytest.approx(
        {who: sum(some) / len(some) if some else None for who, some in slow.items()}
    )


def test_answers_where_no_log_was_given(dataset: Path) -> None:
    answer = asked(dataset, "answers")
    assert answer.rows == () and "scan --log" in answer.notes[0]


def test_clocks_where_all_are_right(dataset: Path, documents: list[Document]) -> None:
    assert not any(document["offsets"] for document in documents)
    assert asked(dataset, "clocks").rows == ()


@pytest.mark.parametrize("name", NAMES)
def test_a_question_keeps_its_form(dataset: Path, name: str) -> None:
    module, answer = question(name), asked(dataset, name, top=2)
    assert answer.columns == module.COLUMNS and module.__doc__
    assert all(len(row) == len(answer.columns) for row in answer.rows)
    assert answer.total >= len(answer.rows) and (len(answer.rows) <= 2 or name in ("trend", "service"))
    assert len({item.name for item in answer.columns}) == len(answer.columns)
    measure = next(row.measure for row in ROWS if row.name == name)
    assert not measure or measure in [item.name for item in answer.columns]


def test_every_question_has_a_file_and_a_test() -> None:
    folder = Path(headertrace.__file__).parent / "mailbox" / "questions"
    helpers = {"__init__", "index", "question", "overview", "spans", "spread", "volume", "waits", "metrics"}
    assert {path.stem for path in folder.glob("*.py")} - helpers == set(NAMES)
    tested = {name.removeprefix("test_") for name in globals() if name.startswith("test_")}
    assert all(any(name in item for item in tested) for name in NAMES)


FILTERS: list[tuple[dict[str, Any], Callable[[Document], bool]]] = [
    ({"recipient": "bob3@example.org"}, lambda item: item["message"]["to"] == "<bob3@example.org>"),
    ({"recipient": "BOB3@Example.org"}, lambda item: item["message"]["to"] == "<bob3@example.org>"),
    ({"recipient": "ob3@example.org"}, lambda item: False),
    (
        {"recipient": "eve1@example.com"},
        lambda item: any(it["recipient"] == "eve1@example.com" for it in item["reports"]),
    ),
    ({"sender": "example.com"}, lambda item: "example.com" in item["message"]["from"]),
    ({"sender": "sub.example.com"}, lambda item: "sub.example.com" in item["message"]["from"]),
    ({"sender": "xample.com"}, lambda item: False),
    ({"sender": "eve@sub.example.com"}, lambda item: "eve@sub.example.com" in item["message"]["from"]),
    ({"domain": "example.com"}, lambda item: "example.com" in item["message"]["from"]),
    ({"host": "new.example.com"}, lambda item: any(hop["from"]["rdns"] == "new.example.com" for hop in item["hops"])),
    ({"host": "w.example.com"}, lambda item: False),
    ({"since": datetime(2026, 11, 5, tzinfo=UTC)}, lambda item: item["path"]["delivered"] >= "2026-11-05"),
    ({"before": datetime(2026, 11, 5, tzinfo=UTC)}, lambda item: item["path"]["delivered"] < "2026-11-05"),
    ({"sender": "' OR true --"}, lambda item: False),
]


@pytest.mark.parametrize(("wishes", "fits"), FILTERS, ids=[str(wishes) for wishes, _ in FILTERS])
def test_which_mail(
    dataset: Path, documents: list[Document], wishes: dict[str, Any], fits: Callable[[Document], bool]
) -> None:
    with opened(str(dataset), Wishes(**wishes)) as base:
        (many,) = base.one("SELECT count(*) FROM messages")
    assert many == sum(map(fits, documents))


def test_what_is_claimed_counts_only_when_asked(dataset: Path, documents: list[Document]) -> None:
    facts, claims = asked(dataset, "hosts"), asked(dataset, "hosts", claimed=True)
    assert set(column(claims, "steps")) - set(column(facts, "steps")) == {"mail.example.net", "new.example.com"}
    assert sum(column(claims, "steps").values()) > sum(column(facts, "steps").values())


@pytest.mark.parametrize(("error_s", "told"), [(5_000, 1), (600, 0)])
def test_a_clock_that_shifted_by_the_messages_alone(tmp_path: Path, error_s: int, told: int) -> None:
    """The gate's clock is ten minutes fast, and from the fortieth message on by so many seconds."""
    lines = (
        ("mx.example.org", "gate.example.org", "192.0.2.2", 3), ("gate.example.org", "relay.example.org", "192.0.2.3", 2),
        ("relay.example.org", "pc.example.net", "203.0.113.7", 1),
    )  # fmt: skip
    box = tmp_path / "box"
    with box.open("w") as written:
        for n in range(80):
            sent = datetime(2026, 11, 2, 8, tzinfo=UTC) + timedelta(hours=2 * n)
            written.write("From a@b Tue Nov 24 08:00:00 2026\n")
            for by, host, ip, later in lines:
                wrong = (600 if n < 40 else error_s) if by == "gate.example.org" else 0
                at = sent + timedelta(seconds=later + wrong)
                written.write(
                    f"Received: from {host} ({host} [{ip}]) by {by} (Postfix) with ESMTP id {later}C{n:05X};"
                    f" {at:%a, %d %b %Y %H:%M:%S} +0000\n"
                )
            written.write(f"Message-ID: <{n}@example.net>\nDate: {sent:%a, %d %b %Y %H:%M:%S} +0000\n\nx\n\n")
    scanned(tmp_path / "out", box)
    rows = [row for row in asked(tmp_path / "out", "changes").rows if row[0] == "clock"]
    assert len(rows) == told
    for _, host, at, low, high, _, before, after, *_ in rows:
        assert (host, before, after) == ("gate.example.org", 600.0, 5_000.0)
        assert low <= at <= high and abs(at - datetime(2026, 11, 5, 16, tzinfo=UTC)) <= timedelta(hours=2)


def test_clocks_over_all_messages(dataset: Path, tmp_path: Path) -> None:
    """Where they have been worked out, they take the place of what single messages tell."""
    import shutil

    import pyarrow as pa
    import pyarrow.parquet as pq

    copy = tmp_path / "copy"
    shutil.copytree(dataset, copy)
    start, middle, end = (datetime(2026, 11, day, tzinfo=UTC) for day in (2, 5, 8))
    hosts = (
        ("slow.example.org", -90.0, "steady"),
        ("right.example.org", 0.2, "steady"),
        ("set.example.org", 0.0, "step"),
    )
    found = [
        {
            "host": host, "start": start, "end": end, "offset_s": offset, "low_s": offset - 0.5, "high_s": offset + 0.5,
            "drift_s_per_day": 0.0, "messages": 100, "reference": "store.example.org", "kind": kind, "trust": "vouched",
        }
        for host, offset, kind in hosts
    ]  # fmt: skip
    before = {**found[2], "end": middle, "offset_s": 40.0, "low_s": 39.0, "high_s": 41.0, "kind": "steady"}
    found[2]["start"] = middle
    pq.write_table(pa.Table.from_pylist([*found, before]), copy / "host_clocks.parquet")
    answer = asked(copy, "clocks")
    assert [row[::2][:2] for row in answer.rows] == [
        ("set.example.org", 40.0), ("set.example.org", 0.0), ("slow.example.org", -90.0)
    ]  # fmt: skip
    assert column(asked(copy, "clocks", host="set.example.org"), "kind") == {"set.example.org": "step"}
    assert not answer.notes
    shifted = asked(copy, "changes")
    (clock,) = [row for row in shifted.rows if row[0] == "clock"]
    assert clock[:3] == ("clock", "set.example.org", middle) and clock[6:8] == (40.0, 0.0)
    assert (
        "The clock of set.example.org shifted at 5 Nov 2026 00:00 UTC: 40 s fast before, right after." in shifted.said
    )


def test_clocks_of_single_messages(tmp_path: Path) -> None:
    from headertrace.cli import scan
    from helpers.mails import START, mail, mbox

    # By its stamps the filter takes each message ten minutes before the server before it had it.
    mails = [mail(n, START.replace(hour=n), (0, 1, -600, 601)) for n in range(10)]
    documents = [headertrace.trace(item).to_dict() for item in mails]
    wanted = Counter(offset["host"] for document in documents for offset in document["offsets"])
    box = mbox(tmp_path / "box.mbox", mails)
    scan.run(scan.Options([str(box)], str(tmp_path / "out"), quiet=True))
    answer = asked(tmp_path / "out", "clocks")
    assert wanted and column(answer, "messages") == dict(wanted)
    assert column(answer, "kind") == dict.fromkeys(wanted, "single") and answer.notes
