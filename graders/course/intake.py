"""What nbgrader is given to autograde, looked through first: its hooks before and after each submission.

One file that is no notebook costs itself, not the student's others; a notebook under another name
is found by what stands in it; links are not followed. nbgrader takes a hook that fails for one
that has nothing to say: this one then leaves it nothing to grade.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from pathlib import Path
from typing import Any

from nbconvert.exporters import NotebookExporter
from nbformat import NotebookNode

from graders import catalog
from graders.course.tidy import read_file
from graders.judge.parts import MAGIC, exercise_named, first_code_line

REPORTS = "reports"  # below the course's folder: the judge's reports, by assignment and student
REMARKS = "intake.json"

_elsewhere: dict[str, Path] = {}  # files that a notebook is read from in place of its own


def report_path(assignment: str, student: str, notebook: str) -> Path:
    """Where the judge's report of a notebook is kept, from the course's folder."""
    return Path(REPORTS, assignment, student, f"{notebook}.json")


def handed_in(assignment: str, student: str, notebook: str) -> Path:
    """The file that a notebook is read from, by the course's folder."""
    return actual(Path("submitted", student, assignment, f"{notebook}.ipynb"))


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def actual(path: Path) -> Path:
    return _elsewhere.get(_key(path), path)


def _key(path: Path) -> str:
    return f"{os.path.realpath(path.parent)}/{path.name}"


class LenientExporter(NotebookExporter):
    """Reads notebooks by way of `tidy`, misnamed ones from where they are."""

    def from_filename(self, filename: str, resources: Any = None, **kw: Any) -> tuple[NotebookNode, Any]:
        path = Path(filename)
        resources = resources or {}
        resources.setdefault("metadata", {}).update(name=path.stem, path=str(path.parent))
        return self.from_notebook_node(read_notebook(path), resources, **kw)


def read_notebook(path: Path) -> NotebookNode:
    """A notebook that was handed in, of any format; raises whatever reading it raises."""
    if path.parent.is_symlink() or path.parent.parent.is_symlink():
        raise ValueError("in a folder that is a link, to what may be somebody else's")
    return read_file(actual(path))


# -- before and after ------------------------------------------------------------------------


def look_through(assignment: str, student: str, notebooks: list[str]) -> None:
    """The hook before: `notebooks` is nbgrader's list of files, which is changed in place; `student` is "*" in a run for all."""
    try:
        paths = [Path(name) for name in notebooks]
        notebooks.clear()
        if paths:
            notebooks += [str(path) for path in Submission(paths[0].parent).kept(paths)]
    except BaseException as error:
        notebooks.clear()
        say(student, f"cannot be looked through and is not graded: {type(error).__name__}: {error}")
        if not isinstance(error, Exception):
            raise


def say(student: str, what: str) -> None:
    line = f"[loader-kit] {student}: {what[:500]}"
    print(line.encode("ascii", "backslashreplace").decode(), flush=True)


class Submission:
    """The folder of one student's submission, while it is looked through."""

    def __init__(self, folder: Path):
        self.folder, self.assignment, self.student = folder, folder.name, folder.parent.name
        self.remarks: dict[str, str] = {}  # why a file, or an exercise, is not graded

    def kept(self, paths: list[Path]) -> list[Path]:
        """The files to grade, under the names that nbgrader knows; what is said of the others is kept for the export."""
        for key in [key for key in _elsewhere if key.startswith(f"{os.path.realpath(self.folder)}/")]:
            del _elsewhere[key]
        self.without_links()
        readable = {}
        for path in paths:
            try:
                readable[path] = exercises_in(read_notebook(path))
            except Exception as error:  # whatever a stranger's file makes of a reader
                self.remark(path, f"cannot be read and is not graded: {type(error).__name__}: {error}")
        kept = self.named_rightly(readable)
        remarks = report_path(self.assignment, self.student, "x").with_name(REMARKS)
        remarks.parent.mkdir(parents=True, exist_ok=True)
        remarks.write_text(json.dumps(self.remarks, indent=1) + "\n", encoding="utf-8")
        return kept

    def without_links(self) -> None:
        """nbgrader copies what else was handed in, and follows links; they, pipes and the like are taken out."""
        if self.folder.is_symlink() or self.folder.parent.is_symlink():
            raise ValueError("its folder is a link")
        for where, folders, files in os.walk(self.folder):
            for path in (Path(where, name) for name in [*folders, *files]):
                if path.is_symlink() or not (path.is_file() or path.is_dir()):
                    path.unlink()
                    self.remark(path, "was a link or no regular file, and is removed")

    def remark(self, path: Path, what: str) -> None:
        """Say, and keep for the export, why a file is not graded; an earlier report on its exercise counts no more."""
        say(self.student, f"{path} {what}")
        meant = next((e.id for e in catalog.exercises() if re.search(rf"(?<![a-z0-9]){e.short}(?!\d)", path.stem.lower())), path.name)
        if meant != path.name:
            report_path(self.assignment, self.student, meant).unlink(missing_ok=True)
        self.remarks[meant.encode("ascii", "backslashreplace").decode()] = what[:500]

    def named_rightly(self, readable: dict[Path, set[str]]) -> list[Path]:
        """A notebook under another name is read from where it is, if it is the only one for its exercise."""
        ours = {exercise.id for exercise in catalog.exercises()}
        kept = [path for path in readable if path.stem in ours or not readable[path] & ours]
        strays = {path: exercises & ours for path, exercises in readable.items() if path not in kept}
        for path, exercises in strays.items():
            target = path.with_name(f"{min(exercises)}.ipynb")
            if len(exercises) > 1:
                self.remark(path, "is not graded: it answers several exercises")
            elif target in readable or target.exists():
                say(self.student, f"{path} is not graded: there is {target.name}")
            elif list(strays.values()).count(exercises) > 1:
                self.remark(target, f"is not graded: {path.name} is not the only one for it")
            else:
                say(self.student, f"{path} is graded as {target.name}")
                _elsewhere[_key(target)] = path
                kept.append(target)
        return sorted(kept)


def exercises_in(nb: NotebookNode) -> set[str]:
    """The exercises that the cells of a notebook say they answer."""
    starts = [MAGIC.match(first_code_line(cell.source)) for cell in nb.cells]
    return {exercise_named(start.group(1)) for start in starts if start}


def keep_what_is_ours(assignment: str, student: str, notebooks: list[str]) -> None:
    """The hook after: other files of a student (a page with a script, say) are not passed on to feedback."""
    for student_folder in {Path(name).parents[1].name for name in notebooks}:
        folder = Path("autograded", student_folder, assignment)
        ours = {path.relative_to(Path("source", assignment)) for path in Path("source", assignment).rglob("*")}
        for path in [p for p in folder.rglob("*") if p.suffix != ".ipynb" or p.parent != folder]:
            if path.relative_to(folder) not in ours and path != folder / "timestamp.txt" and path.exists():
                shutil.rmtree(path) if path.is_dir() else path.unlink()


def remarks_on(assignment: str, student: str) -> dict[str, str]:
    """Why files, or exercises, of a submission are not graded."""
    try:
        return json.loads(report_path(assignment, student, "x").with_name(REMARKS).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
