"""What a scan is given to read: paths, and URLs of object stores, which fsspec opens."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO, cast

from headertrace.named import NamedTuple

_URL = re.compile(r"[a-z][a-z0-9+.-]{1,20}://")
# Read ahead in an object store, which takes its time for each question.
_AHEAD = 8 << 20
# By what stores tell that an object is another one now, the surest first.
_MARKS = ("ETag", "etag", "md5Hash", "LastModified", "mtime", "modified", "created")


class Found(NamedTuple):
    """A file: its ``size`` in bytes, and a ``version`` that is another one when it was changed."""

    path: str
    size: int
    version: str


class Missing(Exception):
    """fsspec, or what it needs for that kind of store, is not installed; the text says what to do."""


def is_object(path: str) -> bool:
    """Whether it is the URL of an object store, none of a mail store."""
    if not _URL.match(path):
        return False
    from headertrace.sources.stores.index import scheme_of

    return scheme_of(path) is None


def has_password(path: str) -> bool:
    """Whether the URL of an object store has a password in it."""
    login, at, _ = path.partition("://")[2].partition("/")[0].rpartition("@")
    return is_object(path) and bool(at) and ":" in login


def open_input(path: str) -> BinaryIO:
    """The file, to be read from any place. Raises OSError, and Missing."""
    if not is_object(path):
        return open(path, "rb")
    system, name = _filesystem(path)
    with _telling():
        return cast("BinaryIO", system.open(name, "rb", block_size=_AHEAD))


def found(path: str) -> Found:
    """What is known of a file without reading it. Raises OSError, and Missing."""
    if is_object(path):
        system, name = _filesystem(path)
        with _telling():
            return _of_store(path, system.info(name))
    got = os.stat(path)
    return Found(path, got.st_size, f"{got.st_size}-{got.st_mtime_ns}")


def below(url: str) -> Iterator[Found]:
    """The objects below a URL, in order of their names; none where it is one itself. Raises OSError, and Missing."""
    system, name = _filesystem(url)
    with _telling():
        if not system.isdir(name):
            return
        listed = sorted(system.find(name, detail=True).items())
    top = url.rstrip("/")
    for path, info in listed:
        if info["type"] == "file":
            inner = path[len(system._strip_protocol(name)) :].lstrip("/")
            yield _of_store(f"{top}/{inner}", info)


@contextmanager
def _telling() -> Iterator[None]:
    """Around what is asked of a store: its libraries have errors of their own. Raises OSError."""
    try:
        yield
    except OSError:
        raise
    except Exception as error:
        raise OSError(f"{type(error).__name__}: {error}") from None


def _of_store(path: str, info: dict[str, Any]) -> Found:
    size = int(info.get("size") or 0)
    mark = next((str(info[key]) for key in _MARKS if info.get(key)), "")
    return Found(path, size, f"{size}-{mark}")


def _filesystem(url: str) -> tuple[Any, str]:
    from headertrace.installing import command

    try:
        from fsspec.core import url_to_fs
    except ImportError:
        raise Missing(f"{url.partition(':')[0]}:// is read by fsspec: {command('cluster')}") from None
    try:
        return cast("tuple[Any, str]", url_to_fs(url))
    except ImportError as error:
        raise Missing(f"{url.partition(':')[0]}:// needs another package: {error}") from None
    except ValueError as error:
        raise OSError(str(error)) from None
