"""What the kit's own tests share: one warm nursery, and ways to question a piece of code."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from graders import catalog
from graders.judge.judge import Judge
from graders.judge.limits import DEFAULT
from graders.judge.line import Clock
from graders.judge.session import Session
from graders.judge.sources import Nursery
from graders.reports.model import CheckResult

collect_ignore = ["toy"]  # an exercise for the engine's tests, not a test itself
TESTS = Path(__file__).parent
QUICK = replace(DEFAULT, call=1.5, check=6.0, exercise=60.0, memory=1536 * 2**20, file_size=64 * 2**20)


@pytest.fixture(scope="session")
def judge() -> Iterator[Judge]:
    """A judge with short limits and a warm nursery."""
    with Judge(QUICK) as judge:
        judge.hosts.wait_ready()
        yield judge


@pytest.fixture(scope="session")
def nursery(judge: Judge) -> Nursery:
    return judge.hosts


@pytest.fixture
def session(nursery: Nursery) -> Iterator[Callable[..., Session]]:
    """`session("x = 1")`: a session whose submission is this text."""
    opened: list[Session] = []

    def open_session(source: str, limits: Any = QUICK) -> Session:
        clock = Clock(limits, time.monotonic() + 600)
        clock.start("exercise")
        one = Session("ex90_toy.py", source, ["from torch.utils.data import DataLoader"], nursery, clock)
        one.begin_check()
        opened.append(one)
        return one

    yield open_session
    for one in opened:
        one.close()


@pytest.fixture
def student(session: Callable[..., Session]) -> Callable[..., Any]:
    """`student("x = 1")`: the student proxy of a submission with this text."""
    return lambda source, **kwargs: session(source, **kwargs).spaces()[0]


@pytest.fixture
def toy(judge: Judge, tmp_path: Path) -> Callable[..., dict[str, CheckResult]]:
    """`toy(source)`: the verdicts of the toy exercise's checks, by id without "ex90."."""
    exercise = catalog.read(TESTS / "toy" / "test_ex90_toy.py")

    def examine(source: str | bytes) -> dict[str, CheckResult]:
        data = source if isinstance(source, bytes) else source.encode("utf-8", "surrogatepass")
        (tmp_path / "ex90_toy.py").write_bytes(data)
        report = judge.examine(tmp_path, [exercise])
        return {c.id.removeprefix("ex90."): c for c in report.exercises[0].checks}

    return examine
