"""Wishes → conditions in SQL on the tables of a dataset.

A value from the command line goes into a statement as a literal of standard SQL, in which a quote is the only sign that
means anything.
"""

from __future__ import annotations

import re
from datetime import datetime

from headertrace.mailbox.asking.wishes import Wishes

# What may stand in a local part without quotes (RFC 5322 section 3.2.3).
_ATOM = "a-z0-9.!#$%&'*+/=?^_`{|}~-"
# Columns that name the host that a row is about.
_HOSTS = {
    "hops": ("at_host", "by_host", "rdns"),
    "delays": ("at_host",),
    "clocks": ("host",),
    "offsets": ("host",),
    "host_clocks": ("host",),
    "findings": ("host",),
    "reports": ("reporting_mta", "remote_mta"),
    "attempts": ("host", "peer"),
}
_LEGS = ("hops", "delays")


def literal(text: str) -> str:
    """The text as a literal of SQL; bytes that were no UTF-8 become U+FFFD."""
    return "'" + text.encode("utf-8", "replace").decode().replace("'", "''") + "'"


def in_time(wishes: Wishes) -> list[str]:
    """Conditions on any table that has the messages' own time."""
    made = []
    for moment, sign in ((wishes.since, ">="), (wishes.before, "<")):
        if moment is not None:
            made.append(f"time {sign} {_moment(moment)}")
    # The month is in the files' names: of others nothing is read.
    if wishes.since is not None:
        made.append(f"month >= '{wishes.since:%Y-%m}'")
    if wishes.before is not None:
        made.append(f"month <= '{wishes.before:%Y-%m}'")
    return made


def of_persons(wishes: Wishes) -> list[str]:
    """Conditions on ``messages`` as it is in the schema ``whole``: who it is from and for."""
    made = []
    if wishes.sender:
        made.append(_any(wishes.sender, "from_field", "return_path"))
    if wishes.recipient:
        own = _any(wishes.recipient, "recipient", "to_field")
        made.append(
            f"({own} OR message IN (SELECT message FROM whole.reports WHERE {_any(wishes.recipient, 'recipient')}))"
        )
    if wishes.domain:
        made.append(_any(wishes.domain.rpartition("@")[2], "from_field", "return_path", "recipient", "to_field"))
    return made


def of_host(wishes: Wishes) -> str | None:
    """The condition on ``hops`` by which a message passed the host."""
    return _host(wishes.host, "by_host", "rdns", "at_host") if wishes.host else None


def own_rows(table: str, wishes: Wishes) -> list[str]:
    """Conditions on that table's own rows, beyond those on its messages."""
    made = []
    if wishes.host and table in _HOSTS:
        made.append(_host(wishes.host, *_HOSTS[table]))
    if wishes.leg and table in _LEGS:
        made.append(f"leg = {literal(wishes.leg)}")
    return made


def at_host(wishes: Wishes) -> list[str]:
    """The condition on a step whose time is that host's."""
    return [_host(wishes.host, "at_host")] if wishes.host else []


def _moment(moment: datetime) -> str:
    return f"TIMESTAMPTZ '{moment.isoformat(sep=' ')}'"


def _host(name: str, *columns: str) -> str:
    wanted = name.lower().strip(".")
    tests = (f"{column} = {literal(wanted)} OR ends_with({column}, {literal('.' + wanted)})" for column in columns)
    return f"({' OR '.join(tests)})"


def _any(wanted: str, *columns: str) -> str:
    """Whether one of the columns has an address that is the one wanted, or is of the domain wanted."""
    key = wanted.lower().strip()
    name = re.escape(key.removeprefix("@"))
    local, at, _ = key.rpartition("@")
    before = f"(^|[^{_ATOM}])" if local and at else "@([a-z0-9_-]+[.])*"
    pattern = literal(f"{before}{name}($|[^a-z0-9.-]|[.]($|[^a-z0-9]))")
    tests = (
        f"(contains(lower({column}), {literal(key.removeprefix('@'))}) AND regexp_matches(lower({column}), {pattern}))"
        for column in columns
    )
    return f"({' OR '.join(tests)})"
