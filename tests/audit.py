"""``make audit``: known faults of what we depend on, by pip-audit, and risky Python of our own, by bandit.

Ends with 1 where one of them found something. Where nothing can be looked up, because there is no network or the
registry has no such answers, it says so and goes on: that is no proof of health.
"""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PROGRAMS = Path(sys.executable).parent
# Low ones are ruff's rules S, which are on, and judged where they stand
LEVELS = ("--severity-level", "medium", "--confidence-level", "medium")


def dependencies() -> bool:
    """Tell whether no known fault was found in the versions of constraints.txt."""
    options = ["--requirement", "constraints.txt", "--no-deps", "--disable-pip", "--progress-spinner", "off"]
    command = [str(PROGRAMS / "pip-audit"), *options, "--timeout", "10", "--format", "json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    try:
        found = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError):
        reason = (done.stderr.strip().splitlines() or ["no answer"])[-1]
        print(f"pip-audit: NOT AUDITED, nothing could be looked up ({reason[:200]})")
        return True
    looked_up = [one for one in found if "skip_reason" not in one]
    faulty = [one for one in looked_up if one.get("vulns")]
    for one in faulty:
        faults = ", ".join(
            f"{v['id']} (mended in {', '.join(v['fix_versions']) or 'no version'})" for v in one["vulns"]
        )
        print(f"pip-audit: {one['name']} {one['version']}: {faults}")
    if len(looked_up) < len(found):
        print(f"pip-audit: NOT AUDITED, {len(found) - len(looked_up)} of {len(found)} packages could not be looked up")
    print(f"pip-audit: {len(looked_up)} packages looked up, {len(faulty)} with known faults")
    return not faulty


def our_own() -> bool:
    """Tell whether bandit found nothing."""
    command = [str(PROGRAMS / "bandit"), "--quiet", "--recursive", *LEVELS, "bot"]
    done = subprocess.run(command, cwd=ROOT, check=False)
    print("bandit: nothing found" if done.returncode == 0 else "bandit: see above")
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(not all([dependencies(), our_own()]))
