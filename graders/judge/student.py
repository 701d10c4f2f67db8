"""The student's module as a check sees it: `student.TabularDataset(x, y)`, `len(dataset)`.

Each use becomes one question to a student host and comes back as plain data, as a `Remote`
(a handle on something that stays there) or as the exception that the student's code raised.
Nothing here compares or decides; a `Remote` refuses `==` and `bool`.
"""

from __future__ import annotations

import builtins
import os
import secrets
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NoReturn, Protocol

from graders.judge import wire
from graders.judge.errors import (
    EnoughShrinking,
    Halt,
    HostLied,
    KitError,
    LoadFailed,
    MissingName,
    Raised,
    StudentError,
    TimeUp,
    ToDo,
    student_error,
)
from graders.judge.limits import Limits
from graders.judge.transcript import NAME, NEXT, Step, Transcript
from graders.plain import Callback, Opaque, Ref


class Wire(Protocol):
    """What carries frames: a `process.Host`, or `inprocess.Local`."""

    scratch: Path
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

    def start(self, what: str) -> None:
        self.ends[what] = time.monotonic() + getattr(self.limits, what)

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
        return min(now + self.limits.call, *self.ends.values())

    def time_up(self, what: str = "") -> TimeUp:
        """Which budget has run out, in words; the call's own if no larger one has."""
        now = time.monotonic()
        what = what or next((w for w, end in self.ends.items() if end <= now), "call")
        seconds = getattr(self.limits, what)
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
        if self.seed_due is not None:
            seed, self.seed_due = self.seed_due, None
            self.ask("seed", seed)
        deadline = self.clock.deadline()
        nonce = secrets.randbits(62)
        freed, self.freed = self.freed, []
        request = wire.frame([nonce, freed, keep, operation, *arguments], self.outgoing)
        try:
            self.carrier.send(request, deadline)
            kind, rest = self.reply(nonce, deadline)
        except TimeUp:
            raise self.clock.time_up() from None
        if kind == "value" and len(rest) == 1:
            return rest[0]
        if kind == "raised":
            self.raise_for(rest)
        self.carrier.lied("sent a malformed answer")

    def require(self, space: str, name: str) -> None:
        """The student's file must define this name; asked once."""
        if (space, name) in self.names:
            return
        if self.ask("has", space, name) is not True:
            if space != "student":
                raise KitError(f"the probes define no {name}")
            raise MissingName(f"the file defines no {name}")
        self.names.add((space, name))

    def reply(self, nonce: int, deadline: float) -> tuple[str, list[Any]]:
        """The answer's kind and parts; callbacks on the way are served."""
        while True:
            try:
                message = wire.decode(self.carrier.receive(deadline), self.incoming)
            except wire.WireError as error:
                self.carrier.lied(f"sent what is no answer: {error}")
            if type(message) is not list or len(message) < 3 or message[0] != nonce:
                self.carrier.lied("answered a question that was not asked")
            _, kind, *rest = message
            if kind != "callback":
                return kind, rest
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
            return [0, "error", name if hasattr(builtins, name) else "RuntimeError", str(error)]

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

    def raise_for(self, rest: list[Any]) -> None:
        """Raise, here, what the student's code raised there."""
        try:
            ancestors, name, message, frames, details = rest
            raised = Raised(
                [str(a) for a in ancestors][:20], str(name), str(message),
                [(int(line), str(function)) for line, function in frames][:20],
            )  # fmt: skip
        except (ValueError, TypeError):
            self.carrier.lied("sent a malformed exception")
        error = student_error(raised)
        if isinstance(error, NotImplementedError):
            raise ToDo("not written yet", raised)
        error.details = details if type(details) is dict else {}  # type: ignore[attr-defined]
        raise error


class Remote:
    """Something that lives in the student host."""

    def __init__(self, line: Line, ref: Ref):
        self._line, self._ref = line, ref
        self._step: Step | None = None
        self._path = ""

    def __del__(self) -> None:
        self._line.freed.append(self._ref.number)

    def __repr__(self) -> str:
        return f"a {self._ref.type_name} object"

    __hash__ = object.__hash__

    def __eq__(self, other: object) -> bool:
        raise TypeError("a handle has no value to compare: ask the student's code for data")

    def __bool__(self) -> bool:
        raise TypeError("a handle has no truth value: ask the student's code for data")

    def __len__(self) -> int:
        size = self._record(["len(", self, ")"], "len", self)
        if type(size) is not int or size < 0:
            self._line.carrier.lied("answered len() with something else than a number")
        return size

    def __getitem__(self, key: Any) -> Any:
        return self._record([self, "[", key, "]"], "item", self, key)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._record([self, *call_text(args, kwargs)], "invoke", self, list(args), kwargs)

    def __iter__(self) -> Iterator[Any]:
        iterator = self._record(["iter(", self, ")"], "iter", self, keep=True)
        while True:
            try:
                item = next(iterator)
            except StopIteration:
                return
            yield item

    def __next__(self) -> Any:
        return self._record([NEXT, self, ")"], "next", self)

    def __getattr__(self, name: str) -> Member:
        if name.startswith("_"):
            raise AttributeError(name)
        return Member(self, name)

    def _record(self, text: list[Any], operation: str, *arguments: Any, keep: bool = False) -> Any:
        return recorded(self._line, text, operation, *arguments, keep=keep)


class Member:
    """`remote.name`: a method to call; `read` gives the value of an attribute instead."""

    def __init__(self, remote: Remote, name: str):
        self._remote, self._name = remote, name

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._ask(args, kwargs, False)

    def keep(self, *args: Any, **kwargs: Any) -> Remote:
        """Call, and leave the result in the host whatever it is."""
        return self._ask(args, kwargs, True)

    def read(self) -> Any:
        text = [self._remote, f".{self._name}"]
        return self._remote._record(text, "attribute", self._remote, self._name)

    def _ask(self, args: tuple[Any, ...], kwargs: dict[str, Any], keep: bool) -> Any:
        text = [self._remote, f".{self._name}", *call_text(args, kwargs)]
        return self._remote._record(text, "method", self._remote, self._name, list(args), kwargs, keep=keep)


class Function:
    """A name at the top of the student's file (or of the probes)."""

    def __init__(self, line: Line, space: str, name: str):
        self._line, self._space, self._name = line, space, name

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._ask(args, kwargs, False)

    def keep(self, *args: Any, **kwargs: Any) -> Remote:
        """Call, and leave the result in the host whatever it is."""
        return self._ask(args, kwargs, True)

    def handle(self) -> Remote:
        """The function or class itself, to hand to something else in the host."""
        return recorded(self._line, [NAME, self._name], "name", self._space, self._name, keep=True)

    def _ask(self, args: tuple[Any, ...], kwargs: dict[str, Any], keep: bool) -> Any:
        self._line.require(self._space, self._name)
        text = [self._name, *call_text(args, kwargs)]
        if self._name.startswith("_"):
            text = []  # a probe's own business: not part of what the reader is shown
        return recorded(self._line, text, "call", self._space, self._name, list(args), kwargs, keep=keep)


class Space:
    """`student` or `probes`: names become functions in the host."""

    def __init__(self, line: Line, name: str, session: Any):
        self._line, self._name, self._session = line, name, session

    def __getattr__(self, name: str) -> Function:
        if name.startswith("__") or name == "_repr_pretty_":
            raise AttributeError(name)  # Hypothesis and copy look for these on every object
        return Function(self._line, self._name, name)

    def write_file(self, name: str, data: bytes) -> str:
        """Write a file below the host's scratch folder; returns its path there."""
        return self._line.ask("write", name, data)

    def take(self, iterable: Remote, limit: int) -> tuple[list[Any], bool]:
        """At most `limit` items, and whether the iterable ended by itself before."""
        answer = recorded(self._line, ["list(", iterable, ")"], "take", iterable, limit)
        if type(answer) is list and len(answer) == 2 and type(answer[0]) is list:
            return answer[0], answer[1] is True
        return [answer], True  # the items could not be sent: what stands there says why

    def open_files(self) -> list[str] | None:
        """Files that the host holds open, below its folder; seen from outside. None: cannot tell."""
        folder = Path(f"/proc/{getattr(self._line.carrier, 'pid', os.getpid())}/fd")
        if not folder.is_dir():
            return None
        names = []
        for entry in list(folder.iterdir()):
            try:
                names.append(os.readlink(entry))
            except OSError:
                continue
        scratch = str(self._line.carrier.scratch)
        return sorted(n[len(scratch) + 1 :] for n in names if n.startswith(scratch + "/"))

    def fresh(self) -> tuple[Space, Space]:
        """`student` and `probes` of another, fresh host with the same submission."""
        return self._session.extra()


def call_text(args: tuple[Any, ...], kwargs: dict[str, Any]) -> list[Any]:
    """The parts of `(a, b, name=c)`."""
    parts: list[Any] = ["("]
    for i, arg in enumerate(args):
        parts += [", "] * (i > 0) + [arg_of(arg)]
    for i, (name, arg) in enumerate(kwargs.items()):
        parts += [", "] * (i > 0 or bool(args)) + [f"{name}=", arg_of(arg)]
    return [*parts, ")"]


class arg_of:  # noqa: N801
    """Marks a value inside a text: it is shown as a value, and a string in quotes."""

    def __init__(self, value: Any):
        self.value = value


def recorded(line: Line, text: list[Any], operation: str, *arguments: Any, keep: bool = False) -> Any:
    """Ask, and write down what was asked; handles in the answer know the step they came from."""
    parts = [p.value if isinstance(p, arg_of) else p for p in text]
    quoted = [not isinstance(p, str) for p in text]
    step = line.transcript.add(parts, quoted) if text else None
    value = line.ask(operation, *arguments, keep=keep)
    if step is not None:
        name_handles(value, step, "")
    return value


def name_handles(value: Any, step: Step, path: str) -> None:
    if isinstance(value, Remote):
        value._step, value._path = step, path
        if not path:
            step.gives(value._ref.type_name)
    elif type(value) in (list, tuple) and len(value) <= 100:
        for i, item in enumerate(value):
            if isinstance(item, Remote | list | tuple | dict):
                name_handles(item, step, f"{path}[{i}]")
    elif type(value) is dict:
        for key, item in value.items():
            name_handles(item, step, f"{path}[{key!r}]")


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


__all__ = ["Clock", "HostLied", "Line", "Opaque", "Remote", "Space", "load"]
