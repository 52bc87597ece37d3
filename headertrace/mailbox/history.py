"""What is usual on a message's way, from the mail in a dataset that came before it."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import duckdb

from headertrace.mailbox.getting import day_time, first_domain
from headertrace.mailbox.heeding import heeding
from headertrace.mailbox.layout import Refused, check, files_of, read_about, shelf
from headertrace.records.knowledge import HandOver, History, IdForm, Retries, Sender
from headertrace.records.path import Hop
from headertrace.records.trace import Trace
from headertrace.records.vocabulary import BELIEVED

# Of fewer messages nothing is usual.
_USUAL = 20
# A year before a message what was usual may no longer be.
_BACK = timedelta(days=400)
_WAITS = ("queue-retry", "greylisting", "unknown")
_WAIT_S = 60.0

_HAND_OVERS = """
SELECT coalesce(rdns, ip) AS sent, by_host, count(*), min(time), quantile_cont(seconds, 0.5),
    quantile_cont(seconds, 0.95), count(*) FILTER (encrypted), count(encrypted)
FROM read_parquet($files) WHERE time < $time AND time > $since AND seconds IS NOT NULL
    AND trust IN ('vouched', 'operator') AND by_host IN $by AND coalesce(rdns, ip) IN $sent
GROUP BY sent, by_host HAVING count(*) >= $usual
"""
_IDS = """
SELECT by_host, dialect, regexp_replace(id, '[0-9A-Za-z]+', '', 'g'), min(length(id)), max(length(id)), count(*)
FROM read_parquet($files) WHERE time < $time AND time > $since AND id IS NOT NULL AND trust IN ('vouched', 'operator')
    AND by_host IN $by AND hash(message) % $part = 0
GROUP BY ALL
"""
# So that most messages need not be looked at: where a part of them has the form of an id, all have.
_PART = 16
_RETRIES = """
SELECT at_host, count(*), min(time), quantile_cont(seconds, 0.05), quantile_cont(seconds, 0.5),
    quantile_cont(seconds, 0.95)
FROM read_parquet($files) WHERE time < $time AND time > $since AND at_host IN $hosts AND seconds >= $wait
    AND cause IN $causes
GROUP BY at_host HAVING count(*) >= $usual
"""
_SENDER = """
CREATE OR REPLACE TEMP TABLE mail AS SELECT message, time, sender_ip, sender_host, sender_organisation, border
FROM read_parquet($files) WHERE time < $time AND time > $since AND from_domain = $domain AND border IS NOT NULL
"""
_BORDERS = """
SELECT by_host, count(*) FROM read_parquet($files)
WHERE time < $time AND time > $since AND trust = 'vouched' AND (message, hop) IN (SELECT message, border FROM mail)
GROUP BY by_host
"""
_OF_MAIL = "SELECT {0}, count(*) FROM mail WHERE {0} IS NOT NULL GROUP BY {0}"
_HOW_MANY = "SELECT count(*), min(time) FROM mail"


class Past:
    """The mail of a dataset, asked about one message at a time.

    Only the rows of the hosts and the domain concerned are read, and of each only the columns that count. Raises
    Refused where the folder is no dataset.
    """

    def __init__(self, folder: str) -> None:
        about = read_about(folder)
        if about is None:
            raise Refused(f"{folder} is not a dataset: make one with `headertrace scan`")
        check(folder, about)
        self.name = os.path.basename(os.path.abspath(folder))
        self._folder = folder
        self._database = duckdb.connect()

    def of(self, trace: Trace) -> History | None:
        """What is usual on the way of that message; None where its time is unknown."""
        time = day_time(trace)
        if time is None:
            return None
        with self._database.cursor() as cursor:
            asked = _Asked(cursor, self._folder, time)
            return History(
                self.name, _hand_overs(asked, trace), _ids(asked, trace), _retries(asked, trace), _sender(asked, trace)
            )


class _Asked:
    """The tables, of the months that count."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection, folder: str, time: datetime) -> None:
        self._cursor, self._folder, self._time = cursor, folder, time

    def rows(self, sql: str, table: str, **values: object) -> list[tuple[Any, ...]]:
        """The answer by the files of that table from the months that count."""
        since = self._time - _BACK
        months = f"{since:%Y-%m}", f"{self._time:%Y-%m}"
        files = [path for path in files_of(self._folder, table) if months[0] <= shelf(path) <= months[1]]
        if not files:
            return []
        return self.ask(sql, files=files, time=self._time, since=since, **values)

    def ask(self, sql: str, **values: object) -> list[tuple[Any, ...]]:
        def found() -> list[tuple[Any, ...]]:
            return self._cursor.execute(sql, values).fetchall()

        return heeding(self._cursor, found)


def _hand_overs(asked: _Asked, trace: Trace) -> Mapping[int, HandOver]:
    """Of believed lines: a host is known by the name that they looked up, or by its address."""
    ends = {hop.n: (known_as(hop), _lower(hop.received.by)) for hop in trace.hops if hop.trust in BELIEVED}
    wanted = {(one, other) for one, other in ends.values() if one and other}
    if not wanted:
        return {}
    by, sent = sorted({other for _, other in wanted}), sorted({one for one, _ in wanted})
    rows = asked.rows(_HAND_OVERS, "hops", by=by, sent=sent, usual=_USUAL)
    found = {(row[0], row[1]): HandOver(row[2], _utc(row[3]), *row[4:]) for row in rows}
    return {n: found[pair] for n, pair in ends.items() if pair in found}


def _ids(asked: _Asked, trace: Trace) -> Mapping[int, tuple[IdForm, ...]]:
    """The forms of each host's ids; of a host all are looked at where a part has not the form in the message."""
    hops = {hop.n: hop for hop in trace.hops if hop.received.by and hop.received.id}
    found: dict[int, tuple[IdForm, ...]] = {}
    for part in (_PART, 1):
        left = {n: _lower(hop.received.by) for n, hop in hops.items() if not _is_of(hop, found.get(n, ()))}
        if not left:
            break
        forms: dict[str, list[IdForm]] = {}
        for host, *form in asked.rows(_IDS, "hops", by=sorted(set(left.values())), part=part):
            forms.setdefault(host, []).append(IdForm(*form))
        found |= {n: tuple(forms.get(host, ())) for n, host in left.items()}
    return {n: forms for n, forms in found.items() if sum(form.messages for form in forms) >= _USUAL}


def _is_of(hop: Hop, forms: Iterable[IdForm]) -> bool:
    return any(form.fits(hop.received.dialect, hop.received.id or "") for form in forms)


def _retries(asked: _Asked, trace: Trace) -> Mapping[int, Retries]:
    at = {delay.hop: _lower(delay.at) for delay in trace.delays if delay.at and delay.cause in _WAITS}
    if not at:
        return {}
    rows = asked.rows(
        _RETRIES, "delays", hosts=sorted(set(at.values())), wait=_WAIT_S, causes=list(_WAITS), usual=_USUAL
    )
    found = {row[0]: Retries(row[0], row[1], _utc(row[2]), *row[3:]) for row in rows}
    return {hop: found[host] for hop, host in at.items() if host in found}


def _sender(asked: _Asked, trace: Trace) -> Sender | None:
    domain = first_domain(trace.message.from_)
    # DuckDB answers with the number of rows that it put in; nothing is answered where there are no files of that time.
    if domain is None or not asked.rows(_SENDER, "messages", domain=domain):
        return None
    ((many, since),) = asked.ask(_HOW_MANY)
    if many < _USUAL:
        return None
    addresses, hosts, organisations = (
        dict(asked.ask(_OF_MAIL.format(name))) for name in ("sender_ip", "sender_host", "sender_organisation")
    )
    borders = dict(asked.rows(_BORDERS, "hops"))
    return Sender(domain, many, _utc(since), addresses, hosts, organisations, borders)


def known_as(hop: Hop) -> str | None:
    """The connecting host's name where a server looked it up, else its address."""
    return _lower(hop.received.rdns or hop.received.ip)


def _lower(name: str | None) -> str:
    return name.lower() if name else ""


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC)
