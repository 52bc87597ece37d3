"""A connection to a server that speaks in lines: encrypted or not yet, under a limit, its faults in words."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from headertrace.remote.errors import Failed
from headertrace.remote.limits import Limit, Limited
from headertrace.remote.transport import tls

_CHUNK = 1 << 16
# More than any answer has in a line, a list of two million messages' numbers included.
MAX_LINE = 16 * 1024 * 1024


class Wire:
    """Every method raises Failed, with the server's name and what is wrong, and closes nothing by itself."""

    def __init__(self, host: str, port: int, limit: Limit) -> None:
        """Connect, without encryption; the certificate will have to be for ``host``."""
        self.host, self.port, self.limit = host, port, limit
        with self._worded():
            own = socket.create_connection((host, port), limit.wait())
            self._take(own)

    def encrypt(self) -> None:
        """TLS from here on; what the server said before and was not read is forgotten (CVE-2011-0411)."""
        with self._worded():
            self._own.settimeout(self.limit.wait())
            self._take(tls(None).wrap_socket(self._own, server_hostname=self.host))

    def line(self) -> bytes:
        """A line with its end; without one where the server hung up."""
        data = self.piece(MAX_LINE)
        if len(data) >= MAX_LINE and not data.endswith(b"\n"):
            raise Failed(f"{self.host} sends a line of more than {MAX_LINE:,} bytes: given up")
        return data

    def piece(self, most: int = _CHUNK) -> bytes:
        """A line, or its next ``most`` bytes."""
        with self._worded():
            return self._file.readline(most)

    def exactly(self, size: int) -> bytes:
        """So many bytes, and no more memory than really come."""
        return b"".join(self._chunks(size))

    def skip(self, size: int) -> None:
        for _ in self._chunks(size):
            pass

    def send(self, data: bytes) -> None:
        with self._worded():
            self._limited.sendall(data)

    def close(self) -> None:
        with suppress(OSError, ValueError):
            self._file.close()
        with suppress(OSError):
            self._own.close()

    def _take(self, own: socket.socket) -> None:
        self._own = own
        self._limited = Limited(own, self.limit)
        self._file = self._limited.makefile("rb")

    def _chunks(self, size: int) -> Iterator[bytes]:
        while size > 0:
            with self._worded():
                data = self._file.read1(min(size, _CHUNK))
            if not data:
                raise Failed(f"{self.host} broke the connection off in the middle of a message")
            size -= len(data)
            yield data

    @contextmanager
    def _worded(self) -> Iterator[None]:
        try:
            yield
        except (OSError, ValueError) as error:
            raise Failed(f"{self.host}: {self._words(error)}") from None

    def _words(self, error: OSError | ValueError) -> str:
        if isinstance(error, ssl.SSLCertVerificationError):
            why = error.verify_message.rstrip(".")
            return f"its certificate does not hold: {why} (SSL_CERT_FILE names other authorities)"
        if isinstance(error, ssl.SSLError):
            return f"it speaks no TLS on port {self.port} that could be agreed on: {error.reason or error}"
        if isinstance(error, TimeoutError):
            return f"it does not answer on port {self.port}"
        if isinstance(error, socket.gaierror):
            return "there is no such host" if error.errno == socket.EAI_NONAME else "its name cannot be looked up now"
        if isinstance(error, ConnectionRefusedError):
            return f"it takes no connections on port {self.port}"
        if isinstance(error, UnicodeError):
            return "this is not the name of a host"
        return getattr(error, "strerror", None) or str(error)
