"""`make stability`: the same submission gets the same score every time.

    python -m tests.stability [EXERCISE ...] [--solutions] [--repeats N] [--busy]

Judges every file of tests/right and tests/wrong of the exercises over and over (`--solutions`: the
solutions alone) and reports each file whose status or points changed in any check. `--busy` keeps
every core busy meanwhile.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys

from graders import catalog
from graders.judge.judge import Judge
from tests import corpus


def flips(judge: Judge, exercise: catalog.Exercise, repeats: int, solution: bool) -> list[str]:
    """Names of the files whose verdicts differ between repeats, with what differed."""
    known = corpus.right(exercise.id)[:1] if solution else [*corpus.right(exercise.id), *corpus.wrong(exercise.id)]
    first: dict[str, dict[str, list[object]]] = {}
    found = []
    for turn in range(repeats):
        for one in known:
            scores = corpus.scores(corpus.examine(judge, exercise, one.path))
            before = first.setdefault(one.name, scores)
            if scores != before:
                changed = {i: (before.get(i), s) for i, s in scores.items() if before.get(i) != s}
                found.append(f"{one.name}, repeat {turn}: {changed}")
                print(found[-1], flush=True)
        print(f"{exercise.id}: repeat {turn + 1} of {repeats}, {len(known)} files, {len(found)} flips", flush=True)
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("exercises", nargs="*")
    parser.add_argument("--solutions", action="store_true")
    parser.add_argument("--repeats", type=int, default=50)
    parser.add_argument("--busy", action="store_true")
    options = parser.parse_args()
    load = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(os.cpu_count() or 1) if options.busy]
    try:
        with Judge() as judge:
            found = [f for e in catalog.select(options.exercises) for f in flips(judge, e, options.repeats, options.solutions)]
        return 1 if found else 0
    finally:
        for process in load:
            process.kill()


if __name__ == "__main__":
    sys.exit(main())
