"""The graders against known submissions: right ones get full marks, wrong ones are caught.

Each file is judged in two processes and in one, with the same verdicts. Of a wrong file only the
check that it names is asked here; `python -m tests.corpus exNN --both` asks all of them.
"""

from collections.abc import Iterator

import pytest

from graders import catalog
from tests import corpus

EXERCISES = catalog.exercises()
KNOWN = [k for e in EXERCISES for k in [*corpus.right(e.id), *corpus.wrong(e.id)]]


@pytest.fixture(scope="session")
def inside() -> Iterator[corpus.Inside]:
    """The one-process mode."""
    with corpus.Inside() as inside:
        yield inside


@pytest.mark.parametrize("known", KNOWN, ids=lambda k: k.name)
def test_the_verdict_is_the_known_one_in_both_modes(judge, inside, known):
    outcome = corpus.examine(judge, catalog.find(known.exercise), known.path, only=known.caught_by)
    assert corpus.complaint(known, outcome) == ""
    if known.caught_by and outcome.checks[0].status == "skipped":
        pytest.skip(f"{known.caught_by}: {outcome.checks[0].why}")
    if known.in_both_modes:
        assert inside.scores(known, known.caught_by) == corpus.scores(outcome)


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda e: e.id)
def test_every_check_catches_a_wrong_file(exercise):
    named = {k.caught_by for k in corpus.wrong(exercise.id)}
    assert named == {c.id for c in exercise.checks}


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda e: e.id)
def test_there_are_enough_known_files_and_each_says_what_it_is(exercise):
    wrong, right = corpus.wrong(exercise.id), corpus.right(exercise.id)
    enough = (8, 3) if exercise.id == "ex13_capstone" else (20, 6)
    assert (len(wrong), len(right) - 1) >= enough and len(right) - 1 >= enough[1]
    assert all(corpus.header(k.path, "wrong") for k in wrong)
    assert all(corpus.header(k.path, "right") for k in right[1:])


JUNK = ["None", "(i for i in range(3))", "torch.zeros(1).expand(10**12)", "torch.eye(2).to_sparse()", "float('nan')",
        "10**5000", "{10**5000: '\\ud800\\x1b[31m'}", "object()", "[None, 1]", "{'train': [0], 'val': None}", "(1, 2)",
        "itertools.count()"]  # fmt: skip

TEMPLATE = """
import itertools, torch
class Junk:
    def __init__(self, *args, **kwargs): pass
    def __len__(self): return {len}
    def __getitem__(self, i): return {junk}
    def __iter__(self): return iter([{junk}] * 3)
    def __getattr__(self, name):
        if name.startswith('__'): raise AttributeError(name)
        return lambda *args, **kwargs: {junk}
def function(*args, **kwargs): return {junk}
"""


@pytest.mark.parametrize("junk", JUNK)
@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda e: e.id)
def test_no_answer_whatever_is_a_fault_of_the_kit(judge, exercise, junk, tmp_path):
    names = {c.about.split(".")[0] for c in exercise.checks}
    lines = [f"{n} = {'Junk' if n[0].isupper() else 'function'}" for n in names]
    path = tmp_path / "junk.py"
    path.write_text(TEMPLATE.format(junk=junk, len=3) + "\n".join(lines))
    outcome = corpus.examine(judge, exercise, path)
    assert not [(c.id, c.got) for c in outcome.checks if c.status == "error"]
    assert outcome.points < outcome.max_points


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda e: e.id)
def test_a_length_that_lies_and_endless_passes_are_failed_checks(judge, exercise, tmp_path):
    names = {c.about.split(".")[0] for c in exercise.checks}
    for length in ("10**12", "-1", "'3'"):
        path = tmp_path / "lies.py"
        lines = [f"{n} = {'Junk' if n[0].isupper() else 'function'}" for n in names]
        text = TEMPLATE.format(junk="Junk()", len=length).replace("iter([Junk()] * 3)", "itertools.count()")
        path.write_text(text + "\n".join(lines))
        outcome = corpus.examine(judge, exercise, path)
        assert not [(c.id, c.got) for c in outcome.checks if c.status == "error"]
