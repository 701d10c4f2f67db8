"""`python -m tests.redteam [FILE ...]`: try attacks on strict isolation, and say what happened.

With --everywhere (`make redteam`) on machines of four kinds: root and a user, with namespaces and without.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

from graders import catalog
from tests.redteam.harness import ROOT, Attack, attacks, launch, scene


def everywhere(files: list[str]) -> int:
    worst = 0
    for stage in ([], ["--user"], ["--plain"], ["--user", "--plain"]):
        print(f"\n== {' '.join(stage) or 'this machine'}", flush=True)
        command = [sys.executable, "-m", "tests.stage", *stage, sys.executable, "-m", "tests.redteam", *files]
        worst = max(worst, subprocess.run(command, cwd=ROOT, check=False).returncode)
    return worst


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--solution", metavar="EXERCISE", help="also judge this solution")
    parser.add_argument("-v", action="store_true", help="show what the attack printed")
    parser.add_argument("--everywhere", action="store_true", help="as root and as a user, with namespaces and without")
    options = parser.parse_args()
    if options.everywhere:
        return everywhere([str(p) for p in options.files])
    bad = 0
    with scene() as (judge, field):
        print("layers:", ", ".join(judge.hosts.layers))
        for attack in [Attack(p.resolve()) for p in options.files] or attacks():
            if attack.where == "namespaces" and "pid namespace" not in judge.hosts.layers:
                continue
            outcome = launch(attack, judge, field)
            bad += bool(outcome.faults) and not attack.open
            print(f"{'HELD ' if not outcome.faults else 'OPEN ' if attack.open else 'BREACH'} {attack.name:<44} {outcome.seconds:5.2f} s  {'; '.join(outcome.faults)}", flush=True)
            if options.v:
                for check in outcome.report.exercises[0].checks:
                    print("      ", check.id, check.status, check.points, check.got[:200], check.output[:2000])
        if options.solution:
            report = judge.examine(ROOT / "solutions", [catalog.find(options.solution)])
            print(f"{report.exercises[0].id} {report.points:g}/{report.max_points:g}")
    print(f"{bad} not held" if bad else "all held")
    return 1 if bad else 0


if __name__ == "__main__":
    raise SystemExit(main())
