"""Alerts sent to a webhook: small JSON documents, signed, so that whoever gets one knows that it is ours.

Owns the request and its signature. Must not know what there is to tell.
"""

import hashlib
import hmac
import http.client
import json
import os
import urllib.error
import urllib.request
from collections.abc import Mapping

from recanvass.core.alerts import Alerts
from recanvass.core.messages import worded

SIGNATURE = "X-Recanvass-Signature"
_SECONDS = 5


class AlertError(Exception):
    """An alert was not taken; the text says why."""


def signature(secret: bytes, body: bytes) -> str:
    """Return what the header of an alert says: the HMAC-SHA256 of its body under the secret."""
    return f"sha256={hmac.new(secret, body, hashlib.sha256).hexdigest()}"


def has_secret(alerts: Alerts) -> bool:
    """Tell whether the secret that signs alerts is set."""
    return bool(os.environ.get(alerts.secret))


def send(alerts: Alerts, document: Mapping[str, object]) -> None:
    """Send an alert; raises AlertError. Without its secret nothing is sent, since nobody could trust it."""
    secret = os.environ.get(alerts.secret, "")
    if not secret:
        raise AlertError(worded("the variable %(secret)s is not set", secret=alerts.secret))
    body = json.dumps(document, ensure_ascii=False).encode()
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "recanvass",
        SIGNATURE: signature(secret.encode(), body),
    }
    request = urllib.request.Request(alerts.webhook, body, headers)  # noqa: S310 -- site.yml takes web addresses only
    try:
        with urllib.request.urlopen(request, timeout=_SECONDS):  # noqa: S310
            return
    except urllib.error.HTTPError as error:
        error.close()
        raise AlertError(worded("%(webhook)s answered %(code)s", webhook=alerts.webhook, code=error.code)) from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        reason = str(getattr(error, "reason", "") or error).lower()
        message = worded("%(webhook)s did not answer: %(reason)s", webhook=alerts.webhook, reason=reason)
        raise AlertError(message) from error
