"""headertrace: where a mail went, how long each step took, and whose word that is.

    >>> import headertrace
    >>> for message in headertrace.read("mail.eml"):
    ...     print(headertrace.trace(message).answer)

The four functions below are the library; the records they return are in ``headertrace.records``.
"""

# It loads no module at all: the less is loaded before the command line runs, the sooner it minds an interrupt.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from headertrace.received import parse_received
    from headertrace.renderings import render
    from headertrace.sources import read
    from headertrace.tracing import trace

__version__ = "0.1.0"
__all__ = ["__version__", "parse_received", "read", "render", "trace"]

_HOME = {"parse_received": "received", "render": "renderings", "read": "sources", "trace": "tracing"}


def __getattr__(name: str) -> "Any":
    """Import each function when it is first asked for: a program that only parses pays for no more."""
    if name not in _HOME:
        raise AttributeError(f"module 'headertrace' has no attribute {name!r}")
    from importlib import import_module

    if name == "read":
        # A program that reads one message reads more: OpenSSL is worth its loading (``sources.digest``).
        import_module("hashlib")
    found = getattr(import_module(f"headertrace.{_HOME[name]}"), name)
    globals()[name] = found
    return found
