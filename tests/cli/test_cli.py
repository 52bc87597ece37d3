"""The command line as a user meets it: output, errors, exit codes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest

from headertrace.cli.received import MAX_VALUE
from helpers import command
from helpers.command import COMMAND
from helpers.rights import heed_rights

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


run = partial(command.run, stdin=MAIL)
# Beside this file, as anything may lie in the root of the machine.
MISSING = str(Path(__file__).with_name("missing"))


def test_table_answers_first() -> None:
    done = run()
    assert done.returncode == 0
    assert " ".join(done.stdout.decode().split()).startswith(
        "Delivered in 9 min 58 s or at once by the sender's stamps, handed over by 192.0.2.1 (relay.example.net). Either"
    )


def test_json_is_one_object_and_ndjson_a_line() -> None:
    document = json.loads(run("-f", "json").stdout)
    assert document["path"]["total_s"] == 600
    assert [hop["n"] for hop in document["hops"]] == [1, 2]
    lines = run("-f", "ndjson").stdout.splitlines()
    assert [json.loads(line) for line in lines] == [document]


def test_no_escape_reaches_the_terminal() -> None:
    for format in ("table", "tree", "timeline"):
        assert b"\x1b" not in run("-f", format).stdout


WRONG: tuple[tuple[list[str], str], ...] = (
    (["--nope"], "No such option"),
    (["-f", "nope"], "'nope' is not one of table, tree"),
    (["-f"], "requires an argument"),
    (["--tz", "Mars/Base"], "no time zone 'Mars/Base'"),
    (["--tz", "../../etc/passwd"], "no time zone"),
    (["--tz", ""], "no time zone"),
    (["--log", __file__, "--log-tz", "Mars"], "--log-tz: there is no time zone 'Mars'"),
    (["redact", "--kinds", "x"], "--kinds: 'x' is not one of"),
    (["redact", "--kinds", ""], "--kinds: '' is not one of"),
    (["redact", "--redact-key", os.devnull], f"--redact-key: {os.devnull}: a key has at least 16 bytes, this one 0"),
    (["--clocks", __file__], "is a file, not the folder of a dataset"),
    (["--fail-on", "x"], "'x' is not one of info, warning, error"),
    (["--color", "x"], "'x' is not one of auto, always, never"),
    (["--utc", "--local"], "exclude each other"),
    (["--utc", "--tz", "UTC"], "exclude each other"),
    (["--message", "0"], "'0' is not a whole number above 0"),
    (["--message", "-1"], "'-1' is not a whole number above 0"),
    (["--message", "²"], "not a whole number above 0"),
    (["--width", "wide"], "'wide' is not a whole number above 0"),
    (["--width", "9" * 5000], "not a whole number above 0"),
    (["-o", f"{MISSING}/out", "-"], "No such file or directory"),
    (["-o", "/", "-"], "Is a directory"),
    (["-mail.eml"], "No such option"),
    (["explain", "HT999"], "there is no topic 'HT999'"),
    (["explain", "sevrity"], "there is no topic 'sevrity'"),
    (["explain", ""], "there is no topic ''"),
    (["schema", "--nope"], "No such option"),
)


@pytest.mark.parametrize(("args", "said"), WRONG, ids=lambda part: " ".join(part)[:30])
def test_wrong_usage_is_one_line_and_two(args: list[str], said: str) -> None:
    done = run(*args)
    assert (done.returncode, done.stderr.count(b"\n"), done.stdout) == (2, 1, b"")
    assert done.stderr.startswith(b"headertrace: ") and said in done.stderr.decode()


def test_nothing_to_trace_is_three() -> None:
    nothing = run("received", stdin=b"\n\n")
    assert (nothing.returncode, nothing.stderr) == (3, b"headertrace: there is no Received value in the input\n")
    assert run(stdin=b"").returncode == 3
    assert run(stdin=b"Subject: no path\n\n").returncode == 3


def test_unreadable_input_is_four_and_the_rest_is_done() -> None:
    done = run(MISSING, "-")
    assert done.returncode == 4
    assert done.stderr.count(b"\n") == 1
    assert b"Delivered in" in done.stdout


@pytest.mark.parametrize("verb", ["show", "redact"])
def test_directory_is_refused_in_one_line(verb: str, tmp_path: Path) -> None:
    done = run(verb, str(tmp_path))
    hint = "is a directory without mail in it; -r reads all files below it"
    assert (done.returncode, done.stderr.decode()) == (4, f"headertrace: {tmp_path} {hint}\n")


def test_select_and_ignore() -> None:
    mail = MAIL.replace(b"ESMTPS ", b"ESMTP ")
    assert "HT304" in str(run(stdin=mail).stdout)
    for options in (["--ignore", "HT304"], ["--ignore", "ht3"], ["--ignore", "no-tls"], ["--select", "HT2"]):
        assert "HT304" not in str(run(*options, stdin=mail).stdout)
    assert "HT304" in str(run("--select", "no-tls", stdin=mail).stdout)
    assert run("--ignore", "HT3", "--select", "HT304", "--fail-on", "info", stdin=mail).returncode == 0
    strange = run("--select", "HT999", stdin=mail)
    assert (strange.returncode, "there is no finding 'HT999'" in str(strange.stderr)) == (2, True)


def test_fail_on() -> None:
    assert run("--fail-on", "error").returncode == 0
    assert run("--fail-on", "info", stdin=MAIL.replace(b"ESMTPS ", b"ESMTP ")).returncode == 1


def test_received_reads_a_value_a_line() -> None:
    done = run("received", stdin=b"by a.example; Tue, 24 Nov 2026 08:00:00 +0000\nfrom b by c\n with SMTP\n")
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row["by"] for row in rows] == ["a.example", "c"]
    assert rows[1]["protocol"] == "SMTP"


@pytest.mark.parametrize(
    ("text", "lines", "read"),
    [
        (b"from a by b" + b" " * (3 * MAX_VALUE) + b"\nby c\n", [1], ["b", "c"]),
        (b"by c\nfrom a by b\n" + b" (x)\n" * MAX_VALUE + b"by d\n", [2], ["c", "b", "d"]),
        (b"\n\nfrom a by b" + b" " * (3 * MAX_VALUE), [3], ["b"]),
        (b"from a by b" + b" " * (MAX_VALUE - 12) + b"\nby c\n", [], ["b", "c"]),
    ],
    ids=["a line", "folded lines", "without an end", "the longest"],
)
def test_received_holds_no_more_of_a_value_than_it_says(text: bytes, lines: list[int], read: list[str]) -> None:
    done = run("received", stdin=text)
    assert done.returncode == (4 if lines else 0)
    assert [int(line.split(b"in line ")[1].split()[0]) for line in done.stderr.splitlines()] == lines
    assert [json.loads(line)["by"] for line in done.stdout.splitlines()] == read


@pytest.mark.skipif(not os.path.exists("/dev/zero"), reason="there is no endless file")
def test_a_line_without_an_end_takes_no_memory() -> None:
    code = (
        "import io, sys, tracemalloc; from headertrace.cli.received import _values\n"
        "tracemalloc.start(); stream = io.BufferedReader(open('/dev/zero', 'rb', buffering=0))\n"
        "class Part:\n"
        "    left = 200\n"
        "    def readline(self, n): Part.left -= 1; return stream.readline(n) if Part.left >= 0 else b''\n"
        "told = []; got = [len(value) for value in _values(Part(), told.append)]\n"
        "print(told, got, tracemalloc.get_traced_memory()[1] < 1_000_000)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, env=_env())
    assert done.stdout == b"[1] [65536] True\n"


def test_explain_knows_codes_and_dialects() -> None:
    assert b"HT201" in run("explain", "HT201").stdout
    assert b"Postfix" in run("explain", "postfix").stdout
    assert run("explain", "../findings/ht201").returncode == 2


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


POSIX = pytest.mark.skipif(os.name == "nt", reason="POSIX signals, terminals and descriptors")


def shell(line: str, stdin: bytes = MAIL) -> subprocess.CompletedProcess[bytes]:
    """``line`` in a shell, with ``$h`` for the command."""
    env = {**os.environ, "h": " ".join(COMMAND)}
    return subprocess.run(["sh", "-c", line], input=stdin, capture_output=True, check=False, env=env)


def test_message_without_received_is_still_shown() -> None:
    done = run("-f", "json", stdin=b"Subject: no path\n\n")
    assert (done.returncode, json.loads(done.stdout)["message"]["subject"]) == (3, "no path")
    assert b"HT103" in run(stdin=b"Subject: no path\n\n").stdout


def test_no_message_is_three_in_one_line() -> None:
    for args, said in (([], b"no message in the input"), (["--message", "99"], b"no message number 99")):
        done = run(*args, stdin=b"" if not args else MAIL)
        assert (done.returncode, done.stdout, done.stderr.count(b"\n")) == (3, b"", 1)
        assert said in done.stderr


@pytest.mark.parametrize("junk", [bytes(range(256)) * 50, b"\0" * 5000, b"\xff\xfe" * 999])
def test_binary_junk_is_no_message_and_no_traceback(junk: bytes) -> None:
    for format in ("table", "json"):
        done = run("-f", format, stdin=junk)
        assert (done.returncode, done.stdout, done.stderr.count(b"\n")) == (3, b"", 1)
        assert b"this is not a message; it looks like " in done.stderr


@pytest.mark.parametrize(("asked", "given"), [("5", 60), ("60", 60), ("9999", 200)])
def test_width_is_held_between_60_and_200(asked: str, given: int) -> None:
    mail = MAIL.replace(b"relay.example.net", b"a-very-" + b"long-" * 50 + b"name.example.net")
    lines = run("--width", asked, stdin=mail).stdout.decode().splitlines()
    assert max(map(len, lines)) <= given
    assert max(map(len, lines)) > given - 20


def test_output_goes_to_the_file_alone(tmp_path: Path) -> None:
    done = run("-f", "json", "-o", str(tmp_path / "out.json"))
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    assert json.loads((tmp_path / "out.json").read_text("utf-8"))["path"]["hops"] == 2


@POSIX
def test_unreadable_file(tmp_path: Path) -> None:
    file = tmp_path / "secret.eml"
    file.write_bytes(MAIL)
    file.chmod(0)
    done = subprocess.run(
        [*COMMAND, "-f", "ndjson", file, "-"], input=MAIL, capture_output=True, check=False, preexec_fn=heed_rights
    )
    assert (done.returncode, done.stderr) == (4, f"headertrace: {file}: Permission denied\n".encode())
    assert done.stdout.count(b"\n") == 1


@POSIX
def test_unreadable_files_in_a_folder(tmp_path: Path) -> None:
    (tmp_path / "closed").mkdir(0)
    for name in ("a.eml", "secret.eml"):
        (tmp_path / name).write_bytes(MAIL)
    (tmp_path / "secret.eml").chmod(0)
    done = subprocess.run(
        [*COMMAND, "-f", "ndjson", "-r", tmp_path], capture_output=True, check=False, preexec_fn=heed_rights
    )
    (tmp_path / "closed").chmod(0o700)
    assert (done.returncode, done.stdout.count(b"\n")) == (4, 1)
    told = sorted(line.partition(b" > ")[2] for line in done.stderr.splitlines())
    assert [line.partition(b",")[0].partition(b":")[0] for line in told] == [b"closed", b"secret.eml"]
    assert all(b"Permission denied" in line for line in told)


def test_standard_input_is_read_once() -> None:
    assert len(json.loads(run("-f", "json", "-", "-").stdout)["hops"]) == 2


def test_files_that_begin_with_a_hyphen(tmp_path: Path) -> None:
    for name in ("-x.eml", "--version"):
        (tmp_path / name).write_bytes(MAIL)
    command = [*COMMAND, "-f", "ndjson", "--", "-x.eml", "--version"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, check=True, env=_env())
    assert [json.loads(line)["source"]["name"] for line in done.stdout.splitlines()] == ["-x.eml", "--version"]


def test_names_in_windows_form_are_names() -> None:
    done = run(r"C:\mail\a.eml")
    assert (done.returncode, done.stderr) == (4, b"headertrace: C:\\mail\\a.eml: No such file or directory\n")


@POSIX
def test_name_with_escapes_and_no_utf8() -> None:
    done = subprocess.run([*COMMAND, MISSING.encode() + b"/\x1b[31m\x9b\n"], capture_output=True, check=False)
    assert done.returncode == 4
    assert done.stderr == f"headertrace: {MISSING}/\\x1b[31m\\x9b : No such file or directory\n".encode()


_COLOURS = ("NO_COLOR", "FORCE_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLUMNS", "PAGER", "HEADERTRACE_PAGER")


def _env(**more: str) -> dict[str, str]:
    base = {key: value for key, value in os.environ.items() if key not in _COLOURS}
    return {"PAGER": "cat", **base, "PYTHONPATH": os.pathsep.join(sys.path), "TERM": "xterm", **more}


@pytest.mark.parametrize(
    ("args", "env", "coloured"),
    [
        ([], {}, False),
        (["--color", "always"], {}, True),
        (["--color", "always"], {"NO_COLOR": "1"}, True),
        (["--color", "always", "--no-color"], {}, False),
        (["--color", "never"], {}, False),
    ],
)
def test_colour_when_piped(args: list[str], env: dict[str, str], coloured: bool) -> None:
    done = subprocess.run([*COMMAND, *args], input=MAIL, capture_output=True, check=True, env=_env(**env))
    assert (b"\x1b[" in done.stdout) is coloured


def terminal(*args: str, stdin: bool = False, **env: str) -> tuple[int, bytes]:
    """(exit code, output) with standard output, and input where wished, on a terminal of 80 columns."""
    import pty

    here, there = pty.openpty()
    with subprocess.Popen(
        [*COMMAND, *args], stdin=there if stdin else subprocess.PIPE, stdout=there, env=_env(COLUMNS="80", **env)
    ) as process:
        os.close(there)
        if process.stdin:
            process.stdin.write(MAIL)
            process.stdin.close()
        shown = b""
        try:
            while part := os.read(here, 65536):
                shown += part
        except OSError:  # Linux's way to say that the other end is closed
            pass
    os.close(here)
    return process.returncode, shown


@POSIX
@pytest.mark.parametrize(
    ("args", "env", "coloured"),
    [
        ([], {}, True),
        ([], {"NO_COLOR": "1"}, False),
        ([], {"TERM": "dumb"}, False),
        ([], {"CLICOLOR": "0"}, False),
        ([], {"TERM": "dumb", "FORCE_COLOR": "1"}, True),
        ([], {"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
        (["--colour", "always"], {"TERM": "dumb"}, True),
        (["--no-color"], {}, False),
        (["--color", "never"], {}, False),
    ],
)
def test_colour_on_a_terminal(args: list[str], env: dict[str, str], coloured: bool) -> None:
    code, shown = terminal(*args, **env)
    assert code == 0 and b"Delivered in" in shown
    assert (b"\x1b[" in shown) is coloured


@POSIX
def test_no_file_on_a_terminal_is_a_box_to_paste_into() -> None:
    import pty

    here, there = pty.openpty()
    with subprocess.Popen(COMMAND, stdin=there, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=_env()) as process:
        os.close(there)
        os.write(here, MAIL + b"\n\x04\x04")
        shown, asked = process.communicate()
    os.close(here)
    assert process.returncode == 0
    assert asked.startswith(b"Paste the header, then press Ctrl-D.") and asked.count(b"\n") == 1
    assert b"Delivered in" in shown


@pytest.mark.parametrize(
    ("word", "verb"), [("shwo", "show"), ("Explian", "explain"), ("verfy", "verify"), ("mail", ""), ("a/show", "")]
)
def test_a_mistyped_verb_is_told_as_one(word: str, verb: str) -> None:
    done = run(word)
    assert done.returncode == 4 and done.stderr.startswith(f"headertrace: {word}: No such file".encode())
    assert (b"If you meant the verb: headertrace " + verb.encode() in done.stderr) is bool(verb)


@POSIX
def test_explain_is_laid_out_on_a_terminal_and_plain_when_piped() -> None:
    code, shown = terminal("explain", "HT201")
    assert code == 0 and b"\x1b[" in shown and b"# HT201" not in shown
    assert run("explain", "HT201").stdout.startswith(b"# HT201 clock-backwards\n")
    assert b"\x1b[1m" not in terminal("explain", "HT201", TERM="dumb")[1]
    listed = run("explain").stdout
    assert all(word in listed for word in (b"- HT101 ", b"- X-Received", b"- postfix: The most common"))


def test_times_in_a_zone() -> None:
    assert b"24 Nov (UTC)" in run("--utc").stdout
    shown = run("--tz", "Asia/Kolkata").stdout
    assert b"24 Nov (Kolkata)" in shown and b"13:40:00" in shown
    done = subprocess.run([*COMMAND, "--local"], input=MAIL, capture_output=True, check=True, env=_env(TZ="EST5"))
    assert b"24 Nov (local)" in done.stdout and b"03:10:00" in done.stdout


@pytest.mark.parametrize(("level", "code"), [("info", 1), ("warning", 1), ("error", 0)])
def test_fail_on_each_level(level: str, code: int) -> None:
    late = MAIL.replace(b"08:10:00", b"09:10:00")  # HT205, a warning
    assert run("--fail-on", level, stdin=late).returncode == code
    assert run("-q", "--fail-on", level, stdin=late).returncode == code


def test_version_and_verbs() -> None:
    import headertrace

    said = f"headertrace {headertrace.__version__}\n".encode()
    assert run("--version").stdout == run("show", "--version").stdout == said
    assert run("show", "-").stdout == run("-").stdout == run().stdout


@POSIX
def test_broken_pipe_is_quiet() -> None:
    for line in (
        "$h | head -c0",
        "$h schema | head -c0",
        "$h explain | head -c9",
        "yes from a by b | $h received | head -1",
    ):
        done = shell(line)
        assert (done.returncode, done.stderr) == (0, b"")


@POSIX
@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no full device")
def test_full_disk_is_one_line() -> None:
    for line in ("$h >/dev/full", "$h explain >/dev/full", "$h -o /dev/full"):
        done = shell(line)
        assert (done.returncode, done.stderr.count(b"\n")) == (2, 1)
        assert b"No space left on device" in done.stderr


@POSIX
@pytest.mark.parametrize(("line", "code"), [("$h >&-", 0), ("$h <&-", 3), ("$h 2>&-", 0), ("$h <&- >&- 2>&-", 3)])
def test_closed_streams(line: str, code: int) -> None:
    done = shell(line)
    assert done.returncode == code
    assert b"Traceback" not in done.stderr


@POSIX
def test_interrupted_is_130_and_quiet() -> None:
    pipes = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
    with subprocess.Popen(COMMAND, **pipes, preexec_fn=command.interruptible) as process:
        assert process.stdin and process.stderr
        # More than a pipe holds: once it is written, the program is reading.
        process.stdin.write(b"X: y\n\n" + b"body\n" * 200_000)
        process.stdin.flush()
        # A signal between Python's last look and the system's read is seen only after that: as a person, try again.
        for _ in range(30):
            process.send_signal(signal.SIGINT)
            with suppress(subprocess.TimeoutExpired):
                process.wait(timeout=2)
                break
        assert process.returncode == 130
        assert process.stderr.read() == b""


def test_schema_is_the_published_one() -> None:
    schema = json.loads(run("schema").stdout)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"


def test_received_reads_a_file(tmp_path: Path) -> None:
    file = tmp_path / "values"
    file.write_bytes(b"\nfrom a by b with SMTP\n\nfrom c by d\n")
    assert [json.loads(line)["by"] for line in run("received", str(file)).stdout.splitlines()] == ["b", "d"]


@pytest.mark.parametrize(
    ("words", "usage"),
    [(("--width", "60", "--help"), "headertrace [OPTIONS]"), (("explain", "--help"), "headertrace explain [OPTIONS]")],
)
def test_help_names_the_verb(words: tuple[str, ...], usage: str) -> None:
    assert run(*words).stdout.decode().startswith(f"Usage: {usage}")
