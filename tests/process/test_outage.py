"""An outage is told when it begins, once a minute while it lasts, and when it is over."""

import structlog

from bot.process.outage import Outage


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_an_outage_of_four_minutes_is_told_in_six_lines_however_often_it_is_met():
    clock = Clock()
    outage = Outage("database", clock)
    with structlog.testing.capture_logs() as lines:
        outage.reached()
        for second in range(241):
            clock.now = float(second)
            for _ in range(50):
                outage.missed("the disk is full")
        clock.now = 250.0
        outage.reached()
        outage.reached()
    assert [(line["event"], line["seconds"]) for line in lines] == [
        *(("out of reach", seconds) for seconds in (0, 60, 120, 180, 240)),
        ("in reach again", 250),
    ]
    assert {line["what"] for line in lines} == {"database"}


def test_another_reason_is_told_at_once_and_each_reason_once():
    outage = Outage("database", Clock())
    with structlog.testing.capture_logs() as lines:
        for why in ("it is being stopped", "nothing answers", "it is being stopped", "nothing answers"):
            outage.missed(why)
    assert [line["why"] for line in lines] == ["it is being stopped", "nothing answers"]
