"""Isolation "none": the student's code in the judge's own process, for a debugger.

The same questions take the same way through the wire format, so answers and verdicts are the
same, but nothing is limited and nothing is confined: never for grades.
"""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NoReturn

from graders.errors import HostLied
from graders.judge.host import Answerer
from graders.judge.scratch import Scratch


class NoOutput:
    """What the student's code prints goes where the process prints."""

    def take(self) -> str:
        return ""


class Local:
    """Carries frames to an `Answerer` in this process."""

    def __init__(self) -> None:
        import torch  # the host's converters look for it among the loaded modules

        torch.set_num_threads(1)  # as in every host
        self.folder = Path(tempfile.mkdtemp(prefix="graders-")).resolve()
        self.scratch = Scratch(self.folder, str(self.folder))
        self.output = NoOutput()
        self.alive = True
        self.answerer = Answerer(self._ask_judge, self.folder)
        self._waiting: list[bytes] = []
        self._nonce = 0
        sys.path.insert(0, str(self.folder))
        self.serve: Any = None  # set by the line: calls a function of the judge's

    def send(self, data: bytes, deadline: float) -> None:
        # Another host in this process may have loaded its own copies under the same names, and
        # pickle, on the way to DataLoader workers, finds classes by name.
        sys.modules.update({module.__name__: module for module in self.answerer.spaces.values()})
        self._nonce, *request = self.answerer.decode(data[4:])
        nonce = self._nonce
        with self.in_scratch():
            reply = self.answerer.answer(request)
        self._waiting.append(self.answerer.encode([nonce, *reply]))

    @contextlib.contextmanager
    def in_scratch(self) -> Iterator[None]:
        """A host's current folder is its scratch folder: files without one must not land elsewhere."""
        before = Path.cwd()
        os.chdir(self.folder)
        try:
            yield
        finally:
            os.chdir(before)

    def receive(self, deadline: float) -> bytes:
        return self._waiting.pop(0)[4:]

    def _ask_judge(self, number: int, args: list[Any], kwargs: dict[str, Any]) -> Any:
        request = self.answerer.encode([number, args, kwargs])
        _, kind, *rest = self.answerer.decode(self.serve(request[4:])[4:])
        if kind == "error":
            import builtins

            raise getattr(builtins, rest[0])(rest[1])
        return rest[0]

    def lied(self, what: str) -> NoReturn:
        raise HostLied(f"the student's code {what}")

    def close(self) -> None:
        self.alive = False
        if str(self.folder) in sys.path:
            sys.path.remove(str(self.folder))
        self.scratch.close()


class LocalSource:
    """Gives `Local` carriers, in the place of a nursery."""

    layers: list[str] = []

    def __init__(self) -> None:
        self.lines: list[Local] = []

    def wait_ready(self) -> None:
        pass

    def host(self) -> Local:
        self.lines.append(Local())
        return self.lines[-1]

    def host_of_another_salt(self) -> Local:
        return self.host()  # a process has only one

    def clear(self) -> None:
        pass

    def close(self) -> None:
        for line in self.lines:
            line.close()


