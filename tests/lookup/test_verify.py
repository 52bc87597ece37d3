"""``headertrace verify`` and ``--dns``: what is shown, what is sent, what is kept, and what is wrong usage."""

from __future__ import annotations

import json
import re
import stat
from pathlib import Path

import jsonschema
import pytest

import headertrace
from helpers.nameserver import Nameserver, silent

from .command import MAIL, looked_up, rows, run

ZONE = [
    ("7.98.88.192.in-addr.arpa", "PTR", "relay.alpha.zz."),
    ("relay.alpha.zz", "A", "192.88.98.7"),
    ("9.98.88.192.in-addr.arpa", "PTR", "other.gamma.zz."),
    ("other.gamma.zz", "A", "192.88.98.10"),
    ("pc.alpha.zz", "A", "192.88.98.11"),
]
SCHEMA = json.loads((Path(headertrace.__file__).parent / "trace.schema.json").read_text("utf-8"))


def test_reverse(tmp_path: Path) -> None:
    with Nameserver(ZONE) as server:
        found = looked_up(tmp_path, server.url)
    handed, pc = rows(found, "reverse", "192.88.98.7"), rows(found, "reverse", "192.88.98.9")
    assert [row["verdict"] for row in handed] == ["agree"]
    assert handed[0]["detail"] == {
        "names": ["relay.alpha.zz"], "confirmed": ["relay.alpha.zz"], "header": "relay.alpha.zz",
    }  # fmt: skip
    assert handed[0]["hop"] == 2
    assert handed[0]["evidence"][0]["lines"] == [5, 7]
    assert [row["verdict"] for row in pc] == ["differ", "differ"]
    assert "does not resolve back" in pc[0]["text"]
    assert "leads to 192.88.98.11" in pc[1]["text"]


def test_document_keeps_to_the_schema(tmp_path: Path) -> None:
    with Nameserver(ZONE) as server:
        done = run(tmp_path, "verify", "-f", "json", "--resolver", server.url)
        dry = run(tmp_path, "verify", "-f", "json", "--dry-run", "--resolver", server.url)
    for text in (done.stdout, dry.stdout):
        jsonschema.validate(json.loads(text), SCHEMA)
    answer = json.loads(done.stdout)["lookups"]["answers"][0]
    assert answer["from_whom"] == server.url
    assert answer["when"].endswith("Z")


@pytest.mark.parametrize("args", [("verify",), ("--dns",), ("show", "--dns", "-f", "tree"), ("--dns", "-f", "timeline"), ("--dns", "-f", "headers")])  # fmt: skip
def test_section(tmp_path: Path, args: tuple[str, ...]) -> None:
    with Nameserver(ZONE) as server:
        shown = run(tmp_path, *args, "--resolver", server.url).stdout
    assert "Today's DNS is not that day's" in " ".join(shown.split())
    assert re.search(r"^\d+ differ from the header\.$", shown, re.M)
    assert f"answered by {server.url}" in shown
    assert "agrees      its name is relay.alpha.zz" in shown


def test_each_answer_with_v(tmp_path: Path) -> None:
    with Nameserver(ZONE) as server:
        shown = " ".join(run(tmp_path, "verify", "-v", "--resolver", server.url).stdout.split())
    assert "PTR 7.98.88.192.in-addr.arpa: relay.alpha.zz, TTL 300 s" in shown


def test_only_differences_with_q(tmp_path: Path) -> None:
    with Nameserver(ZONE) as server:
        shown = run(tmp_path, "verify", "-q", "--resolver", server.url).stdout
    assert "differs" in shown
    assert "agrees" not in shown


@pytest.mark.parametrize("args", [("verify",), ("--dns", "-f", "text")])
def test_a_dry_run_with_nothing_to_ask_says_so(tmp_path: Path, args: tuple[str, ...]) -> None:
    inner = b"Received: from a.internal ([10.0.0.1]) by b.internal; Tue, 24 Nov 2026 08:10:00 +0000\n\n"
    shown = " ".join(run(tmp_path, *args, "--dry-run", "--resolver", "192.0.2.53", mail=inner).stdout.split())
    assert "Nothing was sent, and nothing would be" in shown
    assert "192.0.2.53" not in shown and "SPF record of the sender" not in shown


def test_dry_run_sends_nothing_and_shows_the_questions(tmp_path: Path) -> None:
    with Nameserver(ZONE) as server:
        shown = run(tmp_path, "verify", "--dry-run", "--resolver", server.url).stdout
        assert server.asked == []
        assert not (tmp_path / "cache").exists()
        run(tmp_path, "verify", "--resolver", server.url)
        first = {
            line.split()[1].lower() for line in shown.splitlines() if line.startswith("  ") and len(line.split()) == 2
        }
        assert {"7.98.88.192.in-addr.arpa", "pc.alpha.zz"} <= first <= {name for name, _ in server.asked}
    assert "And then, depending on the answers:" in shown


def test_names_only(tmp_path: Path) -> None:
    with Nameserver(ZONE) as server:
        looked_up(tmp_path, server.url, "--names-only", "--dnsbl", "list.zz")
        assert not [name for name, _ in server.asked if "88.192" in name]


def test_kept_answers(tmp_path: Path) -> None:
    with Nameserver(ZONE) as server:
        first = looked_up(tmp_path, server.url)
        count = len(server.asked)
        second = looked_up(tmp_path, server.url)
        assert len(server.asked) == count
        assert all(answer["cached"] for answer in second["answers"] if answer["status"] == "ok")
        assert [row["text"] for row in second["rows"]] == [row["text"] for row in first["rows"]]
        looked_up(tmp_path, server.url, "--no-cache")
        assert len(server.asked) == 2 * count
    kept = tmp_path / "cache" / "headertrace" / "answers.sqlite3"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert stat.S_IMODE(kept.parent.stat().st_mode) == 0o700


def test_damaged_cache_is_no_harm(tmp_path: Path) -> None:
    kept = tmp_path / "cache" / "headertrace" / "answers.sqlite3"
    kept.parent.mkdir(parents=True)
    kept.write_bytes(b"no database" * 500)
    with Nameserver(ZONE) as server:
        assert rows(looked_up(tmp_path, server.url), "reverse", "192.88.98.7")[0]["verdict"] == "agree"


def test_dead_resolver_costs_the_deadline_and_the_rest_is_shown(tmp_path: Path) -> None:
    with Nameserver([], {"zz": silent, "arpa": silent, "com": silent}) as server:
        done = run(tmp_path, "--dns", "--deadline", "1", "--resolver", server.url)
    assert done.returncode == 0
    assert "it spent 9 min 58 s" in " ".join(done.stdout.split())
    assert f"{server.url} gave no answer" in " ".join(done.stdout.split())
    assert "can't tell" in done.stdout


def test_on_a_ticket(tmp_path: Path) -> None:
    """A report has the section, and the same mark whatever the DNS says; a rehearsal asks nothing."""
    args = ("report", "--to", "file", "--set", f"folder={tmp_path}")
    with Nameserver(ZONE) as server:
        dry = run(tmp_path, *args, "--dns", "--dry-run", "--resolver", server.url)
        assert server.asked == []
        plain = run(tmp_path, *args, "--dry-run")
        done = run(tmp_path, *args, "--dns", "--resolver", server.url)
    assert (done.returncode, done.stderr) == (0, "")
    assert plain.stdout.splitlines()[0] == dry.stdout.splitlines()[0]
    (page,) = tmp_path.glob("headertrace-*.html")
    assert "The DNS today" in page.read_text("utf-8")
    assert "its name is relay.alpha.zz, which leads back to it" in page.read_text("utf-8")


@pytest.mark.parametrize("format", ["html", "markdown", "text"])
def test_in_reports(tmp_path: Path, format: str) -> None:
    with Nameserver(ZONE) as server:
        shown = run(tmp_path, "--dns", "-v", "-f", format, "--resolver", server.url).stdout
        dry = run(tmp_path, "--dns", "--dry-run", "-f", format, "--resolver", server.url).stdout
    assert "The DNS today" in shown
    assert "PTR" in shown
    assert "Nothing was sent" in " ".join(dry.split())
    assert "The DNS today" not in run(tmp_path, "-f", format).stdout


def test_what_was_replaced_is_not_looked_up(tmp_path: Path) -> None:
    done = run(tmp_path, "--dns", "--redact", "all")
    assert done.returncode == 2
    assert "exclude each other" in done.stderr


@pytest.mark.parametrize(
    ("args", "complaint"),
    [
        (("--resolver", "127.0.0.1"), "--resolver needs --dns"),
        (("--dry-run",), "--dry-run needs --dns"),
        (("verify", "--resolver", "ftp://127.0.0.1"), "is not a resolver"),
        (("verify", "--dnsbl-all"), "--dnsbl-all goes with --dnsbl"),
        (("verify", "--resolver", "udp://127.0.0.1:99999"), "99999"),
        (("verify", "--deadline", "soon"), "--deadline"),
        (("verify", "--deadline", "nan"), "--deadline"),
    ],
)
def test_wrong_usage(tmp_path: Path, args: tuple[str, ...], complaint: str) -> None:
    done = run(tmp_path, *args)
    assert done.returncode == 2
    assert complaint in done.stderr
    assert done.stderr.count("\n") == 1


def test_the_library(tmp_path: Path) -> None:
    from headertrace.lookup import check
    from headertrace.records.lookups import Options

    trace = headertrace.trace(MAIL)
    assert trace.to_dict()["lookups"] is None
    with Nameserver(ZONE) as server:
        found = check(trace, MAIL, Options(resolvers=(server.url,), cache=False))
    assert {row.verdict for row in found.rows} >= {"agree", "differ"}
    assert "Looked up" in headertrace.render(trace._replace(lookups=found))
