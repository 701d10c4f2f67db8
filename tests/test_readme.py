"""The README's screen and table are what the kit really shows."""

import contextlib
import io
from pathlib import Path

from rich.console import Console

from graders import catalog
from graders.reports.terminal import Terminal, points
from tests import corpus

README = (catalog.ROOT / "README.md").read_text(encoding="utf-8")
SHOWN = Path(__file__).parent / "wrong" / "ex04_samplers" / "over_with_replacement.py"
CHECK = "ex04.balanced.every_index"


def screen(judge) -> str:
    """The failed check of the README's example, as `make check` shows it."""
    exercise = catalog.find("ex04")
    outcome = corpus.examine(judge, exercise, SHOWN)
    out = io.StringIO()
    console = Console(file=out, force_terminal=False, color_system=None, highlight=False, soft_wrap=True)
    Terminal(console, [exercise]).check(next(c for c in outcome.checks if c.id == CHECK))
    return out.getvalue()


def table() -> str:
    rows = [
        f"| [{e.id}](exercises/{e.id}.py) | {e.title} | {e.minutes} | {points(e.points)} | {', '.join(n.split('_')[0] for n in e.needs)} |"
        for e in catalog.exercises()
    ]
    return "\n".join(rows)


def test_the_screen_is_a_real_one(judge):
    assert f"```text\n{screen(judge)}```" in README


def test_the_table_is_the_catalog():
    assert table() in README


def test_every_make_target_is_in_the_list_that_make_prints():
    makefile = (catalog.ROOT / "Makefile").read_text(encoding="utf-8")
    for word in ("check", "watch", "hint", "list", "reset", "solution", "solutions", "test", "bench", "lint", "build", "clean"):
        assert f"##   make {word}" in makefile


if __name__ == "__main__":  # to paste into the README
    from graders.judge.judge import Judge

    with contextlib.closing(Judge()) as judge:
        print(screen(judge))
    print(table())
