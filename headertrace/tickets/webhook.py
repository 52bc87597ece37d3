"""Any server that accepts JSON by POST, signed if there is a secret.

The body has ``report`` (the digest), ``title``, ``text``, ``ticket``, ``public``, ``trace`` (the JSON document of
`headertrace -f json`) and ``attachments`` (name, type, sha256, data in base64). The receiver recognises a
repetition by ``webhook-id``; since it cannot be searched, headertrace also remembers what it sent.

Source: standard-webhooks/standard-webhooks, spec/standard-webhooks.md (the three webhook-… headers, version v1).
"""

from __future__ import annotations

import hashlib
import hmac
import time
from base64 import b64decode, b64encode
from typing import Any

from headertrace.remote.requests import Base64, Request, dumps
from headertrace.remote.secrets import Credential, Secret
from headertrace.tickets.kept import Recall, Remember
from headertrace.tickets.report import Report
from headertrace.tickets.system import Flow, Outcome, Place, Setting, System

_PREFIX = "whsec_"


def deliver(report: Report, place: Place) -> Flow:
    """Post it."""
    target = f"webhook {place.url} {place.ticket or 'new'}"
    if not place.again:
        before = yield Recall(report.digest, target)
        if before.json:
            return Outcome(place.ticket, f"{place.url} since {before.json}", sent=False)
    body = {
        "report": report.digest,
        "title": report.title,
        "ticket": place.ticket,
        "public": place.public,
        "text": report.text,
        "trace": report.document,
        "attachments": [
            {"name": file.name, "type": file.type, "sha256": file.sha256, "data": Base64(file.data)}
            for file in report.attachments
        ],
    }
    own = f"headertrace_{report.digest}" + (f"_{place.ticket}" if place.ticket else "")
    now = str(int(time.time()))
    headers: dict[str, str | Secret] = {"webhook-id": own, "webhook-timestamp": now}
    if place.secrets["secret"]:
        headers["webhook-signature"] = place.secrets["secret"].shaped(
            "v1,<signed with the {}>", _signing(own, now, body)
        )
    if place.secrets["token"]:
        headers["Authorization"] = place.secrets["token"].within("Bearer {}")
    yield Request("POST", place.url, "post the report", headers, body, None, plain=True)
    yield Remember(report.digest, target)
    return Outcome(place.ticket, place.url)


def _signing(own: str, now: str, body: dict[str, Any]) -> Any:
    signed = f"{own}.{now}.".encode() + dumps(body)

    def sign(secret: str) -> str:
        return f"v1,{b64encode(hmac.digest(_key(secret), signed, hashlib.sha256)).decode('ascii')}"

    return sign


def _key(secret: str) -> bytes:
    """The specification's secrets are base64 after ``whsec_``; any other is taken as it is."""
    if secret.startswith(_PREFIX):
        try:
            return b64decode(secret.removeprefix(_PREFIX), validate=True)
        except ValueError:
            pass
    return secret.encode()


SYSTEM = System(
    name="webhook",
    product="the webhook",
    deliver=deliver,
    settings={"url": Setting("the address to post to", needed="always")},
    credentials=(
        Credential("secret", "WEBHOOK_SECRET", "the secret to sign with, if requests are to be signed"),
        Credential("token", "WEBHOOK_TOKEN", "a bearer token, if one is wanted"),
    ),
    ticket=r"[A-Za-z0-9][A-Za-z0-9_#-]{0,63}",
)
