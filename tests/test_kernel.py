"""The notebook in a real kernel: answers become a file, the judge next door gives the verdict."""

import html
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from graders import catalog
from tests import damage

pytest.importorskip("nbgrader", reason="the notebooks' packages are not installed here")
import nbformat  # noqa: E402
from nbclient import NotebookClient  # noqa: E402
from nbclient.exceptions import CellExecutionError  # noqa: E402

from graders.course.notebooks import FIRST, notebook, to_text  # noqa: E402

ROOT = catalog.ROOT
pytestmark = pytest.mark.xdist_group("kernel")


class Kernel:
    """A notebook that is typed in cell by cell."""

    def __init__(self, folder: Path):
        self.client = NotebookClient(nbformat.v4.new_notebook(), timeout=120, resources={"metadata": {"path": str(folder)}})

    def run(self, source: str, cell_id: str = "") -> nbformat.NotebookNode:
        """The cell, with its outputs; an error in it is raised."""
        cell = nbformat.v4.new_code_cell(source)
        cell.id = cell_id or cell.id
        self.client.nb.cells.append(cell)
        self.client.execute_cell(cell, len(self.client.nb.cells) - 1)
        return cell

    def text(self, source: str, cell_id: str = "") -> str:
        return "".join(o.get("text") or o["data"]["text/plain"] for o in self.run(source, cell_id).outputs)


@pytest.fixture(scope="module")
def kernel(tmp_path_factory):
    one = Kernel(tmp_path_factory.mktemp("notebook"))
    env = pytest.MonkeyPatch()
    env.setenv("PYTHONPATH", str(ROOT))
    with one.client.setup_kernel():
        one.run(FIRST)
        yield one
    env.undo()


def answers(exercise: str, solved: bool = True) -> list[str]:
    return [c["source"] for c in notebook(catalog.find(exercise), solved)["cells"] if c["source"].startswith("%%answer")]


def test_from_stub_to_full_points(kernel):
    imports, stub = answers("ex11", solved=False)
    kernel.run(imports)
    kernel.run(stub)
    said = kernel.text('check("ex11_distributed", "RankSampler")')
    assert said.startswith("RankSampler: 0 of 7 points, to do") and 'hint("ex11")' in said
    kernel.run(stub.split("\n")[0] + "\n" + (ROOT / "tests" / "wrong" / "ex11_distributed" / "epoch_ignored.py").read_text())
    shown = kernel.run('check("ex11_distributed", "RankSampler")').outputs[0]["data"]
    for text in (shown["text/plain"], html.unescape(re.sub(r"<[^>]+>", " ", shown["text/html"]))):
        assert "set_epoch" in text and "expected" in text and "got" in text and re.search(r"the cell RankSampler, line \d+", text)
        assert "5.5 of 7 points" in text or "of 7 points" in text
    assert "ex11" in kernel.text('hint("ex11")') and kernel.text('hint("ex11")') != kernel.text('hint("ex11")')
    kernel.run(answers("ex11")[1])
    assert kernel.text('check("ex11_distributed", "RankSampler")').startswith("RankSampler: 7 of 7 points\n")
    assert kernel.text('check("ex11").points') == "7.0"


def test_the_verdict_is_that_of_check(kernel, judge):
    """The same checks, words and points, but for the names of places."""
    wrong = (ROOT / "tests" / "wrong" / "ex11_distributed" / "drops_a_tail.py").read_text()
    for cell in (answers("ex11")[0], "%%answer ex11_distributed RankSampler\n" + wrong):
        kernel.run(cell)
    kernel.run("import json; found = check('ex11').outcome")
    found = json.loads(kernel.text("print(json.dumps([[c.id, c.status, c.points, c.called, c.expected, c.got] for c in found.checks]))"))
    folder = Path(kernel.client.resources["metadata"]["path"]) / "handed_in"
    folder.mkdir()
    (folder / "ex11_distributed.py").write_text(wrong)
    due = judge.examine(folder, [catalog.find("ex11")]).exercises[0]
    assert found == [[c.id, c.status, c.points, c.called, c.expected, c.got] for c in due.checks] and due.points < 7


def test_helpers_stand_where_they_will_stand_in_the_notebook(kernel):
    imports, batches, *_ = answers("ex02")
    kernel.run(imports)
    kernel.run(batches)
    kernel.run("%%answer ex02_batching\ndef ready(function):\n    return function", "mine")
    kernel.run(batches.replace("def number_of_batches", "@ready\ndef number_of_batches"))
    kernel.run("%%answer ex02_batching\ndef ready(function):\n    function.ready = True\n    return function", "mine")
    assert kernel.text("number_of_batches.ready") == "True"
    text = Path(kernel.text("import ex02_batching; print(ex02_batching.__file__)").strip()).read_text()
    assert text.count("def ready") == 1 and text.index("import ") < text.index("def ready") < text.index("@ready")
    assert kernel.text('check("ex02", "number_of_batches")').split("\n")[0] == "number_of_batches: 1 of 1 points"


def test_classes_reach_workers_that_start_afresh(kernel):
    kernel.run("%%answer ex01_map_dataset\nimport torch\nclass Squares(torch.utils.data.Dataset):\n    def __len__(self):\n        return 4\n    def __getitem__(self, i):\n        return i * i")
    loader = "torch.utils.data.DataLoader(Squares(), batch_size=4, num_workers=1, multiprocessing_context='spawn')"
    assert kernel.text(f"import torch\n[batch.tolist() for batch in {loader}]") == "[[0, 1, 4, 9]]"


def test_an_answer_that_does_not_run_is_an_error_of_its_cell_and_a_verdict_of_the_test(kernel):
    imports, _ = answers("ex11")
    kernel.run(imports)
    with pytest.raises(CellExecutionError, match="SyntaxError: invalid syntax\n *the cell RankSampler, line 2: class RankSampler\\(:"):
        kernel.run("%%answer ex11_distributed RankSampler\nclass RankSampler(:")
    with pytest.raises(CellExecutionError, match="the cell RankSampler, line 2"):  # also when another cell is run
        kernel.run(imports)
    with pytest.raises(CellExecutionError, match="ZeroDivisionError: division by zero\n *the cell RankSampler, line 4: half\\(\\)\n *the cell RankSampler, line 3: return 1 / 0"):
        kernel.run("%%answer ex11_distributed RankSampler\ndef half():\n    return 1 / 0\nhalf()")
    kernel.run("%%answer ex11_distributed RankSampler\npass")
    with pytest.raises(CellExecutionError, match="UsageError: ex11_distributed has no part 'Ranks'; there are RankSampler\n"):
        kernel.run('check("ex11", "Ranks")')
    with pytest.raises(CellExecutionError, match="begin the cell with %%answer, the exercise and the part"):
        kernel.run("%%answer\nx = 1")


def test_nbgraders_own_execution_gets_the_points_as_a_number(tmp_path):
    """The Validate button and grading with a configuration that is not ours: anything else would be full marks."""
    wrong = notebook(catalog.find("ex11"))
    cell = damage.answer(wrong)
    cell["source"] = cell["source"].split("\n")[0] + "\n" + (ROOT / "tests" / "wrong" / "ex11_distributed" / "epoch_ignored.py").read_text()
    said = {}
    for name, nb in (("right", notebook(catalog.find("ex11"))), ("wrong", wrong)):
        (tmp_path / f"{name}.ipynb").write_text(to_text(nb))
        done = subprocess.run([sys.executable, "-m", "nbgrader", "validate", f"{name}.ipynb"], cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False)
        said[name] = done.stdout + done.stderr
    assert "passes all the tests" in said["right"]
    assert "passes all the tests" not in said["wrong"] and "RankSampler" in said["wrong"]


def test_the_folder_of_answers_is_gone_with_the_kernel(tmp_path, monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    one = Kernel(tmp_path)
    with one.client.setup_kernel():
        one.run(FIRST)
        one.run(answers("ex11")[0])
        place = Path(one.text("import ex11_distributed; print(ex11_distributed.__file__)").strip()).parent
        assert place.is_dir()
    assert not place.exists()


def test_every_solved_notebook_runs_from_top_to_bottom(kernel):
    """Demo cells included; points are tried elsewhere."""
    for exercise in catalog.exercises():
        for cell in notebook(exercise)["cells"]:
            if cell["cell_type"] == "code" and not cell["source"].startswith(("check(", "%load_ext")):
                kernel.run(cell["source"])
