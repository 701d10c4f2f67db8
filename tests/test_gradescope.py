"""The autograder zip for Gradescope: its results follow the schema, and its own run script writes them whatever happens."""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from graders import catalog
from graders.cli import main
from graders.course.gradescope import gather
from graders.judge.judge import Judge
from graders.judge.parts import from_notebook
from graders.reports import gradescope
from graders.reports.model import CheckResult, ExerciseResult, Report

ROOT = catalog.ROOT


def check_schema(data: dict) -> None:
    """Gradescope's output format, as far as it is used."""
    assert set(data) <= {"score", "tests", "output", "output_format", "visibility", "stdout_visibility", "execution_time"}
    assert data["visibility"] in ("visible", "hidden", "after_due_date", "after_published")
    assert "score" in data or data["tests"]
    for test in data["tests"]:
        assert set(test) == {"name", "score", "max_score", "status", "output", "output_format", "visibility"}
        assert isinstance(test["name"], str) and isinstance(test["output"], str) and test["output_format"] == "text"
        assert 0 <= test["score"] <= test["max_score"] and test["status"] in ("passed", "failed")


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """What Gradescope unpacks, with this Python in place of the one that setup.sh would make."""
    folder = tmp_path_factory.mktemp("autograder")
    assert main(["gradescope", str(folder / "out.zip"), "--only", "ex11", "--only", "ex02", "--seed", "5"]) == 0
    with zipfile.ZipFile(folder / "out.zip") as file:
        names = file.namelist()
        assert file.getinfo("run_autograder").external_attr >> 16 & 0o111 and file.getinfo("setup.sh").external_attr >> 16 & 0o111
        file.extractall(folder / "source")
    assert {"setup.sh", "run_autograder", "kit/pyproject.toml", "kit/graders/checks/test_ex11_distributed.py"} <= set(names)
    assert not any(name.startswith("kit/solutions") or "__pycache__" in name for name in names)
    for script in ("run_autograder", "setup.sh"):
        (folder / "source" / script).chmod(0o755)
        assert subprocess.run(["bash", "-n", str(folder / "source" / script)], check=False).returncode == 0
    (folder / "source" / "venv").symlink_to(sys.prefix)
    shutil.copy(folder / "source" / "run_autograder", folder)  # as Gradescope does
    return folder


def run(place: Path, files: dict[str, bytes], **environment: str) -> dict:
    """Hand in, run the zip's own script, read its results."""
    for name in ("submission", "results"):
        shutil.rmtree(place / name, ignore_errors=True)
        (place / name).mkdir()
    for name, data in files.items():
        (place / "submission" / name).parent.mkdir(parents=True, exist_ok=True)
        (place / "submission" / name).write_bytes(data)
    command = [str(place / "run_autograder")]
    done = subprocess.run(command, env={"PATH": os.environ["PATH"], "AUTOGRADER": str(place), **environment}, capture_output=True, text=True, cwd="/", check=False)
    assert done.returncode == 0, done.stderr
    data = json.loads((place / "results" / "results.json").read_text())
    check_schema(data)
    return data


@pytest.mark.skipif(sys.platform != "linux", reason="grades strictly, which is for Linux")
def test_files_and_notebooks_are_graded_wherever_they_lie(place):
    solution = (ROOT / "solutions" / "ex11_distributed.py").read_bytes()
    notebook = {"cells": [{"cell_type": "code", "source": [f"%%answer ex02_batching {k}\n", text]} for k, text in enumerate(
        (ROOT / "solutions" / "ex02_batching.py").read_text().split("\n# %%\n")[1:])], "nbformat": 4}  # fmt: skip
    data = run(place, {"my/homework/ex11_distributed.py": solution, "ex02_batching.ipynb": json.dumps(notebook).encode()})
    assert sum(t["score"] for t in data["tests"]) == sum(t["max_score"] for t in data["tests"]) == 15
    assert data["output"] == "15 of 15 points"


@pytest.mark.skipif(sys.platform != "linux", reason="grades strictly, which is for Linux")
def test_nothing_handed_in_scores_nothing(place):
    data = run(place, {"essay.txt": b"..."})
    assert sum(t["score"] for t in data["tests"]) == 0 and sum(t["max_score"] for t in data["tests"]) == 15


def test_a_judge_that_fails_is_told_as_our_fault(place):
    data = run(place, {}, ISOLATION="strict", GRADERS_FORK="0")
    assert data["score"] == 0 and "fault of the autograder, not of your code" in data["output"] and "strict isolation" in data["output"]


def test_results_of_a_report(judge):
    report = judge.examine(ROOT / "tests" / "wrong" / "nowhere", [catalog.find("ex11")])
    check_schema(gradescope.results(report))
    skipped = CheckResult("a", "r", "skipped", 0, 1)
    fault = CheckResult("b", "r", "error", 0, 1, got="boom")
    data = gradescope.results(Report("s", 0, "strict", {}, [ExerciseResult("ex90", [skipped, fault])]))
    assert [t["name"] for t in data["tests"]] == ["b: r"] and "A fault of the kit" in data["output"]
    for wrong in (float("nan"), float("inf"), 2.0, -1.0):
        with pytest.raises(ValueError, match="points"):
            gradescope.results(Report("s", 0, "strict", {}, [ExerciseResult("ex90", [CheckResult("b", "r", "passed", wrong, 1)])]))


def test_links_are_not_followed(tmp_path):
    (tmp_path / "in").mkdir()
    (tmp_path / "secret.py").write_text("secret")
    (tmp_path / "in" / "ex11_distributed.py").symlink_to(tmp_path / "secret.py")
    (tmp_path / "out").mkdir()
    gather(tmp_path / "in", tmp_path / "out", [catalog.find("ex11")])
    assert not list((tmp_path / "out").iterdir())


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b'{"cells": 3}', b'{"cells": [3]}', b"\xff", b'{"cells": [{"cell_type": "code", "source": "x = 1"}]}', b"[" * 100_000])
def test_a_notebook_without_answers_says_why(data, judge, tmp_path):
    with pytest.raises(ValueError, match="it (is no notebook|has no cell)"):
        from_notebook(data, "ex11_distributed")
    (tmp_path / "ex11_distributed.ipynb").write_bytes(data)
    report = judge.examine(tmp_path, [catalog.find("ex11")])
    assert report.points == 0 and "ex11_distributed.ipynb holds no answers" in report.exercises[0].checks[0].got


def test_grade_takes_notebooks_too(tmp_path):
    text = (ROOT / "solutions" / "ex11_distributed.py").read_text()
    cells = [{"cell_type": "code", "metadata": {}, "source": f"%%answer ex11_distributed part{i}\n{part}"} for i, part in enumerate(text.split("\n# %%\n")[1:])]
    (tmp_path / "ex11_distributed.ipynb").write_text(json.dumps({"cells": cells, "nbformat": 4, "nbformat_minor": 5, "metadata": {}}))
    with Judge() as judge:
        report = judge.examine(tmp_path, [catalog.find("ex11")])
    assert report.points == report.max_points
