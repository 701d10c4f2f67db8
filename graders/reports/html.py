"""The verdict on an exercise, or on a part of it, as a piece of HTML for notebooks and feedback pages.

Everything that came from the student's code is escaped and stands in a box of its own. No scripts,
and no styles but those written on the elements: sanitizers of Jupyter and nbgrader leave these.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable
from html import escape

from graders.reports.model import CheckResult, ExerciseResult
from graders.reports.terminal import MARKS, WORDS, points

COLORS = {"green": "#1a7f37", "red": "#c62828", "yellow": "#9a6700", "cyan": "#00838f", "magenta": "#8e24aa"}
MONO = "font-family:monospace;white-space:pre-wrap"
NO_BREAK = "\N{NO-BREAK SPACE}"
WIDTH = 100  # columns of the text, which feedback pages do not wrap


def verdict(outcome: ExerciseResult, title: str, where: Callable[[CheckResult], str] = lambda check: check.look_at, shown: int = 20) -> str:
    """The line of points, then each check: passed ones in a line, others with what was asked, expected and got.

    `where` says how a place in the exercise's file is called.
    """
    done = outcome.points == outcome.max_points
    mark, color = MARKS["passed" if done else outcome.status]
    rows = "".join(_check(check, where, open_=number < 1) for number, check in enumerate(sorted(outcome.checks, key=_order)[:shown]))
    return f'<div><p style="color:{COLORS[color]};font-weight:bold">{mark} {escape(head(outcome, title))}</p>{rows}</div>'


def head(outcome: ExerciseResult, title: str) -> str:
    """ "number_of_batches: 0 of 4 points, to do"."""
    word = WORDS.get(outcome.status)
    return f"{title}: {points(outcome.points)} of {points(outcome.max_points)} points{f', {word}' if word else ''}"


def prose(text: str) -> str:
    """Our own words, escaped; what stands between backticks as code."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text))


def _order(check: CheckResult) -> int:
    """What failed first, then what is to do, then the rest."""
    return {"todo": 1, "skipped": 2, "passed": 3}.get(check.status, 0)


def _check(check: CheckResult, where: Callable[[CheckResult], str], open_: bool) -> str:
    mark, color = MARKS[check.status]
    line = (
        f'<span style="color:{COLORS[color]}">{mark}</span> {prose(check.requirement)} '
        f'<span style="color:#777">{points(check.points)}/{points(check.max_points)}</span>'
    )
    if check.status in ("passed", "skipped", "todo"):
        return f'<div style="margin:2px 0">{line}</div>'
    cells = "".join(
        f'<tr><td style="vertical-align:top;color:#777;padding:2px 10px 2px 20px">{label}</td>'
        f'<td style="text-align:left;padding:2px 0{"" if label == "why" else ";" + MONO}">{prose(text) if label == "why" else escape(text)}</td></tr>'
        for label, text in rows(check, where)
        if text
    )
    return f'<details style="margin:2px 0"{" open" if open_ else ""}><summary>{line}</summary><table>{cells}</table></details>'


def rows(check: CheckResult, where: Callable[[CheckResult], str]) -> list[tuple[str, str]]:
    return [
        ("called", check.called), ("expected", check.expected), ("got", check.got), ("why", check.why),
        ("look at", where(check)), ("printed", check.output.strip("\n")[:2000]),
    ]  # fmt: skip


def text(outcome: ExerciseResult, title: str, where: Callable[[CheckResult], str] = lambda check: check.look_at) -> str:
    """The same as plain text, for where HTML is not shown."""
    lines = [head(outcome, title)]
    for check in sorted(outcome.checks, key=_order):
        score = f"{points(check.points)}/{points(check.max_points)}"
        lines += wrapped(f"{MARKS[check.status][0]} {check.requirement}{2 * NO_BREAK}{score}", 2)
        if check.status not in ("passed", "skipped", "todo"):
            for label, value in rows(check, where):
                first, *more = value.split("\n")
                lines += wrapped(f"    {label:<9} {first}", 14) if value else []
                lines += [line for text in more for line in wrapped(f"{' ' * 14}{text}", 14)]
    return "\n".join(lines)


def wrapped(line: str, indent: int) -> list[str]:
    """A line, and what of it does not fit further in."""
    found = textwrap.wrap(line, WIDTH, subsequent_indent=" " * indent, drop_whitespace=False, replace_whitespace=False, break_on_hyphens=False)
    return [one.rstrip() for one in found] or [""]
