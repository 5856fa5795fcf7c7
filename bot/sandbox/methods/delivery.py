"""How updates reach the bot: it fetches them, or has them posted to an address."""

import re
import time
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from telegram.constants import PollingLimit, WebhookLimit

from bot.sandbox.parameters import Parameters
from bot.sandbox.refusal import bad_request, conflict
from bot.sandbox.state import Hook, Sandbox

_LONGEST_POLL = 50.0  # seconds; the server's own limit, whatever was asked for
_USUAL_CONNECTIONS = 40
_SECRET = re.compile(r"[A-Za-z0-9_-]*")


@dataclass(frozen=True, slots=True)
class Done:
    """A result with a sentence beside it."""

    result: bool
    description: str


async def get_updates(sandbox: Sandbox, parameters: Parameters) -> list[dict[str, Any]]:
    """The updates that wait; the poll is held until there are some, or until another poll takes its place."""
    with sandbox.lock:
        if sandbox.hook is not None:
            raise conflict(
                "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
            )
        limit = parameters.integer("limit") or PollingLimit.MAX_LIMIT
        limit = limit if PollingLimit.MIN_LIMIT <= limit <= PollingLimit.MAX_LIMIT else PollingLimit.MAX_LIMIT
        seconds = min(max(float(parameters.integer("timeout") or 0), 0.0), _LONGEST_POLL)
        _allow(sandbox, parameters)
        sandbox.updates.confirm(parameters.integer("offset") or 0)
        sandbox.poll += 1
        mine = sandbox.poll
    sandbox.bell.ring()
    end = time.monotonic() + seconds
    while True:
        seen = sandbox.bell.strokes
        with sandbox.lock:
            if sandbox.poll != mine:
                raise conflict(
                    "terminated by setWebhook request"
                    if sandbox.hook
                    else "terminated by other getUpdates request; make sure that only one bot instance is running"
                )
            batch = sandbox.updates.batch(limit)
        left = end - time.monotonic()
        if batch or left <= 0 or sandbox.closed:
            return [update.shown() for update in batch]
        await sandbox.bell.wait(seen, left)


def set_webhook(sandbox: Sandbox, parameters: Parameters) -> Done:
    """Whether the webhook changed."""
    url, secret = parameters.text("url"), parameters.text("secret_token")
    if not url:
        return delete_webhook(sandbox, parameters)
    if len(secret) > WebhookLimit.MAX_SECRET_TOKEN_LENGTH:
        raise bad_request("secret token is too long")
    if not _SECRET.fullmatch(secret):
        raise bad_request("secret token contains unallowed characters")
    _check(url)
    asked = parameters.integer("max_connections") or _USUAL_CONNECTIONS
    connections = min(max(asked, WebhookLimit.MIN_CONNECTIONS_LIMIT), WebhookLimit.MAX_CONNECTIONS_LIMIT)
    hook = Hook(url, secret, connections)
    _allow(sandbox, parameters)
    if parameters.flag("drop_pending_updates"):
        sandbox.updates.clear()
    if hook == sandbox.hook:
        return Done(True, "Webhook is already set")
    sandbox.hook, sandbox.hook_error = hook, None
    sandbox.poll += 1
    sandbox.bell.ring()
    return Done(True, "Webhook was set")


def delete_webhook(sandbox: Sandbox, parameters: Parameters) -> Done:
    """Whether there was a webhook."""
    if parameters.flag("drop_pending_updates"):
        sandbox.updates.clear()
    was, sandbox.hook, sandbox.hook_error = sandbox.hook, None, None
    sandbox.bell.ring()
    return Done(True, "Webhook was deleted" if was else "Webhook is already deleted")


def get_webhook_info(sandbox: Sandbox, _: Parameters) -> dict[str, Any]:
    """What is known of the webhook, and how much waits."""
    info: dict[str, Any] = {
        "url": sandbox.hook.url if sandbox.hook else "",
        "has_custom_certificate": False,
        "pending_update_count": len(sandbox.updates),
    }
    if sandbox.hook:
        info["max_connections"] = sandbox.hook.max_connections
    if sandbox.updates.allowed:
        info["allowed_updates"] = sorted(sandbox.updates.allowed)
    if sandbox.hook_error:
        info["last_error_date"], info["last_error_message"] = sandbox.hook_error
    return info


def _allow(sandbox: Sandbox, parameters: Parameters) -> None:
    kinds = parameters.structure("allowed_updates", "allowed updates")
    if isinstance(kinds, list):
        sandbox.updates.allow(str(kind) for kind in kinds)


def _check(url: str) -> None:
    """Refuse an address that Telegram would not post to; plain HTTP is taken on this machine only."""
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:
        raise bad_request("invalid webhook URL specified") from None
    if not host or parts.scheme not in {"http", "https"}:
        raise bad_request("invalid webhook URL specified")
    if parts.scheme == "http" and not loopback(host):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")


def loopback(host: str) -> bool:
    """Whether a host is this machine."""
    try:
        return host == "localhost" or ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
