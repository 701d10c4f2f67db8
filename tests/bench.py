"""`make bench`: how long grading takes, as ratios of medians that were measured in one run.

    python -m tests.bench [--runs N]

Figures of one machine at one time; nothing here passes or fails.
"""

from __future__ import annotations

import argparse
import os
import pty
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from graders import catalog
from graders.catalog import Exercise
from graders.judge.judge import Judge
from graders.judge.line import Clock
from graders.judge.session import Session
from graders.judge.sources import Nursery

ROOT = Path(__file__).parent.parent
SOLUTIONS = ROOT / "solutions"
IMPORTS = "import torch, torchvision, pytest, hypothesis"


def median(measure: Callable[[], object], runs: int) -> float:
    """Median seconds of a call."""
    times = []
    for _ in range(runs):
        before = time.perf_counter()
        measure()
        times.append(time.perf_counter() - before)
    return statistics.median(times)


def process(*arguments: str) -> Callable[[], object]:
    return lambda: subprocess.run([sys.executable, *arguments], cwd=ROOT, capture_output=True, check=False)


def line(what: str, figure: str, aim: str) -> None:
    print(f"{what:<58} {figure:>22}   aim: {aim}", flush=True)


def bench_calls(runs: int, isolation: str = "basic") -> None:
    nursery = Nursery(isolation=isolation)
    nursery.wait_ready()
    clock = Clock(nursery.limits, time.monotonic() + 1e6)
    clock.ends.update(exercise=1e12, check=1e12)
    session = Session("ex90_toy.py", "def f(x): return x", ["x = 1"], nursery, clock)
    student = session.spaces()[0]
    student.f(1)

    def calls() -> None:
        for _ in range(200):
            student.f(1)
        session.transcript.clear()

    line(f"warm call, scalar in and out, {isolation}", f"{median(calls, runs) / 200 * 1e6:.0f} µs", "at most 150 µs")

    def fresh() -> None:
        one = session.open()
        one.carrier.close()

    aim = {"basic": "at most 80 ms", "strict": "at most 100 ms"}[isolation]
    line(f"fresh host, loaded, asked and ended, {isolation}", f"{median(fresh, 3 * runs) * 1e3:.1f} ms", aim)
    nursery.close()


def bench_cold(runs: int) -> None:
    names = [e.id for e in catalog.exercises()][:1] + ["ex06"]
    commands = {
        "imports": process("-c", IMPORTS),
        "all": process("-m", "graders", "check", "--from", "solutions", *CORE),
        **{n: process("-m", "graders", "check", n, "--from", "solutions") for n in names},
    }
    times: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(runs):  # in turn, so that a slow minute of the machine hits all of them
        for name, command in commands.items():
            before = time.perf_counter()
            command()
            times[name].append(time.perf_counter() - before)
    base = statistics.median(times.pop("imports"))
    for name, found in times.items():
        aim = "at most 1.5" if name == "all" else "at most 1.2"
        line(f"check {name}, cold, to `{IMPORTS[:20]}…`", f"{statistics.median(found) / base:.2f} x {base:.2f} s", aim)


CORE = ["ex01", "ex04", "ex06", "ex07"]


CAPSTONE = "ex13_capstone"  # trains a network: apart from the others


def bench_modes(runs: int) -> None:
    """Each exercise warm, and two processes against one."""
    total = 0.0
    with Judge() as outside, Judge(isolation="none") as inside:
        for exercise in catalog.exercises():
            for judge in (outside, inside):
                judge.examine(SOLUTIONS, [exercise])
            two = median(lambda e=exercise: outside.examine(SOLUTIONS, [e]), runs)  # type: ignore[misc]
            one = median(lambda e=exercise: inside.examine(SOLUTIONS, [e]), runs)  # type: ignore[misc]
            apart = exercise.id == CAPSTONE
            total += 0 if apart else two
            line(f"{exercise.id}, warm", f"{two:.2f} s", "" if apart else "at most 1 s")
            line(f"{exercise.id}, two processes to one", f"{two / one:.2f} x {one:.2f} s", "at most 2")
    line(f"all but {CAPSTONE}, warm", f"{total:.1f} s", "at most 6 s")


def bench_strict(runs: int) -> None:
    """All solutions in strict isolation against basic, in turn, so that a slow minute hits both."""
    if sys.platform != "linux":
        return
    bench_calls(runs, "strict")
    exercises = list(catalog.exercises())
    times: dict[str, list[float]] = {"basic": [], "strict": []}
    with Judge() as basic, Judge(isolation="strict") as strict:
        judges = {"basic": basic, "strict": strict}
        for judge in judges.values():
            judge.examine(SOLUTIONS, exercises)
        for _ in range(runs):
            for name, judge in judges.items():
                before = time.perf_counter()
                judge.examine(SOLUTIONS, exercises)
                times[name].append(time.perf_counter() - before)
        print("    strict:", ", ".join(strict.hosts.layers))
    base = statistics.median(times["basic"])
    line("all solutions, strict to basic", f"{statistics.median(times['strict']) / base:.2f} x {base:.1f} s", "at most 1.15")


def bench_watch(runs: int) -> None:
    """From saving a solved file to its verdict on a terminal."""
    with tempfile.TemporaryDirectory() as folder:
        exercises = Path(folder) / "exercises"
        shutil.copytree(SOLUTIONS, exercises, ignore=shutil.ignore_patterns("__pycache__"))
        master, theirs = pty.openpty()
        environment = {**os.environ, "TERM": "xterm", "PYTHONPATH": str(ROOT)}
        watcher = subprocess.Popen([sys.executable, "-m", "graders", "watch"], cwd=folder, env=environment, stdin=theirs, stdout=theirs, stderr=theirs)
        try:
            read_until(master, b"q quit")
            for exercise in catalog.exercises():
                save = [_save(exercises, exercise, master) for _ in range(runs)]
                line(f"watch {exercise.id}, save to verdict", f"{statistics.median(save):.2f} s", "" if exercise.id == CAPSTONE else "at most 0.8 s")
        finally:
            watcher.terminate()
            watcher.wait()


def _save(folder: Path, exercise: Exercise, master: int) -> float:
    path = folder / f"{exercise.id}.py"
    time.sleep(0.3)
    path.write_text(path.read_text() + "\n")
    before = time.perf_counter()
    read_until(master, b"q quit")
    return time.perf_counter() - before


def read_until(fd: int, text: bytes) -> None:
    seen = b""
    while text not in seen:
        seen += os.read(fd, 65536)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=7)
    runs = parser.parse_args().runs
    for bench in (bench_calls, bench_strict, bench_cold, bench_watch, bench_modes):
        bench(runs)


if __name__ == "__main__":
    main()
