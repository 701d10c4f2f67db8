"""nbgrader with the kit's configuration: the same scores as check, and no student code in its processes."""

import copy
import csv
import json
import math
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from graders import catalog
from graders.errors import KitError
from graders.reports.model import CheckResult, ExerciseResult
from tests import damage

pytest.importorskip("nbgrader", reason="the notebooks' packages are not installed here")
from nbgrader.api import Gradebook  # noqa: E402

from graders.course.folder import write  # noqa: E402
from graders.course.notebooks import notebook, to_text  # noqa: E402
from tests import nbgrader_scores  # noqa: E402

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="grades strictly, which is for Linux"),
    pytest.mark.xdist_group("nbgrader"),  # its courses are made once
]
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


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    folder = tmp_path_factory.mktemp("course")
    write(folder, [catalog.find("ex11"), catalog.find("ex02")])
    done = nbgrader(folder, "generate_assignment", "loaders")
    assert done.returncode == 0, done.stdout
    return folder


@pytest.fixture
def copied(course, tmp_path):
    """The course without what was handed in."""
    shutil.copytree(course, tmp_path / "course", ignore=shutil.ignore_patterns("submitted", "autograded", "feedback", "reports"))
    return tmp_path / "course"


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
        if name in damage.LOST:
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
        assert found[name]["ex02_batching"] == "8.0"


# -- what students hand in, and mean well ----------------------------------------------------


def answers(exercise: str, **changed: str) -> dict:
    """A solved notebook, with other texts below the first line of some answers."""
    nb = copy.deepcopy(notebook(catalog.find(exercise)))
    for cell in nb["cells"]:
        name = cell["source"].split("\n")[0].split()[-1] if cell["source"].startswith("%%answer") else ""
        if name in changed:
            cell["source"] = f"{cell['source'].split(chr(10))[0]}\n{changed[name]}"
    return nb


LYING = """\
import numpy as np
from torch.utils.data import Sampler
from graders.judge import host
for name in [n for n in vars(host) if isinstance(vars(host)[n], type)]:
    for method in [m for m in vars(vars(host)[name]) if m.startswith("do_call")]:
        setattr(vars(host)[name], method, lambda *a, **k: None)"""
SCRIPT = "[look](javascript:alert(4)) <script>alert('stolen')</script><img src=x onerror=alert(1)><a href='javascript:alert(2)'>look</a>"


@pytest.fixture(scope="module")
def odd(course):
    """One run over submissions that are odd, each in its own way: its output and the export."""
    ex11, ex02 = notebook(catalog.find("ex11")), notebook(catalog.find("ex02"))
    script = copy.deepcopy(ex11)
    script["cells"].insert(1, {"cell_type": "markdown", "id": "s", "metadata": {}, "source": SCRIPT})
    script["cells"].append({"cell_type": "raw", "id": "r", "metadata": {"format": "text/html"}, "source": SCRIPT})
    output = {"output_type": "display_data", "metadata": {}, "data": {"text/html": SCRIPT, "application/javascript": "alert(3)"}}
    script["cells"].append({"cell_type": "code", "id": "o", "metadata": {}, "source": "1", "execution_count": 1, "outputs": [output]})
    hand_in(course, "script", "ex11_distributed", script)
    printing = answers("ex11", imports=f"import math\nimport numpy as np\nprint({SCRIPT!r})\nraise ValueError({SCRIPT!r})")
    hand_in(course, "printing", "ex11_distributed", printing)
    hand_in(course, "syntax", "ex11_distributed", answers("ex11", RankSampler="class RankSampler(:\n    pass"))
    hand_in(course, "asks", "ex11_distributed", answers("ex11", RankSampler="name = input('your name? ')\nclass RankSampler:\n    pass"))
    hand_in(course, "awaits", "ex11_distributed", answers("ex11", RankSampler="import asyncio\nawait asyncio.sleep(0)\nclass RankSampler:\n    pass"))
    hand_in(course, "renamed", "ex11_distributed-ada (1)", ex11)
    hand_in(course, "rivals", "ex11 first", ex11)
    hand_in(course, "rivals", "ex11 second", ex11)
    hand_in(course, "both", "ex11_distributed", answers("ex11", RankSampler="RankSampler = None"))
    hand_in(course, "both", "ex11_distributed (2)", ex11)
    hand_in(course, "nothing", "essay", {"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
    hand_in(course, "folder/loaders", "ex11_distributed", ex11)  # one folder too deep
    linked = course / "submitted" / "linked" / "loaders"
    linked.mkdir(parents=True)
    (linked / "ex11_distributed.ipynb").symlink_to(course / "source" / "loaders" / "ex11_distributed.ipynb")
    hand_in(course, "linked", "ex02_batching", ex02)
    (linked / "essay.html").symlink_to(course / ".seed.json")
    (linked / "page.html").write_text(SCRIPT)
    os.mkfifo(linked / "pipe.ipynb")
    (course / "submitted" / "guest").mkdir()
    (course / "submitted" / "guest" / "loaders").symlink_to(course / "submitted" / "script" / "loaders")
    hand_in(course, "dangling", "mine", ex11)  # must not be copied to where the link leads
    (course / "submitted" / "dangling" / "loaders" / "ex11_distributed.ipynb").symlink_to(course / "nbgrader_config.json")
    hand_in(course, "alone", "ex11 of mine", ex11)
    hand_in(course, "alone", "ex02_batching", ex02)
    hand_in(course, "bytes", "\udcff", b"{")
    hand_in(course, "bytes", "ex02_batching", ex02)
    hand_in(course, "cut off", "ex11_distributed (1)", b"{")
    hand_in(course, "cut off", "ex02_batching", ex02)
    hand_in(course, "late", "ex11_distributed", ex11)
    (course / "submitted" / "late" / "loaders" / "timestamp.txt").write_text("2030-01-02 00:00:00 UTC")
    with Gradebook(f"sqlite:///{course}/gradebook.db") as gradebook:
        gradebook.update_or_create_assignment("loaders", duedate="2030-01-01 00:00:00")
    for student in ("syntax", "asks", "awaits", "printing", "late"):
        hand_in(course, student, "ex02_batching", ex02)
    done = nbgrader(course, "autograde", "loaders", "--LateSubmissionPlugin.penalty_method=zero")
    assert nbgrader(course, "generate_feedback", "loaders").returncode == 0
    return done.stdout, scores(course)


def test_scripts_of_students_reach_no_page_of_the_instructor(course, odd):
    for student in ("script", "printing"):
        autograded = json.loads((course / "autograded" / student / "loaders" / "ex11_distributed.ipynb").read_text())
        page = (course / "feedback" / student / "loaders" / "ex11_distributed.html").read_text()
        texts = ["".join(c["source"]) for c in autograded["cells"] if c["cell_type"] == "markdown"]
        for text in (*texts, page):
            assert not re.search(r"<script>alert|<img[^>]*onerror|<a[^>]*javascript:", text)
        assert "alert(3)" not in page
    assert "look" in "".join(texts + [page]) and odd[1]["script"]["ex11_distributed"] == "7.0"


@pytest.mark.parametrize("student", ["syntax", "asks", "awaits", "printing"])
def test_an_answer_that_cannot_run_costs_its_exercise_alone(course, odd, student):
    row = odd[1][student]
    assert (row["ex11_distributed"], row["ex02_batching"], row["status"]) == ("0.0", "8.0", "graded")
    cells = json.loads((course / "autograded" / student / "loaders" / "ex11_distributed.ipynb").read_text())["cells"]
    text = "".join(str(output.get("text")) for c in cells for output in c.get("outputs", []))
    assert {"syntax": "SyntaxError", "asks": "EOFError", "awaits": "await", "printing": "ValueError"}[student] in text


def test_a_notebook_under_another_name_is_found(odd):
    said, rows = odd
    assert rows["renamed"]["ex11_distributed"] == "7.0" and "ex11_distributed-ada (1).ipynb is graded as ex11_distributed.ipynb" in said
    assert rows["both"]["ex11_distributed"] == "0.0" and "ex11_distributed (2).ipynb is not graded: there is ex11_distributed.ipynb" in said
    assert "ex11_distributed.ipynb is not graded: ex11 second.ipynb is not the only one for it" in said


def test_who_has_no_notebook_that_can_be_graded_is_named(odd):
    said, rows = odd
    for student in ("guest", "nothing", "rivals"):
        assert f"error processing assignment 'loaders' for student '{student}'" in said
    for student in ("rivals", "cut off"):
        assert rows[student]["status"] == "could not be graded: ex11_distributed" and rows[student]["score"] == ""
    for student in ("nothing", "folder"):
        assert (rows[student]["status"], rows[student]["score"]) == ("handed in no notebook of the assignment", "0.0")


def test_links_and_pipes_lead_nowhere(course, odd):
    said, rows = odd
    assert "linked/loaders/ex11_distributed.ipynb was a link" in said and rows["linked"]["status"] == "could not be graded: ex11_distributed"
    assert rows["linked"]["ex02_batching"] == "8.0"
    for step in ("autograded", "feedback"):
        assert {p.suffix for p in (course / step / "linked").rglob("*") if p.is_file()} <= {".ipynb" if step == "autograded" else ".html"}
        assert not list((course / step / "linked").rglob("page.html")) and not list((course / step / "linked").rglob("essay.html"))
    assert rows["guest"]["score"] in ("", "0.0") and not (course / "autograded" / "guest").exists()
    assert not (course / "nbgrader_config.json").exists() and rows["dangling"]["ex11_distributed"] == "7.0"


def test_late_penalties_are_nbgraders(odd):
    row = odd[1]["late"]
    assert (row["raw_score"], row["late_submission_penalty"], row["score"]) == ("15.0", "15.0", "0.0")


def test_the_scores_are_those_of_check(copied, judge):
    """A sample of the known submissions; `make nbgrader-scores` takes all of them."""
    known = [one for exercise in ("ex11_distributed", "ex02_batching") for one in [*nbgrader_scores.right(exercise)[::6], *nbgrader_scores.wrong(exercise)[::12]]]
    nbgrader_scores.hand_in(copied, known)
    nbgrader_scores.autograde(copied)
    assert nbgrader_scores.compare(copied, known, judge) == []


# -- regrading -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def again(course, odd):
    """The export before and after some have handed in anew, and a grader has given points: (not graded yet, graded)."""
    with Gradebook(f"sqlite:///{course}/gradebook.db") as gradebook:
        grade = gradebook.find_grade("ex11-RankSampler-tests", "ex11_distributed", "loaders", "syntax")
        grade.manual_score, grade.extra_credit = 3.5, 1.0
        gradebook.db.commit()
    hand_in(course, "renamed", "ex11_distributed-ada (1)", answers("ex11", RankSampler="RankSampler = None"))
    hand_in(course, "script", "ex11_distributed", answers("ex11", imports=LYING))
    (course / "submitted" / "late" / "loaders" / "ex11_distributed.ipynb").unlink()
    hand_in(course, "dangling", "ex11_distributed", b"{")
    hand_in(course, "alone", "ex11 of another", notebook(catalog.find("ex11")))
    before = scores(course)
    for student in ("syntax", "renamed", "script", "late", "dangling", "alone"):
        shutil.rmtree(course / "autograded" / student)
    nbgrader(course, "autograde", "loaders", "--LateSubmissionPlugin.penalty_method=zero")
    return before, scores(course)


def test_points_given_by_hand_survive_a_regrade(course, again):
    with Gradebook(f"sqlite:///{course}/gradebook.db") as gradebook:
        grade = gradebook.find_grade("ex11-RankSampler-tests", "ex11_distributed", "loaders", "syntax")
        assert (grade.auto_score, grade.manual_score, grade.extra_credit, grade.needs_manual_grade) == (0.0, 3.5, 1.0, True)
    assert again[1]["syntax"]["ex11_distributed"] == "4.5"


def test_a_misnamed_notebook_that_is_handed_in_anew_is_graded_anew(odd, again):
    assert odd[1]["renamed"]["ex11_distributed"] == "7.0"
    assert again[0]["renamed"]["status"] == "could not be graded: ex11_distributed"  # not yet
    assert (again[1]["renamed"]["ex11_distributed"], again[1]["renamed"]["status"]) == ("0.0", "graded")


def test_a_misnamed_notebook_that_has_got_a_rival_has_no_old_score(odd, again):
    assert odd[1]["alone"]["ex11_distributed"] == "7.0"
    assert (again[1]["alone"]["status"], again[1]["alone"]["score"]) == ("could not be graded: ex11_distributed", "")


def test_a_fault_of_the_kit_leaves_no_old_score(odd, again):
    """A host whose helpers lie reads as a fault of the kit: a person has to look, and sees no points."""
    assert odd[1]["script"]["ex11_distributed"] == "7.0"
    for row in (table["script"] for table in again):
        assert (row["status"], row["score"], row["ex11.rank.same"]) == ("could not be graded: ex11_distributed", "", "")


def test_what_is_not_handed_in_again_scores_nothing(odd, again):
    assert odd[1]["late"]["raw_score"] == "15.0"
    for row in (table["late"] for table in again):
        assert (row["ex11_distributed"], row["ex11.rank.same"], row["raw_score"]) == ("0.0", "", "8.0")


def test_an_old_score_does_not_stand_for_a_new_submission_that_cannot_be_read(odd, again):
    assert odd[1]["dangling"]["ex11_distributed"] == "7.0"
    for row in (table["dangling"] for table in again):
        assert (row["status"], row["score"]) == ("could not be graded: ex11_distributed", "")


@pytest.mark.parametrize("wrong", [math.nan, math.inf, -0.5, 7.5])
def test_a_score_that_nbgrader_would_misread_is_refused(wrong):
    import nbformat

    from graders.course.nbgrader import write_verdict

    cell = nbformat.from_dict(damage.cell(notebook(catalog.find("ex11")), "-tests"))
    with pytest.raises(KitError, match="points of 7 for RankSampler"):
        write_verdict(cell, ExerciseResult("ex11_distributed", [CheckResult("a", "r", "passed", wrong, 7)]), "RankSampler", [])
    assert cell.outputs == []


# -- failing closed --------------------------------------------------------------------------


@pytest.fixture
def marking(copied, tmp_path):
    """A course in which one student's answers leave a mark when they run in nbgrader's reach."""
    folder = copied
    mark = tmp_path / "mark"
    nb = {**notebook(catalog.find("ex11"))}
    nb["cells"] = [*nb["cells"], {"cell_type": "code", "id": "m", "metadata": {}, "source": f"open({str(mark)!r}, 'w')", "outputs": [], "execution_count": None}]
    hand_in(folder, "mallory", "ex11_distributed", nb)
    return folder, mark


@pytest.mark.parametrize("name", ["import", "json", "syntax", "unknown step"])
def test_a_broken_configuration_stops_everything(marking, name):
    folder, mark = marking
    config = folder / "nbgrader_config.py"
    if name == "json":
        (folder / "nbgrader_config.json").write_text('{"Autograde": ')
    elif name == "unknown step":
        config.write_text(config.read_text().replace("course.nbgrader.JudgeCells", "course.nbgrader.JudgeSells"))
    else:
        config.write_text({"import": "import a_package_that_is_not_here\n", "syntax": "c = (\n"}[name] + config.read_text())
    done = nbgrader(folder, "autograde", "loaders")
    assert done.returncode != 0 and not mark.exists() and not list((folder / "autograded").glob("*/*/*.ipynb"))


def without_our_configuration(folder: Path) -> str:
    """What nbgrader says that could not load the configuration, and goes on with its own."""
    (folder / "nbgrader_config.py").write_text("import a_package_that_is_not_here\n")
    command = [sys.executable, "-m", "nbgrader", "autograde", "loaders", "--course=loaders"]
    done = subprocess.run(command, cwd=folder, env={**os.environ, "HOME": str(folder)}, capture_output=True, text=True, check=False)
    assert "a_package_that_is_not_here" in done.stderr and "Sanitizing" in done.stderr
    return done.stderr


def test_without_our_configuration_nbgrader_finds_no_kernel_for_students_code(marking):
    folder, mark = marking
    assert "loader-kit-starts-no-kernel" in without_our_configuration(folder) and not mark.exists()


def test_the_second_lock_is_what_holds(marking):
    """The same with a kernel that exists: the student's code runs. So the test above can fail."""
    folder, mark = marking
    with sqlite3.connect(folder / "gradebook.db") as database:
        database.execute("update notebook set kernelspec = replace(kernelspec, 'loader-kit-starts-no-kernel', 'python3')")
    database.close()
    without_our_configuration(folder)
    assert mark.exists()


# -- a gradebook that others use -------------------------------------------------------------


def test_two_runs_at_once_give_the_right_grades_or_say_that_they_could_not(marking):
    folder, _ = marking
    for student in ("ada", "ben", "eve"):
        hand_in(folder, student, "ex11_distributed", notebook(catalog.find("ex11")))
    command = [str(folder / "run"), "nbgrader", "autograde", "loaders"]
    runs = [subprocess.Popen(command, cwd=folder, env={**os.environ, "HOME": str(folder)}, stdout=subprocess.PIPE, stderr=subprocess.STDOUT) for _ in range(2)]
    said = [run.communicate()[0].decode() for run in runs]
    handed_in = ("mallory", "ada", "ben", "eve")
    for student, row in scores(folder).items():
        assert student not in handed_in or (row["status"], row["ex11_distributed"]) == ("graded", "7.0") or row["score"] == "", said
    assert nbgrader(folder, "autograde", "loaders").returncode == 0
    found = scores(folder)
    assert {found[student]["ex11_distributed"] for student in handed_in} == {"7.0"}


@pytest.mark.parametrize("state", ["locked", "read-only"])
def test_a_gradebook_that_cannot_be_written_is_told_and_nothing_is_half_graded(marking, state):
    folder, _ = marking
    where = ["--db", f"sqlite:///file:{folder}/gradebook.db?mode=ro&uri=true"] if state == "read-only" else []
    with sqlite3.connect(folder / "gradebook.db", isolation_level=None) as database:
        database.execute("begin exclusive" if state == "locked" else "begin")
        done = nbgrader(folder, "autograde", "loaders", *where)
        database.execute("rollback")
    database.close()
    assert done.returncode != 0 and {"locked": "database is locked", "read-only": "readonly database"}[state] in done.stdout
    assert not list((folder / "autograded").glob("*/*/*.ipynb"))
