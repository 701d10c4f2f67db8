"""The judge as a process of its own, for programs that must not be it: a notebook's kernel, nbgrader.

`Service` starts `python -m graders.course.service` once, keeps it warm, and asks it by lines of
JSON. Neither pytest nor a student's code then runs in the kernel, in nbgrader or in Jupyter's server.
"""

from __future__ import annotations

import argparse
import atexit
import contextlib
import json
import os
import queue
import subprocess
import sys
import tempfile
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

from graders.errors import KitError

ROOT = Path(__file__).parents[2]


class Service:
    """A warm judge next door. Thread-safe; started at the first question, and again if it has died.

    `idle`: seconds without a question after which it is ended, until the next one; None: never.
    """

    def __init__(self, isolation: str = "basic", device: str = "cpu", idle: float | None = None):
        self.isolation, self.device, self.idle = isolation, device, idle
        self.rest: threading.Timer | None = None
        self.process: subprocess.Popen[str] | None = None
        self.lock = threading.Lock()
        atexit.register(self.close)

    def start(self) -> None:
        """Start it in the background; the first answer waits for PyTorch's import."""
        if self.process is None or self.process.poll() is not None:
            self.close()
            self.complaints = tempfile.TemporaryFile()  # noqa: SIM115  (not a pipe, which would fill)
            self.process = subprocess.Popen(
                [sys.executable, "-m", "graders.course.service", "--isolation", self.isolation, "--device", self.device],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.complaints, text=True, encoding="utf-8",
                start_new_session=True,  # an interrupted cell is no interrupted judge; the end of its input ends it
                env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep)},
            )  # fmt: skip

    def examine(self, files: dict[str, str], exercises: list[str], seed: int = 0, only: list[str] | None = None) -> dict[str, Any]:
        """The report, as JSON, of files given by name and text; `only`: these checks. KitError where there is none."""
        question = {"files": files, "exercises": exercises, "seed": seed, "only": only or []}
        with self.lock:
            if self.rest:
                self.rest.cancel()
            self.start()
            assert self.process and self.process.stdin and self.process.stdout
            try:
                self.process.stdin.write(json.dumps(question) + "\n")
                self.process.stdin.flush()
                answer = self.process.stdout.readline()
            except OSError:
                answer = ""
            except BaseException:  # interrupted: its answer must not be taken for that of the next question
                self.process.kill()
                self.close()
                raise
            if not answer:
                self.close()
                self.complaints.seek(0)
                raise KitError(f"the judge has ended:\n{self.complaints.read()[-4000:].decode(errors='replace')}")
            if self.idle is not None:
                self.rest = threading.Timer(self.idle, self.doze)
                self.rest.daemon = True
                self.rest.start()
        found = json.loads(answer)
        if "fault" in found:
            raise KitError(found["fault"])
        return found

    def doze(self) -> None:
        with self.lock:
            self.close()

    def close(self) -> None:
        """End the judge."""
        if self.process:
            with contextlib.suppress(OSError):
                self.process.stdin.close()  # type: ignore[union-attr]
            try:
                self.process.wait(5)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
            self.process = None


class Pool:
    """Several judges, which start as they are needed."""

    def __init__(self, isolation: str, judges: int, idle: float | None = None):
        self.judges = judges
        self.free: queue.LifoQueue[Service] = queue.LifoQueue()  # the one that is warm comes first
        for _ in range(judges):
            self.free.put(Service(isolation, idle=idle))
        self.threads = ThreadPoolExecutor(judges, thread_name_prefix="judge")

    def ask(self, exercise: str, text: str, seed: int) -> Future[dict[str, Any]]:
        """The report, in time, of an exercise's file."""
        return self.threads.submit(self._examine, exercise, text, seed)

    def _examine(self, exercise: str, text: str, seed: int) -> dict[str, Any]:
        service = self.free.get()
        try:
            return service.examine({f"{exercise}.py": text}, [exercise], seed)
        finally:
            self.free.put(service)


def serve(isolation: str, device: str) -> None:
    """Answer until standard input ends."""
    from graders import catalog
    from graders.judge.judge import Judge

    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # nothing but answers may stand on standard output
    with Judge(isolation=isolation, device=device) as judge:
        for line in sys.stdin:
            question = json.loads(line)
            try:
                with tempfile.TemporaryDirectory() as folder:
                    for name, text in question["files"].items():
                        Path(folder, name).write_text(text, encoding="utf-8", errors="surrogatepass", newline="")
                    exercises = [catalog.get(name) for name in question["exercises"]]
                    report = judge.examine(Path(folder), exercises, question["seed"], only=question["only"]).to_json()
            except (KitError, OSError) as error:
                report = {"fault": str(error)}
            answers.write(json.dumps(report) + "\n")
            answers.flush()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--isolation", default="basic")
    parser.add_argument("--device", default="cpu")
    options = parser.parse_args()
    with contextlib.suppress(KeyboardInterrupt):
        serve(options.isolation, options.device)


if __name__ == "__main__":
    main()
