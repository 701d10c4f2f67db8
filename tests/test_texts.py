"""Texts of the student are data wherever they are shown: terminal, HTML, CSV, JSON."""

import io
import json
import re

import pytest
from rich.console import Console

from graders import catalog
from graders.reports import html
from graders.reports.model import CheckResult, ExerciseResult
from graders.reports.terminal import Terminal
from graders.show import CAP, clean, csv_cell

NASTY = [
    "\x1b[2J\x1b[31mred", "\x1b]0;title\x07", "\x1b]8;;http://x\x1b\\link", "\r\x1b[K✓ ex01 8/8", "\u202egnp.exe", "\u061c\u200b\u00ad\ufeff\U000e0041",
    "\x00\x07\x08\x9b31m", "\ud800", "a\u2028b\u2029c",
]  # fmt: skip


@pytest.mark.parametrize("text", NASTY)
def test_nothing_that_moves_a_cursor_or_hides_text_is_left(text):
    shown = clean(text)
    assert all(c == "\n" or c.isprintable() for c in shown)
    assert clean(shown) == shown and shown.isprintable()


def test_ordinary_texts_of_any_language_stay():
    for text in ("é ß 中文 العربية हिन्दी 🙂", "line\nline", "a < b && c > d", "tensor([1., 2.])"):
        assert clean(text) == text


def test_a_text_of_megabytes_is_cut_before_it_is_looked_at():
    assert len(clean("\x01" * 50_000_000)) < 5 * CAP


def outcome(text):
    check = CheckResult("ex90.a", "It works.", "failed", 0, 1, called=text, expected=text, got=text, why=text, look_at=text, output=text)
    return ExerciseResult("ex90_toy", [check])


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "\"'><img src=x onerror=alert(1)>", "</td></table></details>", "&lt;b&gt;"])
def test_html_shows_markup_as_text(text):
    page = html.verdict(outcome(text), text)
    tags = set(re.findall(r"</?([a-z]+)", page))
    assert tags <= {"div", "p", "span", "table", "tr", "td", "details", "summary"}
    assert "<script" not in page and "<img" not in page and "onerror=alert(1)>" not in page
    assert page.count("<details") == page.count("</details>") == 1


def test_html_has_no_scripts_classes_or_links_of_its_own():
    page = html.verdict(outcome("x"), "title")
    assert set(re.findall(r" ([a-z-]+)=", page)) == {"style"}


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "|cmd", "%0A", "=HYPERLINK(\"http://x\")"])
def test_a_spreadsheet_takes_no_text_for_a_formula(text):
    assert csv_cell(text)[0] == "'"
    assert csv_cell(1.5) == 1.5 and csv_cell("Ada") == "Ada"


@pytest.mark.parametrize("text", NASTY)
def test_a_terminal_gets_no_raw_text(text, judge, tmp_path):
    """All the way: a submission that prints and raises it."""
    (tmp_path / "ex11_distributed.py").write_text(f"text = {ascii(text)}\nprint(text)\nraise RuntimeError(text)\n", encoding="utf-8")
    exercise = catalog.find("ex11")
    report = judge.examine(tmp_path, [exercise], only={exercise.checks[0].id})
    out = io.StringIO()
    console = Console(file=out, force_terminal=False, color_system=None, highlight=False, soft_wrap=True)
    Terminal(console, [exercise], verbose=True).report(report)
    assert all(c == "\n" or c.isprintable() for c in out.getvalue())
    assert json.dumps(report.to_json(), allow_nan=False)
