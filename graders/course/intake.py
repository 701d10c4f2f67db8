"""What nbgrader is given to autograde, looked through first: nbgrader's hook before each submission.

One file that is no notebook costs itself, not the student's others; a notebook under another name
is found by what stands in it; a link is not followed. What earlier runs said of it counts no more.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from nbconvert.exporters import NotebookExporter
from nbformat import NotebookNode, read

from graders import catalog
from graders.judge.parts import MAGIC, first_code_line

REPORTS = "reports"  # below the course's folder: the judge's reports, by assignment and student
MAX_BYTES = 100 << 20


def report_path(assignment: str, student: str, notebook: str) -> Path:
    """Where the judge's report of a notebook is kept, from the course's folder."""
    return Path(REPORTS, assignment, student, f"{notebook}.json")


class LenientExporter(NotebookExporter):
    """Reads what editors on other systems write: UTF-8 with a byte order mark."""

    def from_filename(self, filename: str, resources: Any = None, **kw: Any) -> tuple[NotebookNode, Any]:
        resources = resources or {}
        resources.setdefault("metadata", {}).update(name=Path(filename).stem, path=str(Path(filename).parent))
        with open(filename, encoding="utf-8-sig") as file:  # noqa: PTH123
            return self.from_file(file, resources=resources, **kw)


def look_through(assignment: str, student: str, notebooks: list[str]) -> None:
    """The hook: `notebooks` is nbgrader's list of files, which is changed in place; `student` is "*" in a run for all."""
    student = Path(notebooks[0]).parents[1].name

    def say(what: str) -> None:
        print(f"[loader-kit] {student}: {what}", flush=True)

    readable = {}
    for name in notebooks:
        path = Path(name)
        report_path(assignment, student, path.stem).unlink(missing_ok=True)
        try:
            readable[path] = exercises_in(path)
        except Exception as error:  # whatever a stranger's file makes of a reader
            say(f"{path} cannot be read and is not graded: {type(error).__name__}: {str(error)[:200]}")
    notebooks[:] = [str(path) for path in named_rightly(readable, say)]


def exercises_in(path: Path) -> set[str]:
    """The exercises that the cells of a notebook say they answer; raises whatever reading it raises."""
    nb = read_notebook(path)
    starts = [MAGIC.match(first_code_line("".join(cell.get("source") or ""))) for cell in nb["cells"]]
    return {start.group(1) for start in starts if start}


def read_notebook(path: Path) -> NotebookNode:
    """A notebook that was handed in, of any format; raises whatever reading it raises."""
    if path.is_symlink():
        raise ValueError("a link, to a file that may be somebody else's")
    if path.stat().st_size > MAX_BYTES:
        raise ValueError(f"larger than {MAX_BYTES >> 20} MiB")
    with path.open(encoding="utf-8-sig") as file:
        nb = read(file, as_version=4)
    if not isinstance(nb.get("cells"), list):
        raise ValueError("no cells")
    return nb


def named_rightly(readable: dict[Path, set[str]], say: Any) -> list[Path]:
    """Files under the names that nbgrader knows; of a notebook under another name a copy is made."""
    ours = {exercise.id for exercise in catalog.exercises()}
    kept = [path for path in readable if path.stem in ours or not readable[path] & ours]
    strays = {path: exercises & ours for path, exercises in readable.items() if path not in kept}
    for path, exercises in strays.items():
        if len(exercises) > 1:
            say(f"{path} is not graded: it answers several exercises")
            continue
        target = path.with_name(f"{min(exercises)}.ipynb")
        if target.exists() or list(strays.values()).count(exercises) > 1:
            say(f"{path} is not graded: {'there is' if target.exists() else 'it is not the only one for'} {target.name}")
            continue
        shutil.copyfile(path, target)
        say(f"{path} is graded as {target.name}")
        kept.append(target)
    return sorted(kept)
