"""Command lines that leave no question open, taken apart by the verb's declarations.

Typer takes longer to load than tracing a message takes. Whatever is not plain, from a spelling mistake to
``--help``, is left to it, so that it alone complains and explains.
"""

from __future__ import annotations

from typing import Any

from headertrace.cli.declaring import NEEDED, Argument, Declared, assembled, declared


def parsed(record: Any, args: list[str]) -> Any:
    """The record that the words ask for; None where they are not plain."""
    values = _values(tuple(declared(record)), args)
    return None if values is None else assembled(record, values)


def _values(fields: tuple[Declared, ...], args: list[str]) -> dict[str, Any] | None:
    options = {name: field for field in fields if not isinstance(field.said, Argument) for name in field.said.names}
    values: dict[str, Any] = {}
    bare: list[str] = []
    words = iter(args)
    for word in words:
        if not word.startswith("-") or word == "-":
            bare.append(word)
            continue
        name, equals, value = word.partition("=")
        field = options.get(name)
        if field is None or (equals and (field.is_flag or not name.startswith("--"))):
            return None
        if field.is_flag:
            values[field.name] = True
            continue
        value = value if equals else next(words, "-?")
        if value.startswith("-") and value != "-" and not equals:
            return None
        if field.is_list:
            values.setdefault(field.name, []).append(value)
        else:
            values[field.name] = value
    return values if _placed(fields, bare, values) else None


def _placed(fields: tuple[Declared, ...], bare: list[str], values: dict[str, Any]) -> bool:
    """Put the words without a name into the one argument; False where there are too many or too few."""
    field = next((field for field in fields if isinstance(field.said, Argument)), None)
    if field is None:
        return not bare
    if not bare:
        return field.default is not NEEDED
    values[field.name] = bare if field.is_list else bare[0]
    return field.is_list or len(bare) == 1
