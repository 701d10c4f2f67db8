"""`make nbgrader-scores`: through nbgrader every known submission gets the scores that check gives it.

    python -m tests.nbgrader_scores [EXERCISE ...]

Each file of tests/right and tests/wrong is handed in as a notebook; compared are the status and points of
every check and the score in the gradebook, to the last digit.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook

from graders import catalog
from graders.course.folder import write
from graders.course.intake import report_path
from graders.course.notebooks import notebook, to_text
from graders.judge.judge import Judge
from tests.corpus import Known, examine, right, wrong

SEED = 3


def filled(exercise: str, text: str) -> dict[str, Any]:
    """A notebook whose first answer cell holds a whole file; the others are empty."""
    nb = notebook(catalog.get(exercise))
    cells = [c for c in nb["cells"] if c["metadata"].get("nbgrader", {}).get("solution")]
    for cell in cells:
        cell["source"] = cell["source"].split("\n")[0] + (f"\n{text}" if cell is cells[0] else "")
    return nb


def hand_in(course: Path, known: list[Known]) -> None:
    for one in known:
        folder = course / "submitted" / student(one) / "loaders"
        folder.mkdir(parents=True)
        text = to_text(filled(one.exercise, one.path.read_text(encoding="utf-8")))
        (folder / f"{one.exercise}.ipynb").write_text(text, encoding="utf-8")


def student(one: Known) -> str:
    return f"{one.path.parent.parent.name}-{one.exercise}-{one.path.stem}"


def autograde(course: Path) -> None:
    command = [str(course / "run"), "nbgrader", "autograde", "loaders", f"--JudgeCells.seed={SEED}"]
    done = subprocess.run(command, cwd=course, env={**os.environ, "HOME": str(course)}, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stdout[-4000:] + done.stderr[-8000:])


def compare(course: Path, known: list[Known], judge: Judge) -> list[str]:
    """What is not the same, a line each."""
    amiss = []
    with Gradebook(f"sqlite:///{course}/gradebook.db") as gradebook:
        for one in known:
            due = examine(judge, catalog.get(one.exercise), one.path, SEED)
            report = json.loads((course / report_path("loaders", student(one), one.exercise)).read_text(encoding="utf-8"))
            found = {c["id"]: (c["status"], c["points"]) for c in report["exercises"][0]["checks"]}
            score = gradebook.find_submission_notebook(one.exercise, "loaders", student(one)).score
            if found != {c.id: (c.status, c.points) for c in due.checks}:
                amiss += [f"{one.name}: {c.id} is {found.get(c.id)} there, {(c.status, c.points)} here" for c in due.checks if found.get(c.id) != (c.status, c.points)]
            if score != due.points:
                amiss.append(f"{one.name}: {score!r} in the gradebook, {due.points!r} here")
    return amiss


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("exercises", nargs="*")
    exercises = catalog.select(parser.parse_args().exercises or None)
    amiss = []
    with tempfile.TemporaryDirectory() as folder, Judge() as judge:
        course = Path(folder)
        write(course, exercises)
        generate = [str(course / "run"), "nbgrader", "generate_assignment", "loaders"]
        subprocess.run(generate, cwd=course, env={**os.environ, "HOME": folder}, check=True, capture_output=True)
        for exercise in exercises:
            known = [*right(exercise.id), *wrong(exercise.id)]
            hand_in(course, known)
            autograde(course)
            found = compare(course, known, judge)
            print(f"{exercise.id:<20} {len(known)} files, {len(found)} differences", *found, sep="\n    ", flush=True)
            amiss += found
    return 1 if amiss else 0


if __name__ == "__main__":
    sys.exit(main())
