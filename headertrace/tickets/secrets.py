"""Credentials: where they come from, and how they are kept out of everything that is shown.

A credential is taken from an environment variable, else from a file that nobody else can read, else
from the system's keyring, where the settings ask for that. It is never taken from the command line, which every user
of a machine can see, nor from headertrace.toml itself.
"""

from __future__ import annotations

import os
import stat
from base64 import b64encode
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from headertrace.tickets.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable

KEYRING_SERVICE = "headertrace"
_MAX_FILE = 65_536


class Credential(NamedTuple):
    """One that a system asks for: its ``name`` there, the ``variable`` that holds it, what it is for."""

    name: str
    variable: str
    help: str


class Secret:
    """A credential that shows where it came from and never what it is.

    ``label`` says where it came from: "token from RT_TOKEN". ``reveal`` is for the one who sends it.
    """

    __slots__ = ("_shape", "_shown", "_value", "label", "missing")

    def __init__(self, value: str | None, label: str, missing: str = "") -> None:
        self._value = value
        self._shape: Callable[[str], str] = str
        self._shown = f"[{label}]"
        self.label = label
        self.missing = missing

    def __repr__(self) -> str:
        return self._shown

    __str__ = __repr__

    def __bool__(self) -> bool:
        return self._value is not None

    def __reduce__(self) -> Any:
        raise TypeError("a credential is not written out")

    def within(self, form: str) -> Secret:
        """As part of a header: "token {}" or "Bearer {}"."""
        return self.shaped(form, form.format)

    def basic(self, user: str) -> Secret:
        """As the password of HTTP's Basic scheme (RFC 7617)."""

        def shape(password: str) -> str:
            return "Basic " + b64encode(f"{user}:{password}".encode()).decode("ascii")

        return self._with(f"Basic [{user} and {self.label}, in base64]", shape)

    def as_user(self, password: str) -> Secret:
        """As the user of HTTP's Basic scheme, with a password that is none."""

        def shape(user: str) -> str:
            return "Basic " + b64encode(f"{user}:{password}".encode()).decode("ascii")

        return self._with(f"Basic [{self.label} and {password}, in base64]", shape)

    def shaped(self, form: str, shape: Callable[[str], str]) -> Secret:
        """As what ``shape`` makes of it, shown as ``form`` with the label in it."""
        return self._with(form.format(f"[{self.label}]"), shape)

    def _with(self, shown: str, shape: Callable[[str], str]) -> Secret:
        made = Secret(self._value, self.label, self.missing)
        made._shape, made._shown = shape, shown
        return made

    def reveal(self) -> str:
        """The credential itself. Raises Refused where there is none."""
        if self._value is None:
            raise Refused(self.missing)
        return self._shape(self._value)

    def hidden_in(self, text: str) -> str:
        """``text`` with the credential, plain or as sent, replaced by its label."""
        for value in () if self._value is None else (self.reveal(), self._value):
            for form in (value, value.rpartition(" ")[2]):
                if form:
                    text = text.replace(form, f"[{self.label}]")
        return text


def find(credential: Credential, system: str, settings: Mapping[str, Any]) -> Secret:
    """The credential, from the first place that has it; one that is missing is told when it is used.

    Raises Refused for a file that others can read, or that holds no credential.
    """
    name, variable = credential.name, credential.variable
    path = settings.get(f"{name}_file")
    value = os.environ.get(variable)
    if value:
        return Secret(_checked(value, variable), f"{name} from {variable}")
    if path:
        return Secret(_checked(_from_file(path), path), f"{name} from {path}")
    if settings.get("keyring"):
        value = _from_keyring(f"{system}-{name}")
        if value:
            return Secret(_checked(value, "the keyring"), f"{name} from the keyring")
    missing = (
        f"{system} wants {credential.help}: set {variable}, or name a file with {name}_file in headertrace.toml, "
        f"or set keyring = true there after `keyring set {KEYRING_SERVICE} {system}-{name}`"
    )
    return Secret(None, f"{name} from {variable}, which is not set", missing)


def hide(text: str, secrets: Iterable[Secret]) -> str:
    """``text`` without any of the credentials."""
    for secret in secrets:
        text = secret.hidden_in(text)
    return text


def _checked(value: str, origin: str) -> str:
    value = value.strip("\r\n")
    if not value:
        raise Refused(f"the credential in {origin} is empty")
    if any(ord(char) < 0x20 or ord(char) == 0x7F for char in value):
        raise Refused(f"the credential in {origin} has control characters or line ends in it")
    if any(0xD800 <= ord(char) <= 0xDFFF for char in value):
        raise Refused(f"the credential in {origin} is not UTF-8")
    return value


def _from_file(path: str) -> str:
    """The file's text; its owner must be this user or root, and nobody else may read or write it."""
    try:
        with open(os.path.expanduser(path), "rb") as stream:
            state = os.fstat(stream.fileno())
            if not stat.S_ISREG(state.st_mode):
                raise Refused(f"{path} is no file")
            if os.name == "posix":
                if state.st_uid not in (os.getuid(), 0):
                    raise Refused(f"{path} belongs to another user")
                if state.st_mode & 0o077:
                    raise Refused(f"{path} can be read by others: chmod 600 {path}")
            return stream.read(_MAX_FILE).decode("utf-8")
    except OSError as error:
        raise Refused(f"{path}: {error.strerror}") from None
    except UnicodeDecodeError:
        raise Refused(f"{path} is not UTF-8") from None


def _from_keyring(name: str) -> str | None:
    try:
        import keyring
    except ImportError:
        raise Refused("the keyring needs: pip install 'headertrace[keyring]'") from None
    try:
        found: str | None = keyring.get_password(KEYRING_SERVICE, name)
    except keyring.errors.KeyringError as error:
        raise Refused(f"the keyring: {type(error).__name__}") from None
    return found
