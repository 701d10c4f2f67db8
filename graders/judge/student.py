"""The student's module as a check sees it: `student.TabularDataset(x, y)`, `len(dataset)`.

Each use becomes one question to a student host and comes back as plain data, as a `Remote`
(a handle on something that stays there) or as the exception that the student's code raised.
Nothing here compares or decides; a `Remote` refuses `==` and `bool`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from graders.judge import family
from graders.judge.transcript import ITER, NAME, NEXT, Step
from graders.plain import Ref
from graders.show import show

if TYPE_CHECKING:
    from graders.judge.line import Line


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
        if type(size) is not int or not 0 <= size < 2**63:
            self._line.carrier.lied("answered len() with something else than a number")
        return size

    def __getitem__(self, key: Any) -> Any:
        return self._record([self, "[", key, "]"], "item", self, key)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._record([self, *call_text(args, kwargs)], "invoke", self, list(args), kwargs)

    def __iter__(self) -> Iterator[Any]:
        return self._record([ITER, self, ")"], "iter", self, keep=True)

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

    def __init__(self, line: Line, space: str, name: str, template: str = ""):
        self._line, self._space, self._name, self._template = line, space, name, template

    def shown_as(self, template: str) -> Function:
        """The same function; its calls are written as `template`, where {0} is the first argument."""
        return Function(self._line, self._space, self._name, template)

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._ask(args, kwargs, False)

    def keep(self, *args: Any, **kwargs: Any) -> Remote:
        """Call, and leave the result in the host whatever it is."""
        return self._ask(args, kwargs, True)

    def handle(self) -> Remote:
        """The function or class itself, to hand to something else in the host."""
        self._line.require(self._space, self._name)
        return recorded(self._line, [NAME, self._name], "name", self._space, self._name, keep=True)

    def _ask(self, args: tuple[Any, ...], kwargs: dict[str, Any], keep: bool) -> Any:
        self._line.require(self._space, self._name)
        text = template_text(self._template, args) if self._template else [self._name, *call_text(args, kwargs)]
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

    def files(self) -> list[str]:
        """Files below the host's scratch folder, sorted; seen from outside."""
        return self._line.carrier.scratch.files()

    def read_file(self, name: str) -> bytes | None:
        """What a file below the scratch folder holds (64 MiB at most); None if there is none."""
        return self._line.carrier.scratch.read(name)

    def processes(self) -> int | None:
        """Processes that the host has started and that still run; seen from outside. None: not on this system."""
        if not family.PROC.is_dir():
            return None
        carrier = self._line.carrier
        pid = getattr(carrier, "pid", os.getpid())
        count = family.descendants(pid)
        if count is None:
            carrier.lied("hides its processes")
        others = carrier.relatives(pid) - {pid} if hasattr(carrier, "relatives") else set()
        return max(count, sum(bool(family.living_thread(other)) for other in others))

    def open_files(self) -> list[str] | None:
        """Files that the host and what it has started hold open, below its folder; seen from outside. None: not on this system."""
        if not family.PROC.is_dir():
            return None
        carrier = self._line.carrier
        names = family.open_files(family.members(getattr(carrier, "pid", os.getpid())))
        if names is None:
            carrier.lied("hides its open files")
        below = carrier.scratch.inside + "/"
        return sorted(n[len(below) :] for n in names if n.startswith(below))

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


def template_text(template: str, args: tuple[Any, ...]) -> list[Any]:
    """The parts of a template: "list({0})" with the argument in its place."""
    return [arg_of(args[int(p)]) if i % 2 else p for i, p in enumerate(re.split(r"\{(\d)\}", template))]


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
            name_handles(item, step, f"{path}[{show(key, 40)}]")
