"""Everything that can go wrong while a submission is judged, as one tree.

    KitError                   a fault of the kit or of its use, never the student's
    StudentError               mixed into what the student's code raised, see `student_error`
      StudentExit              SystemExit or KeyboardInterrupt in the student's code
    Halt (BaseException)       ends a check at once: Hypothesis must not try to shrink it
      ToDo                     the stub is still there
      MissingName              the file defines no such name
      HostDied                 the host is gone, and by what
      HostLied                 the host broke the protocol
      TimeUp                   a call, the check, the exercise or the submission took too long
      LoadFailed               the student's file could not be loaded
      EnoughShrinking          the smallest case so far will do
"""

from __future__ import annotations

import builtins
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any


class KitError(Exception):
    """A fault of the kit or of the way it was called."""


@dataclass
class Raised:
    """What the host says of an exception: built-in ancestors, texts, lines of the student's file."""

    ancestors: list[str]
    type_name: str
    message: str
    frames: list[tuple[int, str]] = field(default_factory=list)  # (line, function), outermost first


class StudentError:
    """Mixed into an exception that was raised by the student's code, in the host."""

    raised: Raised

    def __init__(self, raised: Raised):
        self.raised = raised

    def __str__(self) -> str:
        return self.raised.message


class StudentExit(StudentError, Exception):
    """The student's code tried to end the process: SystemExit, KeyboardInterrupt and the like."""


# The judge maps by this fixed list, never by a name that it looks up: what the host writes
# can only ever select one of these.
MIRRORED: dict[str, type[Exception]] = {
    name: getattr(builtins, name)
    for name in ["Exception", "ArithmeticError", "AssertionError", "AttributeError", "BlockingIOError", "BrokenPipeError", "BufferError", "ChildProcessError", "ConnectionError", "EOFError", "FileExistsError", "FileNotFoundError", "FloatingPointError", "ImportError", "IndexError", "InterruptedError", "IsADirectoryError", "KeyError", "LookupError", "MemoryError", "ModuleNotFoundError", "NameError", "NotADirectoryError", "NotImplementedError", "OSError", "OverflowError", "PermissionError", "ProcessLookupError", "RecursionError", "ReferenceError", "RuntimeError", "StopAsyncIteration", "StopIteration", "SyntaxError", "SystemError", "TimeoutError", "TypeError", "UnboundLocalError", "UnicodeError", "ValueError", "Warning", "ZeroDivisionError"]
}


@lru_cache(256)
def _class_for(names: tuple[str, ...]) -> type[Exception]:
    """A class that is a StudentError and all of these built-in types (if they get along)."""
    bases = [MIRRORED[name] for name in names]
    # Keep the most derived ones only: LookupError adds nothing to IndexError.
    bases = [b for b in bases if not any(o is not b and issubclass(o, b) for o in bases)]
    for chosen in (bases, bases[:1]):
        try:
            return type(chosen[0].__name__, (StudentError, *chosen), {})
        except (TypeError, IndexError):
            continue
    return StudentExit


def student_error(raised: Raised) -> Exception:
    """The exception that stands, on the judge's side, for what the student's code raised."""
    kind = _class_for(tuple(name for name in raised.ancestors if name in MIRRORED))
    return kind(raised)


class Halt(BaseException):
    """Ends the check; `status` is what the report calls it, `reason` what the student reads."""

    status = "failed"

    def __init__(self, reason: str, raised: Raised | None = None):
        super().__init__(reason)
        self.reason = reason
        self.raised = raised


class ToDo(Halt):
    status = "todo"


class MissingName(Halt):
    pass


class HostDied(Halt):
    status = "crashed"


class HostLied(Halt):
    status = "crashed"


class TimeUp(Halt):
    status = "timeout"


class LoadFailed(Halt):
    """Loading failed; `line` and `column` of a syntax error, both from 1."""

    def __init__(self, reason: str, raised: Raised | None = None, status: str = "failed", **details: Any):
        super().__init__(reason, raised)
        self.status = status
        self.details = details


class EnoughShrinking(Halt):
    pass
