"""rspamd: one line a task, with the Message-ID, the queue's id, the verdict and the time it took.

Source: src/libserver/task.c, rspamd_task_write_log, by the log_format of conf/logging.inc.
"""

from __future__ import annotations

from headertrace.patterns import lazy
from headertrace.records.logs import LogEvent, LogLine

_TASK = lazy(
    r".{0,80}?rspamd_task_write_log: id: <(?P<id>[^>]{0,998})>, qid: <(?P<qid>[0-9A-Za-z-]{0,40})>, ip: (?P<ip>[^,]{0,60}), "
    r"(?:user: (?P<login>[^,]{0,255}), )?from: <(?P<sender>[^>]{0,512})>, "
)
_VERDICT = lazy(r"\((?:default|[\w-]{1,40}): [A-Z] \((?P<action>[a-z ]{2,40})\): \[(?P<score>[-0-9./]{1,40})\]")
_TIME = lazy(r"[\s\S]{0,15000}?\]\), len: [0-9]+, time: (?P<time>[0-9]{1,9}(?:\.[0-9]{1,6})?)ms")
_RECIPIENT = lazy(r"[\s\S]{0,16000}?, rcpts: <(?P<to>[^>,]{0,512})")


def read(line: LogLine) -> LogEvent | None:
    task = _TASK.match(line.said)
    if task is None:
        return None
    rest = line.said[task.end() :]
    verdict, time, to = _VERDICT.match(rest), _TIME.match(rest), _RECIPIENT.match(rest)
    words = f"{verdict['action']} {verdict['score']}" if verdict else None
    return LogEvent(
        "filtered", line, task["qid"] or None, None, task["ip"], task["sender"], to["to"] if to else None,
        task["id"] or None, task["login"], words, delay_s=float(time["time"]) / 1000 if time else None,
    )  # fmt: skip
