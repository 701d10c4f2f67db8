"""`pytest graders/checks`: the same checks in one process, for a debugger and an IDE's test panel.

Gives no grade. The submission is the folder that the environment variable GRADERS_FROM names,
exercises/ by default. A failed check shows pytest's own traceback, into the student's code, and
after it what the student would read.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from graders import catalog
from graders.catalog import Exercise
from graders.errors import KitError
from graders.judge import submission
from graders.judge.inprocess import LocalSource
from graders.judge.judge import probe_sources
from graders.judge.limits import DEFAULT
from graders.judge.line import Clock
from graders.judge.plugin import Examiner
from graders.judge.session import Session
from graders.judge.student import Space
from graders.reports.model import CheckResult

HOURS = 86400.0  # a breakpoint must not run into a time limit
PATIENT = replace(DEFAULT, call=HOURS, check=HOURS, exercise=HOURS, submission=HOURS, shrink=HOURS)


class Debugger:
    """One examiner for each module of checks, all over hosts in this process."""

    def __init__(self, folder: Path):
        self.folder, self.hosts = folder, LocalSource()
        self.examiners: dict[Path, Examiner] = {}
        self.results: dict[str, CheckResult] = {}

    def examiner(self, path: Path) -> Examiner:
        if path not in self.examiners:
            exercise = catalog.read(path)
            self.examiners[path] = Examiner(exercise, *self.open(exercise), seed=0, on_result=self.hear)
        return self.examiners[path]

    def open(self, exercise: Exercise) -> tuple[submission.Source, Session]:
        source = submission.read(self.folder, exercise.id)
        if source.problem:
            raise pytest.UsageError(source.problem)
        clock = Clock(PATIENT, float("inf"))
        clock.start("exercise")
        file = str((self.folder / f"{exercise.id}.py").resolve())  # where breakpoints are set
        return source, Session(file, source.text, probe_sources(exercise), self.hosts, clock)

    def hear(self, result: CheckResult) -> None:
        self.results[result.id] = result

    # -- what pytest asks ------------------------------------------------------------------

    @pytest.fixture
    def student(self, request: pytest.FixtureRequest) -> Space:
        """The student's module."""
        return self.examiner(request.path).spaces()[0]

    @pytest.fixture
    def probes(self, request: pytest.FixtureRequest) -> Space:
        """The probes, in the same process."""
        return self.examiner(request.path).spaces()[1]

    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        for path in {item.path for item in items if item.get_closest_marker("check")}:
            self.examiner(path).pytest_collection_modifyitems([i for i in items if i.path == path])

    def pytest_runtest_setup(self, item: Any) -> None:
        if item.path in self.examiners:
            self.examiners[item.path].pytest_runtest_setup(item)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item: Any, call: Any) -> Iterator[None]:
        report: Any = yield
        examiner = self.examiners.get(item.path)
        if examiner is None:
            return report
        if call.excinfo is not None and examiner.error is None:
            examiner.error = call.excinfo.value
        if call.when == "call":
            examiner.finish(item)
            report.sections.append(("what a student reads", self.text(examiner, item)))
        return report

    def text(self, examiner: Examiner, item: Any) -> str:
        from graders.judge.plugin import check_id

        result = self.results[check_id(item)]
        parts = ("requirement", "called", "expected", "got", "why", "look_at")
        return "\n".join(f"{name:<12} {getattr(result, name)}" for name in parts if getattr(result, name))

    def pytest_unconfigure(self) -> None:
        self.hosts.close()


def register(config: pytest.Config) -> None:
    """Called by graders/checks/conftest.py."""
    folder = Path(os.environ.get("GRADERS_FROM", catalog.ROOT / "exercises"))
    if not folder.is_dir():
        raise KitError(f"GRADERS_FROM: there is no folder {folder}")
    config.pluginmanager.register(Debugger(folder), "graders-debugger")
