"""The user's own folders: where settings, state and cache lie, and state that nobody else can read.

Source: the XDG Base Directory Specification. A path in its variables that is not absolute is ignored, as it would be
another one in each working directory, which may be a stranger's.
"""

from __future__ import annotations

import errno
import os
import stat
import sys
from contextlib import suppress


def settings() -> str:
    return _own("XDG_CONFIG_HOME", "APPDATA", ".config")


def state() -> str:
    return _own("XDG_STATE_HOME", "LOCALAPPDATA", ".local", "state")


def cache() -> str:
    return _own("XDG_CACHE_HOME", "LOCALAPPDATA", ".cache")


def _own(variable: str, on_windows: str, *below_home: str) -> str:
    base = os.environ.get(on_windows if sys.platform == "win32" else variable, "")
    if not os.path.isabs(base):
        base = os.path.join(os.path.expanduser("~"), *below_home)
    return os.path.join(base, "headertrace")


def private_state(*names: str) -> str:
    """The folder of these names in the user's state, each step of it there and private. Raises OSError.

    The state itself may lie behind a link: who can make one there is the user.
    """
    made = os.path.realpath(state())
    os.makedirs(os.path.dirname(made), 0o700, exist_ok=True)
    private(made)
    for name in names:
        made = os.path.join(made, name)
        private(made)
    return made


def private(path: str) -> None:
    """Make the folder, where it is not there, this user's alone. Raises OSError for a link or another user's."""
    with suppress(FileExistsError):
        os.mkdir(path, 0o700)
    found = os.lstat(path)
    if not stat.S_ISDIR(found.st_mode):
        raise NotADirectoryError(errno.ENOTDIR, "is not a folder", path)
    if os.name == "posix":
        if found.st_uid != os.geteuid():
            raise PermissionError(errno.EPERM, "belongs to another user", path)
        if found.st_mode & 0o077:
            os.chmod(path, 0o700)


def append(name: str, line: str) -> None:
    """Put a line at the end of a file of the user's state. Raises OSError."""
    path = os.path.join(private_state(), name)
    with open(os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "a", encoding="ascii") as stream:
        stream.write(f"{line}\n")
