"""Reading a store: from its URL to the messages in it, whatever the protocol."""

from __future__ import annotations

from collections.abc import Iterator

from headertrace.remote.errors import Failed, Refused
from headertrace.remote.limits import Limit
from headertrace.remote.transport import TIMEOUT_S
from headertrace.sources.raw import Raw
from headertrace.sources.stores import address, index
from headertrace.sources.stores.message import MAX_TALK


def read(url: str, whole: bool) -> Iterator[Raw]:
    """The messages that a URL names, in the store's order. Raises OSError, with one sentence, where that fails.

    Those that were read before that stay read. A credential is in no sentence.
    """
    try:
        where = address.parsed(url)
        yield from index.load(where.scheme.leaf)(where, Limit(TIMEOUT_S, size=MAX_TALK), whole)
    except (Failed, Refused) as error:
        raise OSError(str(error)) from None
