"""What was asked of the student's code, written down as the Python a reader would type.

    LossSampler(3)  ·  .update([0], [5.0])  ·  list(...)   becomes
        sampler = LossSampler(3)
        sampler.update([0], [5.0])
        list(sampler)
"""

from __future__ import annotations

import builtins
import itertools
import re
from typing import Any

from graders.show import show

MAX_LINES = 6
INLINE = 70  # characters of an expression that is put in place of a name
LINE = 160


class Mark(str):
    """A part that is known by identity: a handle among the parts refuses ==, and "" is any ""."""


NEXT = Mark("next(")
ITER = Mark("iter(")
NAME = Mark("")  # before a bare name, which always stands for itself


class Step:
    """One question: its text in parts (strings, values, handles), and what it gave."""

    def __init__(self, parts: list[Any], quoted: list[bool]):
        self.parts, self.quoted, self.times, self.type_name = parts, quoted, 1, ""

    def gives(self, type_name: str) -> None:
        self.type_name = type_name

    def sources(self) -> list[Step]:
        """The steps whose results this one uses."""
        return [s for p in self.parts for s in _steps_in(p)]


def _steps_in(value: Any) -> list[Step]:
    step = getattr(value, "_step", None) if type(value).__name__ == "Remote" else None
    if step is not None:
        return [step]
    if type(value) in (list, tuple):
        return [s for v in value for s in _steps_in(v)]
    if type(value) is dict:
        return [s for v in value.values() for s in _steps_in(v)]
    return []


class Transcript:
    """The steps of one example."""

    def __init__(self) -> None:
        self.steps: list[Step] = []

    def clear(self) -> None:
        self.steps = []

    def add(self, parts: list[Any], quoted: list[bool]) -> Step:
        last = self.steps[-1].parts if self.steps else [""]
        if parts[0] is last[0] is NEXT and last[1] is parts[1]:
            self.steps[-1].times += 1
            return self.steps[-1]
        self.steps.append(Step(parts, quoted))
        return self.steps[-1]

    def text(self) -> str:
        """The last question and what led to it, as lines of Python."""
        steps = self._relevant()
        uses = {id(s): sum(t.sources().count(s) for t in steps) for s in steps}
        names: dict[int, str] = {}
        lines: list[str] = []
        for step in steps:
            text = self._render(step, names)
            if step.parts[0] is NAME or (uses[id(step)] == 1 and len(text) <= INLINE and self._movable(step, steps, uses)):
                names[id(step)] = text
                continue
            if uses[id(step)]:
                names[id(step)] = _fresh_name(step, set(names.values()))
                text = f"{names[id(step)]} = {text}"
            lines.append(text + (f"  # {step.times} times" if step.times > 1 else ""))
        lines = _folded(lines)
        if len(lines) > MAX_LINES:
            lines = [lines[0], "…", *lines[2 - MAX_LINES :]]
        return "\n".join(lines)

    def _relevant(self) -> list[Step]:
        """The last step, what it uses, and what else was done with the same objects."""
        if not self.steps:
            return []
        wanted = {id(self.steps[-1])}
        for step in reversed(self.steps):
            if id(step) in wanted:
                wanted |= {id(s) for s in step.sources()}
        for step in self.steps:  # whatever was done with those objects may have changed them
            if any(id(source) in wanted for source in step.sources()):
                wanted |= {id(step), *(id(s) for s in step.sources())}
        return [s for s in self.steps if id(s) in wanted]

    def _movable(self, step: Step, steps: list[Step], uses: dict[int, int]) -> bool:
        """An expression may move to its one place of use if only its neighbours there come between."""
        for later in steps[steps.index(step) + 1 :]:
            if step in later.sources():
                return True
            if uses[id(later)] != 1:
                return False
        return False

    def _render(self, step: Step, names: dict[int, str]) -> str:
        parts = [
            part if isinstance(part, str) and not quoted else _value(part, names)
            for part, quoted in zip(step.parts, step.quoted, strict=True)
        ]
        text = "".join(parts)
        return text if len(text) <= LINE else text[: LINE - 2] + " …"


def _folded(lines: list[str]) -> list[str]:
    """The same line again and again is one line."""
    folded = []
    for line, group in itertools.groupby(lines):
        times = len(list(group))
        folded.append(f"{line}  # {times} times" if times > 1 else line)
    return folded


def _value(value: Any, names: dict[int, str]) -> str:
    if type(value).__name__ == "Remote":
        step = value._step
        return (names.get(id(step), f"<{value._ref.type_name}>") if step else f"<{value._ref.type_name}>") + value._path
    if type(value) in (list, tuple, dict) and _steps_in(value):
        if type(value) is dict:
            return "{" + ", ".join(f"{show(k, 40)}: {_value(v, names)}" for k, v in value.items()) + "}"
        return "[" + ", ".join(_value(v, names) for v in value) + "]"
    return show(value, 80)


def _fresh_name(step: Step, taken: set[str]) -> str:
    """A variable's name: the last word of the type's name ("LossSampler" → "sampler")."""
    words = [w.lower() for w in re.findall(r"[A-Za-z][a-z]+", step.type_name)] or ["object"]
    name = "iterator" if words[-1] in ("iter", "generator") and step.parts[0] is ITER else words[-1]
    if hasattr(builtins, name):
        name = "result"
    if name in taken:
        name += "_" + str(sum(t.split("_")[0] == name for t in taken) + 1)
    return name
