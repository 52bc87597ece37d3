"""What the machine fails at: streams that are full or closed, places that cannot be written, names that are no names."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from helpers.command import COMMAND, run, said
from helpers.poison import live
from helpers.rights import heed_rights
from helpers.samples import HOME

MAIL = str(HOME / "greylisted.eml")
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="devices and names of POSIX")

COMPLAINING = {
    ("missing",): 4, ("redact", "missing"): 4, ("compare", "missing", MAIL): 4, ("received", "missing"): 4,
    ("--no-such-option",): 2, ("explain", "no-such-topic-at-all"): 2,
}  # fmt: skip


@pytest.mark.parametrize("words", COMPLAINING, ids=" ".join)
def test_a_full_standard_error_changes_no_exit_code(words: tuple[str, ...], tmp_path: Path) -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run([*COMMAND, *words], stdout=subprocess.PIPE, stderr=full, cwd=tmp_path, check=False)
    assert done.returncode == COMPLAINING[words]


@pytest.mark.parametrize("words", [(MAIL, "--open"), ("empty", "--open")], ids=["page", "nothing"])
def test_a_page_is_left_only_where_there_is_one(words: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / "empty").touch()
    pages = tmp_path / "pages"
    pages.mkdir()
    done = run(*words, cwd=tmp_path, env={"BROWSER": "false", "TMPDIR": str(pages)})
    left = list(pages.glob("*.html"))
    assert (done.returncode, len(left)) == ((0, 1) if words[0] == MAIL else (3, 0))
    assert all(page.stat().st_size for page in left)


@pytest.mark.parametrize("wish", ["FORCE_COLOR", "CLICOLOR_FORCE"])
def test_a_wish_for_colours_colours_no_file(wish: str, tmp_path: Path) -> None:
    for name in ("out.txt", "out"):
        assert run(MAIL, "-f", "table", "-o", name, cwd=tmp_path, env={wish: "1"}).returncode == 0
        assert b"\x1b" not in (tmp_path / name).read_bytes()
    assert b"\x1b" in run(MAIL, env={wish: "1"}).stdout


def test_a_working_directory_that_is_gone(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    line = f"mkdir {gone} && cd {gone} && rmdir {gone} && {' '.join(COMMAND)} -o out.json {MAIL}"
    done = subprocess.run(
        ["sh", "-c", line],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(HOME.parent)},
    )
    assert (done.returncode, done.stderr) == (2, "headertrace: --output: out.json: No such file or directory\n")


@pytest.mark.parametrize("name", ["explain", "--brief", "a\nb\x1b[31m", "\x1b]0;x\x07", "-"])
def test_files_of_any_name(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes((HOME / "greylisted.eml").read_bytes())
    for words in (("-f", "brief", f"./{name}"), ("--brief", "--sort", "file", f"./{name}", f"./{name}")):
        done = said(*words, cwd=tmp_path)
        assert (done.returncode, live(done.stdout), done.stderr) == (0, [], "")
        assert "192.0.2.25" in done.stdout
    missing = said(f"./{name}-missing", cwd=tmp_path)
    assert (missing.returncode, missing.stderr.count("\n"), live(missing.stderr)) == (4, 1, [])


@pytest.mark.parametrize("topic", ["x" * 100_000, "550 " * 25_000, "HT2\x1b[31m", "\x1b]0;x\x07", "\n", ""])
def test_topics_of_any_kind(topic: str) -> None:
    done = said("explain", topic)
    assert done.returncode in (0, 2) and len(done.stderr) < 400
    assert live(done.stdout) == live(done.stderr) == []


@pytest.mark.parametrize(
    "env", [{"COLUMNS": "1"}, {"COLUMNS": "0"}, {"COLUMNS": "x"}, {"TERM": "dumb"}, {"LC_ALL": "C"}, {"HOME": ""}]
)
def test_surroundings_of_any_kind(env: dict[str, str]) -> None:
    bare = {**env, "PYTHONPATH": str(HOME.parent)}
    for words in ((MAIL,), ("--help",), ("explain", "border")):
        done = subprocess.run([*COMMAND, *words], capture_output=True, check=False, env=bare)
        assert (done.returncode, done.stderr) == (0, b"")


# What is read, by each who reads it, and how that ends where it cannot be read at all or not to its end.
READING: dict[tuple[str, ...], int] = {
    ("FILE",): 4, ("-f", "json", "FILE"): 4, ("redact", "FILE"): 4, ("received", "FILE"): 4, ("compare", "FILE", MAIL): 4,
    ("verify", "--dry-run", "FILE"): 4, ("report", "FILE", "--to", "file", "--dry-run"): 4, ("stats", "FILE"): 3,
    ("config", "--config", "FILE"): 2, ("-f", "html", "--template", "FILE", MAIL): 2, ("redact", "--redact-key", "FILE", MAIL): 2,
    ("--geo-db", "FILE", MAIL): 2, ("--clocks", "FILE", MAIL): 2,
}  # fmt: skip
LOGS: tuple[tuple[str, ...], ...] = (("logs", "FILE", "--id", "4ABCDEF0"), (MAIL, "--log", "FILE"))


@pytest.mark.skipif(not os.path.exists("/proc/self/mem"), reason="a file that fails when it is read")
@pytest.mark.parametrize("words", [*READING, *LOGS], ids=" ".join)
def test_a_file_that_fails_while_it_is_read(words: tuple[str, ...], tmp_path: Path) -> None:
    done = said(*(word.replace("FILE", "/proc/self/mem") for word in words), cwd=tmp_path)
    assert done.returncode == READING.get(words, 4), done.stderr
    assert done.stderr.startswith("headertrace: ") and done.stderr.count("\n") == 1
    # The message itself is shown without the log.
    assert ("192.0.2.25" in done.stdout) is (words == LOGS[1])


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["file", "folder"])
@pytest.mark.parametrize("words", [*READING, *LOGS], ids=" ".join)
def test_a_file_that_may_not_be_read(words: tuple[str, ...], kind: str, tmp_path: Path) -> None:
    place = tmp_path / "closed"
    if kind == "folder":
        place.mkdir()
    else:
        place.write_bytes(Path(MAIL).read_bytes())
    place.chmod(0)
    line = [*COMMAND, *(word.replace("FILE", str(place)) for word in words)]
    done = subprocess.run(line, capture_output=True, text=True, check=False, cwd=tmp_path, preexec_fn=heed_rights)
    place.chmod(0o700)
    is_left_out = words == LOGS[0] or (words == ("stats", "FILE") and kind == "folder")
    assert done.returncode == (4 if is_left_out else READING.get(words, 2)), done.stderr
    assert (done.stdout, done.stderr.count("\n")) == ("", 1)


LINES = (
    "Nov 24 08:00:01 relay postfix/smtpd[1]: 4ABCDEF0: client=desk.example.net[192.0.2.77]\n"
    "Nov 24 08:00:01 relay postfix/cleanup[1]: 4ABCDEF0: message-id=<7@example.net>\n"
)


@pytest.mark.parametrize("words", [*LOGS, ("stats", "FILE")], ids=" ".join)
def test_a_pipe_is_read_once(words: tuple[str, ...], tmp_path: Path) -> None:
    """As a shell makes of ``<(zcat mail.log.gz)``."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with subprocess.Popen(
        [*COMMAND, *(word.replace("FILE", str(pipe)) for word in words)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "TMPDIR": str(tmp_path)},
    ) as child:
        if words[0] != "stats":
            pipe.write_text(LINES)
        shown, told = child.communicate(timeout=60)
    assert child.returncode == (4 if words[0] == "stats" else 0), told
    assert (b"desk.example.net" in shown) is (words[0] == "logs") and (b"is not a regular file" in told) is (
        words[0] == "stats"
    )
    assert [path.name for path in tmp_path.iterdir()] == ["pipe"]


@pytest.mark.parametrize("size", [0, 500, 5_000])
@pytest.mark.parametrize("place", ["chosen", "own", "folder"])
def test_a_report_is_kept_whole_or_not_at_all(place: str, size: int, tmp_path: Path) -> None:
    """On a full disk, where it can be neither sent nor written."""
    resource = pytest.importorskip("resource")
    to = ("--to", "email", "--smtp", "127.0.0.1:1", "--set", "from=a@example.org", "--set", "to=b@example.org")
    words = (
        (*to, "--keep", "kept")
        if place == "chosen"
        else to
        if place == "own"
        else ("--to", "file", "--set", "folder=kept")
    )
    done = subprocess.run(
        [*COMMAND, "report", MAIL, *words],
        capture_output=True, text=True, check=False, cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(HOME.parent), "TMPDIR": str(tmp_path), "XDG_STATE_HOME": str(tmp_path / "state")},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size)),
    )  # fmt: skip
    assert (done.returncode, done.stderr.count("\n")) == (5, 1)
    assert "nor could the report be kept" in done.stderr
    # What is whole of a folder's files stays, as the next run goes on from it.
    left = {path.suffix for path in tmp_path.rglob("*") if path.is_file()}
    assert left == ({".txt"} if place == "folder" and size == 5_000 else set())


@pytest.mark.parametrize("words", [("--help",), ("scan", "--help"), ("explain",), ("schema",)], ids=" ".join)
@pytest.mark.parametrize("read", [0, 10])
def test_a_reader_who_goes_ends_it_quietly(words: tuple[str, ...], read: int) -> None:
    with subprocess.Popen([*COMMAND, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE) as child:
        assert child.stdout and child.stderr
        child.stdout.read(read)
        child.stdout.close()
        assert child.stderr.read() == b""
    assert child.returncode == 0


# What the surroundings lack, or have otherwise than expected.
LACKING: dict[str, dict[str, str]] = {
    "locale": {"LC_ALL": "POSIX"}, "unknown locale": {"LC_ALL": "xx_YY.nope"}, "ascii": {"PYTHONIOENCODING": "ascii"},
    "no UTF-8": {"PYTHONUTF8": "0", "LC_ALL": "C", "PYTHONCOERCECLOCALE": "0"}, "cp1252": {"PYTHONIOENCODING": "cp1252"},
    "cp437": {"PYTHONIOENCODING": "cp437"}, "home": {"HOME": "/nonexistent"}, "TMPDIR": {"TMPDIR": "/nonexistent"},
    "zone": {"TZ": "Nope/Zone"}, "state": {f"XDG_{name}_HOME": "/dev/null" for name in ("STATE", "CACHE", "CONFIG")},
    "asserts": {"PYTHONOPTIMIZE": "2"}, "warnings": {"PYTHONDEVMODE": "1", "PYTHONWARNINGS": "error"},
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("name", LACKING)
def test_surroundings_that_lack_something(name: str, tmp_path: Path) -> None:
    for words in ((MAIL,), ("--local", MAIL), (MAIL, "-o", "out.html"), ("redact", MAIL), ("config",), ("--help",)):
        done = said(*words, cwd=tmp_path, env=LACKING[name])
        assert (done.returncode, done.stderr) == (0, "")
    # Complaints are in the encoding of the terminal.
    missing = run("Grüße\udcff".encode(errors="surrogateescape"), cwd=tmp_path, env=LACKING[name])
    assert (missing.returncode, missing.stderr.count(b"\n")) == (4, 1)


@pytest.mark.parametrize("out", ["out", "out.sqlite", "out.ndjson"])
def test_names_that_are_no_utf_8_are_scanned(out: str, tmp_path: Path) -> None:
    pytest.importorskip("pyarrow")
    name = os.fsencode(tmp_path) + b"/a\x9b31m.eml"
    try:
        Path(os.fsdecode(name)).write_bytes(Path(MAIL).read_bytes())
    except OSError:
        pytest.skip("the file system refuses such names")
    for _ in range(2):
        done = said("scan", name, "-o", out, "-q", cwd=tmp_path)
        assert (done.returncode, done.stderr) == (0, "")
    asked = said("stats", out, "--sql", "SELECT input FROM messages", "-f", "csv", cwd=tmp_path)
    assert asked.stdout.count("a\\x9b31m.eml") == 1
    for option in ("--clocks", "--history"):
        refused = said(option, name, MAIL, cwd=tmp_path)
        assert (refused.returncode, refused.stderr.count("\n")) == (2, 1)
