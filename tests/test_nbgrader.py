"""nbgrader with the kit's configuration: the same scores as check, and no student code in its processes."""

import csv
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from graders import catalog
from tests import damage

pytest.importorskip("nbgrader", reason="the notebooks' packages are not installed here")
from graders.course.folder import write  # noqa: E402
from graders.course.notebooks import notebook, to_text  # noqa: E402

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="grades strictly, which is for Linux")
ROOT = catalog.ROOT


def nbgrader(course: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [str(course / "run"), "nbgrader", *arguments], cwd=course, capture_output=True, text=True, check=False,
        env={**os.environ, "HOME": str(course), **environment},
    )  # fmt: skip
    done.stdout += done.stderr
    return done


def hand_in(course: Path, student: str, exercise: str, content: object) -> None:
    folder = course / "submitted" / student / "loaders"
    folder.mkdir(parents=True, exist_ok=True)
    data = content if isinstance(content, bytes) else to_text(content).encode("utf-8", "surrogatepass")
    (folder / f"{exercise}.ipynb").write_bytes(data)


def filled(exercise: str, text: str) -> dict:
    """A notebook whose answers are those of a file: each of its definitions in the cell that is about it."""
    one = catalog.get(exercise)
    nb = notebook(one, solved=False)
    answers = [c for c in nb["cells"] if c["metadata"].get("nbgrader", {}).get("solution")]
    for cell in answers:  # the whole file in the first of them: cells only say where a text is written
        cell["source"] = cell["source"].split("\n")[0] + ("\n" + text if cell is answers[0] else "")
    return nb


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    folder = tmp_path_factory.mktemp("course")
    write(folder, [catalog.find("ex11"), catalog.find("ex02")])
    done = nbgrader(folder, "generate_assignment", "loaders")
    assert done.returncode == 0, done.stdout
    return folder


def scores(course: Path) -> dict[str, dict[str, str]]:
    assert nbgrader(course, "export").returncode == 0
    with (course / "grades.csv").open(encoding="utf-8") as file:
        return {row["student_id"]: row for row in csv.DictReader(file)}


def test_the_release_holds_no_solution_and_the_usual_kernel(course):
    for path in (course / "release" / "loaders").glob("*.ipynb"):
        text = path.read_text(encoding="utf-8")
        assert "SOLUTION" not in text and "# TODO" in text
        assert json.loads(text)["metadata"]["kernelspec"]["name"] == "python3"


def test_damaged_notebooks_are_graded_or_named_and_none_stops_the_batch(course):
    solved = notebook(catalog.find("ex11"))
    for name, damaged in {**damage.GRADED, **damage.LOST}.items():
        hand_in(course, name, "ex11_distributed", damaged(solved))
        hand_in(course, name, "ex02_batching", notebook(catalog.find("ex02")))
    done = nbgrader(course, "autograde", "loaders", "--force")
    assert done.returncode == 0, done.stdout[-4000:]
    found = scores(course)
    points = {name: found[name]["ex11_distributed"] for name in damage.GRADED}
    assert points == dict.fromkeys(damage.GRADED, "7.0")
    assert {found[name]["ex11_distributed"] for name in damage.LOST} == {"not graded"}
    for name in damage.LOST:
        assert f"{name}/loaders/ex11_distributed.ipynb cannot be read and is not graded" in done.stdout
        assert found[name]["score"] == "" and found[name]["status"] == "could not be graded: ex11_distributed"
    assert {row["ex02_batching"] for row in found.values()} == {"8.0"}
