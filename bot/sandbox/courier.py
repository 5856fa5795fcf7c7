"""The webhook's side of Telegram: posts each update until it is taken, in order within a chat."""

import asyncio
from http import HTTPStatus
from itertools import count

import aiohttp

from bot.sandbox.state import Hook, Sandbox
from bot.sandbox.updates import Update


async def deliver(sandbox: Sandbox) -> None:
    """Post what waits, for as long as the server lives; without a webhook, wait for one."""
    busy: set[int] = set()
    await sandbox.bell.until(lambda: sandbox.hook)  # most never have one, and a client takes a while to make
    timeout = aiohttp.ClientTimeout(sock_connect=sandbox.hook_timeout, sock_read=sandbox.hook_timeout)
    async with aiohttp.ClientSession(timeout=timeout) as client, asyncio.TaskGroup() as tasks:
        while True:
            seen = sandbox.bell.strokes
            hook = sandbox.hook
            if hook is not None:
                for update in sandbox.updates.waiting():
                    if len(busy) >= hook.max_connections:
                        break
                    if update.chat not in busy:
                        busy.add(update.chat)
                        tasks.create_task(_hand_over(sandbox, client, hook, update, busy))
            await sandbox.bell.wait(seen, None)


async def _hand_over(
    sandbox: Sandbox, client: aiohttp.ClientSession, hook: Hook, update: Update, busy: set[int]
) -> None:
    """Post one update until it is taken, or until the webhook is another one."""
    for tried in count():
        error = await _posted(client, hook, update)
        if not error:
            if update.again:
                await _posted(client, hook, update)
            with sandbox.lock:
                sandbox.updates.remove(update.id)
                sandbox.updates.repeated()
            break
        sandbox.hook_error = (sandbox.now(), error)
        sandbox.bell.ring()
        await asyncio.sleep(sandbox.hook_waits[min(tried, len(sandbox.hook_waits) - 1)])
        if sandbox.hook != hook:
            break
    busy.discard(update.chat)
    sandbox.bell.ring()


async def _posted(client: aiohttp.ClientSession, hook: Hook, update: Update) -> str:
    """Empty where the update was taken, otherwise why not."""
    headers = {"X-Telegram-Bot-Api-Secret-Token": hook.secret} if hook.secret else {}
    try:
        async with client.post(hook.url, json=update.shown(), headers=headers, allow_redirects=False) as response:
            await response.read()
    except TimeoutError:
        return "Read timeout expired"
    except aiohttp.ClientConnectorError:
        return "Connection refused"
    except (aiohttp.ClientError, ValueError) as error:
        return f"Connection closed: {type(error).__name__}"
    if HTTPStatus.OK <= response.status < HTTPStatus.MULTIPLE_CHOICES:
        return ""
    return f"Wrong response from the webhook: {response.status} {response.reason}"
