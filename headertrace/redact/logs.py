"""What the servers' logs say of a message, under the names that the message itself has been given."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from headertrace.records.logs import LogEvent, Logged, LogLine, Stay
    from headertrace.redact.hosts import Hosts
    from headertrace.redact.words import Words


def redacted(
    logged: Logged, words: Words, hosts: Hosts, another: Callable[[str], str] | None, keeps_files: bool
) -> Logged:
    """``another`` gives an id that no line of the header has its stand-in, None where ids stay; without
    ``keeps_files`` the logs are numbered, for their names are those of hosts and folders.
    """
    words.enter("log")
    files = {file: file if keeps_files else f"log {n}" for n, file in enumerate(_files(logged), 1)}
    work = _Work(words, hosts, another, files)
    return work.logged(logged)


def _files(logged: Logged) -> list[str]:
    return list(dict.fromkeys(cover.file for cover in logged.covers))


class _Work:
    """``files`` are the logs' names with their stand-ins; ``another`` is as in ``redacted``."""

    def __init__(self, words: Words, hosts: Hosts, another: Callable[[str], str] | None, files: dict[str, str]) -> None:
        self._words = words
        self._hosts = hosts
        self._another = another
        self._files = files

    def logged(self, logged: Logged) -> Logged:
        return logged._replace(
            stays=tuple(map(self._stay, logged.stays)),
            covers=tuple(
                cover._replace(file=self._files[cover.file], host=self._host(cover.host)) for cover in logged.covers
            ),
            returned=self.logged(logged.returned) if logged.returned else None,
        )

    def _stay(self, stay: Stay) -> Stay:
        exact = self._exact(stay)
        events = tuple(self._event(event, exact) for event in stay.events)
        return stay._replace(host=self._host(stay.host), id=self._id(stay.id), events=events)

    def _exact(self, stay: Stay) -> dict[str, str]:
        found: dict[str, str] = {}
        for event in stay.events:
            for word in (event.id, event.old_id, event.next_id):
                if word:
                    found[word.lower()] = self._id(word) or word
            for name in (event.line.host, event.peer):
                if name:
                    found[name.lower()] = self._host(name) or name
            if event.login:
                found[event.login.lower()] = self._words.login(event.login)
        return found

    def _event(self, event: LogEvent, exact: dict[str, str]) -> LogEvent:
        def scrub(text: str | None) -> str | None:
            return self._words.scrub(text, exact) if text else text

        return event._replace(
            line=self._line(event.line, exact),
            id=self._id(event.id),
            old_id=self._id(event.old_id),
            next_id=self._id(event.next_id),
            peer=self._host(event.peer),
            peer_ip=self._hosts.ip(event.peer_ip) if event.peer_ip and event.peer_ip != "unknown" else event.peer_ip,
            sender=self._words.mailbox(event.sender) if event.sender else event.sender,
            recipient=self._words.mailbox(event.recipient) if event.recipient else event.recipient,
            message_id=self._words.message_id(event.message_id) if event.message_id else None,
            login=self._words.login(event.login) if event.login else None,
            reply=scrub(event.reply),
        )

    def _line(self, line: LogLine, exact: dict[str, str]) -> LogLine:
        return line._replace(
            file=self._files.get(line.file, "log"),
            text=self._words.scrub(line.text, exact),
            said=self._words.scrub(line.said, exact),
            host=self._host(line.host),
        )

    def _host(self, name: str | None) -> str | None:
        return self._hosts.name(name) if name else name

    def _id(self, word: str | None) -> str | None:
        if not word:
            return word
        known = self._words.queue_ids.get(word)
        return known if known is not None else self._another(word) if self._another is not None else word
