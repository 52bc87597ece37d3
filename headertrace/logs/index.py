"""Which file under ``logs`` reads the lines of which program.

By the name that a line gives: a name, or the beginning of one that ends with "*".
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from typing import cast

from headertrace.logs.program import Leaf
from headertrace.named import NamedTuple


class Row(NamedTuple):
    """``title`` is what people call it, ``tags`` the names that its processes have in a log."""

    name: str
    title: str
    tags: tuple[str, ...]


INDEX: tuple[Row, ...] = (
    Row("postfix", "Postfix", ("postfix*", "postfix/*")),
    Row("exim", "Exim", ("exim", "exim4")),
    Row("sendmail", "sendmail", ("sendmail", "sm-mta", "sm-que", "sm-msp-queue", "sm-client")),
    Row("dovecot", "Dovecot", ("dovecot",)),
    Row("amavis", "amavis", ("amavis", "amavisd")),
    Row("rspamd", "rspamd", ("rspamd",)),
    Row(
        "greylists",
        "a greylist",
        ("postgrey", "sqlgrey", "milter-greylist", "policyd", "postfix-policyd", "cbpolicyd"),
    ),
    Row("opensmtpd", "OpenSMTPD", ("smtpd",)),
    Row(
        "courier", "Courier", ("courierd", "courieresmtp", "courieresmtpd", "courierlocal", "courieruucp", "courierdsn")
    ),
    Row("haraka", "Haraka", ("haraka",)),
    Row("qmail", "qmail", ("qmail", "qmail-send")),
    Row("mailman", "Mailman", ("mailman", "mailman3")),
    Row("checks", "a check", ("spamd", "opendkim")),
)


def row_of(program: str) -> Row | None:
    """The row of the program that a line names; None where nothing reads its lines."""
    named = next((row for row in INDEX if program in row.tags), None)
    return named or next((row for row in INDEX if _begins(program, row)), None)


@cache
def leaf(name: str) -> Leaf:
    return cast(Leaf, import_module(f"headertrace.logs.{name}"))


def _begins(program: str, row: Row) -> bool:
    return any(tag.endswith("*") and program.startswith(tag[:-1]) for tag in row.tags)
