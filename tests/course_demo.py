"""`make course-demo`: three made-up students, taken through nbgrader from release to feedback.

    python -m tests.course_demo [--keep DIR] [--only EXERCISE]

One answers all, one a half, one is hostile. Uses an exchange folder of its own; shows the scores.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from graders import catalog
from graders.course.folder import write
from graders.course.notebooks import notebook, to_text

HOSTILE = """\
%%answer {exercise} imports
import os, sys
print("written by mallory", file=sys.stderr)
open({mark!r}, "w").write("mallory was here")
os._exit(0)
"""


def demo(folder: Path, only: list[str] | None) -> dict[str, dict[str, str]]:
    """The rows of the export, by student."""
    exercises = catalog.select(only or ["ex01", "ex02", "ex06"])
    course, exchange, mark = folder / "course", folder / "exchange", folder / "mark"
    exchange.mkdir(parents=True)
    exchange.chmod(0o777)
    write(course, exercises)
    config = f"c.Exchange.root = {str(exchange)!r}\n"
    (course / "nbgrader_config.py").write_text((course / "nbgrader_config.py").read_text() + config)

    def nbgrader(where: Path, *arguments: str, user: str = "") -> None:
        environment = {**os.environ, "HOME": str(folder), "JUPYTERHUB_USER": user, "NBGRADER_USER": user}
        print("$ nbgrader", *arguments, f"  # {user}" if user else "", flush=True)
        done = subprocess.run([str(course / "run"), "nbgrader", *arguments], cwd=where, env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            sys.exit(done.stdout + done.stderr)

    nbgrader(course, "generate_assignment", "loaders")
    nbgrader(course, "release_assignment", "loaders")
    for student in ("ada", "ben", "mallory"):
        home = folder / student
        home.mkdir()
        shutil.copy(course / "nbgrader_config.py", home)
        nbgrader(home, "fetch_assignment", "loaders", "--course=loaders", user=student)
        for exercise in exercises:
            path = home / "loaders" / f"{exercise.id}.ipynb"
            path.write_text(to_text(answered(student, json.loads(path.read_text()), exercise, mark)))
        nbgrader(home, "submit", "loaders", "--course=loaders", f"--student={student}", user=student)
    for command in ("collect", "autograde", "generate_feedback", "release_feedback"):
        nbgrader(course, command, "loaders")
    nbgrader(course, "export")
    assert not mark.exists(), "student code ran outside of its walls"
    with (course / "grades.csv").open(encoding="utf-8") as file:
        return {row["student_id"]: row for row in csv.DictReader(file)}


def answered(student: str, nb: dict[str, Any], exercise: Any, mark: Path) -> dict[str, Any]:
    """The released notebook as this student hands it in."""
    solved = {c["metadata"]["nbgrader"]["grade_id"]: c["source"] for c in notebook(exercise)["cells"] if "nbgrader" in c["metadata"]}
    answers = [c for c in nb["cells"] if c["metadata"].get("nbgrader", {}).get("solution")]
    for number, cell in enumerate(answers):
        if student == "ada" or (student == "ben" and number <= len(answers) // 2):
            cell["source"] = solved[cell["metadata"]["nbgrader"]["grade_id"]]
        elif student == "mallory" and number == 0:
            cell["source"] = HOSTILE.format(exercise=exercise.id, mark=str(mark))
    if student == "mallory":
        nb["cells"].append({"cell_type": "markdown", "id": "m", "metadata": {}, "source": "<script>alert('mallory')</script>"})
    return nb


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--keep", type=Path, metavar="DIR", help="do it here, and leave it for a look")
    parser.add_argument("--only", action="append")
    options = parser.parse_args()
    folder = options.keep or Path(tempfile.mkdtemp(prefix="course-demo-"))
    for student, row in demo(folder.resolve(), options.only).items():
        print(f"{student:<10} {row['score']:>6} of {row['max_score']}   {row['status']}")
    if not options.keep:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
