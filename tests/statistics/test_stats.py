"""``headertrace stats`` as it is typed: what it prints, what it refuses, and how it ends."""

from __future__ import annotations

import csv
import json
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from io import StringIO
from pathlib import Path

import pytest

from headertrace.cli import scan
from headertrace.cli.running import run
from headertrace.mailbox.layout import NAME
from headertrace.mailbox.questions.index import NAMES
from headertrace.mailbox.rows import columns
from headertrace.mailbox.shown.index import FORMATS
from headertrace.mailbox.tables import TABLES
from headertrace.text.durations import parsed
from helpers.command import interruptible
from helpers.mails import START, mail, mbox

Capture = pytest.CaptureFixture[str]


def asked(capsys: Capture, *words: str) -> tuple[int, str, str]:
    """(exit code, standard output, standard error)."""
    capsys.readouterr()
    code = run(["stats", *words])
    told = capsys.readouterr()
    return code, told.out, told.err


def rows(capsys: Capture, *words: str) -> list[dict[str, str]]:
    code, out, err = asked(capsys, *words, "-f", "csv")
    assert (code, err) == (0, "")
    return list(csv.DictReader(StringIO(out, newline="")))


@pytest.fixture(scope="module")
def copies(mailbox: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The same dataset in the forms of one file."""
    folder = tmp_path_factory.mktemp("copies")
    made = {name: folder / name for name in ("mail.sqlite", "mail.ndjson", "mail.ndjson.gz")}
    for out in made.values():
        assert scan.run(scan.Options([str(mailbox)], str(out), quiet=True)) == 0
    return made


def test_the_first_screen_answers_the_question(dataset: Path, capsys: Capture) -> None:
    code, out, err = asked(capsys, str(dataset), "--width", "200")
    assert (code, err) == (0, "")
    first = out.split("\n\n")[0].splitlines()
    assert first[0] == (
        "607 messages from 2 Nov 2026 to 8 Nov 2026: 72 of the 600 messages whose time is known (12 %) took longer than 5 min"
        " from the hand-over to the mailbox."
    )
    assert first[1] == "They went to 3 of 9 recipients: it is not one alone."
    assert first[2].startswith(
        "The server behind most of it is filter.example.org, with 100 % of the time in slow steps"
    )
    assert first[3].startswith("filter.example.org has been slower since 6 Nov 2026 ")
    titles = ("By day", "Time by host", "Causes of the waits", "The longest waits")
    assert [out.index(title) for title in titles] == sorted(out.index(title) for title in titles)


@pytest.mark.parametrize(
    ("recipient", "told"),
    [("bob3@example.org", "this mail fares worse."), ("bob1@example.org", "the others fare worse.")],
)
def test_is_it_only_her(dataset: Path, capsys: Capture, recipient: str, told: str) -> None:
    _, out, _ = asked(capsys, str(dataset), "--recipient", recipient, "--width", "200")
    assert told in out.split("\n\n")[0] and "Of all other mail of that time it was" in out


def test_only_her(tmp_path: Path, capsys: Capture) -> None:
    waits = ((0, 2, 1, 1), (0, 2, 1, 900))
    box = mbox(
        tmp_path / "box.mbox",
        [mail(n, START.replace(minute=n), waits[n % 6 == 0], recipient=f"u{n % 6}@example.org") for n in range(60)],
    )
    _, out, _ = asked(capsys, str(box), "--width", "200")
    assert "100 % of the slow ones were for u0@example.org." in out


def test_slow_mail_without_known_recipients(tmp_path: Path, capsys: Capture) -> None:
    mails = [
        mail(n, START.replace(minute=n), (0, 2, 1, 900), f"ann@s{n}.example.net", "team@example.org") for n in range(30)
    ]
    nameless = [
        item.replace(b"\tfor <team@example.org>; ", b"\t; ").replace(b"To: <team@example.org>\n", b"") for item in mails
    ]
    code, out, _ = asked(capsys, str(mbox(tmp_path / "box.mbox", nameless)), "--width", "200")
    assert code == 0
    assert out.startswith("30 of 30 messages") and "recipients" not in out.split("\n\n")[0]


def test_mail_that_is_in_time(tmp_path: Path, capsys: Capture) -> None:
    box = mbox(tmp_path / "box.mbox", [mail(n, START.replace(minute=n)) for n in range(60)])
    code, out, _ = asked(capsys, str(box), "--width", "200")
    told = out.split("\n\n")[0].splitlines()
    assert code == 0
    assert told[0] == "None of 60 messages of 2 Nov 2026 took longer than 5 min from the hand-over to the mailbox."
    assert told[1] == "Mail has been so all the time: nothing shifted by more than chance."


@pytest.mark.parametrize("name", NAMES)
def test_every_form_of_a_dataset_gives_the_same(
    dataset: Path, copies: dict[str, Path], capsys: Capture, name: str
) -> None:
    _, wanted, _ = asked(capsys, str(dataset), name, "--json")
    for copy in copies.values():
        _, found, _ = asked(capsys, str(copy), name, "--json")
        assert {**json.loads(found), "dataset": ""} == {**json.loads(wanted), "dataset": ""}


def test_a_mailbox_is_scanned_first(dataset: Path, mailbox: Path, capsys: Capture) -> None:
    assert rows(capsys, str(mailbox), "hosts") == rows(capsys, str(dataset), "hosts")


def test_lines_that_take_back_what_stands_above_them(tmp_path: Path, capsys: Capture) -> None:
    box, out = tmp_path / "box.mbox", tmp_path / "mail.ndjson"
    for many in (3, 2):
        mbox(box, [mail(n + 10 * many) for n in range(many)])
        assert scan.run(scan.Options([str(box)], str(out), quiet=True)) == 0
    assert '"table":"gone"' in out.read_text()
    assert rows(capsys, str(out), "--sql", "SELECT count(*) AS n FROM hops") == [{"n": "8"}]


@pytest.mark.parametrize(
    ("words", "name"),
    [(["--by", "host"], "hosts"), (["--by", "day"], "trend"), (["--by", "leg"], "legs"), (["--sla", "1m"], "service")],
)
def test_options_that_stand_for_a_question(dataset: Path, capsys: Capture, words: list[str], name: str) -> None:
    _, out, _ = asked(capsys, str(dataset), *words, "--json")
    assert [answer["question"] for answer in json.loads(out)["answers"]] == [name]


def test_several_questions(dataset: Path, capsys: Capture) -> None:
    _, out, _ = asked(capsys, str(dataset), "hosts", "causes", "--json")
    assert [answer["question"] for answer in json.loads(out)["answers"]] == ["hosts", "causes"]


def test_the_command_opens_the_message_again(dataset: Path, capsys: Capture) -> None:
    (worst,) = rows(capsys, str(dataset), "worst", "--top", "1")
    capsys.readouterr()
    assert run(worst["command"].split()[1:]) == 0
    assert "11 min 43 s" in capsys.readouterr().out and worst["seconds"] == "703"


@pytest.mark.parametrize(("target", "code"), [("80", 0), ("88", 0), ("88.5", 1), ("99 %", 1), ("0", 0)], ids=str)
def test_a_target_for_monitoring(dataset: Path, capsys: Capture, target: str, code: int) -> None:
    found, out, _ = asked(capsys, str(dataset), "--sla", "5m", "--target", target)
    assert (
        found == code and f"is {'missed' if code else 'met'}." in out and out.startswith("88 % took no more than 5 min")
    )


def test_a_target_for_one_leg(dataset: Path, capsys: Capture) -> None:
    words = (str(dataset), "--sla", "5m", "--target", "99", "--leg")
    assert asked(capsys, *words, "internal")[0] == 0
    assert asked(capsys, *words, "delivery")[0] == 1


REFUSED: list[tuple[list[str], str]] = [
    ([], "name what a scan made, or mail"),
    (["{}", "host"], "no such file, and no such question"),
    (["{}", "{}"], "one dataset at a time"),
    (["{}", "--target", "99"], "--target needs --sla"),
    (["{}", "--sla", "5m", "--target", "101"], "not a share from 0 to 100 percent"),
    (["{}", "--sla", "soon"], "--sla: 'soon' is not a length of time"),
    (["{}", "--over", "-5m"], "--over: '-5m' is not a length of time"),
    (["{}", "--since", "yesterday"], "--since: 'yesterday' is not a time"),
    (["{}", "--by", "size"], "--by: 'size' is not one of"),
    (["{}", "--leg", "road"], "--leg: 'road' is not one of"),
    (["--tables", "-f", "json"], "--tables writes text alone"),
    (["{}", "--top", "0"], "not a whole number above 0"),
    (["{}", "-f", "xml"], "--format: 'xml' is not one of"),
    (["{}", "--json", "-f", "csv"], "exclude each other"),
    (["{}", "-f", "csv"], "csv is one table"),
    (["{}", "hosts", "--sql", "SELECT 1"], "--sql takes the place of a question"),
    (["{}", "--sql", "SELEC 1"], "syntax error"),
    (["{}", "--sql", "SELECT nothing FROM hops"], 'Referenced column "nothing" not found'),
    (["{}", "--sql", ""], "it is empty"),
    (["{}", "--sql", "SELECT 1; SELECT 2"], "one statement, not 2"),
    (["{}", "--sql", "COPY hops TO '{}/x.csv'"], "only a SELECT is run, and this is COPY"),
    (["{}", "--sql", "EXPLAIN ANALYZE COPY hops TO '{}/x.csv'"], "this is EXPLAIN"),
    (["{}", "--sql", "ATTACH '{}/x.db'"], "this is ATTACH"),
    (["{}", "--sql", "DROP VIEW hops"], "this is DROP"),
    (["{}", "--sql", "SET threads = 64"], "this is SET"),
    (["{}", "--sql", "INSTALL httpfs"], "only a SELECT is run"),
    (["{}", "--sql", "SELECT * FROM read_text('/etc/passwd')"], "Cannot access file"),
    (["{}", "--sql", "SELECT * FROM '/etc/passwd'"], "/etc/passwd"),
    (["{}", "--sql", "SELECT * FROM read_csv('https://example.org/x.csv')"], "Cannot access"),
    (["{}", "--sql", "SELECT * FROM glob('/*')"], "Cannot access"),
    (["{}", "--sql", "SELECT getenv('HOME')"], "getenv"),
    (["{}", "--sql", "SELECT 'a'::INT"], "Could not convert"),
    (["{}", "--sql", "SELECT \x1b[31m"], "syntax error"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "told"), REFUSED, ids=[" ".join(words) for words, _ in REFUSED])
def test_refused_in_one_line(dataset: Path, capsys: Capture, words: list[str], told: str) -> None:
    before = sorted(dataset.rglob("*"))
    code, out, err = asked(capsys, *(word.replace("{}", str(dataset)) for word in words))
    assert (code, out, err.count("\n")) == (2, "", 1), err
    assert told in err and "\x1b" not in err
    assert sorted(dataset.rglob("*")) == before


def test_sql_of_ones_own(dataset: Path, capsys: Capture) -> None:
    found = rows(capsys, str(dataset), "--sql", "SELECT leg, count(*) AS many FROM hops GROUP BY 1 ORDER BY 1")
    assert {row["leg"]: row["many"] for row in found}["delivery"] == "600"
    found = rows(capsys, str(dataset), "--recipient", "bob1@example.org", "--sql", "SELECT count(*) AS n FROM messages")
    assert found == [{"n": "67"}]


@pytest.mark.parametrize(
    ("statement", "row"),
    [
        ("SELECT 1 AS a, 2 AS a", {"a": "1", "a_2": "2"}),
        (
            "SELECT TIMESTAMP '2026-11-02 08:00:00' AS t, DATE '2026-11-02' AS d",
            {"t": "2026-11-02T08:00:00Z", "d": "2026-11-02"},
        ),
        (
            "SELECT [1, 2] AS l, NULL AS n, true AS b, 1.5::DECIMAL(4, 2) AS x",
            {"l": "[1, 2]", "n": "", "b": "True", "x": "1.50"},
        ),
        ("SELECT '=1+1' AS f, 'NaN'::DOUBLE AS x", {"f": "'=1+1", "x": "nan"}),
    ],
)
def test_values_of_every_kind(dataset: Path, capsys: Capture, statement: str, row: dict[str, str]) -> None:
    assert rows(capsys, str(dataset), "--sql", statement) == [row]
    for format in ("table", "json", "html"):
        assert asked(capsys, str(dataset), "--sql", statement, "-f", format)[0] == 0


@pytest.mark.parametrize(
    ("statement", "code", "told"),
    [
        ("SELECT list(range) FROM range(10000000000)", 4, "memory"),
        ("SELECT a.range FROM range(1000000) AS a, range(1000000) AS b ORDER BY random()", 4, "memory"),
    ],
)
def test_a_statement_that_takes_too_much(dataset: Path, capsys: Capture, statement: str, code: int, told: str) -> None:
    found, out, err = asked(capsys, str(dataset), "--sql", statement)
    assert (found, out, err.count("\n")) == (code, "", 1) and told in err


def test_an_interrupt_ends_it(dataset: Path) -> None:
    endless = "SELECT count(*) FROM range(1000000) AS a, range(1000000) AS b WHERE a.range * b.range % 7 = 3"
    child = subprocess.Popen(
        [sys.executable, "-m", "headertrace", "stats", str(dataset), "--sql", endless], stderr=subprocess.PIPE,
        preexec_fn=interruptible,
    )  # fmt: skip
    time.sleep(5)
    child.send_signal(signal.SIGINT)
    try:
        _, told = child.communicate(timeout=60)
    finally:
        child.kill()
    assert (child.returncode, told) == (130, b"")


def test_a_statement_without_end_is_cut(dataset: Path, capsys: Capture) -> None:
    code, out, _ = asked(capsys, str(dataset), "--sql", "SELECT range AS n FROM range(10000000000)", "--width", "80")
    assert code == 0 and out.endswith("Only the first 200,000 rows are here.\n")


def test_tables_are_told_with_every_column(capsys: Capture) -> None:
    code, out, _ = asked(capsys, "--tables")
    told = " ".join(out.split())
    assert code == 0
    for table in TABLES:
        assert f" {table.name} {table.text} " in told
        for name, _, text in columns(table):
            assert f" {name} " in told and text in told


def test_tables_that_are_told_are_there(dataset: Path, capsys: Capture) -> None:
    for table in TABLES:
        names = ", ".join(name for name, _, _ in columns(table))
        assert asked(capsys, str(dataset), "--sql", f"SELECT {names}, month FROM {table.name} LIMIT 0")[0] == 0
    for view in ("host_clocks", "every_step", "steps", "everybody", "whole.messages"):
        assert asked(capsys, str(dataset), "--sql", f"FROM {view} LIMIT 1")[0] == 0


def _another_version(folder: Path) -> None:
    said = json.loads((folder / NAME).read_text())
    (folder / NAME).write_text(json.dumps({**said, "version": 99}))


def _not_ours(folder: Path) -> None:
    (folder / NAME).write_text("[]")


def _broken(folder: Path) -> None:
    path = next(path for path in (folder / "hops").rglob("*.parquet") if path.stat().st_size > 2000)
    data = path.read_bytes()
    path.write_bytes(data[:500] + b"\0" * (len(data) - 1000) + data[-500:])


def _cut(folder: Path) -> None:
    path = next((folder / "messages").rglob("*.parquet"))
    path.write_bytes(path.read_bytes()[:100])


def _of_something_else(folder: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    for path in (folder / "hops").rglob("*.parquet"):
        pq.write_table(pa.table({"a": [1]}), path)


@pytest.mark.parametrize("spoil", [_another_version, _not_ours, _broken, _cut, _of_something_else])
def test_a_dataset_that_cannot_be_read_is_one_line(
    dataset: Path, tmp_path: Path, capsys: Capture, spoil: object
) -> None:
    spoilt = tmp_path / "spoilt"
    shutil.copytree(dataset, spoilt)
    spoil(spoilt)  # type: ignore[operator]
    code, out, err = asked(capsys, str(spoilt))
    assert (code, out, err.count("\n")) == (4, "", 1), err
    assert str(spoilt) in err


@pytest.mark.parametrize("name", ["mail.sqlite", "mail.ndjson", "mail.ndjson.gz"])
def test_a_file_that_is_cut_is_one_line(copies: dict[str, Path], tmp_path: Path, capsys: Capture, name: str) -> None:
    cut = tmp_path / name
    data = copies[name].read_bytes()
    cut.write_bytes(data[: len(data) // 2 - 7])
    code, out, err = asked(capsys, str(cut), "hosts")
    assert (code, out, err.count("\n")) == (4, "", 1), err


@pytest.mark.parametrize(
    ("data", "code", "told"),
    [
        (None, 4, "No such file"),
        (b"", 3, "there is no message"),
        (b"\x7fELF\0\1", 3, "could not be read (`headertrace show` says why)"),
    ],
)
def test_mail_without_a_message_is_told_in_one_line(
    tmp_path: Path, capsys: Capture, data: bytes | None, code: int, told: str
) -> None:
    mail = tmp_path / "mail"
    if data is not None:
        mail.write_bytes(data)
    ended, out, err = asked(capsys, str(mail))
    assert (ended, out, err.count("\n")) == (code, "", 1) and told in err, err


def test_an_empty_dataset(tmp_path: Path, capsys: Capture) -> None:
    box = tmp_path / "box.mbox"
    box.write_bytes(b"")
    assert scan.run(scan.Options([str(box)], str(tmp_path / "out"), quiet=True)) == 3
    assert capsys.readouterr().err == "headertrace: there is no message in the input\n"
    code, _, err = asked(capsys, str(tmp_path / "out"))
    assert (code, err.count("\n")) == (3, 1) and "there is no message in it" in err, err
    for format in FORMATS:
        assert asked(capsys, str(tmp_path / "out"), "hosts", "-f", format)[0] in (2, 3)


def test_nothing_fits(dataset: Path, capsys: Capture) -> None:
    code, _, err = asked(capsys, str(dataset), "--since", "2030-01-01")
    assert code == 3 and "none of the 607 messages fits, from 2026-11-02 to 2026-11-08" in err


def test_a_zone_of_ones_own(dataset: Path, capsys: Capture) -> None:
    found = rows(capsys, str(dataset), "trend", "--by", "day", "--tz", "Asia/Tokyo")
    assert found[0]["from"] == "2026-11-01T15:00:00Z"
    _, out, _ = asked(capsys, str(dataset), "trend", "--by", "day", "--tz", "Asia/Tokyo")
    assert "\n2026-11-02  " in out


HOSTILE = 'evil"} 1\nx{y="\x1b[31m<script>alert(1)</script>\u202e&=cmd|\x07\\'


@pytest.fixture(scope="module")
def hostile(copies: dict[str, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dataset whose senders wrote all that could be obeyed."""
    path = tmp_path_factory.mktemp("hostile") / "mail.sqlite"
    shutil.copy(copies["mail.sqlite"], path)
    with closing(sqlite3.connect(path)) as base:
        names = {
            "messages": ("from_domain", "from_field", "recipient", "to_field", "message_id", "input"),
            "hops": ("at_host", "by_host", "at_organisation", "rdns", "from_organisation"),
            "delays": ("at_host", "cause"),
            "findings": ("code", "name"),
            "results": ("domain", "method", "result"),
            "reports": ("status", "reason", "domain", "remote_mta"),
        }
        for table, some in names.items():
            for name in some:
                base.execute(f"UPDATE {table} SET {name} = ? WHERE {name} IS NOT NULL", (f"={name}{HOSTILE}",))
        base.commit()
    return path


@pytest.mark.parametrize("name", ["", *NAMES])
def test_a_terminal_obeys_nothing(hostile: Path, capsys: Capture, name: str) -> None:
    code, out, _ = asked(capsys, str(hostile), *([name] if name else []), "--color", "never", "--width", "80")
    assert code == 0
    assert not any(char in out for char in "\x1b\x07\u202e")
    assert "\nx{y" not in out


def test_a_browser_obeys_nothing(hostile: Path, capsys: Capture) -> None:
    import html5lib

    _, out, _ = asked(capsys, str(hostile), "-f", "html")
    page = html5lib.HTMLParser(strict=False, namespaceHTMLElements=False).parse(out)
    assert not list(page.iter("script")) and "<script>alert" in "".join(page.itertext())
    assert not [name for item in page.iter() for name in item.attrib if str(name).startswith("on")]
    assert not any(char in out for char in "\x1b\x07\u202e")


@pytest.mark.parametrize("name", ["hosts", "trend", "bounces", "senders"])
def test_a_picture_is_well_formed(hostile: Path, capsys: Capture, name: str) -> None:
    from xml.etree import ElementTree

    code, out, _ = asked(capsys, str(hostile), name, "-f", "svg")
    assert code == 0
    picture = ElementTree.fromstring(out)
    assert {item.tag.rpartition("}")[2] for item in picture.iter()} <= {
        "svg",
        "g",
        "rect",
        "line",
        "text",
        "title",
        "desc",
        "style",
    }


@pytest.mark.parametrize(
    "name", [name for name in NAMES if name not in ("legs", "trend", "changes", "service", "clocks", "answers")]
)
def test_a_spreadsheet_obeys_nothing(hostile: Path, capsys: Capture, name: str) -> None:
    code, out, _ = asked(capsys, str(hostile), name, "-f", "csv")
    cells = [cell for row in csv.reader(StringIO(out, newline="")) for cell in row]
    assert code == 0 and any("evil" in cell for cell in cells)
    assert not any(cell.startswith(("=", "+", "@", "\t")) for cell in cells)


@pytest.mark.parametrize("words", [[], ["--recipient", "nobody@example.org"]], ids=str)
def test_metrics_are_open_metrics(dataset: Path, hostile: Path, capsys: Capture, words: list[str]) -> None:
    parser = pytest.importorskip("prometheus_client.openmetrics.parser")
    for path in (dataset, hostile):
        _, out, _ = asked(capsys, str(path), *words, "-f", "openmetrics")
        families = {family.name: family for family in parser.text_string_to_metric_families(out)}
        assert families["headertrace_messages"].samples[0].value == (0 if words else 607)
        assert bool(words) == ("headertrace_delivery_seconds" not in families)


def test_metrics_are_not_injected(hostile: Path, capsys: Capture) -> None:
    code, out, _ = asked(capsys, str(hostile), "-f", "openmetrics")
    lines = out.splitlines()
    assert code == 0 and lines[-1] == "# EOF" and any("evil" in line for line in lines)
    assert all(line.startswith(("headertrace_", "# ")) for line in lines)
    assert not any(line.startswith("x{") for line in lines)


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("5m", 300), ("90 s", 90), ("1h30m", 5400), ("2d", 172800), ("1w", 604800), ("300", 300), ("0.5m", 30), ("5 min", 300),
        ("", None), ("-1m", None), ("m", None), ("5x", None), ("1e9", None), ("5m later", None), ("9" * 30, None),
    ],
)  # fmt: skip
def test_lengths_of_time(text: str, seconds: float | None) -> None:
    assert parsed(text) == seconds
