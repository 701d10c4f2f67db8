"""The report on a terminal: a line for each exercise, what failed in full, where to go next."""

from __future__ import annotations

import os
import sys
from types import TracebackType
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from graders.catalog import Exercise
from graders.reports.model import CheckResult, ExerciseResult, Report

SHOWN = 3  # failed checks of one exercise that are shown in full
MARKS = {"passed": ("✓", "green"), "failed": ("✗", "red"), "todo": ("·", "yellow"), "missing": ("?", "yellow"),
         "crashed": ("✗", "red"), "timeout": ("✗", "red"), "skipped": ("-", "cyan"), "error": ("!", "magenta")}  # fmt: skip
WORDS = {"todo": "to do", "missing": "no file", "error": "a fault of the kit"}
INDENT = 4


def make_console() -> Console:
    """Rich on a terminal; plain text elsewhere or with NO_COLOR."""
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="replace")  # a terminal that has no ✓ shows a ? instead
    plain = not sys.stdout.isatty() or "NO_COLOR" in os.environ
    if plain:
        return Console(force_terminal=False, color_system=None, highlight=False, soft_wrap=True)
    return Console(highlight=False)


def points(value: float) -> str:
    return f"{value:g}"


class Terminal:
    """Shows progress while checks run, and then the report."""

    def __init__(self, console: Console, exercises: list[Exercise], verbose: bool = False, folder: str = "exercises"):
        self.console, self.exercises, self.verbose, self.folder = console, exercises, verbose, folder
        self.progress: Any = None

    # -- while checks run ----------------------------------------------------------------

    def __enter__(self) -> Terminal:
        if self.console.is_terminal:
            from rich.progress import (
                BarColumn,
                MofNCompleteColumn,
                Progress,
                SpinnerColumn,
                TextColumn,
            )

            columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
            self.progress = Progress(*columns, console=self.console, transient=True)
            total = sum(len(e.checks) for e in self.exercises)
            self.task = self.progress.add_task("loading PyTorch …", total=total)
            self.progress.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self.progress:
            self.progress.stop()

    def heard(self, exercise: Exercise, result: CheckResult) -> None:
        """A check has ended."""
        if self.progress:
            self.progress.update(self.task, advance=1, description=exercise.id)

    # -- the report ----------------------------------------------------------------------

    def report(self, report: Report) -> None:
        for outcome in report.exercises:
            self.exercise(outcome)
        self.summary(report)

    def exercise(self, outcome: ExerciseResult, shown: int = SHOWN) -> None:
        """One exercise: its line, then what failed."""
        mark, color = MARKS[outcome.status]
        title = next((e.title for e in self.exercises if e.id == outcome.id), "")
        right = f"{points(outcome.points)}/{points(outcome.max_points)}"
        text = Text.assemble((mark, color), f" {outcome.id:<20} {title:<34} {right:>7}")
        if outcome.status in WORDS:
            text.append(f"   {WORDS[outcome.status]}", color)
        self.console.print(text)
        wrong = [c for c in outcome.checks if c.status not in ("passed", "skipped")]
        failed = [c for c in wrong if c.status != "todo"]
        if not self.verbose:  # say once what is the same for all, such as a file that cannot be imported
            failed = list({(c.called, c.expected, c.got): c for c in reversed(failed)}.values())[::-1]
        for check in failed if self.verbose else failed[:shown]:
            self.check(check)
        self._rest(outcome, sum(c.status != "todo" for c in wrong) - min(len(failed), shown), [c for c in wrong if c.status == "todo"])

    def _rest(self, outcome: ExerciseResult, more: int, to_do: list[CheckResult]) -> None:
        short = outcome.id.split("_")[0]
        if more > 0 and not self.verbose:
            self.console.print(f"{' ' * INDENT}… and {more} more that failed: make check ONLY={short} V=1", style="dim")
        if to_do and outcome.status == "failed":
            self.console.print(f"{' ' * INDENT}{len(to_do)} checks wait for what is still to do", style="dim")

    def check(self, check: CheckResult) -> None:
        """One failed check in full: the requirement, the smallest call, expected and got, why, where."""
        mark, color = MARKS[check.status]
        score = f"{points(check.points)}/{points(check.max_points)}"
        self.console.print(Text.assemble((mark, color), " ", (check.id, "bold"), f"   {check.requirement}   {score}"))
        rows = [(label, text) for label, text in self.rows(check) if text]
        if not self.console.is_terminal:
            for label, text in rows:
                lines = text.split("\n")
                self.console.print(Text(f"{' ' * INDENT}{label:<9} {lines[0]}"))
                for line in lines[1:]:
                    self.console.print(Text(f"{' ' * (INDENT + 10)}{line}"))
            return
        grid = Table.grid(padding=(0, 1, 0, 0))
        grid.add_column(width=INDENT - 1)
        grid.add_column(style="dim", no_wrap=True, width=9)
        grid.add_column(overflow="fold")
        for label, text in rows:
            grid.add_row("", label, Text(text, style={"expected": "green", "got": "red"}.get(label, "")))
        self.console.print(grid)

    def rows(self, check: CheckResult) -> list[tuple[str, str]]:
        output = check.output.strip("\n")
        if not self.verbose and output.count("\n") > 5:
            output = "\n".join([*output.split("\n")[:5], "… (V=1 shows the rest)"])
        return [
            ("called", check.called), ("expected", check.expected), ("got", check.got), ("why", check.why),
            ("look at", f"{self.folder}/{check.look_at}" if check.look_at else ""), ("hint", check.hint),
            ("printed", output),
        ]  # fmt: skip

    def summary(self, report: Report) -> None:
        """Points, a bar, and the next file to open."""
        whole = report.max_points or 1
        filled = int(24 * report.points / whole)
        bar = Text.assemble(("█" * filled, "green"), ("░" * (24 - filled), "dim"))
        self.console.print()
        self.console.print(Text.assemble(f"{points(report.points)} of {points(report.max_points)} points  ", bar))
        if devices := device_text(report):
            self.console.print(devices, style="dim", markup=False)
        next_one = next((e for e in report.exercises if e.status != "passed"), None)
        if next_one is None:
            self.console.print("All checks passed.", style="green")
        else:
            self.console.print(Text(f"next: open {self.folder}/{next_one.id}.py"))


def device_text(report: Report) -> str:
    """Which checks about an accelerator ran, and how: "" if there are none."""
    checks = [c for e in report.exercises for c in e.checks if c.device]
    count = {kind: sum(c.device == kind and c.status != "skipped" for c in checks) for kind in ("configuration", "simulated", "cuda")}
    words = {"configuration": "by configuration", "simulated": "on a simulated accelerator", "cuda": "on the GPU"}
    ran = [f"{n} {words[kind]}" for kind, n in count.items() if n]
    skipped = [c for c in checks if c.status == "skipped"]
    if skipped:
        ran.append(f"{len(skipped)} left out ({points(sum(c.max_points for c in skipped))} points): no CUDA here")
    return f"GPU checks: {', '.join(ran)}" if ran else ""
