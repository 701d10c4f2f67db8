"""nbgrader's hooks: what its configuration names in place of steps that run students' code.

`JudgeCells` stands where `Execute` stood: it starts no kernel, has the judge grade the answer
cells, strictly confined, and writes score and feedback into the test cells. `RepairCells` stands
where `DeduplicateIds` stood. See `graders.course.folder` for the configuration.
"""

from __future__ import annotations

import json
import math
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_output
from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor
from nbgrader.utils import is_grade, is_solution
from traitlets import Enum, Integer, default

from graders import catalog
from graders.catalog import Exercise
from graders.cohort.grade import private_seed
from graders.course.ahead import Ahead, Question, most_judges, upcoming
from graders.course.intake import digest, handed_in, read_notebook, report_path
from graders.course.notebooks import KERNEL, checks_of, grade_id
from graders.course.repair import Known, repair
from graders.course.service import Pool
from graders.course.stubs import stub
from graders.course.tidy import cut, inert
from graders.errors import KitError
from graders.judge.parts import Part, file_text, is_helper, place
from graders.reports import html
from graders.reports.model import CheckResult, ExerciseResult

NO_KERNEL = {"display_name": "none: graded without a kernel", "language": "python", "name": "loader-kit-starts-no-kernel"}

IDLE = 600.0  # seconds after which judges end in a program that stays, such as the formgrader's

_ahead: dict[tuple[str, int], Ahead] = {}


def ahead(isolation: str, judges: int) -> Ahead:
    """The warm judges of this process."""
    if (isolation, judges) not in _ahead:
        _ahead[isolation, judges] = Ahead(Pool(isolation, judges, IDLE))
    return _ahead[isolation, judges]


# -- generate_assignment ---------------------------------------------------------------------


class ClearAnswers(NbGraderPreprocessor):
    """Takes the answers out as `python -m graders build` does, hints of what to do included."""

    def preprocess_cell(self, cell: NotebookNode, resources: Any, cell_index: int) -> tuple[NotebookNode, Any]:
        if is_solution(cell) and "### BEGIN SOLUTION" in cell.source:
            cell.source = stub(cell.source, cell.metadata.nbgrader["grade_id"])
        return cell, resources


class LockKernel(NbGraderPreprocessor):
    """Before SaveCells: the gradebook names a kernel that exists nowhere.

    The second lock: should the configuration be lost, nbgrader's own Execute cannot start one.
    """

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        nb.metadata["kernelspec"] = NotebookNode(NO_KERNEL)
        return nb, resources


class UnlockKernel(NbGraderPreprocessor):
    """After SaveCells: students get the usual one."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        nb.metadata["kernelspec"] = NotebookNode(KERNEL)
        return nb, resources


# -- autograde -------------------------------------------------------------------------------


def known_cells(resources: Any) -> list[Known]:
    """The cells of a notebook that the gradebook knows, in order."""
    with Gradebook(resources["nbgrader"]["db_url"]) as gradebook:
        notebook = gradebook.find_notebook(resources["nbgrader"]["notebook"], resources["nbgrader"]["assignment"])
        points = {cell.name: float(cell.max_score) for cell in notebook.grade_cells}
        solutions = {cell.name for cell in notebook.solution_cells}
        return [
            Known(c.name, c.cell_type, c.source, bool(c.locked), points.get(c.name), c.name in solutions, c.checksum)
            for c in notebook.source_cells
        ]


class RepairCells(NbGraderPreprocessor):
    """Finds every known cell again, whatever has happened to its metadata."""

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        nb.cells, done = repair(list(nb.cells), known_cells(resources), new_code_cell)
        for line in done:
            self.log.warning("Repaired: %s", line)
        cut(nb, "markdown", "raw")
        for cell in nb.cells:
            cell.source = cell.source if cell.cell_type == "code" else inert(cell.source)
        return nb, resources


class JudgeCells(NbGraderPreprocessor):
    """Grades the answer cells without a kernel, and writes score and feedback into the test cells."""

    isolation = Enum(("strict", "basic"), "strict", help="how submissions are confined: see SECURITY.md").tag(config=True)
    seed = Integer(None, allow_none=True, help="the questions' seed; a private one, kept in the course's folder, if none").tag(config=True)
    judges = Integer(help="how many notebooks are judged at once; one for each processor, at most 8, if not told").tag(config=True)

    @default("judges")
    def _judges(self) -> int:
        return most_judges()

    def preprocess(self, nb: NotebookNode, resources: Any) -> tuple[NotebookNode, Any]:
        exercise = exercise_of(nb)
        if exercise is None:  # a notebook of the instructor's own, with questions that are graded by hand
            return nb, resources
        forget(resources["nbgrader"])
        parts = parts_of(nb, exercise)
        seed = private_seed(Path()) if self.seed is None else self.seed
        question = (exercise.id, file_text(parts), seed)
        report = ahead(self.isolation, self.judges).report(question, self.coming(resources), lambda path: read_ahead(path, seed, resources))
        outcome = ExerciseResult.from_json(report["exercises"][0])
        if outcome.status == "error":
            raise KitError(f"a fault of the kit: {next(c.got for c in outcome.checks if c.status == 'error')}")
        write_verdicts(nb, exercise, outcome, parts)
        cut(nb, "code")
        keep_report(report, resources["nbgrader"])
        return nb, resources

    def coming(self, resources: Any) -> Iterator[Path]:
        """The files that nbgrader comes to next; none where it is not its usual run."""
        converter = getattr(self.parent, "parent", None)
        return upcoming(converter, resources["nbgrader"]["notebook"]) if hasattr(converter, "assignments") else iter(())


def read_ahead(path: Path, seed: int, resources: Any) -> Question | None:
    """What a notebook whose turn has not come will be asked; None where that cannot be told."""
    try:
        names = {**resources["nbgrader"], "notebook": path.stem}
        nb = read_notebook(path)
        nb.cells, _ = repair(list(nb.cells), known_cells({"nbgrader": names}), new_code_cell)
        exercise = exercise_of(nb)
        return (exercise.id, file_text(parts_of(nb, exercise)), seed) if exercise else None
    except Exception:  # what is wrong with it is said when its turn comes
        return None


def exercise_of(nb: NotebookNode) -> Exercise | None:
    """Whose notebook this is, by the marks of its test cells, which the gradebook has restored; None if it has none."""
    tests = [cell.metadata.nbgrader["grade_id"] for cell in nb.cells if is_grade(cell) and not is_solution(cell)]
    return catalog.find(tests[0].split("-")[0]) if tests else None


def parts_of(nb: NotebookNode, exercise: Exercise) -> list[Part]:
    """The answer cells in the order of the exercise, each with the helpers that stand before it."""
    names = ("imports", *checks_of(exercise))
    order = [grade_id(exercise, name) for name in names]
    groups: dict[str, list[Part]] = {mark: [] for mark in order}
    waiting: list[Part] = []
    for cell in nb.cells:
        mark = cell.metadata.get("nbgrader", {}).get("grade_id")
        if cell.cell_type != "code":
            continue
        if mark in groups:
            groups[mark] += [*waiting, Part(mark.removeprefix(f"{exercise.short}-").removesuffix("-answer"), cell.source)]
            waiting = []
        elif is_helper(cell.source, exercise.id, names):
            waiting.append(Part("", cell.source))
    return [*(part for mark in order for part in groups[mark]), *waiting]


def write_verdicts(nb: NotebookNode, exercise: Exercise, outcome: ExerciseResult, parts: list[Part]) -> None:
    """Into each test cell; KitError for one that the kit does not grade."""
    asked = {grade_id(exercise, name, "tests"): (name, ids) for name, ids in checks_of(exercise).items()}
    for cell in nb.cells:
        cell_id = cell.metadata.get("nbgrader", {}).get("grade_id")
        if is_grade(cell) and cell_id in asked:
            name, ids = asked[cell_id]
            write_verdict(cell, ExerciseResult(exercise.id, [c for c in outcome.checks if c.id in ids]), name, parts)
        elif is_grade(cell) and not is_solution(cell):
            raise KitError(f"the cell {cell_id} is graded by nothing of the kit's; it would get full marks")
        elif cell.cell_type == "code":
            cell.outputs = []


def write_verdict(cell: NotebookNode, outcome: ExerciseResult, name: str, parts: list[Part]) -> None:
    """A stream with the feedback, then a result whose text is the score, which nbgrader reads."""
    most = float(cell.metadata.nbgrader["points"])
    score = round(outcome.points, 6)
    if not (math.isfinite(score) and 0 <= score <= most):
        raise KitError(f"{score} points of {most:g} for {name}")  # nbgrader would give full marks for what it cannot read

    def where(check: CheckResult) -> str:
        return place(parts, check.look_at)

    feedback = new_output("stream", name="stdout", text=html.text(outcome, name, where) + "\n")
    cell.outputs = [feedback, new_output("execute_result", data={"text/plain": repr(score)}, execution_count=1)]
    cell.execution_count = 1


def forget(names: dict[str, str]) -> None:
    """An earlier score must not stand for what is graded now, should that fail."""
    report_path(names["assignment"], names["student"], names["notebook"]).unlink(missing_ok=True)
    with Gradebook(names["db_url"]) as gradebook:
        for grade in gradebook.find_submission_notebook(names["notebook"], names["assignment"], names["student"]).grades:
            grade.auto_score, grade.needs_manual_grade = None, True
        gradebook.db.commit()


def keep_report(report: dict[str, Any], names: dict[str, str]) -> None:
    """The judge's whole report, for the export by checks, and which file it is about."""
    path = report_path(names["assignment"], names["student"], names["notebook"])
    path.parent.mkdir(parents=True, exist_ok=True)
    file = handed_in(names["assignment"], names["student"], names["notebook"])
    about = {"file": os.path.relpath(file), "sha256": digest(file)}
    path.write_text(json.dumps({**report, "submission": names["student"], "seed": None, "handed_in": about}, indent=1) + "\n", encoding="utf-8")
