"""`make audit`: are the checks sharp? Every mutant of every solution is judged as a submission.

    python -m tests.audit [EXERCISE ...] [--list] [--jobs N]

A mutant that still gets full marks is a survivor: a check is missing, or the mutant does the
same as the solution, which tests/equivalent/exNN_name.toml then says, with the reason:

    [[equivalent]]
    before = "the changed line as it was"
    after = "and as the mutant has it"
    reason = "why nobody could tell the two apart"
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from graders import catalog
from graders.catalog import Exercise
from graders.judge.judge import Judge
from graders.judge.limits import DEFAULT
from tests import corpus, mutants
from tests.mutants import Mutant

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

EQUIVALENT = Path(__file__).parent / "equivalent"
# Nobody reads these verdicts: no time for smaller cases, and little for endless loops.
LIMITS = replace(DEFAULT, shrink=0.0, call=5.0, check=10.0, exercise=60.0)
_judge: Judge


def start() -> None:
    global _judge  # noqa: PLW0603  (one warm nursery for each process)
    _judge = Judge(LIMITS)
    _judge.hosts.wait_ready()


def judge(exercise: str, source: str) -> list[str]:
    """The checks that this submission does not pass; those that take long are asked if it passes all others."""
    checks = catalog.find(exercise).checks
    quick = {c.id for c in checks if not c.seconds or c.device == "cuda"}
    return lost(exercise, source, quick) or lost(exercise, source, {c.id for c in checks} - quick)


def lost(exercise: str, source: str, only: set[str]) -> list[str]:
    """Those of these checks that this submission does not pass."""
    if not only:
        return []
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, f"{exercise}.py").write_text(source, encoding="utf-8")
        outcome = _judge.examine(Path(folder), [catalog.find(exercise)], only=only).exercises[0]
    return [c.id for c in outcome.checks if c.status not in ("passed", "skipped")]


def equivalents(exercise: Exercise) -> dict[tuple[str, str], str]:
    """(before, after) of the mutants that do the same as the solution, with the reason."""
    path = EQUIVALENT / f"{exercise.id}.toml"
    if not path.exists():
        return {}
    entries = tomllib.loads(path.read_text(encoding="utf-8"))["equivalent"]
    return {(e["before"].strip(), e["after"].strip()): e["reason"] for e in entries}


def needed_by_wrong_files(exercise: Exercise) -> set[str]:
    return {known.caught_by for known in corpus.wrong(exercise.id)}


def audit(exercise: Exercise, pool: ProcessPoolExecutor) -> tuple[int, int, list[Mutant]]:
    """Judge one exercise's mutants and print what came of it; (all, equivalent, survivors)."""
    before = time.monotonic()
    solution = (corpus.SOLUTIONS / f"{exercise.id}.py").read_text(encoding="utf-8")
    if failed := pool.submit(judge, exercise.id, solution).result():
        sys.exit(f"{exercise.id}: the solution itself does not pass {', '.join(failed)}: every mutant would seem to be caught")
    found = mutants.mutants(solution)
    outcomes = list(pool.map(judge, [exercise.id] * len(found), [m.source for m in found]))
    known = equivalents(exercise)
    alive = [m for m, checks in zip(found, outcomes, strict=True) if not checks]
    equal = [m for m in alive if (m.before, m.after) in known]
    survivors = [m for m in alive if m not in equal]
    caught = len(found) - len(alive)
    print(f"\n{exercise.id}: {len(found)} mutants, {caught} caught ({caught / max(len(found), 1):.1%}), {len(equal)} equivalent,"
          f" {len(survivors)} survivors   {time.monotonic() - before:.0f} s")  # fmt: skip
    by_check = Counter(c for checks in outcomes for c in checks)
    alone = Counter(checks[0] for checks in outcomes if len(checks) == 1)
    for check in exercise.checks:
        print(f"    {check.id:34} caught {by_check[check.id]:4}, alone {alone[check.id]:3}")
    for m in survivors:
        print(f"  survivor, line {m.line}, {m.rule}:\n    " + m.diff.replace("\n", "\n    "))
    alive_texts = {(m.before, m.after) for m in alive}
    for entry in known.keys() - alive_texts:
        print(f"  no such survivor, though tests/equivalent says so: {' -> '.join(entry)}")
    idle = {c.id for c in exercise.checks} - set(by_check) - needed_by_wrong_files(exercise)
    for check_id in sorted(idle):
        print(f"  no mutant and no wrong file needs {check_id}")
    sys.stdout.flush()
    return len(found), len(equal), survivors


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("exercises", nargs="*")
    parser.add_argument("--jobs", type=int, default=len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 2)
    parser.add_argument("--list", action="store_true", help="show the mutants, judge none")
    options: Any = parser.parse_args()
    exercises = catalog.select(options.exercises)
    if options.list:
        for exercise in exercises:
            for m in mutants.mutants((corpus.SOLUTIONS / f"{exercise.id}.py").read_text(encoding="utf-8")):
                print(f"{exercise.short}:{m.line} {m.rule}\n{m.diff}")
        return 0
    with ProcessPoolExecutor(options.jobs, get_context("spawn"), start) as pool:
        totals = [audit(exercise, pool) for exercise in exercises]
    everything, equal = sum(n for n, _, _ in totals), sum(e for _, e, _ in totals)
    survivors = sum(len(s) for _, _, s in totals)
    share = (everything - equal - survivors) / max(everything, 1)
    print(f"\n{everything} mutants: {share:.1%} caught, {equal} equivalent, {survivors} survivors")
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main())
