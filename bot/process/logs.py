"""Logs: one line for each thing that happened, never what a person typed, never a secret."""

import logging
import os
import sys
import threading
from contextlib import suppress
from types import TracebackType
from typing import TextIO, cast

import structlog

_PRIORITIES = {"debug": 7, "info": 6, "warning": 4, "error": 3}


class _Bare(logging.Formatter):
    """Who complains and of what class of error: the message and the traceback may cite what a person typed."""

    def format(self, record: logging.LogRecord) -> str:
        """One line."""
        error = record.exc_info[0] if record.exc_info else None
        return " ".join([record.levelname, record.name, *([error.__name__] if error else [])])


class _Unfailing:
    """Standard error, for a program that goes on where nobody takes what it logs: on a full disk, or a closed pipe."""

    def write(self, text: str) -> None:
        """Write where that can be."""
        with suppress(OSError):
            sys.stderr.write(text)

    def flush(self) -> None:
        """Flush where that can be."""
        with suppress(OSError):
            sys.stderr.flush()


def where(error: BaseException) -> str:
    """File and line of an error, without its message, which may cite what a person typed."""
    return _where(error.__traceback__)


def configure(level: str) -> None:
    """Log from ``level`` on, to standard error: for people on a terminal, as JSON elsewhere."""
    number = logging.getLevelNamesMapping()[level.upper()]
    renderer: structlog.types.Processor = (
        structlog.dev.ConsoleRenderer()
        if sys.stderr.isatty()
        else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    if _goes_to_the_journal():
        renderer = _with_priority(renderer)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(cast("TextIO", _Unfailing())),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Bare())
    logging.basicConfig(level=logging.WARNING, handlers=[handler])
    logging.captureWarnings(capture=True)
    sys.excepthook = _log_fault
    threading.excepthook = lambda fault: _log_fault(fault.exc_type, fault.exc_value, fault.exc_traceback)
    sys.unraisablehook = lambda fault: _log_fault(fault.exc_type, fault.exc_value, fault.exc_traceback)
    for noisy in ("aiohttp", "telegram", "sqlalchemy", "alembic", "aiosqlite", "uvicorn"):
        # what they were given may be cited: a message, or an address with the token
        logging.getLogger(noisy).setLevel(logging.CRITICAL)


def _goes_to_the_journal() -> bool:
    """Tell whether standard error is systemd's journal (systemd.exec(5), JOURNAL_STREAM)."""
    with suppress(OSError):
        status = os.fstat(sys.stderr.fileno())
        return os.environ.get("JOURNAL_STREAM") == f"{status.st_dev}:{status.st_ino}"
    return False


def _with_priority(render: structlog.types.Processor) -> structlog.types.Processor:
    """Begin each line with its priority, as the journal reads it (sd-daemon(3))."""

    def rendered(logger: structlog.types.WrappedLogger, name: str, event: structlog.types.EventDict) -> str:
        return f"<{_PRIORITIES.get(str(event.get('level')), 6)}>{render(logger, name, event)!s}"

    return rendered


def _log_fault(kind: type[BaseException], _error: BaseException | None, trace: TracebackType | None) -> None:
    """Tell of an error that nobody caught as of any other: Python itself would print its message."""
    structlog.get_logger().error("fault", error=kind.__name__, where=_where(trace))


def _where(trace: TracebackType | None) -> str:
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename.rpartition('/')[2]}:{trace.tb_lineno}" if trace else ""
