"""``python -m tests.crash [--minutes N] [--seed N]``, or ``make crash``: night after night.

In turns on SQLite, on PostgreSQL, and in three processes on one PostgreSQL.
"""

import argparse
import asyncio
import secrets
import signal
import sys
import tempfile
import time
from itertools import cycle, product
from pathlib import Path

from tests.crash.night import night
from tests.postgres import Postgres

_NIGHT = 30.0  # seconds of each run
_SHOWN = 20  # faults shown of one run


def main() -> None:
    """Run until the time is over or something was lost; then the exit code is 1."""
    parser = argparse.ArgumentParser(prog="python -m tests.crash", description=__doc__)
    parser.add_argument("--minutes", type=float, default=30.0, help="how long in all, a third on each (default: 30)")
    parser.add_argument("--seed", type=int, help="the first run's seed, to see it again")
    given = parser.parse_args()
    seed = secrets.randbelow(1_000_000) if given.seed is None else given.seed
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that the server is stopped, too
    server = Postgres()
    server.make()
    total = 0
    try:
        end = time.monotonic() + given.minutes * 60
        for database, faults in cycle(product(("sqlite", "postgresql", "three on postgresql"), (False, True))):
            if time.monotonic() > end:
                break
            with tempfile.TemporaryDirectory(prefix="clausette-crash-") as name:
                folder = Path(name)
                url = (
                    asyncio.run(server.fresh())
                    if database != "sqlite"
                    else f"sqlite+aiosqlite:///{folder}/clausette.db"
                )
                many = 3 if database.startswith("three") else 0
                try:
                    told = asyncio.run(night(url, folder, seconds=_NIGHT, seed=seed, faults=faults, processes=many))
                except Exception:
                    print(f"{database}, seed {seed}:", (folder / "said").read_text()[-3000:], sep="\n")
                    raise
                total += told.lives
                print(f"{database}, {'stumbling' if faults else 'serving'}, seed {seed}: {told}", flush=True)
                if told.faults:
                    print("\n".join(told.faults[:_SHOWN]), (folder / "said").read_text()[-3000:], sep="\n")
                    sys.exit(1)
            seed += 1
    finally:
        server.remove()
        print(f"{total} lives in all")


if __name__ == "__main__":
    main()
