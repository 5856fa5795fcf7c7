"""What Telegram answers when it does not do what was asked."""

from collections.abc import Mapping


class Refused(Exception):  # noqa: N818 - a refusal is an answer, with Telegram's words, not a failure of ours
    """A refusal: the HTTP status, Telegram's sentence, and the parameters that tell how to go on."""

    def __init__(self, status: int, description: str, parameters: Mapping[str, int] | None = None) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.parameters = dict(parameters or {})


def bad_request(why: str) -> Refused:
    """The request can't be carried out as it stands."""
    return Refused(400, f"Bad Request: {why}")


def forbidden(why: str) -> Refused:
    """The bot has no right to do that."""
    return Refused(403, f"Forbidden: {why}")


def conflict(why: str) -> Refused:
    """Two programs, or two ways, are after the same updates."""
    return Refused(409, f"Conflict: {why}")


def too_many_requests(seconds: int) -> Refused:
    """The bot is to wait."""
    return Refused(429, f"Too Many Requests: retry after {seconds}", {"retry_after": seconds})
