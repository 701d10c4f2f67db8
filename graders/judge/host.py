"""The student host: runs one submitted file and answers questions about it.

This module is loaded beside the student's code, so it knows nothing of checks, expected
answers or solutions, and nothing here decides a grade: it builds objects, calls them and
sends back what they gave, as plain data or as a handle.
"""

from __future__ import annotations

import builtins
import contextlib
import itertools
import linecache
import os
import sys
import threading
import traceback
import types
from collections.abc import Callable
from pathlib import Path
from typing import Any

from graders.judge import wire
from graders.judge.convert import to_array, to_image, to_plain
from graders.plain import Callback, Image, Opaque, Ref, Tensor

MAX_MESSAGE = 4000  # characters of an exception's text
MAX_FRAMES = 20


class Answerer:
    """Holds the student's module and objects, and answers one question at a time.

    `ask_judge(number, args, kwargs)` reaches a function of the judge's that was handed in.
    """

    def __init__(self, ask_judge: Callable[[int, list[Any], dict[str, Any]], Any], folder: Path | None = None):
        self.ask_judge = ask_judge
        self.folder = folder or Path.cwd()
        self.spaces: dict[str, types.ModuleType] = {}
        self.objects: dict[int, Any] = {}
        self.numbers = itertools.count(1)
        self.filename = ""

    # -- values in and out ---------------------------------------------------------------

    def decode(self, body: bytes) -> Any:
        return wire.decode(body, self.incoming)

    def incoming(self, value: Any) -> Any:
        """Records of a question become what they stand for, however deep they lie."""
        kind = type(value)
        if kind is Tensor:
            return to_array(value)
        if kind is Image:
            return to_image(value)
        if kind is Callback:
            return JudgeFunction(value.number, self.ask_judge)
        return self.objects[value.number]

    def keep(self, value: Any) -> Ref:
        number = next(self.numbers)
        self.objects[number] = value
        return Ref(number, type(value).__name__)

    def encode(self, message: list[Any]) -> bytes:
        """A frame; a value that cannot be sent is replaced by a description of why."""
        try:
            return wire.frame(message, self.outgoing)
        except (wire.WireError, RecursionError, MemoryError) as error:
            return wire.frame([*message[:-1], Opaque(f"a value that cannot be sent: {error}")])

    def outgoing(self, value: Any) -> Any:
        """Turn anything that is not plain into plain data, or into a handle."""
        converted = to_plain(value)
        return self.keep(value) if converted is None else converted

    # -- questions -----------------------------------------------------------------------

    def answer(self, request: list[Any]) -> list[Any]:
        """`[free, seed, keep, operation, *arguments]` in; `["value", v]` or `["raised", ...]` out."""
        try:
            free, seed, keep, operation, *arguments = request
            for number in free:
                self.objects.pop(number, None)
            if seed is not None:
                set_global_seeds(seed)
            value = getattr(self, "do_" + operation)(*arguments)
            return ["value", self.keep(value) if keep else value]
        except BaseException as error:
            description = self.describe(error)
            let_go(error)
            return ["raised", *description]

    def describe(self, error: BaseException) -> list[Any]:
        """What the judge is told of an exception: ancestors, texts, lines of the student's file."""
        builtin = [c.__name__ for c in type(error).__mro__ if c.__module__ == "builtins"]
        try:
            message = str(error)[:MAX_MESSAGE]
        except BaseException as again:
            message = f"(its text could not be had: {type(again).__name__})"
        frames = [
            [line or 0, frame.f_code.co_name]
            for frame, line in traceback.walk_tb(error.__traceback__)
            if frame.f_code.co_filename == self.filename
        ]
        everywhere = [frame.f_code.co_filename for frame, _ in traceback.walk_tb(error.__traceback__)]
        details: dict[str, Any] = {"own": everywhere[-1:] == [self.filename]}
        if isinstance(error, SyntaxError):
            details |= {"line": error.lineno or 0, "column": error.offset or 0, "same_file": error.filename == self.filename}
        if isinstance(error, ImportError):
            details |= {"module": str(error.name or "")}
        return [builtin, type(error).__name__[:200], message, frames[-MAX_FRAMES:], details]

    def do_load(self, space: str, filename: str, source: str) -> None:
        """Run a source text as a module of its own, in a file in this host's folder.

        An absolute `filename` (for a debugger's breakpoints) names the file that holds the text.
        """
        path = self.folder / filename
        if not path.exists():
            path.write_text(source, encoding="utf-8", newline="")
        module = types.ModuleType(path.stem)
        module.__file__ = str(path)
        sys.modules[path.stem] = module  # so that workers that are spawned find its classes
        if space == "student":
            self.filename = str(path)
        linecache.checkcache(str(path))
        self.spaces[space] = module
        exec(compile(source, str(path), "exec"), module.__dict__)

    def do_add(self, space: str, filename: str, source: str) -> None:
        """Run more source in a space that exists already (an exercise's own probes)."""
        with (self.folder / filename).open("a", encoding="utf-8", newline="") as file:
            file.write(f"\n\n{source}")  # workers that are spawned import the whole file
        exec(compile(source, filename, "exec"), self.spaces[space].__dict__)

    def do_has(self, space: str, name: str) -> bool:
        return name in self.spaces[space].__dict__

    def do_call(self, space: str, name: str, args: list[Any], kwargs: dict[str, Any]) -> Any:
        return self.spaces[space].__dict__[name](*args, **kwargs)

    def do_name(self, space: str, name: str) -> Any:
        return self.spaces[space].__dict__[name]

    def do_invoke(self, target: Any, args: list[Any], kwargs: dict[str, Any]) -> Any:
        return target(*args, **kwargs)

    def do_method(self, target: Any, name: str, args: list[Any], kwargs: dict[str, Any]) -> Any:
        return getattr(target, name)(*args, **kwargs)

    def do_attribute(self, target: Any, name: str) -> Any:
        return getattr(target, name)

    def do_len(self, target: Any) -> int:
        return len(target)

    def do_item(self, target: Any, key: Any) -> Any:
        return target[key]

    def do_iter(self, target: Any) -> Any:
        return iter(target)

    def do_next(self, iterator: Any) -> Any:
        return next(iterator)

    def do_take(self, iterable: Any, limit: int) -> Any:
        """`[items, ended]`: at most `limit` items, and whether the iterable ended by itself."""
        items = []
        for item in iterable:
            items.append(item)
            if len(items) >= limit:
                return [items, False]
        return [items, True]

    def do_write(self, name: str, data: bytes) -> str:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        return str(path)

    def do_gpu(self) -> str | None:
        """The name of the GPU that torch sees; None if it sees none."""
        import torch

        return torch.cuda.get_device_name() if torch.cuda.is_available() else None

    def do_modules(self) -> list[str]:
        return sorted(sys.modules)


def set_global_seeds(seed: int) -> None:
    """Set the global random states, so that one example cannot depend on what ran before."""
    import random

    import numpy as np
    import torch

    random.seed(seed)
    np.random.seed(seed % 2**32)
    # Not torch.manual_seed, which asks every accelerator too and takes ten times as long.
    torch.default_generator.manual_seed(seed)


def let_go(error: BaseException | None) -> None:
    """Empty the frames of an exception's traceback, so that what they hold dies now.

    A DataLoader whose worker has raised sits in a reference cycle with the exception: the garbage
    collector would stop its workers during some later question, which takes seconds.
    """
    for _ in range(MAX_FRAMES):  # a chain can be a ring
        if error is None:
            return
        traceback.clear_frames(error.__traceback__)
        error = error.__cause__ or error.__context__


class JudgeFunction:
    """A function that lives in the judge; called in the host's main process only."""

    def __init__(self, number: int, ask_judge: Callable[..., Any]):
        self._number, self._ask_judge, self._pid = number, ask_judge, os.getpid()

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        if os.getpid() != self._pid:
            raise RuntimeError("this function cannot be called from a worker process")
        return self._ask_judge(self._number, list(args), kwargs)


class Server:
    """Answers over a socket until the other side closes it."""

    def __init__(self, sock: Any):
        self.sock, self.pid = sock, os.getpid()
        self.lock = threading.Lock()  # callbacks may come from a student's thread
        self.nonce = 0
        self.answerer = Answerer(self.ask_judge)

    def receive(self) -> list[Any]:
        length = wire.frame_length(self.read(4))
        return self.answerer.decode(self.read(length))

    def read(self, n: int) -> bytes:
        parts = bytearray()
        while len(parts) < n:
            part = self.sock.recv(min(n - len(parts), 1 << 20))
            if not part:
                raise EOFError
            parts += part
        return bytes(parts)

    def ask_judge(self, number: int, args: list[Any], kwargs: dict[str, Any]) -> Any:
        with self.lock:
            self.sock.sendall(self.answerer.encode([self.nonce, "callback", number, args, kwargs]))
            _, kind, *rest = self.receive()
        if kind == "error":
            raise getattr(builtins, rest[0])(rest[1])
        return rest[0]

    def serve(self) -> None:
        while True:
            try:
                self.nonce, *request = self.receive()
            except (EOFError, OSError):
                return
            reply = self.answerer.answer(request)
            if os.getpid() != self.pid:
                # The student's code forked and this is the copy: only one may go on answering.
                os._exit(0)
            for stream in (sys.stdout, sys.stderr):
                with contextlib.suppress(Exception):
                    stream.flush()
            self.sock.sendall(self.answerer.encode([self.nonce, *reply]))
