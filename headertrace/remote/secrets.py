"""Credentials: where they come from, and how they are kept out of everything that is shown.

A ticket system's is taken from an environment variable, else from a file that nobody else can read, else
from the system's keyring, where the settings ask for that; a mail store's is found by ``sources/stores/password``. None
is ever taken from the command line, which every user of a machine can see, nor from headertrace.toml itself.
"""

from __future__ import annotations

import json
import os
import re
import stat
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable, Iterable, Mapping
from html import escape
from typing import Any
from urllib.parse import quote, quote_plus

from headertrace.named import NamedTuple
from headertrace.remote.errors import Refused

KEYRING_SERVICE = "headertrace"
_MAX_FILE = 65_536
_MAX_SAID = 65_536
"""How much of what a server says is looked at, in characters; a few hundred of it are shown."""
_MAX_BROKEN = 400
_MIN_PART = 6
"""The fewest characters of base64 that are taken for a part of a credential."""


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
        return self._with(f"Basic [{user} and {self.label}, in base64]", lambda password: _basic(user, password))

    def as_user(self, password: str) -> Secret:
        """As the user of HTTP's Basic scheme, with a password that is none."""
        return self._with(f"Basic [{self.label} and {password}, in base64]", lambda user: _basic(user, password))

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

    def forms(self) -> set[str]:
        """The credential as a server may repeat it: plain, as sent, and either of them in another writing."""
        if self._value is None:
            return set()
        sent = self.reveal()
        plain = {self._value, sent, sent.rpartition(" ")[2]}
        return {form for text in plain for form in _writings(text) if form}


def find(credential: Credential, system: str, settings: Mapping[str, Any]) -> Secret:
    """The credential, from the first place that has it; one that is missing is told when it is used.

    Raises Refused for a file that others can read, or that holds no credential.
    """
    name, variable = credential.name, credential.variable
    path = settings.get(f"{name}_file")
    value = os.environ.get(variable)
    if value:
        return Secret(checked(value, variable), f"{name} from {variable}")
    if path:
        return Secret(checked(_from_file(path), path), f"{name} from {path}")
    if settings.get("keyring"):
        value = from_keyring(f"{system}-{name}")
        if value:
            return Secret(checked(value, "the keyring"), f"{name} from the keyring")
    missing = (
        f"{system} wants {credential.help}: set {variable}, or name a file with {name}_file in headertrace.toml, "
        f"or set keyring = true there after `keyring set {KEYRING_SERVICE} {system}-{name}`"
    )
    return Secret(None, f"{name} from {variable}, which is not set", missing)


def checked(value: str, origin: str) -> str:
    """The credential without a line end behind it. Raises Refused for one that no protocol could carry."""
    value = value.strip("\r\n")
    if not value:
        raise Refused(f"the credential in {origin} is empty")
    if any(ord(char) < 0x20 or ord(char) == 0x7F for char in value):
        raise Refused(f"the credential in {origin} has control characters or line ends in it")
    if any(0xD800 <= ord(char) <= 0xDFFF for char in value):
        raise Refused(f"the credential in {origin} is not UTF-8")
    return value


def from_keyring(name: str) -> str | None:
    """What the system's keyring has under that name. Raises Refused where there is no keyring."""
    try:
        import keyring
    except ImportError:
        from headertrace.installing import command

        raise Refused(f"the keyring needs: {command('keyring')}") from None
    try:
        found: str | None = keyring.get_password(KEYRING_SERVICE, name)
    except keyring.errors.KeyringError as error:
        raise Refused(f"the keyring: {type(error).__name__}") from None
    return found


def hide(text: str, secrets: Iterable[Secret]) -> str:
    """``text`` with every form of the credentials replaced by their labels, broken over lines or not.

    It is to be the first thing that is done with what a server says: half a credential is known by nobody.
    """
    labels = {form: f"[{secret.label}]" for secret in secrets for form in secret.forms()}
    cut, text = len(text) > _MAX_SAID, text[:_MAX_SAID]
    if not labels:
        return text
    longest = sorted(labels, key=len, reverse=True)
    pattern = re.compile("|".join(f"({_broken(form)})" for form in longest), re.IGNORECASE)
    hidden = pattern.sub(lambda found: labels[longest[(found.lastindex or 1) - 1]], text)
    # The end of what was cut may hold the beginning of one.
    return hidden[: -2 * len(longest[0])] if cut else hidden


def _basic(user: str, password: str) -> str:
    return "Basic " + b64encode(f"{user}:{password}".encode()).decode("ascii")


def _writings(text: str) -> Iterable[str]:
    """A text and what it becomes in base64 (RFC 4648), hexadecimal, a URL, JSON, HTML."""
    data = text.encode("utf-8", "surrogatepass")
    yield text
    yield data.hex()
    yield quote(text, safe="", errors="surrogatepass")
    yield quote_plus(text, errors="surrogatepass")
    yield json.dumps(text)[1:-1]
    yield escape(text)
    for before in range(3):
        for encode in (b64encode, urlsafe_b64encode):
            yield _within(encode(b"\0" * before + data).decode("ascii"), before, len(data))


def _within(encoded: str, before: int, size: int) -> str:
    """The characters in base64 that tell of ``size`` bytes alone, after ``before`` others of which nothing is known.

    So a password is found behind any user's name too. At the very beginning the whole is meant, its end included.
    """
    if not before:
        return encoded.rstrip("=")
    start, end = -(-before * 8 // 6), (before + size) * 8 // 6
    return encoded[start:end] if end - start >= _MIN_PART else ""


def _broken(form: str) -> str:
    """The pattern of a form, white space between its characters or not."""
    return r"\s*".join(map(re.escape, form)) if len(form) <= _MAX_BROKEN else re.escape(form)


def _from_file(path: str) -> str:
    """The file's text; its owner must be this user or root, and nobody else may read or write it."""
    try:
        with open(os.path.expanduser(path), "rb") as stream:
            state = os.fstat(stream.fileno())
            if not stat.S_ISREG(state.st_mode):
                raise Refused(f"{path} is not a regular file")
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
