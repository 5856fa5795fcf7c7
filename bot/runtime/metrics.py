"""Metrics for Prometheus: what this process did, and what the database holds."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from typing import get_args

import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.process import version
from bot.search.router import RouteKind
from bot.store.figures import Figure
from bot.telegram.watch import Result, Sending

_PATIENCE = 3.0  # seconds for the database
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)

log = structlog.get_logger()


class Metrics:
    """What was counted since the start, in a registry of its own; a ``Watch`` of the Telegram edge.

    ``figures`` reads what the database holds; processes that share one database all tell the same.
    """

    def __init__(self, figures: Callable[[], Awaitable[Sequence[Figure]]]) -> None:
        self._figures = figures
        self._held: Sequence[Figure] = ()
        self._registry = CollectorRegistry(auto_describe=False)
        self._updates = Counter(
            "clausette_updates", "Updates, by kind and result", ("kind", "result"), registry=self._registry
        )
        self._seconds = Histogram(
            "clausette_update_seconds", "Time to the commit of an update", buckets=_SECONDS, registry=self._registry
        )
        self._bands = Counter("clausette_routed", "Questions, by certainty", ("band",), registry=self._registry)
        self._calls = Counter(
            "clausette_sends",
            "Calls of the outbox made",
            ("method", "result"),
            registry=self._registry,
        )
        self._reloads = Counter(
            "clausette_knowledge_reloads", "Readings of a changed base", ("result",), registry=self._registry
        )
        Gauge("clausette_info", "The program", ("version",), registry=self._registry).labels(version.installed()).set(1)
        self._begin()
        ProcessCollector(registry=self._registry)
        self._registry.register(self)

    def _begin(self) -> None:
        """Make every series that an alert watches: one that is not there cannot be seen to stand still."""
        for result in get_args(Result):
            self._updates.labels("Said", result)
        for band in RouteKind:
            self._bands.labels(band)
        for sending in get_args(Sending):
            self._calls.labels("sendMessage", sending)
        for result in ("loaded", "refused"):
            self._reloads.labels(result)

    def handled(self, kind: str, result: Result, seconds: float) -> None:
        """An update was handled."""
        self._updates.labels(kind, result).inc()
        if result == "new":
            self._seconds.observe(seconds)

    def routed(self, band: str, entry: str) -> None:
        """A question was routed; which entry it found is not counted."""
        del entry
        self._bands.labels(band).inc()

    def sent(self, method: str, result: Sending) -> None:
        """A call of the outbox was made."""
        self._calls.labels(method, result).inc()

    def reloaded(self, *, right: bool) -> None:
        """The knowledge base was read again."""
        self._reloads.labels("loaded" if right else "refused").inc()

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """What the database held at the last look, in the library's terms."""
        for figure in self._held:
            labels = (figure.label,) if figure.label else ()
            family = GaugeMetricFamily(f"clausette_{figure.name}", figure.meaning, labels=labels)
            for value, number in figure.values.items():
                family.add_metric((value,) if labels else (), number)
            yield family

    def route(self) -> Route:
        """The route on which all this is told."""

        async def tell(_: Request) -> Response:
            try:
                async with asyncio.timeout(_PATIENCE):
                    self._held = await self._figures()
            except Exception as error:  # noqa: BLE001  a database that is away: what the process counted is told all the same
                log.warning("figures unreadable", error=type(error).__name__)
                self._held = ()
            return Response(generate_latest(self._registry), media_type=CONTENT_TYPE_PLAIN_0_0_4)

        return Route("/metrics", tell)
