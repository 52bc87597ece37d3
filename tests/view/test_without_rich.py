"""Only what draws on a terminal loads the library for it."""

from __future__ import annotations

import subprocess
import sys

import pytest

from headertrace.renderings.index import ROWS
from helpers.samples import HOME

SAMPLE = HOME / "queue-retry.eml"
ON_A_TERMINAL = {"table", "tree", "timeline", "headers", "checks", "brief"}
# Drawn by libraries of an extra, which may load what they like.
DRAWN = {row.name for row in ROWS if row.binary}
# Each library stands for the work of one room: drawing on a terminal, templates, the command line.
ASK = "; sys.exit(', '.join(sorted({name.split('.')[0] for name in sys.modules} & {'rich', 'typer'})))"


def loaded(code: str) -> str:
    """What of those libraries is loaded once ``code`` has run."""
    done = subprocess.run([sys.executable, "-c", code + ASK, str(SAMPLE)], capture_output=True, text=True, check=False)
    return done.stderr.strip()


@pytest.mark.parametrize("format", [row.name for row in ROWS if row.name not in ON_A_TERMINAL | DRAWN])
def test_a_report_needs_no_terminal(format: str) -> None:
    code = "import sys, headertrace; trace = headertrace.trace(open(sys.argv[1], 'rb').read())"
    assert loaded(f"{code}; headertrace.render([trace] * 2, {format!r})") == ""


@pytest.mark.parametrize("format", ["html", "json"])
def test_a_comparison_needs_no_terminal(format: str) -> None:
    code = "import sys, headertrace; from headertrace.compare import compare; from headertrace.compare.rendering import FORMATS"
    code += "; from headertrace.renderings import Options; trace = headertrace.trace(open(sys.argv[1], 'rb').read())"
    assert loaded(f"{code}; FORMATS[{format!r}](compare(trace, trace), Options())") == ""


@pytest.mark.parametrize("body", ["text", "markdown", "jira", "pre"])
def test_a_ticket_needs_no_terminal(body: str) -> None:
    code = "import sys, headertrace; from headertrace.tickets.report import compose"
    code += "; data = open(sys.argv[1], 'rb').read(); trace = headertrace.trace(data)"
    assert loaded(f"{code}; compose(trace, data, body={body!r})") == ""


@pytest.mark.parametrize("format", sorted(ON_A_TERMINAL))
def test_the_terminal_s_formats_do_use_it(format: str) -> None:
    """Otherwise the tests above would hold whatever was loaded."""
    code = "import sys, headertrace; trace = headertrace.trace(open(sys.argv[1], 'rb').read())"
    assert loaded(f"{code}; headertrace.render(trace, {format!r})") == "rich"
