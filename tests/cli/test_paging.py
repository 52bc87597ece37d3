"""Output longer than the screen goes through a pager, and nothing else does."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from helpers.command import interruptible
from helpers.samples import HOME, TOP

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="terminals")


def on_a_terminal(args: list[str], where: Path, **env: str) -> tuple[int, bytes]:
    import pty

    here, there = pty.openpty()
    base = {key: value for key, value in os.environ.items() if key not in ("PAGER", "HEADERTRACE_PAGER", "LESS")}
    told = {**base, "PYTHONPATH": str(TOP), "TERM": "xterm", "LINES": "24", "COLUMNS": "80", **env}
    with subprocess.Popen(
        [sys.executable, "-m", "headertrace", *args],
        stdin=subprocess.DEVNULL,
        stdout=there,
        cwd=where,
        env=told,
        preexec_fn=interruptible,
    ) as process:
        os.close(there)
        shown = b""
        try:
            while part := os.read(here, 65536):
                shown += part
        except OSError:
            pass
    os.close(here)
    return process.returncode, shown


@pytest.mark.parametrize(
    ("args", "env", "through"),
    [
        (["explain"], {}, True),
        (["-f", "json", str(HOME / "greylisted.eml")], {}, True),
        (["explain", "--no-pager"], {}, False),
        (["explain"], {"TERM": "dumb"}, False),
        (["explain"], {"HEADERTRACE_PAGER": ""}, False),
        (["explain"], {"HEADERTRACE_PAGER": "cat"}, False),
        (["explain"], {"HEADERTRACE_PAGER": "no-such-pager"}, False),
        (["explain", "550"], {}, False),
        (["schema"], {}, False),
    ],
)
def test_which_output_is_paged(args: list[str], env: dict[str, str], through: bool, tmp_path: Path) -> None:
    code, shown = on_a_terminal(args, tmp_path, **{"PAGER": "sh -c 'cat > paged'", **env})
    paged = tmp_path / "paged"
    assert code == 0 and paged.exists() is through and bool(shown) is not through
    if through:
        assert paged.read_bytes().count(b"\n") > 24


def test_who_quits_the_pager_early_is_done(tmp_path: Path) -> None:
    assert on_a_terminal(["explain"], tmp_path, PAGER="sh -c 'exit 1'") == (0, b"")


@pytest.mark.parametrize(
    ("signal", "codes"), [("INT", (0, 130)), ("TERM", (143,)), ("HUP", (129,))], ids=["interrupt", "end", "hang-up"]
)
def test_a_signal_while_the_pager_runs(signal: str, codes: tuple[int, ...], tmp_path: Path) -> None:
    """At an interrupt what was read is left to the pager, which decides when it is over."""
    code, shown = on_a_terminal(["explain"], tmp_path, PAGER=f"sh -c 'kill -{signal} $PPID; sleep 1; cat > paged'")
    assert code in codes and shown == b""


@pytest.mark.parametrize(
    "pager", ["", "   ", "cat", "'unbalanced", "/dev/null", "/", "no-such-pager --opt", "LESS=R less"]
)
def test_what_is_no_pager_is_none(pager: str, tmp_path: Path) -> None:
    code, shown = on_a_terminal(["explain", "border"], tmp_path, PAGER=pager, LINES="3")
    assert code == 0 and shown.count(b"\n") > 3


@pytest.mark.parametrize(("spare", "through"), [(1, False), (0, True)])
def test_a_screen_has_a_line_for_the_prompt(spare: int, through: bool, tmp_path: Path) -> None:
    args = ["-f", "json", str(HOME / "greylisted.eml")]
    _, whole = on_a_terminal(args, tmp_path, PAGER="cat")
    lines = str(whole.count(b"\n") + spare)
    on_a_terminal(args, tmp_path, PAGER="sh -c 'cat > paged'", LINES=lines)
    assert (tmp_path / "paged").exists() is through


def test_less_as_git_calls_it(tmp_path: Path) -> None:
    code, _ = on_a_terminal(["explain"], tmp_path, PAGER="sh -c 'echo $LESS > paged; cat > /dev/null'")
    assert (code, (tmp_path / "paged").read_text()) == (0, "FRX\n")


def test_a_pipe_is_never_paged(tmp_path: Path) -> None:
    env = {**os.environ, "PYTHONPATH": str(TOP), "PAGER": "sh -c 'cat > paged'"}
    done = subprocess.run(
        [sys.executable, "-m", "headertrace", "explain"], cwd=tmp_path, env=env, capture_output=True, check=True
    )
    assert done.stdout.count(b"\n") > 24 and not (tmp_path / "paged").exists()


@pytest.mark.parametrize(
    ("env", "linked"),
    [
        ({}, False),
        ({"VTE_VERSION": "7200"}, True),
        ({"VTE_VERSION": "4600"}, False),
        ({"TERM_PROGRAM": "WezTerm"}, True),
        ({"TERM": "xterm-kitty"}, True),
        ({"WT_SESSION": "x"}, True),
        ({"VTE_VERSION": "7200", "NO_COLOR": "1"}, False),
    ],
)
def test_codes_are_links_where_the_terminal_knows_them(env: dict[str, str], linked: bool, tmp_path: Path) -> None:
    code, shown = on_a_terminal([str(HOME / "queue-retry.eml")], tmp_path, PAGER="cat", **env)
    assert code == 0
    assert (b"\x1b]8;" in shown and b"/findings/ht205.md\x1b\\" in shown) is linked
