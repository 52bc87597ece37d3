"""How long each question of ``headertrace stats`` takes on a made-up dataset of a million messages.

    python -m tests.bench.statistics make FOLDER [MESSAGES]     # the dataset, as Parquet
    python -m tests.bench.statistics ask FOLDER                 # each question, as a whole command, with its memory

The dataset is made by DuckDB itself, column by column of ``tables.py``: what a column has no row for below is null. One
of its hosts begins to be slow on its 40th day.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

from headertrace.mailbox.layout import write_about
from headertrace.mailbox.rows import FIRST, MONTH, columns
from headertrace.mailbox.tables import TABLES

MILLION = 1_000_000
_DAYS = 60
_SLOW_DAY = 40
# The first moment, as seconds since 1970: 2026-09-15.
_START = 1_789_430_400
_KINDS = {
    "key": "BIGINT", "text": "VARCHAR", "texts": "VARCHAR[]", "int": "BIGINT", "real": "DOUBLE", "bool": "BOOLEAN",
    "time": "TIMESTAMPTZ",
}  # fmt: skip
_TRUST = "CASE WHEN hop = 1 THEN 'claimed' ELSE 'vouched' END"
# An even number from 0 to 1 that is the row's own, by a word.
_CHANCE = "(hash(message, {0}) % 1000003 / 1000003.0)"


def _chance(word: str, row: str = "0") -> str:
    return _CHANCE.format(f"'{word}', {row}")


_SECONDS = f"""CASE hop WHEN 1 THEN NULL ELSE floor(exp(0.4 + 1.2 * sqrt(-2 * ln({_chance("a", "hop")} + 1e-9))
    * cos(2 * pi() * {_chance("b", "hop")})) * CASE WHEN hop = 4 AND message % 12 = 3
    AND time > to_timestamp({_START + _SLOW_DAY * 86400}) THEN 90 ELSE 1 END) END"""
_HOST = """CASE hop WHEN 1 THEN 'out' || (message % 3000) || '.example.com' WHEN 2 THEN 'mx' || (message % 4) || '.example.org'
    WHEN 3 THEN 'filter' || (message % 6) || '.example.org' WHEN 4 THEN 'relay' || (message % 12) || '.example.org'
    ELSE 'store' || (message % 24) || '.example.org' END"""
_BEFORE = f"({_HOST.replace('CASE hop', 'CASE hop - 1')})"
_CAUSES = "['queue-retry', 'greylisting', 'filter', 'unknown', 'program-queue']"

# Table → (rows a message, column → SQL); ``hop`` is the row's number within its message.
_MADE: dict[str, tuple[str, dict[str, str]]] = {
    "messages": ("1", {
        "at_byte": "message * 9000", "input": "'archive' || (message % 20) || '.mbox'", "source": "'archive' || (message % 20) || '.mbox'", "number": "message // 20 + 1", "bytes": "4000 + message % 90000",
        "message_id": "'<' || message || '@example.com>'", "from_field": "'Ann <ann' || (message % 9000) || '@example' || (message % 700) || '.com>'",
        "from_domain": "'example' || (message % 700) || '.com'", "to_field": "'bob' || (message % 4000) || '@example.org'",
        "to_domain": "'example.org'", "recipient": "'bob' || (message % 4000) || '@example.org'",
        "return_path": "'<ann' || (message % 9000) || '@example' || (message % 700) || '.com>'", "subject": "'Message ' || message",
        "received": "5", "hops": "5", "delivered": "time", "total_s": f"floor(exp(1 + 3 * {_chance('t')}))",
        "inside_s": "floor(exp(1 + 3 * " + _chance("t") + ")) + CASE WHEN message % 12 = 3 AND time > to_timestamp("
        f"{_START + _SLOW_DAY * 86400}) THEN 300 * {_chance('u')} ELSE 0 END", "held_s": f"floor(100 * {_chance('h')})", "held_at": "'relay' || (message % 12) || '.example.org'",
        "border": "2", "sender_ip": "'192.0.2.' || (message % 250)", "sender_organisation": "'Example ' || (message % 700)",
        "complete": "true", "spf": "'pass'", "dkim": "'pass'", "dmarc": "'pass'",
        "answer": "'Delivered in ' || (message % 60) || ' s.'",
    }),
    "hops": ("5", {
        "hop": "hop", "field": "6 - hop", "stamp": "time", "offset_min": "0", "trust": _TRUST,
        "leg": "['submission', 'transit', 'filtering', 'internal', 'delivery'][hop]", "by_host": _HOST, "from_host": _BEFORE,
        "by_organisation": "CASE hop WHEN 1 THEN 'example.com' ELSE 'example.org' END", "protocol": "'ESMTPS'",
        "encrypted": f"{_chance('e', 'hop')} < 0.97", "tls_version": "['TLSv1.2', 'TLSv1.3'][1 + message % 2]", "tls_cipher": "'TLS_AES_256_GCM_SHA384'",
        "id": "message::VARCHAR", "dialect": "'postfix'", "link": "'matched'", "delay_s": _SECONDS, "seconds": _SECONDS,
        "basis": "CASE WHEN hop < 3 THEN 'sender' ELSE 'trusted' END", "at_host": _BEFORE,
        "at_organisation": "CASE WHEN hop < 3 THEN 'Example ' || (message % 700) ELSE 'example.org' END", "newest": "hop = 5",
        "for_recipient": "'bob' || (message % 4000) || '@example.org'",
    }),
    "clocks": ("3", {"scheme": "'postfix'", "hop": "hop + 1", "host": "'mx' || (message % 4) || '.example.org'", "clock": "time", "resolution_s": "1", "against_stamp_s": "0", "trust": "'vouched'", "certainty": "'measured'"}),
    "offsets": ("CASE WHEN message % 50 = 0 THEN 1 ELSE 0 END", {"host": "'relay' || (message % 12) || '.example.org'", "offset_s": f"40 + 4 * {_chance('o')}", "low_s": "38", "high_s": "46"}),
    "delays": ("CASE WHEN message % 3 = 0 THEN 1 ELSE 0 END", {
        "hop": "4", "at_host": "'relay' || (message % 12) || '.example.org'", "leg": "'internal'", "basis": "'trusted'",
        "seconds": f"30 + exp(9 * {_chance('d')})", "cause": f"{_CAUSES}[1 + message % 5]", "certainty": "['measured', 'likely', 'possible'][1 + message % 3]",
    }),
    "findings": ("2", {"code": "'HT' || (100 + message * hop % 119)", "name": "'finding-' || (message * hop % 119)", "severity": "['info', 'warning', 'error'][1 + message % 3]", "host": "'mx0.example.org'"}),
    "results": ("3", {"method": "['spf', 'dkim', 'dmarc'][hop]", "result": f"CASE WHEN {_chance('r', 'hop')} < 0.9 THEN 'pass' ELSE 'fail' END", "authserv_id": "'mx.example.org'", "domain": "'example' || (message % 700) || '.com'", "hop": "2", "trusted": "true"}),
    "reports": ("CASE WHEN message % 100 = 0 THEN 1 ELSE 0 END", {"recipient": "'eve' || (message % 3000) || '@example' || (message % 300) || '.net'", "domain": "'example' || (message % 300) || '.net'", "action": "'failed'", "status": "['5.1.1', '5.2.2', '4.4.1'][1 + message % 3]", "reply": "550", "reason": "['userunknown', 'mailboxfull', 'expired'][1 + message % 3]", "remote_mta": "'mx.example' || (message % 300) || '.net'"}),
}  # fmt: skip


def make(folder: Path, messages: int) -> None:
    """A dataset of so many messages."""
    import duckdb

    folder.mkdir(parents=True)
    base = duckdb.connect()
    base.execute("SET TimeZone = 'UTC'")
    span = _DAYS * 86400 / messages
    for table in TABLES:
        count, made = _MADE.get(table.name, ("0", {}))
        own = columns(table)[len(FIRST) :]
        cells = [f"CAST({made.get(name, 'NULL')} AS {_KINDS[kind]}) AS {name}" for name, kind, _ in own]
        base.execute(
            f"""COPY (
            SELECT message, time, {", ".join(cells)}, strftime(time, '%Y-%m') AS {MONTH} FROM (
            SELECT message, unnest(range(1, 1 + {count})) AS hop, to_timestamp({_START} + message * {span}) AS time
            FROM (SELECT range::BIGINT AS message FROM range({messages}))))
            TO '{folder / table.name}' (FORMAT parquet, PARTITION_BY ({MONTH}), COMPRESSION zstd, FILENAME_PATTERN 'part-000001{{i}}')"""
        )
    write_about(str(folder), {}, str(folder))


def ask(folder: Path) -> None:
    """Each question once to warm the disk's cache, then three times: the middle one, and the most memory that it took."""
    from headertrace.mailbox.questions.index import ROWS

    for name in ("", *(row.name for row in ROWS)):
        took, worked, most = [], [], 0.0
        for _ in range(4):
            start = time.perf_counter()
            child = subprocess.Popen(
                [sys.executable, "-m", "headertrace", "stats", str(folder), *([name] if name else [])],
                stdout=subprocess.DEVNULL,
            )
            _, code, used = os.wait4(child.pid, 0)
            child.returncode = code
            took.append(time.perf_counter() - start)
            worked.append(used.ru_utime + used.ru_stime)
            most = max(most, used.ru_maxrss / 1024)
        middle, busy = sorted(took[1:])[1], min(worked)
        print(
            f"{name or '(overview)':<16} {middle:6.2f} s  {busy:6.2f} s of all cores  {most:6.0f} MB  exit {code >> 8}"
        )


if __name__ == "__main__":
    verb, place, *more = sys.argv[1:]
    if verb == "make":
        make(Path(place), int(more[0]) if more else MILLION)
    else:
        ask(Path(place))
