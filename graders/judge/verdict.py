"""From what a check ended with to what the student reads."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis.errors import Flaky

from graders.catalog import Check, Exercise
from graders.errors import (
    EnoughShrinking,
    Halt,
    LoadFailed,
    MissingName,
    Raised,
    StudentError,
    TimeUp,
    ToDo,
)
from graders.judge.session import Failure, Session
from graders.judge.submission import Source
from graders.reports.model import CheckResult
from graders.show import clean, cut, without_scratch

# torch says it in one of two ways, whichever of its two watchers comes first.
_DEAD_WORKER = re.compile(r"DataLoader worker \(pid(?:\(s\))? [\d, ]+\) exited unexpectedly[^\n]*")
_PIDS = re.compile(r"(\bpid(?:\(s\))?) \d+(?:, \d+)*")
MAX_OUTPUT = 4000  # characters of any text in a report that may hold the student's


def result(
    exercise: Exercise, check: Check, session: Session | None, source: Source, error: BaseException | None, seconds: float
) -> CheckResult:
    """The verdict of one check; `error` is what the test function raised, if it did."""
    output = clean(session.take_output()) if session else ""
    verdict = blank(exercise, check)
    verdict.seconds, verdict.output = round(seconds, 3), cut(output, MAX_OUTPUT)
    fill_in(verdict, check, session, source, error)
    for name in ("called", "expected", "got", "why", "output"):
        setattr(verdict, name, repeatable(cut(getattr(verdict, name), MAX_OUTPUT)))
    return verdict


def fill_in(verdict: CheckResult, check: Check, session: Session | None, source: Source, error: BaseException | None) -> None:
    """Status, points and what the student reads."""
    if error is None:
        verdict.status, verdict.points = "passed", check.points
        verdict.why = verdict.look_at = verdict.hint = ""
        return
    if isinstance(error, pytest.skip.Exception):
        verdict.status, verdict.why, verdict.look_at, verdict.hint = "skipped", str(error), "", ""
        return
    failure = chosen(error, session)
    verdict.called = failure.called
    failure.error = students_own(failure.error)
    explain(verdict, failure.error, source)
    if isinstance(error, Flaky):
        verdict.got += "\n(not every time: the same call gave different answers)"
    line = blame(failure.error, check, source)
    verdict.look_at += f":{line}" if line else ""


def repeatable(text: str) -> str:
    """The same words in every run: paths as seen from the host's folder, no process numbers."""
    text = _DEAD_WORKER.sub("DataLoader worker exited unexpectedly", without_scratch(text))
    return _PIDS.sub(r"\1 …", text)


def blank(exercise: Exercise, check: Check) -> CheckResult:
    """A failed check, before anything is known about how."""
    return CheckResult(
        id=check.id, requirement=check.requirement, status="failed", points=0.0, max_points=check.points,
        why=check.why, look_at=f"{exercise.id}.py", hint=f"make hint EX={exercise.short}", device=check.device,
    )  # fmt: skip


def chosen(error: BaseException, session: Session | None) -> Failure:
    """The failing example to show: the last one, or the smallest that was found in time."""
    if session is None:
        return Failure(error, "")
    earlier = [f for f in session.failures if f.error is not error]
    this = next((f for f in session.failures if f.error is error), None)
    if earlier and (this is None or isinstance(error, EnoughShrinking | TimeUp)):
        # Hypothesis has wrapped it (answers that change), or there was no time to shrink it further.
        return min(earlier, key=lambda f: len(f.called))
    return this or Failure(error, session.transcript.text())


def students_own(error: BaseException) -> BaseException:
    """A student's StopIteration that a generator of ours has turned into a RuntimeError."""
    cause = error.__cause__
    return cause if type(error) is RuntimeError and isinstance(cause, StudentError) and isinstance(cause, StopIteration) else error


def explain(verdict: CheckResult, error: BaseException, source: Source) -> None:
    """Fill in status, expected and got."""
    if isinstance(error, LoadFailed):
        verdict.status, verdict.called = error.status, ""
        verdict.expected, verdict.got = "a file that can be imported", load_text(error, source)
        verdict.why = "nothing in this file can be used until it can be imported"
        verdict.output = cut(clean(error.details.get("output", "")), MAX_OUTPUT)
    elif isinstance(error, ToDo):
        verdict.status, verdict.got = "todo", ""
    elif isinstance(error, MissingName):
        verdict.called, verdict.expected, verdict.got = "", "the name that the exercise asks for", error.reason
    elif isinstance(error, Halt):
        verdict.status, verdict.expected, verdict.got = error.status, "an answer", clean(error.reason)
    elif isinstance(error, StudentError):
        verdict.expected, verdict.got = "no error", raised_text(error.raised, source)
    elif hasattr(error, "expected") and hasattr(error, "got"):
        verdict.expected, verdict.got = clean(error.expected), clean(error.got)
        verdict.why = error.why or verdict.why  # type: ignore[attr-defined]
        if cause := error.__context__:
            verdict.got += lines_of(getattr(cause, "raised", None), source)
    else:
        verdict.status, verdict.expected, verdict.got = "error", "", f"{type(error).__name__}: {cut(clean(str(error)), 500)}"
        verdict.why = "this is a fault of the kit, not of your code; please report it"


def raised_text(raised: Raised, source: Source) -> str:
    """The student's exception and the student's own lines, innermost last."""
    message = clean(raised.message).strip()
    lines = [line for line in message.split("\n") if line.strip()]
    if len(lines) > 2:
        # DataLoader wraps a worker's error in its whole traceback: first and last line say it all.
        lines = [lines[0], "… " + lines[-1].strip()]
    text = ": ".join([cut(clean(raised.type_name), 60), *([cut("\n  ".join(lines), 400)] if lines else [])])
    return text + lines_of(raised, source)


def lines_of(raised: Raised | None, source: Source) -> str:
    if raised is None:
        return ""
    frames = [(n, f) for n, f in raised.frames if source.line(n)]
    return "".join(f"\n  line {n}, in {cut(clean(f), 40)}: {cut(clean(source.line(n)), 90)}" for n, f in frames[-4:])


def load_text(error: LoadFailed, source: Source) -> str:
    """Why the file could not be imported."""
    if error.raised is None:
        return clean(error.reason)
    if (number := error.details.get("line")) and error.details.get("same_file"):
        text = source.text.split("\n")[number - 1] if type(number) is int and 0 < number <= source.text.count("\n") + 1 else ""
        stripped = text.lstrip()
        column = max(int(error.details.get("column") or 1) - 1 - (len(text) - len(stripped)), 0)
        caret = f"\n  {cut(clean(stripped), 100)}\n  {' ' * column}^" if text and column < 100 else ""
        return f"{clean(error.raised.type_name)}: {cut(clean(error.raised.message.split(' (')[0]), 400)} (line {number}){caret}"
    text = raised_text(error.raised, source)
    if "ModuleNotFoundError" in error.raised.ancestors and (module := error.details.get("module")):
        package = clean(str(module)).split(".")[0]
        text += f"\n  {package} is not installed here; the exercises need torch, torchvision, numpy and Pillow only"
    return text


def blame(error: BaseException, check: Check, source: Source) -> int:
    """The line to look at: the innermost of the student's own, else where the subject is defined."""
    raised: Any = getattr(error, "raised", None) or getattr(error.__context__, "raised", None)
    if isinstance(error, LoadFailed) and type(error.details.get("line")) is int and error.details.get("same_file"):
        return error.details["line"]
    lines = [n for n, _ in raised.frames if source.line(n)] if raised else []
    return lines[-1] if lines else source.find(check.about)
