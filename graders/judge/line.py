"""A conversation with one student host: a question, an answer, and the clock.

Every reply is held against what may come: the right question's number, a known kind, plain
data. Whatever else comes is the host's lie and its end, never the judge's.
"""

from __future__ import annotations

import builtins
import secrets
import time
from collections.abc import Callable
from typing import Any, NoReturn, Protocol

from graders.errors import (
    EnoughShrinking,
    Halt,
    LoadFailed,
    MissingName,
    Raised,
    StudentError,
    TimeUp,
    ToDo,
    student_error,
)
from graders.judge import wire
from graders.judge.limits import Limits
from graders.judge.scratch import Scratch
from graders.judge.student import Remote
from graders.judge.transcript import Transcript
from graders.plain import Callback, Ref

MAX_CALLBACKS = 64 << 20  # bytes that a host may send to the judge's functions while it answers one question
MAX_TEXT = 20_000  # characters of an exception's text


class Wire(Protocol):
    """What carries frames: a `process.Host`, or `inprocess.Local`."""

    scratch: Scratch
    output: Any

    def send(self, data: bytes, deadline: float) -> None: ...
    def receive(self, deadline: float) -> bytes: ...
    def lied(self, what: str) -> NoReturn: ...
    def close(self) -> None: ...


class Clock:
    """The budgets of a call, a check, an exercise and a submission, in wall-clock seconds."""

    def __init__(self, limits: Limits, submission_ends: float):
        self.limits = limits
        self.ends = {"submission": submission_ends, "exercise": 0.0, "check": 0.0}
        self.failed_at = 0.0  # when the check first failed: what follows is shrinking
        self.own = 0.0  # the limit of this check and its calls, if it has one of its own

    def start(self, what: str) -> None:
        self.ends[what] = time.monotonic() + self.limit(what)

    def start_check(self, seconds: float = 0.0) -> None:
        """Begin a check; one with a limit of its own does not use up the others' time."""
        self.own = seconds
        if seconds > self.limits.check:
            self.pause(seconds - self.limits.check)
        self.start("check")

    def limit(self, what: str) -> float:
        return self.own if self.own and what in ("call", "check") else getattr(self.limits, what)

    def pause(self, seconds: float) -> None:
        """Time that was not the student's, such as waiting for a host to start."""
        self.ends = {what: end + seconds for what, end in self.ends.items()}

    def deadline(self) -> float:
        """When the next answer is due; raises if there is no time left to ask."""
        now = time.monotonic()
        if self.failed_at and now > self.failed_at + self.limits.shrink:
            raise EnoughShrinking("the smallest case that was found in time")
        for what, end in self.ends.items():
            if end <= now:
                raise self.time_up(what)
        return min(now + self.limit("call"), *self.ends.values())

    def time_up(self, what: str = "") -> TimeUp:
        """Which budget has run out, in words; the call's own if no larger one has."""
        now = time.monotonic()
        what = what or next((w for w, end in self.ends.items() if end <= now), "call")
        seconds = self.limit(what)
        if what == "call":
            return TimeUp(f"no answer within {seconds:g} s")
        return TimeUp(f"the {seconds:g} s for this {what} are used up")


class Line:
    """A conversation with one host that has loaded the submission."""

    def __init__(self, carrier: Wire, clock: Clock, transcript: Transcript):
        self.carrier, self.clock, self.transcript = carrier, clock, transcript
        if hasattr(carrier, "serve"):
            carrier.serve = lambda request: wire.frame(self.serve(wire.decode(request, self.incoming)), self.outgoing)
        self.callbacks: dict[int, Callable[..., Any]] = {}
        self.freed: list[int] = []
        self.names: set[tuple[str, str]] = set()
        self.seed_due: int | None = None  # set the host's global random states before asking

    def ask(self, operation: str, *arguments: Any, keep: bool = False) -> Any:
        """One question, one answer."""
        deadline = self.clock.deadline()
        nonce = secrets.randbits(62)
        freed, self.freed = self.freed, []
        seed, self.seed_due = self.seed_due, None
        request = wire.frame([nonce, freed, seed, keep, operation, *arguments], self.outgoing)
        try:
            self.carrier.send(request, deadline)
            kind, rest = self.reply(nonce, deadline)
        except TimeUp:
            raise self.clock.time_up() from None
        if kind == "value" and len(rest) == 1:
            if keep and type(rest[0]) is not Remote:
                self.carrier.lied("gave a value where an object was to be kept")
            return rest[0]
        if kind != "raised":
            self.carrier.lied("sent a malformed answer")
        raise self.error_from(rest)

    def require(self, space: str, name: str) -> None:
        """The student's file must define this name; asked once."""
        if (space, name) in self.names:
            return
        if self.ask("has", space, name) is not True:
            if space != "student":
                self.carrier.lied(f"says that its helpers have no {name}")
            raise MissingName(f"the file defines no {name}")
        self.names.add((space, name))

    def reply(self, nonce: int, deadline: float) -> tuple[str, list[Any]]:
        """The answer's kind and parts; callbacks on the way are served."""
        budget = MAX_CALLBACKS
        while True:
            try:
                body = self.carrier.receive(deadline)
                message = wire.decode(body, self.incoming)
            except wire.WireError as error:
                self.carrier.lied(f"sent what is no answer: {error}")
            if type(message) is not list or len(message) < 3 or type(message[0]) is not int or message[0] != nonce:
                self.carrier.lied("answered a question that was not asked")
            _, kind, *rest = message
            if type(kind) is not str:
                self.carrier.lied("sent a malformed answer")
            if kind != "callback":
                return kind, rest
            budget -= len(body)
            if budget < 0:
                self.carrier.lied("called the judge's functions with more than may be sent for one question")
            self.carrier.send(wire.frame(self.serve(rest), self.outgoing), deadline)

    def serve(self, request: list[Any]) -> list[Any]:
        """Call a function of the judge's for the host; its errors go back, a verdict ends the call."""
        try:
            number, args, kwargs = request
            function = self.callbacks[number]
        except (ValueError, KeyError, TypeError):
            self.carrier.lied("called a function that it was not given")
        if type(args) is not list or type(kwargs) is not dict:
            self.carrier.lied("called a function with what it cannot take")
        try:
            return [0, "result", function(*args, **kwargs)]
        except AssertionError:
            # The host waits for an answer that will not come: it cannot be used any more.
            self.carrier.close()
            raise
        except Exception as error:
            name = type(error).__name__
            text = error.args[0] if error.args and type(error.args[0]) is str else str(error)  # str(KeyError("x")) is "'x'"
            return [0, "error", name if hasattr(builtins, name) else "RuntimeError", text]

    def outgoing(self, value: Any) -> Any:
        if isinstance(value, Remote):
            if value._line is not self:
                raise TypeError("this object lives in another host")
            return value._ref
        if callable(value):
            number = len(self.callbacks) + 1
            self.callbacks[number] = value
            return Callback(number)
        import numpy as np

        from graders.plain import ndarray

        if isinstance(value, np.ndarray | np.generic):
            return ndarray(value)
        raise TypeError(f"a {type(value).__name__} cannot be sent to the student's code")

    def incoming(self, record: Any) -> Any:
        if type(record) is Callback:
            raise wire.WireError("a function that is not its own")
        return Remote(self, record) if type(record) is Ref else record

    def error_from(self, rest: list[Any]) -> BaseException:
        """The exception that stands, here, for what the student's code raised there."""
        try:
            ancestors, name, message, frames, details = rest
            raised = Raised(
                [plain(a, str)[:200] for a in ancestors[:20]], plain(name, str)[:200], plain(message, str)[:MAX_TEXT],
                [(plain(line, int), plain(function, str)[:200]) for line, function in frames[:20]],
            )  # fmt: skip
        except (ValueError, TypeError):
            self.carrier.lied("sent a malformed exception")
        error = student_error(raised)
        details = believable(details)
        # A stub's, not torch's, which says with it that a subclass must override more.
        if isinstance(error, NotImplementedError) and (details.get("own") is True or "TODO" in raised.message):
            return ToDo("not written yet", raised)
        error.details = details  # type: ignore[attr-defined]
        return error


def plain(value: Any, kind: type) -> Any:
    if type(value) is not kind:
        raise TypeError(f"{kind.__name__} was due")
    return value


def believable(details: Any) -> dict[str, Any]:
    """What a host says beside an exception, as far as it is of the kind that is due."""
    kinds: dict[str, type] = {"own": bool, "same_file": bool, "line": int, "column": int, "module": str}
    found = {name: details.get(name) for name in kinds} if type(details) is dict else {}
    return {
        name: value[:200] if isinstance(value, str) else value
        for name, value in found.items()
        if type(value) is kinds[name] and not (kinds[name] is int and not 0 <= value < 10**6)  # type: ignore[operator]
    }


def fresh_line(hosts: Any, limits: Limits, seconds: float) -> Line:
    """A line to a fresh host that is no submission's: all its questions together have so many seconds."""
    clock = Clock(limits, time.monotonic() + seconds)
    clock.ends["exercise"] = clock.ends["submission"]
    clock.start_check(seconds)
    return Line(hosts.host(), clock, Transcript())


def load(line: Line, filename: str, source: str, probes: list[str]) -> None:
    """Give a fresh host its probes and the submission; `LoadFailed` says why that did not work."""
    for i, text in enumerate(probes):
        line.ask("add" if i else "load", "probes", "probes.py", text)
    try:
        line.ask("load", "student", filename, source)
    except Halt as halt:
        if isinstance(halt, ToDo):
            raise LoadFailed("your file raised NotImplementedError while it was imported", halt.raised) from None
        raise LoadFailed(f"while your file was imported: {halt.reason}", halt.raised, halt.status) from None
    except Exception as error:
        if not isinstance(error, StudentError):
            raise
        raise LoadFailed("your file could not be imported", error.raised, **error.details) from None  # type: ignore[attr-defined]
