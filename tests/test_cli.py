"""The command line as a user meets it: output, errors, exit codes."""

from __future__ import annotations

import json
import subprocess
import sys

MAIL = b"""\
Received: from relay.example.net (relay.example.net [192.0.2.1])
\tby mx.example.org (Postfix) with ESMTPS id 4ABC123
\tfor <bob@example.org>; Tue, 24 Nov 2026 08:10:00 +0000 (UTC)
Received: from pc.example.net (pc.example.net [192.0.2.2])
\tby relay.example.net (Postfix) with ESMTPSA id 4ABC122
\tfor <bob@example.org>; Tue, 24 Nov 2026 08:00:02 +0000 (UTC)
Date: Tue, 24 Nov 2026 08:00:00 +0000
From: ann@example.net
Subject: lunch \x1b[31mred

hello
"""


def run(*args: str, stdin: bytes = MAIL) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([sys.executable, "-m", "headertrace", *args], input=stdin, capture_output=True, check=False)


def test_table_answers_first() -> None:
    done = run()
    assert done.returncode == 0
    assert done.stdout.decode().startswith("Delivered in 10 min over 2 hops. 9 min 58 s of it passed before hop 2")


def test_json_is_one_object_and_ndjson_a_line() -> None:
    document = json.loads(run("-f", "json").stdout)
    assert document["path"]["total_s"] == 600
    assert [hop["n"] for hop in document["hops"]] == [1, 2]
    lines = run("-f", "ndjson").stdout.splitlines()
    assert [json.loads(line) for line in lines] == [document]


def test_no_escape_reaches_the_terminal() -> None:
    for format in ("table", "tree", "timeline"):
        assert b"\x1b" not in run("-f", format).stdout


def test_wrong_usage_is_one_line_and_two() -> None:
    for args in (["-f", "nope"], ["--nope"], ["--tz", "Mars/Base"], ["--fail-on", "x"], ["--utc", "--local"]):
        done = run(*args)
        assert (done.returncode, done.stderr.count(b"\n"), done.stdout) == (2, 1, b"")


def test_nothing_to_trace_is_three() -> None:
    assert run(stdin=b"").returncode == 3
    assert run(stdin=b"Subject: no path\n\n").returncode == 3


def test_unreadable_input_is_four_and_the_rest_is_done() -> None:
    done = run("/nonexistent", "-")
    assert done.returncode == 4
    assert done.stderr.count(b"\n") == 1
    assert b"Delivered in" in done.stdout


def test_directory_is_refused_in_one_line() -> None:
    done = run("/")
    assert (done.returncode, done.stderr.count(b"\n")) == (4, 1)
    assert done.stderr == b"headertrace: / is a directory: name the files in it, or see `headertrace scan`\n"


def test_fail_on() -> None:
    assert run("--fail-on", "error").returncode == 0
    assert run("--fail-on", "info", stdin=MAIL.replace(b"ESMTPS ", b"ESMTP ")).returncode == 1


def test_received_reads_a_value_a_line() -> None:
    done = run("received", stdin=b"by a.example; Tue, 24 Nov 2026 08:00:00 +0000\nfrom b by c\n with SMTP\n")
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row["by"] for row in rows] == ["a.example", "c"]
    assert rows[1]["protocol"] == "SMTP"


def test_explain_knows_codes_and_dialects() -> None:
    assert b"HT201" in run("explain", "HT201").stdout
    assert b"Postfix" in run("explain", "postfix").stdout
    assert run("explain", "../secret").returncode == 2


def test_mbox_is_many_messages_and_one_can_be_picked() -> None:
    box = b"From ann@example.net Tue Nov 24 08:00:00 2026\n" + MAIL + b"\n"
    assert len(json.loads(run("-f", "json", stdin=box * 3).stdout)) == 3
    assert json.loads(run("-f", "json", "--message", "2", stdin=box * 3).stdout)["source"]["number"] == 2


def test_crlf_header_is_read_whole() -> None:
    lines = json.loads(run("-f", "json", stdin=MAIL.replace(b"\n", b"\r\n")).stdout)["hops"]
    assert [hop["time"] for hop in lines] == ["2026-11-24T08:00:02Z", "2026-11-24T08:10:00Z"]


def test_help_both_ways() -> None:
    for args in (["-h"], ["--help"], ["show", "-h"], ["received", "--help"]):
        done = run(*args)
        assert (done.returncode, done.stderr) == (0, b"")
        assert b"Usage: headertrace" in done.stdout
