"""From a toy submission to what the student reads: statuses, messages, budgets."""

import json
import time

import pytest

from graders import catalog, checking
from graders.judge import verdict
from graders.judge.inprocess import LocalSource
from graders.judge.judge import Judge
from graders.judge.line import Clock
from graders.judge.session import Session
from graders.reports.model import Report
from tests.conftest import QUICK, TESTS

RIGHT = """\
def double(n):
    return 2 * n


def first(items):
    if not items:
        raise ValueError("items is empty")
    return items[0]


class Box:
    def __init__(self, n):
        self.n = n

    def __iter__(self):
        return iter(range(self.n))
"""


def test_a_right_submission_has_full_marks(toy):
    assert {i: (c.status, c.points) for i, c in toy(RIGHT).items()} == {
        "double.value": ("passed", 2.0), "first.value": ("passed", 1.0), "first.empty": ("passed", 1.0), "box.iterate": ("passed", 1.0),
        "box.skip": ("skipped", 0.0),
    }  # fmt: skip


def test_a_skipped_check_leaves_the_maximum_and_says_why(toy, judge, tmp_path):
    assert toy(RIGHT)["box.skip"].why == "no such device here"
    report = judge.examine(tmp_path, [catalog.read(TESTS / "toy" / "test_ex90_toy.py")])
    assert (report.points, report.max_points, report.exercises[0].status) == (5.0, 5.0, "passed")


def fields(check):
    return {name: getattr(check, name) for name in ("status", "called", "expected", "got", "why", "look_at", "hint")}


def test_a_wrong_value_is_shown_by_its_smallest_call(toy):
    verdict = toy(RIGHT.replace("return 2 * n", "return 2 * n if n < 10 else 2 * n + 1"))["double.value"]
    assert fields(verdict) == {
        "status": "failed", "called": "double(10)", "expected": "20", "got": "21",
        "why": "everything is off by a factor", "look_at": "ex90_toy.py:1", "hint": "make hint EX=ex90",
    }  # fmt: skip


def test_a_students_exception_is_shown_with_the_students_lines(toy):
    verdict = toy(RIGHT.replace("return items[0]", "return items[1]"))["first.value"]
    assert fields(verdict) == {
        "status": "failed", "called": "first([0])", "expected": "no error",
        "got": "IndexError: list index out of range\n  line 8, in first: return items[1]",
        "why": "the wrong sample comes first", "look_at": "ex90_toy.py:8", "hint": "make hint EX=ex90",
    }  # fmt: skip


def test_an_error_that_does_not_come_or_is_another_or_names_nothing(toy):
    none = toy(RIGHT.replace('raise ValueError("items is empty")', "return None"))["first.empty"]
    assert (none.called, none.expected, none.got) == ("first([])", "ValueError", "no error")
    other = toy(RIGHT.replace("raise ValueError", "raise KeyError"))["first.empty"]
    assert other.got == "KeyError: 'items is empty'\n  line 7, in first: raise KeyError(\"items is empty\")"
    silent = toy(RIGHT.replace("items is empty", "nothing there"))["first.empty"]
    assert silent.expected == "ValueError with items in its message"


def test_raising_always_gains_nothing(toy):
    verdicts = toy("def first(items): raise ValueError('items')\ndef double(n): raise ValueError\nclass Box: pass")
    assert {c.points for c in verdicts.values()} == {0.0}


def test_a_stub_is_to_do(toy):
    verdicts = toy("def double(n): raise NotImplementedError\ndef first(items): raise NotImplementedError\nclass Box:\n    def __init__(self, n): raise NotImplementedError")
    assert {c.status for c in verdicts.values()} == {"todo", "skipped"}


def test_a_stub_half_begun_shows_what_is_wrong_and_what_is_to_do(toy):
    verdicts = toy("def double(n): return n\ndef first(items): raise NotImplementedError\nclass Box: pass")
    assert [c.status for c in verdicts.values()] == ["failed", "todo", "todo", "failed", "skipped"]


@pytest.mark.parametrize(
    ("source", "status", "got", "look_at"),
    [
        ("def double(n:\n    return", "failed", "SyntaxError: '(' was never closed (line 1)\n  def double(n:\n            ^", "ex90_toy.py:1"),
        ("import no_such_package", "failed", "ModuleNotFoundError: No module named 'no_such_package'", "ex90_toy.py:1"),
        ("x = 1\n1 / 0", "failed", "ZeroDivisionError: division by zero\n  line 2, in <module>: 1 / 0", "ex90_toy.py:2"),
        ("", "failed", "ex90_toy.py is empty", "ex90_toy.py"),
        ("   \n\n", "failed", "ex90_toy.py is empty", "ex90_toy.py"),
        (b"x = 1\ny = '\xe9'\n", "failed", "ex90_toy.py is not UTF-8 text: line 2 has the byte 0xe9", "ex90_toy.py"),
        (b"x = '\0'", "failed", "ex90_toy.py is not a text file: it has null bytes", "ex90_toy.py"),
        ("x = 1", "failed", "the file defines no double", "ex90_toy.py"),
        ("double = 3", "failed", "TypeError: 'int' object is not callable", "ex90_toy.py"),
        ("import os; os._exit(1)", "crashed", "while your file was imported: the process that ran your code ended: it left by itself, with exit status 1", "ex90_toy.py"),
        ("while True: pass", "timeout", "while your file was imported: no answer within 1.5 s", "ex90_toy.py"),
        ("#" * (1 << 20) + "#", "failed", "ex90_toy.py is larger than 1024 KiB", "ex90_toy.py"),
    ],
    ids=lambda v: str(v)[:24],
)  # fmt: skip
def test_a_file_that_cannot_be_used_says_why(toy, source, status, got, look_at):
    verdicts = toy(source)
    verdict = verdicts["double.value"]
    assert "error" not in {c.status for c in verdicts.values()}
    assert (verdict.status, verdict.look_at) == (status, look_at)
    assert verdict.got.startswith(got)
    assert verdict.points == 0


def test_a_byte_order_mark_and_windows_line_ends_are_fine(toy):
    verdicts = toy(b"\xef\xbb\xbf" + RIGHT.replace("\n", "\r\n").encode())
    assert {c.status for c in verdicts.values()} == {"passed", "skipped"}


JUNK = ["None", "(i for i in range(3))", "torch.zeros(1).expand(10**12)", "torch.eye(2).to_sparse()", "torch.empty(2, device='meta')",
        "torch.ones(2, requires_grad=True)", "float('nan')", "10**5000", "'\\ud800'", "'\\x1b[31mred'", "object()", "[None]", "{}",
        "torch.quantize_per_tensor(torch.ones(2), 0.1, 0, torch.qint8)", "True", "b'\\0'", "[[[]]]", "{1: (2,)}", "lambda: 1", "int"]  # fmt: skip


@pytest.mark.parametrize("junk", JUNK)
def test_whatever_comes_back_is_a_failed_check(toy, junk):
    verdicts = toy(f"import torch\nclass Box:\n    def __init__(self, n): self.n = n\n    def __iter__(self): return iter([{junk}] * self.n)\n"
                   f"def double(n): return {junk}\ndef first(items): return {junk}")  # fmt: skip
    assert {c.status for c in verdicts.values()} == {"failed", "skipped"}
    assert not any("\x1b" in c.got or "\ud800" in c.got for c in verdicts.values())


def test_an_endless_sampler_and_a_hanging_one(toy):
    verdicts = toy(RIGHT.replace("iter(range(self.n))", "__import__('itertools').count()"))
    assert verdicts["box.iterate"].got == "more than 0 items"
    hanging = toy(RIGHT.replace("return iter(range(self.n))", "while True: pass"))["box.iterate"]
    assert (hanging.status, hanging.got) == ("timeout", "no answer within 1.5 s")


def test_a_time_out_is_not_shrunk(toy):
    before = time.monotonic()
    verdict = toy(RIGHT.replace("return 2 * n", "return 2 * n if n < 300 else __import__('time').sleep(60)"))["double.value"]
    assert verdict.status == "timeout"
    # Any shrinking would have cost one more time-out of 1.5 s for every candidate.
    assert verdict.seconds < 4.5 and time.monotonic() - before < 60


def test_a_host_that_dies_costs_one_check(toy):
    verdicts = toy(RIGHT.replace("return 2 * n", "__import__('os')._exit(0)"))
    assert [c.status for c in verdicts.values()] == ["crashed", "passed", "passed", "passed", "skipped"]
    assert "exit status 0" in verdicts["double.value"].got


def test_answers_that_change_are_the_students_failed_check(toy):
    source = RIGHT.replace("def double(n):\n", "count = [0]\ndef double(n):\n    count[0] += 1\n    if n > 50 and count[0] % 3 == 0: return 0\n")
    verdict = toy(source)["double.value"]
    assert verdict.status == "failed" and verdict.called.startswith("double(")


WORKERS = """
import os, time
from torch.utils.data import DataLoader, Dataset
class Data(Dataset):
    def __len__(self): return 4
    def __getitem__(self, i): {statement}
def double(n):
    for batch in DataLoader(Data(), num_workers=2): pass
def first(items): return items[0]
"""


def test_a_worker_that_dies_is_a_failed_check_in_the_same_words_every_time(toy):
    first, second = (toy(WORKERS.format(statement="os._exit(3)"))["double.value"] for _ in range(2))
    assert first.status == "failed" and first.got.startswith("RuntimeError: DataLoader worker exited unexpectedly\n")
    assert "line 8, in double" in first.got and first.got == second.got


def test_both_of_torchs_ways_to_say_that_a_worker_died_read_alike():
    ways = ("DataLoader worker (pid 7) exited unexpectedly with exit code 3. Details are lost.", "DataLoader worker (pid(s) 7, 8) exited unexpectedly")
    assert {verdict.repeatable(f"RuntimeError: {way}\n  line 8") for way in ways} == {"RuntimeError: DataLoader worker exited unexpectedly\n  line 8"}


def test_a_worker_that_hangs_is_a_time_out_and_costs_the_next_check_nothing(toy):
    verdicts = toy(WORKERS.format(statement="time.sleep(600)"))
    assert (verdicts["double.value"].status, verdicts["first.value"].status) == ("timeout", "passed")


def test_what_was_printed_is_kept_and_made_harmless(toy):
    verdict = toy(RIGHT.replace("return 2 * n", "print('here \\x1b[2J', n); return 0"))["double.value"]
    assert verdict.output.startswith("here \\x1b[2J 2")


def test_texts_of_the_students_cannot_reach_the_terminal(toy):
    verdict = toy(RIGHT.replace("return 2 * n", "raise ValueError('\\x1b]0;title\\x07 \\u202e[bold]x[/bold]')"))["double.value"]
    assert "\x1b" not in verdict.got and "\u202e" not in verdict.got and "[bold]x[/bold]" in verdict.got


def test_the_same_seed_asks_the_same_questions_and_another_seed_others(judge, tmp_path):
    exercise = catalog.read(TESTS / "toy" / "test_ex90_toy.py")
    (tmp_path / "ex90_toy.py").write_text(RIGHT.replace("return 2 * n", "print(n); return 2 * n"))

    def asked(seed):
        return judge.examine(tmp_path, [exercise], seed).exercises[0].checks[0].output

    assert asked(0) == asked(0) != asked(1)


def test_a_fault_of_the_kits_reads_as_ours(judge, tmp_path):
    text = (TESTS / "toy" / "test_ex90_toy.py").read_text().replace("equal(student.double(n), 2 * n)", "student.double(n) + missing_name")
    path = tmp_path / "test_ex90_toy.py"
    path.write_text(text)
    (tmp_path / "ex90_toy.py").write_text(RIGHT)
    report = judge.examine(tmp_path, [catalog.read(path)])
    check = report.exercises[0].checks[0]
    assert check.status == "error" and "fault of the kit" in check.why and report.faulty
    assert checking.exit_status(report) == 2


def test_a_thousand_submissions_do_not_fill_the_memory(judge):
    """Nothing is kept of a submission that has been judged."""
    import gc

    from hypothesis import settings

    def living() -> int:
        gc.collect()
        return sum(type(o) is settings for o in gc.get_objects())

    exercise = catalog.find("ex02")
    judge.examine(catalog.ROOT / "solutions", [exercise])
    before = living()
    for _ in range(3):
        judge.examine(catalog.ROOT / "solutions", [exercise])
    assert living() == before


def test_another_seed_asks_other_questions(judge, monkeypatch):
    from graders.judge.line import Line

    asked = []
    ask = Line.ask
    monkeypatch.setattr(Line, "ask", lambda self, *a, **k: (asked.append(repr(a)), ask(self, *a, **k))[1])
    runs = []
    for seed in (5, 5, 6):
        asked.clear()
        judge.examine(catalog.ROOT / "solutions", [catalog.find("ex02")], seed=seed)
        runs.append([text for text in asked if " at 0x" not in text])
    assert runs[0] == runs[1] != runs[2]


def test_the_report_has_the_fixed_format(judge, tmp_path):
    (tmp_path / "ex90_toy.py").write_text(RIGHT.replace("return 2 * n", "return float('nan'), '\\ud800'"))
    report = judge.examine(tmp_path, [catalog.read(TESTS / "toy" / "test_ex90_toy.py")], seed=3, name="ada")
    path = tmp_path / "report.json"
    checking.write_json(report, path)
    data = json.loads(path.read_text(encoding="utf-8"))
    assert list(data) == ["format", "submission", "seed", "isolation", "environment", "points", "max_points", "exercises", "layers"]
    assert (data["format"], data["submission"], data["seed"], data["isolation"]) == (1, "ada", 3, "basic")
    assert set(data["environment"]) == {"python", "torch", "torchvision", "device"}
    exercise = data["exercises"][0]
    assert (exercise["id"], exercise["status"], exercise["points"], exercise["max_points"]) == ("ex90_toy", "failed", 3.0, 5.0)
    assert list(exercise["checks"][0]) == ["id", "requirement", "status", "points", "max_points", "called", "expected", "got",
                                           "why", "look_at", "hint", "output", "seconds", "device"]  # fmt: skip
    assert isinstance(report, Report)


def test_links_and_folders_are_not_read(judge, tmp_path):
    exercise = catalog.read(TESTS / "toy" / "test_ex90_toy.py")
    real = tmp_path / "real.py"
    real.write_text(RIGHT)
    (tmp_path / "ex90_toy.py").symlink_to(real)
    assert judge.examine(tmp_path, [exercise]).exercises[0].checks[0].got == "ex90_toy.py cannot be read: it is a link"
    (tmp_path / "ex90_toy.py").unlink()
    assert judge.examine(tmp_path, [exercise]).exercises[0].status == "missing"
    (tmp_path / "ex90_toy.py").mkdir()
    assert "not a regular file" in judge.examine(tmp_path, [exercise]).exercises[0].checks[0].got


def test_two_hosts_in_one_process_do_not_take_each_others_classes():
    """A sample of a class of the submission's own is pickled by name on its way from a worker."""
    text = "from collections import namedtuple\nSample = namedtuple('Sample', 'x')\nclass Data(list):\n    def __getitem__(self, i): return Sample(i)\n"
    source = LocalSource()
    clock = Clock(QUICK, time.monotonic() + 600)
    clock.start("exercise")
    one = Session("ex90_toy.py", text, ["from torch.utils.data import DataLoader"], source, clock)
    one.begin_check()
    try:
        student, probes = one.spaces()
        one.extra()
        loader = probes.DataLoader(student.Data.keep([1, 2]), num_workers=1, timeout=20)
        assert len(student.take(loader, 5)[0]) == 2
    finally:
        one.close()


def test_both_modes_give_the_same_verdicts(toy, tmp_path):
    source = RIGHT.replace("return 2 * n", "return 3 * n").replace("items[0]", "items[-1]")
    outside = toy(source)
    with Judge(isolation="none") as inside:
        report = inside.examine(tmp_path, [catalog.read(TESTS / "toy" / "test_ex90_toy.py")])
    assert [fields(c) for c in outside.values()] == [fields(c) for c in report.exercises[0].checks]


def test_a_students_stop_iteration_within_a_generator_of_ours_is_the_students(student):
    s = student("def f(x): return next(iter([]))")
    with pytest.raises(RuntimeError) as found:
        list(s.f(x) for x in [1])  # noqa: C400
    assert isinstance(verdict.students_own(found.value), StopIteration)
    assert verdict.students_own(ours := RuntimeError("ours")) is ours


def test_in_one_process_a_verdict_within_a_callback_ends_that_host_and_the_next_check_gets_another():
    source = LocalSource()
    clock = Clock(QUICK, time.monotonic() + 600)
    clock.start("exercise")
    one = Session("ex90_toy.py", "def f(g): return g()", ["x = 1"], source, clock)
    one.begin_check()

    def verdict_within():
        raise AssertionError

    one.spaces()[0].f(lambda: 1)
    with pytest.raises(AssertionError):
        one.spaces()[0].f(verdict_within)
    assert one.spaces()[0].f(lambda: 2) == 2
    one.close()
    source.close()


def test_in_one_process_files_land_in_the_scratch_folder_too(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "exercises").mkdir()
    (tmp_path / "exercises" / "ex90_toy.py").write_text(RIGHT.replace("    return 2 * n", "    open('left', 'w').close()\n    return 2 * n"))
    with Judge(isolation="none") as inside:
        report = inside.examine(tmp_path / "exercises", [catalog.read(TESTS / "toy" / "test_ex90_toy.py")])
    assert report.passed and [p.name for p in tmp_path.iterdir()] == ["exercises"]
