"""The pytest plugin: gives the checks their fixtures and turns outcomes into results."""

from __future__ import annotations

import functools
import gc
import hashlib
import importlib
import os
import sys
import time
from collections.abc import Callable, Container, Iterable, Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import hypothesis
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.errors import HypothesisException
from hypothesis.internal.conjecture import providers

from graders.catalog import CHECKS, Exercise
from graders.errors import Halt, KitError
from graders.judge import verdict
from graders.judge.session import Session
from graders.judge.student import Space
from graders.judge.submission import Source
from graders.reports.model import CheckResult

settings.register_profile(
    "graders",
    derandomize=True,
    deadline=None,
    database=None,
    print_blob=False,
    report_multiple_bugs=False,
    max_examples=25,
    phases=(Phase.explicit, Phase.generate, Phase.shrink),
    suppress_health_check=list(HealthCheck),
)
settings.load_profile("graders")


def preload(exercises: Iterable[Exercise]) -> None:
    """Import the checks now, while the nursery still imports torch; pytest finds them loaded."""
    names = [f"graders.checks.{e.test_file.stem}" for e in exercises if e.test_file.parent == CHECKS]
    missing = [name for name in names if name not in sys.modules]
    for name in missing:
        importlib.import_module(name)
    if missing:
        gc.freeze()  # what is loaded stays: collections need not look at it again and again


def forget_local_constants() -> None:
    """Hypothesis draws numbers that it finds in the source of whatever modules are loaded.

    Then the questions would depend on which other exercises are checked in the same run.
    """
    if not hasattr(providers, "_get_local_constants"):
        raise KitError("this version of hypothesis is not known to ask the same questions in every run")
    providers._get_local_constants = lambda: providers._local_constants


class Examiner:
    """One run of pytest over the checks of one exercise."""

    def __init__(
        self,
        exercise: Exercise,
        source: Source,
        session: Session,
        seed: int,
        on_result: Callable[[CheckResult], None],
        only: Container[str] = (),
        device: str = "cpu",
    ):
        self.exercise, self.source, self.session, self.seed = exercise, source, session, seed
        self.device = device
        self.only = only  # ids of checks; all of them if empty
        self.on_result = on_result
        self.known = {c.id: c for c in exercise.checks}
        self.started = 0.0
        self.error: BaseException | None = None
        self.broken: list[str] = []  # collection errors

    # -- fixtures ------------------------------------------------------------------------

    @pytest.fixture
    def student(self) -> Space:
        """The student's module."""
        return self.spaces()[0]

    @pytest.fixture
    def probes(self) -> Space:
        """The probes, in the same host."""
        return self.spaces()[1]

    def spaces(self) -> tuple[Any, Any]:
        # pytest's bookkeeping does not survive a BaseException in a fixture, so a host that
        # cannot be had is told at the first question.
        try:
            return self.session.spaces()
        except Halt as halt:
            return NoHost(halt), NoHost(halt)

    # -- hooks ---------------------------------------------------------------------------

    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        forget_local_constants()
        if self.only:
            items[:] = [item for item in items if check_id(item) in self.only]
        for item in items:
            function = item.obj
            if hasattr(function, "hypothesis"):
                if not hasattr(function, "_kit_inner"):
                    function._kit_inner = function.hypothesis.inner_test
                    hypothesis.seed(0)(function)  # once: each call wraps the settings that the last one has made
                original = function._kit_inner
                function.hypothesis.inner_test = self.watched(original)
                # There is no database: without this, Hypothesis parses the test for a key, for 3 ms.
                function._hypothesis_internal_database_key = b""
                function._hypothesis_internal_use_seed = question_seed(self.seed, check_id(item))
            else:
                item.obj = self.watched(function)

    def watched(self, test: Callable[..., Any]) -> Callable[..., Any]:
        """The test, with every example announced and every failing one noted."""

        @functools.wraps(test)
        def run(*args: Any, **kwargs: Any) -> Any:
            self.session.begin_example()
            try:
                return test(*args, **kwargs)
            except HypothesisException:
                raise
            except (Exception, Halt) as error:
                self.session.note(error)
                raise

        return run

    def pytest_runtest_setup(self, item: Any) -> None:
        self.started, self.error = time.monotonic(), None
        check = self.known[check_id(item)]
        self.session.begin_check(check.seconds)
        if check.device == "cuda" and self.device != "cuda":
            pytest.skip("needs a CUDA GPU; its points are not asked for here")

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item: Any, call: Any) -> Iterator[None]:
        if call.excinfo is not None and self.error is None:
            self.error = call.excinfo.value
        report = yield
        if call.when == "teardown":
            self.finish(item)
        return report

    def finish(self, item: Any) -> None:
        seconds = time.monotonic() - self.started
        check = self.known[check_id(item)]
        self.on_result(verdict.result(self.exercise, check, self.session, self.source, self.error, seconds))
        self.session.close_extras()

    def pytest_collectreport(self, report: Any) -> None:
        if report.failed:
            self.broken.append(str(report.longrepr))


class NoHost:
    """Stands for `student` where there is no host: every question ends the check."""

    def __init__(self, halt: Halt):
        self._halt = halt

    def __getattr__(self, name: str) -> Any:
        raise AttributeError(name) if name.startswith("__") or name == "_repr_pretty_" else self._halt


def question_seed(seed: int, check: str) -> int:
    """What a check's questions are drawn from: as hard to guess as the course's seed is."""
    return int.from_bytes(hashlib.sha256(f"{seed}:{check}".encode()).digest(), "big")


def check_id(item: Any) -> str:
    marker = item.get_closest_marker("check")
    if marker is None:
        raise KitError(f"{item.nodeid} is not marked with @check")
    return marker.kwargs["id"]


# What pytest is run without: nothing of the surrounding project may change a grade, and
# every plugin costs time.
QUIET = [
    "--noconftest", "--assert=plain", "--import-mode=importlib", "-s", "--strict-markers",
    *(part for name in ("cacheprovider", "terminal", "faulthandler", "unraisableexception",
      "threadexception", "warnings", "doctest", "junitxml", "pastebin", "stepwise", "logging",
      "legacypath", "tmpdir", "monkeypatch", "recwarn", "setuponly", "setupplan", "unittest")
      for part in ("-p", f"no:{name}")),
]  # fmt: skip
QUIET += ["-o", "markers=check(id, points, about, why, device, seconds): one graded check"]


def run(examiner: Examiner) -> None:
    """Run the checks of one exercise; results go to the examiner's `on_result`."""
    config = Path(__file__).with_name("pytest.ini")
    where = ["-c", str(config), "--rootdir", str(CHECKS)]
    with mock.patch.dict(os.environ, PYTEST_ADDOPTS="", PYTEST_PLUGINS="", PYTEST_DISABLE_PLUGIN_AUTOLOAD="1"):
        status = pytest.main([*QUIET, *where, str(examiner.exercise.test_file)], plugins=[examiner])
    if status == pytest.ExitCode.INTERRUPTED and not examiner.broken:
        raise KeyboardInterrupt
    if examiner.broken or status not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
        raise KitError("the checks could not be run:\n" + "\n".join([*examiner.broken, f"pytest ended with {status!r}"]))
