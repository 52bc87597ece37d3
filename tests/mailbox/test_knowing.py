"""A dataset of real files, and what it says of one message more."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from headertrace.mailbox.clocks import stored
from headertrace.mailbox.clocks.stored import COLUMNS, NAME, host_clocks
from headertrace.mailbox.knowing import Known
from headertrace.mailbox.layout import Refused
from headertrace.records.knowledge import HostClock
from headertrace.tracing import trace
from helpers.command import said as run
from helpers.traffic import HOUSE, traffic

HOUSE_OF = traffic(1, 400)


def scanned(folder: Path, texts: list[bytes], name: str = "box.mbox") -> Path:
    box = folder / name
    box.write_bytes(b"".join(b"From x Thu Oct  1 00:00:00 2026\n" + text + b"\n" for text in texts))
    done = run("scan", "-q", str(box), "-o", str(folder / "out"), "--trust", HOUSE)
    assert done.returncode == 0, done.stderr
    return folder / "out"


@pytest.fixture(scope="module")
def dataset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return scanned(tmp_path_factory.mktemp("mail"), [mail.text for mail in HOUSE_OF.mails])


def test_clocks_are_kept_and_made_anew_when_the_dataset_grows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [mail.text for mail in HOUSE_OF.mails]
    out = scanned(tmp_path, texts[:200])
    first = host_clocks(str(out))
    assert first and (out / NAME).exists()
    with monkeypatch.context() as patched:
        patched.setattr(stored, "pooled", None)
        assert host_clocks(str(out)) == first
    scanned(tmp_path, texts[200:], "more.mbox")
    assert host_clocks(str(out)) != first


def test_the_columns_are_those_of_the_record() -> None:
    assert tuple(name for name, _, _ in COLUMNS) == HostClock._fields


def test_clocks_of_a_dataset_hold_the_truth(dataset: Path) -> None:
    known = Known(str(dataset))
    truths, inside = 0, 0
    for mail in HOUSE_OF.mails[::7]:
        for server, time in mail.passed:
            rows = [row for row in known.clocks(server.name) if row.start.timestamp() <= time <= row.end.timestamp()]
            for row in rows:
                truth = server.error(time) - HOUSE_OF.servers[row.reference].error(time)
                moved = row.drift_s_per_day * (time - row.start.timestamp()) / 86_400
                low, high = (bound if bound is None else bound + moved for bound in (row.low_s, row.high_s))
                truths += 1
                inside += (low is None or low <= truth) and (high is None or truth <= high)
    assert truths > 50 and inside >= 0.95 * truths


def test_history_is_of_the_mail_before(dataset: Path) -> None:
    known = Known(None, str(dataset))
    texts = [mail.text for mail in HOUSE_OF.mails]
    by_stamp = sorted(texts, key=lambda text: str(trace(text).hops[-1].received.time))
    first, last = (trace(by_stamp[at], (HOUSE,), known).history for at in (0, -1))
    assert first is not None and last is not None
    assert (first.sender, first.hand_overs, first.ids) == (None, {}, {})
    assert last.sender is not None and last.sender.domain == "example.com" and last.sender.messages > 200
    assert all(sum(form.messages for form in forms) >= 20 for forms in last.ids.values())


def test_a_strange_id_is_found(dataset: Path) -> None:
    text = max(HOUSE_OF.mails, key=lambda mail: mail.passed[0][1]).text
    top = text.split(b" id ", 1)[1].split(b"\n", 1)[0]
    strange = text.replace(top, b"a/b!c", 1)
    known = Known(None, str(dataset))
    assert "HT854" not in {item.code for item in trace(text, (HOUSE,), known).findings}
    assert "HT854" in {item.code for item in trace(strange, (HOUSE,), known).findings}


def test_on_the_command_line(dataset: Path, tmp_path: Path) -> None:
    mail = tmp_path / "mail.eml"
    mail.write_bytes(HOUSE_OF.mails[3].text)
    plain, known = (
        json.loads(run("-f", "json", "--trust", HOUSE, *more, str(mail)).stdout)
        for more in ((), ("--clocks", str(dataset), "--history", str(dataset)))
    )
    assert len(known["readings"]) <= len(plain["readings"])
    assert any("(out)" in item["text"] for offset in known["offsets"] for item in offset["evidence"])
    assert not any("(out)" in item["text"] for offset in plain["offsets"] for item in offset["evidence"])


@pytest.mark.parametrize("option", ["--clocks", "--history"])
def test_what_is_no_dataset_is_refused(option: str, tmp_path: Path) -> None:
    mail = tmp_path / "mail.eml"
    mail.write_bytes(HOUSE_OF.mails[3].text)
    done = run(option, str(tmp_path), str(mail))
    assert (done.returncode, "is not a dataset" in done.stderr) == (2, True)
    assert run(option, str(tmp_path), "--redact", str(mail)).returncode == 2
    with pytest.raises(Refused):
        Known(str(tmp_path), str(tmp_path))


def test_a_dataset_that_is_broken_is_refused(tmp_path: Path) -> None:
    out = scanned(tmp_path, [HOUSE_OF.mails[0].text])
    for path in out.glob("hops/*/*.parquet"):
        path.write_bytes(b"PAR1 and nothing else")
    (out / NAME).write_bytes(b"no table")
    mail = tmp_path / "mail.eml"
    mail.write_bytes(HOUSE_OF.mails[3].text)
    done = run("--clocks", str(out), str(mail))
    assert (done.returncode, "Traceback" in done.stderr, "can't be read" in done.stderr) == (2, False, True)
    assert "Traceback" not in run("--history", str(out), str(mail)).stderr
