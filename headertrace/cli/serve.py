"""``headertrace serve``: a page on this machine to paste a header into."""

# Annotations are read at run time (declaring.py).
import os
import sys
from typing import TYPE_CHECKING, Annotated

from headertrace import limits
from headertrace.cli import options
from headertrace.cli.declaring import Option
from headertrace.cli.exits import USAGE, UsageError, complain
from headertrace.cli.redacting import key, redactor_of
from headertrace.cli.shared import number
from headertrace.named import NamedTuple
from headertrace.remote.secrets import Secret
from headertrace.web.settings import MIB, MIN_TOKEN, TOKEN_VARIABLE, Limits, Settings

if TYPE_CHECKING:
    from ipaddress import IPv4Address, IPv6Address

PORT = 8822
_LOOPBACK = "127.0.0.1"
_TOKEN_BYTES = 24
_LAST_PORT = 65_535


class Options(NamedTuple):
    """What the command line says."""

    port: Annotated[str | None, Option(("--port",), f"The port ({PORT}); 0 is any free one.", "N")] = None
    bind: Annotated[
        str,
        Option(
            ("--bind",),
            "The address to listen on; any but this machine's own (127.0.0.1, ::1) needs a token, which"
            f" {TOKEN_VARIABLE} holds, or which is made up and printed.",
            "ADDRESS",
        ),
    ] = _LOOPBACK
    host: Annotated[
        list[str] | None,
        Option(("--host",), "Also answer to this name, by which a reverse proxy is reached.", "NAME"),
    ] = None
    root_path: Annotated[
        str, Option(("--root-path",), "The path under which a reverse proxy serves the page.", "/PATH")
    ] = ""
    max_size: Annotated[str | None, Option(("--max-size",), "Accept requests of up to N MiB (10).", "N")] = None
    max_seconds: Annotated[
        str | None, Option(("--max-seconds",), "Give up on a message after N seconds of work (10).", "N")
    ] = None
    max_rate: Annotated[
        str | None, Option(("--max-rate",), "Accept N requests a minute from one address (600).", "N")
    ] = None
    open: Annotated[bool, Option(("--open",), "Show the page in the browser.")] = False
    trust: options.Trust = None
    redact: options.Redact = None
    redact_key: options.RedactKey = None
    config: options.Config = None


def run(given: Options) -> int:
    """Serve a page on this machine, to paste a header into or drop a file on.

    It gives the HTML report, and programs get the JSON document from POST /api/trace. Nothing leaves the machine,
    and nothing is kept. `headertrace explain serve` has more, with units for systemd and nginx. Ctrl-C ends it.
    """
    _check_extra()
    bind, port = _address(given.bind), _port(given.port)
    settings = _settings(given, elsewhere=not bind.is_loopback)
    from headertrace.web.server import listening, serve, url

    try:
        bound = listening(str(bind), port)
    except OSError as error:
        raise UsageError(f"--bind {bind} --port {port}: {os.strerror(error.errno) if error.errno else error}") from None
    with bound:
        _tell(url(bound), settings, given.open)
        if not serve(settings, bound):
            complain("the server could not be started")
            return USAGE
    return 0


def _settings(given: Options, elsewhere: bool) -> Settings:
    """Raises UsageError for an option that cannot be followed."""
    from headertrace.cli.settings import followed

    settings = followed(given.config)
    redactor_of(given.redact, given.redact_key)
    return Settings(
        hosts=_hosts(given.host or []),
        elsewhere=elsewhere,
        token=_token(elsewhere),
        root_path=_root_path(given.root_path),
        limits=_limits(given, settings["limits"]),
        received_lines=settings["limits"].received_lines,
        trusted=(*settings["trust"], *(given.trust or ())),
        redaction=given.redact,
        redact_key=key(given.redact_key) if given.redact is not None else None,
    )


def _address(text: str) -> "IPv4Address | IPv6Address":
    from ipaddress import ip_address

    try:
        return ip_address(_LOOPBACK if text == "localhost" else text.strip("[]"))
    except ValueError:
        raise UsageError(f"--bind: {text!r} is not an IP address") from None


def _port(text: str | None) -> int:
    if text is None:
        return PORT
    if not (text.isascii() and text.isdigit() and len(text) < 6 and int(text) <= _LAST_PORT):
        raise UsageError(f"--port: {text!r} is not a number from 0 to {_LAST_PORT}")
    return int(text)


def _hosts(names: list[str]) -> tuple[str, ...]:
    from headertrace.web.authority import authority

    for name in names:
        if authority(name) is None:
            raise UsageError(f"--host: {name!r} is not a host name")
    return tuple(names)


def _root_path(text: str) -> str:
    """Without a slash at the end."""
    path = text.rstrip("/")
    if path and not (
        path.startswith("/") and path.isascii() and path.replace("/", "").replace("-", "_").isidentifier()
    ):
        raise UsageError(f"--root-path: {text!r} is not a path such as /headertrace")
    return path


def _limits(given: Options, set_: limits.Limits) -> Limits:
    return Limits(
        size=(_at_most("serve_size", "--max-size", given.max_size) or set_.serve_size) * MIB,
        seconds=_at_most("serve_seconds", "--max-seconds", given.max_seconds) or set_.serve_seconds,
        rate=_at_most("serve_rate", "--max-rate", given.max_rate) or set_.serve_rate,
        messages=set_.serve_messages,
    )


def _at_most(name: str, option: str, text: str | None) -> int:
    """The number, 0 where none is given."""
    most = limits.LIMITS[name].most
    found = number(option, text) or 0
    if found > most:
        raise UsageError(f"{option}: {found} is above {most}")
    return found


def _token(elsewhere: bool) -> Secret | None:
    """The token of the environment; where one is needed and there is none, one that is made up, and printed once."""
    text = os.environ.get(TOKEN_VARIABLE)
    if text:
        if len(text) < MIN_TOKEN:
            raise UsageError(f"{TOKEN_VARIABLE} needs {MIN_TOKEN} characters or more")
        return Secret(text, f"token from {TOKEN_VARIABLE}")
    if not elsewhere:
        return None
    from secrets import token_urlsafe

    made = token_urlsafe(_TOKEN_BYTES)
    print(f"The token, which is the password for the browser: {made}", file=sys.stderr)
    return Secret(made, "token made up")


def _check_extra() -> None:
    """Raises UsageError where the libraries of the extra are missing."""
    from importlib.util import find_spec

    if not all(map(find_spec, ("starlette", "uvicorn", "python_multipart"))):
        from headertrace.installing import command

        raise UsageError(f"serve needs more packages: {command('web')}")


def _tell(address: str, settings: Settings, browser: bool) -> None:
    """Say where the page is, and show it there."""
    below = f", and below {settings.root_path} behind the proxy" if settings.root_path else ""
    print(f"Paste or drop a message at {address}{below}. Ctrl-C ends it.", flush=True)
    if browser:
        from threading import Thread

        from headertrace.cli.browsing import show_address

        # A browser in the terminal would return only once it is closed.
        Thread(target=show_address, args=(address,), daemon=True).start()
