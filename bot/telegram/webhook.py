"""Telegram posts updates to us: who may, how much, and an answer that says "taken" only after the commit."""

import asyncio
import hmac
import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from ipaddress import IPv6Address, ip_address
from typing import NoReturn
from weakref import WeakValueDictionary

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from telegram import Bot, Update

from bot.process import web
from bot.process.addresses import Network, path_of
from bot.process.web import RefusedError
from bot.telegram.incoming import UPDATES
from bot.telegram.updates import chat_of, numbered

LARGEST = 1024 * 1024  # bytes; the longest message of Telegram, quoting another one, is far below
SLOWEST = 10.0  # seconds in which a body has come
CONNECTIONS = 100  # that Telegram may open at a time, its most: several processes share them
_SECRET = "x-telegram-bot-api-secret-token"  # noqa: S105  the header's name


@dataclass(frozen=True, slots=True)
class Hook:
    """Where Telegram posts, what it shows to prove itself, and from where it may come (anywhere where empty)."""

    url: str
    secret: str = field(repr=False)
    networks: tuple[Network, ...] = ()


async def attach(bot: Bot, hook: Hook) -> None:
    """Have Telegram post updates to us; what waits there waits on."""
    await bot.set_webhook(hook.url, secret_token=hook.secret, allowed_updates=UPDATES, max_connections=CONNECTIONS)


async def detach(bot: Bot) -> bool:
    """Have Telegram keep updates until they are fetched; True where a webhook stood. What waits there waits on."""
    stood = bool((await bot.get_webhook_info()).url)
    if stood:
        await bot.delete_webhook()
    return stood


def route(hook: Hook, handle: Callable[[Update], Awaitable[bool]]) -> Route:
    """The route on which updates are taken.

    ``handle`` answers True where an update is done with (committed, or set aside), False where it must come again.
    Several updates are handled at a time, those of one chat one after the other.
    """
    return Route(path_of(hook.url), _Gate(hook, handle).take, methods=["POST"])


class _Gate:
    def __init__(self, hook: Hook, handle: Callable[[Update], Awaitable[bool]]) -> None:
        self._secret = hook.secret.encode()
        self._networks = hook.networks
        self._handle = handle
        self._turns: WeakValueDictionary[int, asyncio.Lock] = WeakValueDictionary()

    async def take(self, request: Request) -> Response:
        try:
            self._admit(request)
            update = _update(await web.body(request, LARGEST, SLOWEST))
        except RefusedError as refused:
            return Response(status_code=refused.status, headers={"Connection": "close"})
        async with self._turns.setdefault(chat_of(update), asyncio.Lock()):
            done = await self._handle(update)
        return Response(status_code=HTTPStatus.OK if done else HTTPStatus.SERVICE_UNAVAILABLE)

    def _admit(self, request: Request) -> None:
        if self._networks and not _within(request.client.host if request.client else "", self._networks):
            raise RefusedError(HTTPStatus.FORBIDDEN)
        shown = request.headers.get(_SECRET)
        if shown is None:
            raise RefusedError(HTTPStatus.UNAUTHORIZED)
        if not hmac.compare_digest(shown.encode(), self._secret):
            raise RefusedError(HTTPStatus.FORBIDDEN)
        if request.headers.get("content-type", "").partition(";")[0].strip().casefold() != "application/json":
            raise RefusedError(HTTPStatus.UNSUPPORTED_MEDIA_TYPE)


def _within(host: str, networks: Sequence[Network]) -> bool:
    try:
        found = ip_address(host)
    except ValueError:
        return False
    if isinstance(found, IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    return any(found in network for network in networks)


def _update(body: bytes) -> Update:
    """The update in a body; one that the library cannot read comes bare, with its number alone."""
    try:
        raw = json.loads(body, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise RefusedError(HTTPStatus.BAD_REQUEST) from None
    if (update := numbered(raw)) is None:
        raise RefusedError(HTTPStatus.BAD_REQUEST)
    return update


def _no_number(name: str) -> NoReturn:
    """Refuse NaN and Infinity, which Python reads and JSON does not know."""
    raise ValueError(name)
