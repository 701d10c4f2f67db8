"""`make bench-nbgrader`: nbgrader autograde through the kit against stock autograde, side by side.

    python -m tests.bench_nbgrader [--submissions N] [--only EXERCISE ...]

The same answers in the same notebooks; for stock, as plain cells with plain asserts in the test cells.
Figures of one machine at one time.
"""

from __future__ import annotations

import argparse
import copy
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook

from graders import catalog
from graders.catalog import Exercise
from graders.course.folder import write
from graders.course.notebooks import notebook, to_text
from tests.plain_asserts import PLAIN


def stock(nb: dict[str, Any]) -> dict[str, Any]:
    """The notebook as it would be without the kit: answers as plain cells, asserts in the test cells."""
    nb = copy.deepcopy(nb)
    nb["cells"] = [c for c in nb["cells"] if not c["source"].startswith(("%load_ext", "from ex"))]
    for cell in nb["cells"]:
        if cell["source"].startswith("%%answer"):
            cell["source"] = cell["source"].split("\n", 1)[1]
        elif cell["source"].startswith("check("):
            name = cell["source"].split('"')[3]
            cell["source"] = PLAIN[name].strip()
    return nb


def prepare(folder: Path, exercises: list[Exercise], submissions: int, ours: bool) -> None:
    write(folder, exercises)
    source = folder / "source" / "loaders"
    if not ours:
        (folder / "nbgrader_config.py").write_text("c = get_config()\nc.CourseDirectory.course_id = 'loaders'\nc.ClearSolutions.code_stub = {'python': 'pass'}\n")
        for exercise in exercises:
            (source / f"{exercise.id}.ipynb").write_text(to_text(stock(notebook(exercise))), encoding="utf-8")
    nbgrader(folder, "generate_assignment", "loaders")
    for number in range(submissions):
        shutil.copytree(source, folder / "submitted" / f"student{number}" / "loaders")


def nbgrader(folder: Path, *arguments: str) -> float:
    began = time.perf_counter()
    done = subprocess.run([str(folder / "run"), "nbgrader", *arguments], cwd=folder, env={**os.environ, "HOME": str(folder)}, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(done.stdout + done.stderr)
    return time.perf_counter() - began


def all_right(folder: Path) -> bool:
    """Whether everybody has full marks: answers that fail early would make a run look fast."""
    with Gradebook(f"sqlite:///{folder}/gradebook.db") as gradebook:
        found = gradebook.find_assignment("loaders").submissions
        for submission in found:
            for notebook in submission.notebooks:
                if notebook.score != notebook.max_score:
                    print(f"{folder.name}: {notebook.name} {notebook.score:g} of {notebook.max_score:g}")
        return all(submission.score == submission.max_score for submission in found)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--submissions", type=int, default=10)
    parser.add_argument("--only", action="append")
    options = parser.parse_args()
    exercises = catalog.select(options.only)
    seconds = {}
    for name in ("ours", "stock"):
        with tempfile.TemporaryDirectory() as folder:
            prepare(Path(folder), exercises, options.submissions, name == "ours")
            seconds[name] = nbgrader(Path(folder), "autograde", "loaders")
            if not all_right(Path(folder)):
                sys.exit(f"{name}: these answers must have full marks")
        rate = options.submissions / seconds[name] * 60
        print(f"{name:<6} {seconds[name]:7.1f} s for {options.submissions} submissions of {len(exercises)} notebooks: {rate:.1f} a minute", flush=True)
    print(f"through the kit {seconds['stock'] / seconds['ours']:.1f} times as many submissions a minute   aim: at least 8")


if __name__ == "__main__":
    main()
