"""A verb's declarations as typer has them."""

from __future__ import annotations

from collections.abc import Callable
from inspect import Parameter, Signature
from typing import Annotated, Any

import typer

from headertrace.cli.declaring import NEEDED, Argument, Declared, assembled, declared


def bound(record: Any, run: Callable[[Any], int]) -> Callable[..., int]:
    """A function that typer takes for a command: it has the record's fields for parameters, and calls ``run``."""

    def command(**values: Any) -> int:
        return run(assembled(record, values))

    parameters = [_parameter(field) for field in declared(record)]
    command.__doc__ = run.__doc__
    # Of this function, which was made just now, and no other.
    command.__annotations__ = {parameter.name: parameter.annotation for parameter in parameters}
    command.__signature__ = Signature(parameters)  # type: ignore[attr-defined]
    return command


def _parameter(field: Declared) -> Parameter:
    said = field.said
    info = (
        typer.Argument(metavar=said.metavar, help=said.help, autocompletion=said.completion)
        if isinstance(said, Argument)
        else typer.Option(*said.names, help=said.help, metavar=said.metavar, autocompletion=said.completion)
    )
    default = Parameter.empty if field.default is NEEDED else field.default
    return Parameter(field.name, Parameter.KEYWORD_ONLY, default=default, annotation=Annotated[field.type, info])
