"""How much is read and shown before it is enough: what of that a user may set.

Each limit is passed on as a value of ``Limits``, from the settings to where it holds; the library's functions take one
too. What is fixed stands beside what it limits; ``headertrace explain limits`` has both.
"""

from __future__ import annotations

from headertrace.named import NamedTuple


class Limit(NamedTuple):
    """``default`` and ``most`` are numbers of ``unit``; ``about`` is what is limited, ``beyond`` what happens then."""

    default: int
    most: int
    unit: str
    about: str
    beyond: str


class Limits(NamedTuple):
    """The limits in force, each in its unit in ``LIMITS``."""

    received_lines: int = 1_000
    log_messages: int = 50
    sql_rows: int = 200_000
    serve_messages: int = 50
    serve_size: int = 10
    serve_seconds: int = 10
    serve_rate: int = 600


_USUAL = Limits()
LIMITS: dict[str, Limit] = {
    "received_lines": Limit(
        _USUAL.received_lines, 100_000, "lines", "the Received lines of a message",
        "the newest are read; the others are listed as not understood",
    ),
    "log_messages": Limit(
        _USUAL.log_messages, 10_000, "messages", "the messages of one queue id (`logs --id`)",
        "the last are shown, with a note",
    ),
    "sql_rows": Limit(
        _USUAL.sql_rows, 100_000_000, "rows", "the rows of `stats --sql`", "the first are shown, with a note",
    ),
    "serve_messages": Limit(
        _USUAL.serve_messages, 1_000, "messages", "the messages in one request to `serve`", "the request is refused",
    ),
    "serve_size": Limit(
        _USUAL.serve_size, 100, "MiB", "the size of one request to `serve` (`--max-size`)", "the request is refused",
    ),
    "serve_seconds": Limit(
        _USUAL.serve_seconds, 60, "seconds", "the work on one request to `serve` (`--max-seconds`)",
        "the request is given up",
    ),
    "serve_rate": Limit(
        _USUAL.serve_rate, 1_000_000, "a minute", "the requests to `serve` from one address (`--max-rate`)",
        "further ones are refused",
    ),
}  # fmt: skip
