"""Logs: one line for each thing that happened, never what a person typed, never a secret."""

import logging
import sys

import structlog


class _Bare(logging.Formatter):
    """Who complains and of what class of error: the message and the traceback may cite what a person typed."""

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        error = record.exc_info[0] if record.exc_info else None
        return " ".join([record.levelname, record.name, *([error.__name__] if error else [])])


def configure(level: str) -> None:
    """Log from ``level`` on, to standard error: for people on a terminal, as JSON elsewhere."""
    number = logging.getLevelNamesMapping()[level.upper()]
    renderer: structlog.types.Processor = (
        structlog.dev.ConsoleRenderer()
        if sys.stderr.isatty()
        else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Bare())
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
    for noisy in ("httpx", "httpcore", "telegram", "sqlalchemy", "alembic", "aiosqlite", "uvicorn", "watchfiles"):
        # httpx's request line holds the token, and messages of others may cite what they were given
        logging.getLogger(noisy).setLevel(logging.CRITICAL)
