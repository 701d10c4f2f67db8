"""`make soak`: a thousand submissions in one run, strictly confined: is anything left over, does memory grow?

    python -m tests.soak [--submissions N]

Solutions of every exercise but the capstone, and attacks, in turn. Exit status 1 if something is left.
"""

from __future__ import annotations

import argparse
import itertools
import os
import tempfile
import time
from pathlib import Path
from typing import Any

from graders import catalog
from graders.judge.family import members, resident
from tests.redteam.harness import LIMITS, ROOT, attacks, launch, scene, traces

# Bytes that memory may grow by in the second half. In the first half some attack has its largest answer
# decoded, and what the allocator took for it stays.
GROWTH = 16 * 2**20


def measure(judge: Any) -> dict[str, int]:
    """Bytes of the judge and of the nurseries without their hosts."""
    hosts = {h.pid for h in judge.hosts.hosts if h.alive}
    return {"judge": resident(os.getpid()), "nursery": sum(resident(p) for p in members(judge.hosts.process.pid) - hosts)}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--submissions", type=int, default=1000)
    count = parser.parse_args().submissions
    began, bad = time.monotonic(), 0
    exercises = [e for e in catalog.exercises() if e.id != "ex13_capstone"]
    quick = [a for a in attacks() if not a.slow and not a.open]
    with scene(LIMITS) as (judge, field):
        judge.examine(ROOT / "solutions", exercises)
        first = last = {}
        at_start = traces(judge)
        for number, exercise, attack in zip(range(count), itertools.cycle(exercises), itertools.cycle(quick), strict=False):
            if number % 4 == 3:
                faults = launch(attack, judge, field).faults
                bad += bool(faults)
                if faults:
                    print(attack.name, faults, flush=True)
            else:
                report = judge.examine(ROOT / "solutions", [exercise])
                if report.points != report.max_points:
                    bad += 1
                    print(exercise.id, [(c.id, c.got) for c in report.exercises[0].checks if c.status not in ("passed", "skipped")], flush=True)
            if number == count // 2:
                first = measure(judge)
            if number % max(count // 10, 1) == 0:
                last = measure(judge)
                print(f"{number:5} {time.monotonic() - began:6.0f} s  " + "  ".join(f"{k} {v / 2**20:.1f} MiB" for k, v in last.items()), flush=True)
        last, at_end = measure(judge), traces(judge)
    leftover = [k for k in at_start if at_start[k] != at_end[k]]
    grown = [k for k in first if last[k] - first[k] > GROWTH]
    print("left over:", ", ".join(f"{k}: {at_start[k]} -> {at_end[k]}" for k in leftover) or "nothing")
    print("grown:", ", ".join(f"{k} by {(last[k] - first[k]) / 2**20:.1f} MiB" for k in first))
    folders = list(Path(tempfile.gettempdir()).iterdir())
    print("files left:", ", ".join(p.name for p in folders) or "none")
    return 1 if bad or leftover or grown or folders else 0


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="soak-") as own:
        Path(own).chmod(0o755)
        tempfile.tempdir = own
        status = main()
    raise SystemExit(status)
