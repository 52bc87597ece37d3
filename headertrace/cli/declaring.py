"""How a verb declares its options: a record, each field annotated with what the command line says of it.

    class Options(NamedTuple):
        output: Annotated[str | None, Option(("-o", "--output"), "Write to FILE.", "FILE")] = None

Three read these declarations: ``parsing`` takes plain command lines apart, ``binding`` makes typer's parameters
of them (for help, completion, manual pages and complaints), and the record carries the values to the verb.
A module with such a record goes without ``from __future__ import annotations``, as they are read at run time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from headertrace.named import NamedTuple

if TYPE_CHECKING:
    from headertrace.cli.completion import Completion


class Option(NamedTuple):
    """An option: its ``names``, its ``help``, the word that stands for its value, and what completes that."""

    names: tuple[str, ...]
    help: str
    metavar: str | None = None
    completion: Completion | None = None


class Argument(NamedTuple):
    """What stands on the command line without a name."""

    metavar: str
    help: str
    completion: Completion | None = None


class Declared(NamedTuple):
    """A field of a record: ``type`` is bool, ``list[str]``, str, or one of them or None."""

    name: str
    type: Any
    default: Any
    said: Option | Argument

    @property
    def is_flag(self) -> bool:
        return self.type is bool

    @property
    def is_list(self) -> bool:
        return self.type in (list[str], list[str] | None)


# Stands for the default of an argument that has to be given.
NEEDED: Any = ...


def declared(record: Any) -> Iterator[Declared]:
    """The fields of a record, in order; those of a record inside it in its place."""
    for name, hint in record.__annotations__.items():
        if hasattr(hint, "_fields"):
            yield from declared(hint)
        else:
            default = record._field_defaults.get(name, NEEDED)
            yield Declared(name, hint.__origin__, default, hint.__metadata__[0])


def assembled(record: Any, values: Mapping[str, Any]) -> Any:
    """The record with those values, a record inside it made likewise; what is not given has its default."""
    own = {}
    for name, hint in record.__annotations__.items():
        if hasattr(hint, "_fields"):
            own[name] = assembled(hint, values)
        elif name in values:
            own[name] = values[name]
    return record(**own)
