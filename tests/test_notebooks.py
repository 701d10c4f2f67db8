"""Notebooks: made from the solutions, put together to an exercise's file, repaired when damaged."""

import ast
import html
import json
import re

import pytest

from graders import catalog
from graders.course import build as files
from graders.course.repair import Known, opening, repair
from graders.judge.parts import Part, body, file_text, is_helper, locate, readable
from tests import damage

pytest.importorskip("jupytext", reason="the notebooks' packages are not installed here")
nbformat = pytest.importorskip("nbformat")
nbconvert = pytest.importorskip("nbconvert")
from graders.course.notebooks import checks_of, notebook, to_text  # noqa: E402
from graders.course.tidy import MAX_SHOWN, cut, inert, rebuilt  # noqa: E402

EXERCISES = [e.id for e in catalog.exercises()]


# -- made from the solutions -----------------------------------------------------------------


@pytest.mark.parametrize("exercise", EXERCISES)
def test_a_notebook_is_valid_and_the_same_in_every_build(exercise):
    one = catalog.get(exercise)
    made = to_text(notebook(one))
    assert made == to_text(notebook(one))
    nbformat.validate(nbformat.reads(made, as_version=4))
    ids = [c["metadata"]["nbgrader"]["grade_id"] for c in json.loads(made)["cells"] if "nbgrader" in c["metadata"]]
    assert len(ids) == len(set(ids)) and all(ids)


def test_the_notebooks_are_in_step_with_the_solutions():
    assert files.out_of_step(files.NOTEBOOKS, ".ipynb") == []


@pytest.mark.parametrize("exercise", EXERCISES)
def test_its_test_cells_ask_every_check_once_and_give_its_points(exercise):
    one = catalog.get(exercise)
    asked = [check for checks in checks_of(one).values() for check in checks]
    assert sorted(asked) == sorted(c.id for c in one.checks if c.device != "cuda")
    points = [c["metadata"]["nbgrader"].get("points", 0) for c in notebook(one)["cells"] if "nbgrader" in c["metadata"]]
    assert sum(points) == sum(c.points for c in one.checks if c.device != "cuda")


@pytest.mark.parametrize("exercise", EXERCISES)
def test_a_stub_holds_no_solution_and_every_todo(exercise):
    one = catalog.get(exercise)
    stub = to_text(notebook(one, solved=False))
    assert "SOLUTION" not in stub
    assert stub.count("# TODO") == (catalog.ROOT / "exercises" / f"{exercise}.py").read_text().count("# TODO") > 0


@pytest.mark.parametrize("exercise", EXERCISES)
def test_the_parts_make_the_solutions_file(exercise):
    """Put together again, the answers define what the solution defines, in its order."""
    cells = [c for c in notebook(catalog.get(exercise))["cells"] if c["metadata"].get("nbgrader", {}).get("solution")]
    text = file_text([Part(c["source"].split()[2], c["source"]) for c in cells])
    whole = ast.parse((catalog.ROOT / "solutions" / f"{exercise}.py").read_text())
    due = [ast.dump(node) for node in whole.body if not isinstance(node, ast.If)]
    assert [ast.dump(node) for node in ast.parse(text).body] == due


# -- parts -----------------------------------------------------------------------------------


def test_a_line_of_the_file_is_found_in_its_cell():
    parts = [Part("imports", "%%answer ex90 imports\nimport torch"), Part("", "%%answer ex90\nX = 1\n\n"), Part("f", "%%answer ex90 f\ndef f():\n    return 1 / 0")]
    lines = file_text(parts).split("\n")
    assert [locate(parts, lines.index(text) + 1) for text in ("import torch", "X = 1", "    return 1 / 0")] == [("imports", 2), ("your helper", 2), ("f", 3)]
    assert locate(parts, 1) is None and locate(parts, 1000) is None


@pytest.mark.parametrize(
    ("cell", "file"),
    [
        ("%%answer ex90 f\nx = 1", "# %%answer ex90 f\nx = 1"),
        ("\n%%time\n%%answer ex90 f\nx = 1", "\n# %%time\n# %%answer ex90 f\nx = 1"),
        ("%%answer ex90 f\n!ls\nif 1:\n    %timeit f()\nprint?", "# %%answer ex90 f\npass  # !ls\nif 1:\n    pass  # %timeit f()\npass  # print?"),
        ('%%answer ex90 f\ntext = """\n!not a command\n%d items\n"""', '# %%answer ex90 f\ntext = """\n!not a command\n%d items\n"""'),
        ("%%answer ex90 f\ndef f(:\n!ls", "# %%answer ex90 f\ndef f(:\n!ls"),
        ("x = 1\r\ny = 2", "x = 1\ny = 2"),
    ],
)
def test_magics_and_shell_lines_become_comments_and_texts_stay(cell, file):
    assert body(cell) == file


def test_a_helper_is_what_says_so():
    assert is_helper("%%answer ex11\nx = 1", "ex11_distributed")
    assert is_helper("%%answer ex90\nx = 1", "ex90") and is_helper("\n%%time\n%%answer ex90\nx", "ex90")
    assert is_helper("%%answer ex90 mine\nx = 1", "ex90", ("f",)) and not is_helper("%%answer ex90 f\nx = 1", "ex90", ("f",))
    assert not is_helper("%%answer ex91\nx = 1", "ex90") and not is_helper("x = 1  # %%answer ex90", "ex90")


# -- repair ----------------------------------------------------------------------------------


def known_of(nb):
    marks = [(c, c["metadata"]["nbgrader"]) for c in nb["cells"] if "nbgrader" in c["metadata"]]
    return [Known(m["grade_id"], "code", c["source"], m["locked"], m.get("points"), m["solution"]) for c, m in marks]


PURE = sorted(set(damage.GRADED) - {"notebook_format_3", "odd_metadata", "byte_order_mark", "outputs_of_50_megabytes"})


@pytest.mark.parametrize("name", PURE)
def test_a_damaged_notebook_that_holds_its_answer_gives_the_same_file(name):
    from graders.course.nbgrader import exercise_of, parts_of

    exercise = catalog.find("ex11")
    released, solved = notebook(exercise, solved=False), notebook(exercise)
    damaged = rebuilt(damage.GRADED[name](solved))
    damaged.cells, done = repair(list(damaged.cells), known_of(released), nbformat.v4.new_code_cell)
    marks = [c.metadata.nbgrader.grade_id for c in damaged.cells if "nbgrader" in c.metadata]
    assert sorted(marks) == sorted(k.grade_id for k in known_of(released))
    assert bool(done) == (name not in ("untouched", "lesson_deleted", "cells_moved", "a_kernel_that_is_not_there", "source_as_a_list_of_lines",
                                       "outputs_of_50_megabytes", "magics_and_shell_lines", "magic_line_deleted", "a_helper_with_our_magic",
                                       "a_scratch_cell_that_fails", "test_cell_edited", "short_name_of_the_exercise")), done  # fmt: skip
    assert exercise_of(damaged).id == exercise.id
    whole = ast.parse(file_text(parts_of(nbformat.from_dict(solved), exercise)))
    found = ast.parse(file_text(parts_of(damaged, exercise)))
    extra = {"a_helper_with_our_magic": 2, "short_name_of_the_exercise": 2, "magics_and_shell_lines": 3}.get(name, 0)
    assert len(found.body) == len(whole.body) + extra
    definitions = [ast.dump(n) for n in found.body if isinstance(n, ast.ClassDef | ast.FunctionDef)]
    assert definitions == [ast.dump(n) for n in whole.body if isinstance(n, ast.ClassDef | ast.FunctionDef)]


def test_what_a_student_wrote_is_never_dropped():
    exercise = catalog.find("ex11")
    solved = nbformat.from_dict(damage.GRADED["answer_duplicated_by_copy"](notebook(exercise)))
    cells, _ = repair(list(solved.cells), known_of(notebook(exercise, solved=False)), nbformat.v4.new_code_cell)
    assert any("an old try" in c.source and "nbgrader" not in c.metadata for c in cells)


def test_cells_are_known_by_their_first_line():
    for name in ("ex11", "ex11_distributed", "distributed"):  # as the notebook takes them
        assert opening(f"%%answer {name} f\nx") == "%%answer ex11_distributed f"
        assert opening(f'check("{name}", "f")') == "check ex11_distributed f"
    assert opening("%%answer nowhere f") == "%%answer nowhere f"
    assert opening("x = 1") == opening("%%answer ex11\nhelper") == opening("") == ""


def test_what_an_old_try_or_a_scratch_cell_says_is_not_the_answer():
    """Beside a whole answer: a copy of its cell that was written over, and an old try kept as text."""
    exercise = catalog.find("ex11")
    for kind, text in (("code", "print(list(RankSampler(10, 0, 2)))\nhint('ex11')"), ("raw", "%%answer ex11_distributed RankSampler\nold"), ("markdown", "my notes")):
        solved = notebook(exercise)
        one = damage.answer(solved)
        other = {**one, "id": "o", "cell_type": kind, "source": text}
        solved["cells"].insert(solved["cells"].index(one) + 1, other)
        cells, _ = repair(list(nbformat.from_dict(solved).cells), known_of(notebook(exercise, solved=False)), nbformat.v4.new_code_cell)
        [found] = [c for c in cells if c.metadata.get("nbgrader", {}).get("grade_id") == "ex11-RankSampler-answer"]
        assert found.source == one["source"] and any(text == c.source for c in cells)


def test_a_text_in_the_answer_that_looks_like_a_cell_is_left_in_it():
    exercise = catalog.find("ex11")
    solved = notebook(exercise)
    damage.answer(solved)["source"] += '\n\nNOTE = """\ncheck("ex11_distributed", "RankSampler")\n"""'
    due = damage.answer(solved)["source"]
    cells, done = repair(list(nbformat.from_dict(solved).cells), known_of(notebook(exercise, solved=False)), nbformat.v4.new_code_cell)
    assert not done and due in [c.source for c in cells]


# -- tidy ------------------------------------------------------------------------------------


def test_a_notebook_is_rebuilt_from_what_is_of_use():
    nb = {"cells": [
        {"cell_type": "code", "id": "§", "source": ["a\r\n", "b"], "metadata": {"tags": 5, "nbgrader": {"grade_id": "x"}}, "outputs": [{"output_type": "x"}]},
        {"cell_type": "heading", "source": "\ud83d", "metadata": 3, "attachments": {"a": 1}},
        {"cell_type": "markdown", "source": 5},
    ], "metadata": {"language_info": None, "title": "<b>", "kernelspec": {"name": "p", "display_name": "P"}}}  # fmt: skip
    made = rebuilt(nb)
    nbformat.validate(made)
    assert [(c.cell_type, c.source) for c in made.cells] == [("code", "a\nb"), ("raw", "\ufffd"), ("markdown", "")]
    assert made.cells[0].metadata == {"nbgrader": {"grade_id": "x"}} and made.cells[0].outputs == []
    assert set(made.metadata) == {"language_info", "kernelspec"}


@pytest.mark.parametrize(("nb", "said"), [
    ({"cells": [{"cell_type": "raw", "source": ""}] * 2001}, "2000 cells"), ({"cells": 3}, "no cells"), ({"cells": [3]}, "no cells"),
    ({"cells": [{"cell_type": "raw", "source": "x" * 300_000}]}, "KiB of text"),
])  # fmt: skip
def test_a_notebook_that_is_too_much_is_refused(nb, said):
    with pytest.raises(ValueError, match=said):
        rebuilt(nb)


@pytest.mark.parametrize("text", [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "[a](javascript:alert(1))", "[a](JaVaScRiPt:alert(1))", "[a](javascript&colon;alert(1))",
    "[a](&#106;avascript:alert(1))", "[a](<java\tscript\t:alert(1)>)", "[a]\n\n[a]: data:text/html;base64,PHNjcmlwdD4=", "<javascript:alert(1)>", "<a href='vbscript:x'>",
    "$\\href{javascript:alert(9)}{x}$", "![a](javascript:alert(1))", "<!-- --><iframe src=x>", "[a](xhttp:alert(1))",
])  # fmt: skip
def test_texts_of_students_become_no_tag_and_no_address_in_a_page(text):
    page, _ = nbconvert.HTMLExporter(template_name="basic").from_notebook_node(nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(inert(text))]))
    tags = re.findall(r"<(?!/?(?:p|div|em|br)\b)[a-z][^>]*>", page)
    for tag in tags:
        assert tag.startswith(("<a ", "<img ")) and not re.search(r"(?i)(script|data|http):(?!//)", html.unescape(tag)), tag


def test_ordinary_texts_read_the_same():
    text = "Note: `a < b && c`, see [the docs](https://pytorch.org/docs) or mailto:me@x.org\n\n| a | b |\n|:--|--:|\n| 1 | 2 |"
    made = inert(text)
    assert made.replace("\N{ZERO WIDTH SPACE}", "") == text and "https://pytorch.org" in made and "|:--|--:|" in made


def test_what_takes_long_to_read_is_cut():
    nb = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("<ul><li>" * 6000), nbformat.v4.new_code_cell("a." * 16000)])
    cut(nb, "markdown")
    assert len(nb.cells[0].source) < MAX_SHOWN + 100 and len(nb.cells[1].source) == 32000
    long = "(\n" + " " * 60_000 + "x"
    assert body(long) == long  # quickly: what looks for magics must not take quadratic time
    assert not readable("[]\n" * 700_000)
