"""Write the manual pages out of the command line's own help: ``python -m headertrace.cli.manual``.

One page for the program and one a verb, in ``headertrace/man``; the wheel installs them under
``share/man/man1``. Form: man(7).
"""

from __future__ import annotations

import re
from pathlib import Path
from textwrap import wrap
from typing import Any

import typer

import headertrace
from headertrace.cli.helping import EXAMPLES, EXIT_CODES, grouped
from headertrace.cli.running import application

MAN = Path(headertrace.__file__).parent / "man"

_ENVIRONMENT = (
    ("NO_COLOR", "If set and not empty, no colour is used."),
    ("FORCE_COLOR, CLICOLOR_FORCE", "If set (and the second not to 0), colour is used without a terminal too."),
    ("CLICOLOR", "If 0, no colour is used."),
    ("TERM", "If it is dumb, neither colour nor a pager is used."),
    ("COLUMNS", "The width of the terminal, where it cannot be asked."),
    ("HEADERTRACE_PAGER, PAGER", "The pager for output longer than the screen, else less; cat is none."),
)


def pages() -> dict[str, str]:
    """File name → text of each manual page."""
    command: Any = typer.main.get_command(application())
    made = {"headertrace.1": _program(command)}
    for name, verb in command.commands.items():
        made[f"headertrace-{name}.1"] = _verb(name, verb)
    return made


def _program(command: Any) -> str:
    about, _, rest = (command.help or "").partition("\n\n")
    verbs = command.commands
    out = [_head("headertrace", about.rstrip(".")), ".SH SYNOPSIS"]
    out += [f".B headertrace\n.RI [ options ]\n.RI [ FILE | {_escape('-')} ]..."]
    out += [f".br\n.B headertrace {name}\n.RI {_usage(verb)}" for name, verb in verbs.items() if name != "show"]
    out += [".SH DESCRIPTION", _escape(about), *(f".PP\n{_escape(part)}" for part in rest.split("\n\n") if part)]
    out += [".SH VERBS", *(f".TP\n.B {name}\n{_escape(verb.help)}" for name, verb in verbs.items())]
    out += [".SH OPTIONS", *map(_option, _options(command)), ".PP\nThese are options of the verb\n.BR show :"]
    out += _grouped([option for option in _options(verbs["show"]) if "--help" not in option.opts])
    out += [".SH EXIT STATUS", *(f".TP\n.B {code}\n{_escape(text)}" for code, text in EXIT_CODES)]
    out += [".SH ENVIRONMENT", *(f".TP\n.B {name}\n{_escape(text)}" for name, text in _ENVIRONMENT)]
    out += _examples("show")
    return "\n".join([*out, ".SH SEE ALSO", _also(f"headertrace-{name}" for name in verbs)]) + "\n"


def _verb(name: str, verb: Any) -> str:
    about, _, rest = (verb.help or "").partition("\n\n")
    out = [_head(f"headertrace-{name}", about.rstrip(".")), ".SH SYNOPSIS"]
    out += [f".B headertrace {name}\n.RI {_usage(verb)}", ".SH DESCRIPTION", _escape(about)]
    out += [f".PP\n{_escape(part)}" for part in rest.split("\n\n") if part]
    arguments = [param for param in verb.params if param.param_type_name == "argument"]
    if arguments:
        out += [".SH ARGUMENTS", *(f".TP\n.I {_escape(item.metavar)}\n{_escape(item.help)}" for item in arguments)]
    out += [".SH OPTIONS", *_grouped(_options(verb)), *_examples(name)]
    return "\n".join([*out, ".SH SEE ALSO", _also(["headertrace"])]) + "\n"


def _examples(verb: str) -> list[str]:
    rows = EXAMPLES.get(verb, ())
    return [".SH EXAMPLES", *(f".TP\n{_escape(text)}:\n.B {_escape(line)}" for text, line in rows)] if rows else []


def _head(title: str, about: str) -> str:
    top = f'.TH {_escape(title.upper())} 1 "" "headertrace {headertrace.__version__}" "User Commands"'
    return f"{top}\n.SH NAME\n{_escape(title)} \\-\n{_lower(about)}"


def _lower(text: str) -> str:
    return _escape(text[:1].lower() + text[1:])


def _usage(verb: Any) -> str:
    metavars = [param.metavar for param in verb.params if param.param_type_name == "argument"]
    return " ".join(["[ options ]", *(f'" " {_escape(word)}' for word in metavars if word)])


def _options(command: Any) -> list[Any]:
    context = typer.Context(command, help_option_names=["-h", "--help"])
    return [param for param in command.get_params(context) if param.param_type_name == "option"]


def _grouped(options: list[Any]) -> list[str]:
    return [line for heading, of_it in grouped(options) for line in (f".SS {_escape(heading)}", *map(_option, of_it))]


def _option(option: Any) -> str:
    value = "" if option.is_flag else f" \\fI{_escape(option.metavar or 'VALUE')}\\fR"
    names = ", ".join(f"\\fB{_escape(name)}\\fR" for name in sorted(option.opts, key=len))
    return f".TP\n{names}{value}\n{_escape(option.help or '')}"


def _also(names: Any) -> str:
    return ",\n".join(f".BR {_escape(name)} (1)" for name in names)


def _escape(text: str) -> str:
    """Text as man(7) takes it: hyphens that can be copied, no line that begins a request."""
    text = re.sub(r"\s+", " ", text.strip()).replace("\\", "\\e").replace("-", "\\-").replace("`", "")
    lines = wrap(text, 78, break_on_hyphens=False)
    return "\n".join(f"\\&{line}" if line[:1] in (".", "'") else line for line in lines)


if __name__ == "__main__":
    MAN.mkdir(exist_ok=True)
    for old in MAN.glob("*.1"):
        old.unlink()
    for file, text in pages().items():
        (MAN / file).write_text(text, "utf-8")
