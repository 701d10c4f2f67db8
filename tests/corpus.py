"""The known submissions in tests/right and tests/wrong, and a way to judge them.

    python -m tests.corpus ex04              every file of one exercise: verdict or what is amiss
    python -m tests.corpus ex04 -v FILE ...  these files only, with every failed check in full
    python -m tests.corpus ex04 --isolation none
    python -m tests.corpus ex04 --both       in both modes, whose scores must be the same
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from graders import catalog
from graders.catalog import Exercise
from graders.judge.judge import Judge
from graders.reports.model import ExerciseResult

TESTS = Path(__file__).parent
SOLUTIONS = TESTS.parent / "solutions"


@dataclass(frozen=True)
class Known:
    """A submission whose verdict is known: right, or wrong and caught by one check."""

    exercise: str
    path: Path
    caught_by: str = ""

    @property
    def in_both_modes(self) -> bool:
        """Whether the verdict is the same in one process; `# in one process: why not` says if it is not."""
        return not header(self.path, "in one process")

    @property
    def name(self) -> str:
        return f"{self.path.parent.parent.name}/{self.exercise}/{self.path.stem}"


def header(path: Path, field: str) -> str:
    found = re.search(rf"^# {field}: *(\S.*)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return found.group(1).strip() if found else ""


def right(exercise: str) -> list[Known]:
    files = sorted((TESTS / "right" / exercise).glob("*.py"))
    return [Known(exercise, p) for p in [SOLUTIONS / f"{exercise}.py", *files]]


def wrong(exercise: str) -> list[Known]:
    return [Known(exercise, p, header(p, "caught by")) for p in sorted((TESTS / "wrong" / exercise).glob("*.py"))]


def examine(judge: Judge, exercise: Exercise, path: Path, seed: int = 0, only: str = "") -> ExerciseResult:
    """Judge one file as if it had been handed in under the exercise's name."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / f"{exercise.id}.py").write_bytes(path.read_bytes())
        return judge.examine(Path(folder), [exercise], seed=seed, only={only} if only else ()).exercises[0]


def complaint(known: Known, outcome: ExerciseResult) -> str:
    """What is wrong with this verdict; "" if it is as it must be."""
    errors = [c for c in outcome.checks if c.status == "error"]
    if errors:
        return f"fault of the kit in {errors[0].id}: {errors[0].got}"
    if not known.caught_by:
        lost = [f"{c.id} ({c.got})" for c in outcome.checks if c.status not in ("passed", "skipped")]
        return f"a right answer is rejected by {'; '.join(lost)}" if lost else ""
    verdict = next((c for c in outcome.checks if c.id == known.caught_by), None)
    if verdict is None:
        return f"names {known.caught_by}, which is no check"
    if verdict.status == "skipped":
        return ""  # this machine cannot ask
    if verdict.status == "passed":
        return f"not caught by {known.caught_by}"
    if verdict.status == "todo" or verdict.got.startswith("the file defines no"):
        return f"{known.caught_by} did not get to ask: {verdict.got or verdict.status}"
    return ""


def scores(outcome: ExerciseResult) -> dict[str, list[object]]:
    """Status and points of every check."""
    return {c.id: [c.status, c.points] for c in outcome.checks}


class Inside:
    """Scores in the one-process mode, from a process that stays warm."""

    def __enter__(self) -> Inside:
        command = [sys.executable, "-m", "tests.corpus", "--serve"]
        self.server = subprocess.Popen(command, cwd=TESTS.parent, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        return self

    def __exit__(self, *_: object) -> None:
        self.server.kill()
        self.server.communicate()

    def scores(self, known: Known, only: str = "") -> object:
        """What `scores` gives for this file, or for the one check of it."""
        assert self.server.stdin
        assert self.server.stdout
        self.server.stdin.write(f"{known.exercise} {known.path} {only}\n")
        self.server.stdin.flush()
        return json.loads(self.server.stdout.readline() or '"the process has ended"')


def serve() -> int:
    """Judge in this one process what standard input names; one line of JSON for each."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what submissions print must not mix with it
    with Judge(isolation="none") as judge:
        for line in sys.stdin:
            exercise, path, *only = line.split()
            outcome = examine(judge, catalog.find(exercise), Path(path), only="".join(only))
            answers.write(json.dumps(scores(outcome)) + "\n")
            answers.flush()
    return 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("exercise", nargs="?", default="")
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--isolation", default="basic")
    parser.add_argument("--both", action="store_true")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--serve", action="store_true", help="read `EXERCISE FILE` lines, write scores (for the tests)")
    parser.add_argument("-v", action="store_true")
    options = parser.parse_intermixed_args()
    if options.serve:
        return serve()
    exercise = catalog.find(options.exercise)
    known = [*right(exercise.id), *wrong(exercise.id)]
    if options.files:
        wanted = {p.resolve() for p in options.files}
        known = [k for k in known if k.path.resolve() in wanted] or [Known(exercise.id, p) for p in options.files]
    bad = 0
    with contextlib.ExitStack() as stack:
        judge = stack.enter_context(Judge(isolation=options.isolation))
        inside = stack.enter_context(Inside()) if options.both else None
        judge.hosts.wait_ready()
        for one in known:
            before = time.monotonic()
            outcome = examine(judge, exercise, one.path, options.seed)
            problem = complaint(one, outcome)
            if inside and one.in_both_modes and inside.scores(one) != scores(outcome):
                problem = "another score in one process"
            bad += bool(problem)
            print(f"{'BAD ' if problem else 'ok  '} {one.name:60} {outcome.points:g}/{outcome.max_points:g}"
                  f"  {time.monotonic() - before:5.2f} s  {problem}")  # fmt: skip
            if options.v:
                for c in outcome.checks:
                    print(f"   {c.status:8} {c.id:32} {c.points:g}/{c.max_points:g} {c.seconds} s")
                    if c.status != "passed":
                        for field in ("requirement", "called", "expected", "got", "why", "look_at", "output"):
                            print(f"      {field:11} " + getattr(c, field).replace("\n", "\n" + " " * 18))
    print(f"{len(known)} files, {bad} bad")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
