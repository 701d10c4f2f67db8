"""`watch`: judge an exercise again whenever it is saved, with the nursery kept warm.

The screen shows the first failed check of the exercise that was just saved. On a terminal,
single keys ask for a hint, the next exercise, or the end.
"""

from __future__ import annotations

import contextlib
import queue
import sys
import threading
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from graders import catalog
from graders.catalog import Exercise
from graders.checking import exercise_folder, is_own, use_mnist
from graders.judge.judge import Judge
from graders.practice import hint_text
from graders.progress import Progress

KEYS = "h hint   n next exercise   enter check again   q quit"
STEP_MS = 10  # quiet time after a change before it counts as saved
POLL_MS = 50  # how often keys are looked at


class Watcher:
    """Keeps what is on the screen: the current exercise and its last verdict."""

    def __init__(self, judge: Judge, folder: Path, exercises: list[Exercise], seed: int):
        from graders.reports.terminal import Terminal, make_console

        self.judge, self.folder, self.exercises, self.seed = judge, folder, exercises, seed
        self.progress = Progress(folder)
        self.console = make_console()
        self.terminal = Terminal(self.console, exercises, folder=folder.name)
        self.current = self.first_unfinished()

    def first_unfinished(self) -> Exercise:
        unfinished = [e for e in self.exercises if not self.progress.full_marks(e.id)]
        return (unfinished or self.exercises)[0]

    def show(self, exercise: Exercise) -> None:
        """Judge one exercise and show where it stands."""
        self.current = exercise
        report = self.judge.examine(self.folder, [exercise], self.seed)
        if self.console.is_terminal:
            self.console.clear()
        self.terminal.exercise(report.exercises[0], shown=1)
        if is_own(self.folder):
            self.progress.record(report)
        self.footer()

    def footer(self) -> None:
        keys = KEYS if sys.stdin.isatty() else "Ctrl-C ends"
        self.console.print(f"\nwatching {self.folder.name}/   {keys}", style="dim", soft_wrap=True)

    def press(self, key: str) -> bool:
        """Act on a key; False to end."""
        if key in ("q", "\x04"):
            return False
        if key == "h":
            self.console.print("\n" + hint_text(self.current, self.progress), markup=False)
        elif key == "n":
            at = self.exercises.index(self.current)
            self.show(self.exercises[(at + 1) % len(self.exercises)])
        elif key in ("\r", "\n", " "):
            self.show(self.current)
        return True


def watch(options: Namespace) -> int:
    exercises = catalog.select(options.exercises)
    folder = exercise_folder(options.folder)
    use_mnist(options)
    with Judge(device=options.device) as judge, keys() as pressed:
        from watchfiles import watch as changes

        from graders.judge import plugin  # noqa: F401  (its imports must not wait for the first save)

        watcher = Watcher(judge, folder, exercises, options.seed)
        judge.hosts.wait_ready()
        watcher.show(watcher.current)
        by_file = {f"{e.id}.py": e for e in exercises}
        for changed in changes(
            folder, step=STEP_MS, debounce=200, rust_timeout=POLL_MS, yield_on_timeout=True, raise_interrupt=True
        ):
            saved = sorted({Path(path).name for _, path in changed} & set(by_file))
            for name in saved:
                watcher.show(by_file[name])
            while not pressed.empty():
                if not watcher.press(pressed.get()):
                    return 0
    return 0


@contextlib.contextmanager
def keys() -> Iterator[queue.Queue[str]]:
    """Single keys as they are pressed; the terminal is put back however this ends."""
    pressed: queue.Queue[str] = queue.Queue()
    if not sys.stdin.isatty():
        yield pressed
        return
    if sys.platform == "win32":
        threading.Thread(target=_read_windows, args=(pressed,), daemon=True).start()
        yield pressed
        return
    import termios
    import tty

    before = termios.tcgetattr(sys.stdin)
    tty.setcbreak(sys.stdin.fileno())
    threading.Thread(target=_read_posix, args=(pressed,), daemon=True).start()
    try:
        yield pressed
    finally:
        termios.tcsetattr(sys.stdin, termios.TCSADRAIN, before)


def _read_posix(pressed: queue.Queue[str]) -> None:
    while key := sys.stdin.read(1):
        pressed.put(key)


def _read_windows(pressed: Any) -> None:
    import msvcrt

    while True:
        pressed.put(msvcrt.getwch())  # type: ignore[attr-defined]
