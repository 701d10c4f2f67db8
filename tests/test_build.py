"""solutions/ → exercises/, the catalog, and what every exercise must have."""

import ast
import re

import pytest

from graders import catalog
from graders.course import build as files
from graders.course import stubs
from graders.errors import KitError

SOLUTION = """\
# %% [markdown]
# # Lesson

# %%
class Box:
    \"\"\"Holds things.\"\"\"

    def __init__(self, n):
        ### BEGIN SOLUTION: keep n
        self.n = n
        ### END SOLUTION

    def __len__(self):
        ### BEGIN SOLUTION: say how many
        return self.n
        ### END SOLUTION


### BEGIN SOLUTION: helper
def helper():
    return 1
### END SOLUTION


def outside():
    ### BEGIN SOLUTION
    return helper()
    ### END SOLUTION
"""

STUB = """\
# %% [markdown]
# # Lesson

# %%
class Box:
    \"\"\"Holds things.\"\"\"

    def __init__(self, n):
        # TODO: keep n
        raise NotImplementedError("TODO: Box.__init__")

    def __len__(self):
        # TODO: say how many
        raise NotImplementedError("TODO: Box.__len__")


def outside():
    # TODO: write this
    raise NotImplementedError("TODO: outside")
"""


def test_a_stub_is_the_solution_without_the_answers():
    assert stubs.stub(SOLUTION) == STUB


@pytest.mark.parametrize(
    ("text", "said"),
    [("### BEGIN SOLUTION\nx = 1\n", "x.py:1: this solution never ends"), ("### END SOLUTION\n", "x.py:1"),
     ("### BEGIN SOLUTION\n### BEGIN SOLUTION\n", "x.py:2")],
)  # fmt: skip
def test_a_broken_region_is_named_with_its_line(text, said):
    with pytest.raises(KitError, match=re.escape(said)):
        stubs.stub(text, "x.py")


def test_the_exercises_are_in_step_with_the_solutions():
    assert files.out_of_step() == []


def test_build_writes_what_is_out_of_step_and_keeps_what_it_replaces(tmp_path):
    assert len(files.build(tmp_path)) == len(catalog.exercises())
    assert files.build(tmp_path) == []
    path = tmp_path / "ex06_splits.py"
    path.write_text("mine")
    assert files.out_of_step(tmp_path) == ["ex06_splits.py"]
    assert files.build(tmp_path) == ["ex06_splits.py"]
    assert (tmp_path / "ex06_splits.py.bak").read_text() == "mine"
    (tmp_path / "ex77_nobody.py").write_text("")
    assert files.out_of_step(tmp_path) == ["ex77_nobody.py"]


EXERCISES = catalog.exercises()


def test_there_is_an_exercise_for_every_solution_and_the_other_way_round():
    assert [e.id for e in EXERCISES] == sorted(p.stem for p in stubs.SOLUTIONS.glob("ex*.py"))


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda e: e.id)
def test_every_check_says_what_it_asks_why_and_has_three_rungs_of_hints(exercise):
    assert exercise.minutes > 0 and exercise.title
    assert set(exercise.needs) <= {e.id for e in EXERCISES if e.id < exercise.id}
    assert len({c.id for c in exercise.checks}) == len(exercise.checks)
    for check in exercise.checks:
        assert re.fullmatch(rf"{exercise.short}\.[a-z_]+\.[a-z_]+", check.id)
        assert check.points > 0 and check.why and check.about
        assert check.requirement.endswith(".") and len(check.requirement) < 240, check.requirement
        assert len(exercise.hints_for(check.id)) == 3, check.id


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda e: e.id)
def test_what_a_check_is_about_is_defined_in_the_stub(exercise):
    tree = ast.parse(stubs.stub_of(exercise.id))
    defined = set()
    for node in tree.body:
        if isinstance(node, ast.ClassDef | ast.FunctionDef):
            defined.add(node.name)
            defined |= {f"{node.name}.{n.name}" for n in getattr(node, "body", []) if isinstance(n, ast.FunctionDef)}
    assert {c.about for c in exercise.checks} <= defined


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda e: e.id)
def test_a_stub_reads_well_on_its_own(exercise):
    text = stubs.stub_of(exercise.id)
    assert "SOLUTION" not in text and text.count("# TODO: ") == text.count("raise NotImplementedError") > 0
    assert text.startswith("# %% [markdown]") and f"make check ONLY={exercise.short}" in text
    assert "https://pytorch.org/docs/" in text or "https://docs.pytorch.org/" in text
    assert 'if __name__ == "__main__":' in text
    functions = [n for n in ast.walk(ast.parse(text)) if isinstance(n, ast.ClassDef | ast.FunctionDef) and not n.name.startswith("_")]
    assert all(ast.get_docstring(n) for n in functions if n.col_offset == 0)


def test_checks_import_neither_the_engine_nor_the_solutions():
    for path in catalog.CHECKS.glob("*.py"):
        if path.name == "conftest.py":
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else [a.name for a in getattr(node, "names", [])] if isinstance(node, ast.Import) else []
            for name in names:
                assert not name.startswith(("graders.judge", "graders.course", "solutions", "exercises")), (path.name, name)
                assert name.split(".")[0] != "torch" or "probes" in path.name, (path.name, name)


def test_the_judge_knows_no_exercise_by_name():
    for path in (catalog.ROOT / "graders" / "judge").glob("*.py"):
        assert not re.search(r"ex(0[1-9]|1[0-3])_", path.read_text()), path.name
