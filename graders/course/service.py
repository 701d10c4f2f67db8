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
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from typing import Any

from graders.errors import KitError

ROOT = Path(__file__).parents[2]


class Service:
    """A warm judge next door. Thread-safe; started at the first question, and again if it has died."""

    def __init__(self, isolation: str = "basic", device: str = "cpu"):
        self.isolation, self.device = isolation, device
        self.process: subprocess.Popen[str] | None = None
        self.lock = threading.Lock()
        atexit.register(self.close)

    def start(self) -> None:
        """Start it in the background; the first answer waits for PyTorch's import."""
        if self.process is None or self.process.poll() is not None:
            self.close()
            self.process = subprocess.Popen(
                [sys.executable, "-m", "graders.course.service", "--isolation", self.isolation, "--device", self.device],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8",
                env={**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep)},
            )  # fmt: skip

    def examine(self, files: dict[str, str], exercises: list[str], seed: int = 0, only: list[str] | None = None) -> dict[str, Any]:
        """The report, as JSON, of files given by name and text; `only`: these checks. KitError where there is none."""
        question = {"files": files, "exercises": exercises, "seed": seed, "only": only or []}
        with self.lock:
            self.start()
            assert self.process and self.process.stdin and self.process.stdout and self.process.stderr
            try:
                self.process.stdin.write(json.dumps(question) + "\n")
                self.process.stdin.flush()
                answer = self.process.stdout.readline()
            except OSError:
                answer = ""
            if not answer:
                self.process.kill()
                raise KitError(f"the judge has ended:\n{self.process.communicate()[1][-4000:]}")
        found = json.loads(answer)
        if "fault" in found:
            raise KitError(found["fault"])
        return found

    def close(self) -> None:
        if self.process:
            with contextlib.suppress(OSError):
                self.process.stdin.close()  # type: ignore[union-attr]
            try:
                self.process.wait(5)
            except subprocess.TimeoutExpired:
                self.process.kill()
            self.process = None


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
