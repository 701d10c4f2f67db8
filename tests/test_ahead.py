"""Judges next door: several at once, ahead of nbgrader, and ended when nobody asks."""

import os
import signal
import time
from concurrent.futures import Future
from pathlib import Path
from types import SimpleNamespace

import pytest

from graders import catalog
from graders.course.ahead import Ahead, upcoming
from graders.course.service import Service
from graders.errors import KitError


class Pool:
    """Stands for the judges: keeps what it is asked, and answers at once."""

    judges = 2

    def __init__(self):
        self.asked = []

    def ask(self, *question):
        self.asked.append(question)
        future = Future()
        future.set_result({"of": question})
        return future


def test_the_next_ones_are_asked_before_their_turn_and_only_once():
    pool, files = Pool(), [Path(str(i)) for i in range(8)]
    ahead = Ahead(pool)
    for number in range(8):
        question = ("ex90", str(number), 0)
        assert ahead.report(question, iter(files[number + 1 :]), lambda path: ("ex90", str(path), 0)) == {"of": question}
        assert len(pool.asked) <= number + 1 + 2 * pool.judges
    assert sorted(pool.asked) == [("ex90", str(i), 0) for i in range(8)]


def test_what_was_asked_ahead_and_is_something_else_now_is_asked_again():
    pool = Pool()
    ahead = Ahead(pool)
    ahead.report(("ex90", "0", 0), iter([Path("1"), Path("2")]), lambda path: None if path == Path("2") else ("ex90", "old", 0))
    assert ahead.report(("ex90", "new", 0), iter([]), lambda path: None) == {"of": ("ex90", "new", 0)}
    assert ahead.reports == {} and ahead.questions == {}


def test_what_comes_next_in_a_run(tmp_path):
    def format_path(step, student, assignment, escape=False):
        return f"{step}/{student}/{assignment}"

    for student in ("ben", "cleo"):
        (tmp_path / "autograded" / student / "hw").mkdir(parents=True)
    course = SimpleNamespace(format_path=format_path, submitted_directory=f"{tmp_path}/submitted", autograded_directory=f"{tmp_path}/autograded", assignment_id="hw")
    folders = {f"{tmp_path}/submitted/{s}/hw": [f"{tmp_path}/submitted/{s}/hw/{n}.ipynb" for n in "ab"] for s in ("ada", "ben", "cleo", "dan")}
    run = SimpleNamespace(coursedir=course, notebooks=folders[f"{tmp_path}/submitted/ben/hw"], assignments=folders, force=False)
    assert [p.relative_to(tmp_path / "submitted").as_posix() for p in upcoming(run, "a")] == ["ben/hw/b.ipynb", "dan/hw/a.ipynb", "dan/hw/b.ipynb"]
    run.force = True
    assert len(list(upcoming(run, "b"))) == 4


def test_a_judge_that_nobody_asks_ends_and_starts_again(tmp_path):
    service = Service(idle=0.5)
    text = (catalog.ROOT / "solutions" / "ex11_distributed.py").read_text()
    try:
        reports = []
        for _ in range(2):
            reports.append(service.examine({"ex11_distributed.py": text}, ["ex11_distributed"])["exercises"][0]["points"])
            pid = service.process.pid
            until = time.monotonic() + 20
            while service.process is not None and time.monotonic() < until:
                time.sleep(0.05)
            assert service.process is None
            with pytest.raises(ProcessLookupError):
                os.kill(pid, 0)
        assert reports == [7.0, 7.0]
    finally:
        service.close()


def test_a_judge_that_dies_says_why_and_the_next_question_has_another():
    service = Service(isolation="nonsense")
    try:
        for _ in range(2):
            with pytest.raises(KitError, match="(?s)the judge has ended:.*nonsense"):
                service.examine({}, ["ex11_distributed"])
    finally:
        service.close()


def test_the_answer_to_an_interrupted_question_is_not_taken_for_the_next_ones():
    def interrupt(*_):
        raise KeyboardInterrupt

    service, text = Service(), (catalog.ROOT / "solutions" / "ex11_distributed.py").read_text()
    before = signal.signal(signal.SIGALRM, interrupt)
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.5)  # while PyTorch is being imported there
        with pytest.raises(KeyboardInterrupt):
            service.examine({"ex11_distributed.py": text}, ["ex11_distributed"])
        assert service.examine({}, ["ex02_batching"])["exercises"][0]["id"] == "ex02_batching"
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
        service.close()
