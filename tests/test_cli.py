"""The command line, run as a process: screens, files and exit statuses."""

from __future__ import annotations

import json
import os
import pty
import re
import select
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from graders import catalog
from graders.course import build as files
from graders.course import stubs

ROOT = Path(__file__).parent.parent


def run(*arguments: str, cwd: Path = ROOT, stdin: str | None = None, **env: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "120", **env}
    return subprocess.run(
        [sys.executable, "-m", "graders", *arguments], cwd=cwd, env=environment, input=stdin,
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A student's folder with the stubs in exercises/."""
    files.build(tmp_path / "exercises")
    return tmp_path


def solve(desk: Path, exercise: str) -> None:
    shutil.copy(stubs.SOLUTIONS / f"{exercise}.py", desk / "exercises")


# -- check -------------------------------------------------------------------------------------


def test_check_of_all_stubs_is_to_do_and_says_what_to_open(desk):
    done = run("check", "--json", "report.json", cwd=desk)
    assert done.returncode == 1
    assert f"next: open exercises/{catalog.exercises()[0].id}.py" in done.stdout
    report = json.loads((desk / "report.json").read_text())
    assert {e["status"] for e in report["exercises"]} == {"todo"}
    checks = [c for e in report["exercises"] for c in e["checks"]]
    skipped = [c for c in checks if c["status"] == "skipped"]
    assert {c["status"] for c in checks if c not in skipped} == {"todo"} and {c["device"] for c in skipped} <= {"cuda"}
    assert report["points"] == 0 and sum(c["max_points"] for c in checks) == 100
    assert report["max_points"] == 100 - sum(c["max_points"] for c in skipped)
    assert "\x1b" not in done.stdout


def test_check_of_all_solutions_has_full_marks():
    done = run("check", "--from", "solutions")
    assert done.returncode == 0 and "All checks passed." in done.stdout


def test_check_of_one_exercise_by_a_part_of_its_name(desk):
    solve(desk, "ex06_splits")
    done = run("check", "splits", cwd=desk)
    assert done.returncode == 0
    assert "ex06_splits" in done.stdout and "ex01" not in done.stdout


def test_hosts_that_are_fresh_interpreters_give_the_same_verdicts(desk):
    solve(desk, "ex06_splits")
    path = desk / "exercises" / "ex06_splits.py"
    path.write_text(path.read_text() + "\ndel stratified_split\nimport resource\nprint(resource.getrlimit(resource.RLIMIT_NOFILE))\n")
    reports = []
    for fork in ("1", "0"):
        run("check", "ex06", "--json", "report.json", cwd=desk, GRADERS_FORK=fork)
        report = json.loads((desk / "report.json").read_text())
        reports.append([{k: v for k, v in c.items() if k != "seconds"} for c in report["exercises"][0]["checks"]])
    assert reports[0] == reports[1]
    assert "1024" in reports[0][0]["output"]


def test_json_on_standard_output_is_json_alone(desk):
    done = run("check", "ex06", "--json", "-", cwd=desk)
    assert json.loads(done.stdout)["exercises"][0]["id"] == "ex06_splits"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["check", "nonsense"], "'nonsense' is not an exercise; there are ex01_map_dataset"),
        (["check", "ex0"], "'ex0' is ambiguous: it could be ex01_map_dataset, "),
        (["check", "--from", "no/such/folder"], "there is no folder no/such/folder"),
        (["check", "--seed", "x"], "invalid int value"),
        (["check", "ex06", "--json", "no/such/report.json"], "the report cannot be written"),
        (["hint", "ex99"], "not an exercise"),
        (["nonsense"], "invalid choice"),
        ([], "required"),
        (["grade", "no/such", "--out", "x"], "there is no folder no/such"),
        (["grade", "exercises", "--out", "x", "--isolation", "tight"], "invalid choice: 'tight'"),
        (["reset", "ex06"], "--yes"),
        (["solution", "ex06"], "opens once your own has full marks"),
    ],
    ids=" ".join,
)
def test_wrong_usage_is_told_in_one_line_with_status_2(desk, arguments, said):
    (desk / "exercises" / "ex06_splits.py").write_text("x = 1\n")
    done = run(*arguments, cwd=desk)
    assert done.returncode == 2
    assert said in done.stderr and "Traceback" not in done.stderr


def test_a_missing_file_is_missing(desk):
    (desk / "exercises" / "ex06_splits.py").unlink()
    done = run("check", "ex06", cwd=desk)
    assert done.returncode == 1 and "no file" in done.stdout


WRONG_SCREEN = """\
✗ ex06_splits          Splitting data                         0/8
✗ ex06.split.once   {requirement}   0/{points}
    expected  a file that can be imported
    got       SyntaxError: '(' was never closed (line 3)
                def split(dataset, fractions, seed:
                         ^
    why       nothing in this file can be used until it can be imported
    look at   exercises/ex06_splits.py:3
    hint      make hint EX=ex06
    … and {more} more that failed: make check ONLY=ex06 V=1

0 of 8 points  ░░░░░░░░░░░░░░░░░░░░░░░░
next: open exercises/ex06_splits.py
"""


def test_the_screen_of_a_failure_word_for_word(desk):
    (desk / "exercises" / "ex06_splits.py").write_text("import torch\n\ndef split(dataset, fractions, seed:\n    pass\n")
    checks = catalog.find("ex06").checks
    due = WRONG_SCREEN.format(requirement=checks[0].requirement, points=f"{checks[0].points:g}", more=len(checks) - 1)
    assert run("check", "ex06", cwd=desk, NO_COLOR="1").stdout == due


def test_an_interrupted_check_leaves_nothing_running(desk):
    (desk / "exercises" / "ex06_splits.py").write_text("import time\nprint('loading')\ntime.sleep(300)\n")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(
        [sys.executable, "-m", "graders", "check", "ex06"], cwd=desk, env=environment, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    until = time.monotonic() + 120
    while len(below := descendants(process.pid)) < 2 and time.monotonic() < until:
        time.sleep(0.05)
    assert len(below) >= 2  # the nursery and the host
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130 and "interrupted" in errors and "Traceback" not in errors
    until = time.monotonic() + 10
    while any(alive(pid) for pid in below) and time.monotonic() < until:
        time.sleep(0.05)
    assert not any(alive(pid) for pid in below)


def test_a_killed_check_leaves_nothing_running(desk):
    (desk / "exercises" / "ex06_splits.py").write_text("import time\ntime.sleep(300)\n")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen([sys.executable, "-m", "graders", "check", "ex06"], cwd=desk, env=environment)
    until = time.monotonic() + 120
    while len(below := descendants(process.pid)) < 2 and time.monotonic() < until:
        time.sleep(0.05)
    process.kill()
    process.wait()
    until = time.monotonic() + 10
    while any(alive(pid) for pid in below) and time.monotonic() < until:
        time.sleep(0.05)
    assert len(below) >= 2 and not any(alive(pid) for pid in below)


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def descendants(pid: int) -> list[int]:
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
    found, wave = [], [pid]
    while wave:
        wave = [child for child, parent in parents.items() if parent in wave]
        found += wave
    return found


# -- hint, list, reset, solution, build, doctor --------------------------------------------------


def test_hint_gives_one_rung_more_each_time_for_the_first_failed_check(desk):
    first = catalog.find("ex06").checks[0]
    rungs = catalog.find("ex06").hints_for(first.id)
    screens = [run("hint", "ex06", cwd=desk).stdout for _ in range(4)]
    for shown, screen in zip((1, 2, 3, 3), screens, strict=True):
        assert first.id in screen and first.requirement in screen
        assert [rung in screen for rung in rungs] == [i < shown for i in range(3)]


def test_hint_follows_the_check_that_failed(desk):
    solve(desk, "ex06_splits")
    path = desk / "exercises" / "ex06_splits.py"
    path.write_text(path.read_text() + "\ndel stratified_split\n")
    run("check", "ex06", cwd=desk)
    wanted = next(c for c in catalog.find("ex06").checks if c.id.startswith("ex06.stratified"))
    assert run("hint", "ex06", cwd=desk).stdout.startswith(wanted.id)


def test_list_shows_what_was_reached(desk):
    solve(desk, "ex06_splits")
    run("check", "ex06", cwd=desk)
    screen = run("list", cwd=desk).stdout
    for exercise in catalog.exercises():
        assert exercise.id in screen and exercise.title in screen
    assert max(len(line) for line in screen.splitlines()) <= 80
    line = next(line for line in screen.splitlines() if "ex06" in line)
    assert f"{catalog.find('ex06').points:g}/{catalog.find('ex06').points:g}" in line and "✓" in line


def test_reset_asks_keeps_a_backup_and_restores_the_stub(desk):
    path = desk / "exercises" / "ex06_splits.py"
    for text in ("mine = 1\n", "mine = 2\n"):
        path.write_text(text)
        done = run("reset", "ex06", "--yes", cwd=desk)
        assert done.returncode == 0 and path.read_text() == stubs.stub_of("ex06_splits")
    backups = {p.read_text() for p in (desk / "exercises").glob("ex06_splits.py*.bak")}
    assert backups == {"mine = 1\n", "mine = 2\n"}
    assert "already" in run("reset", "ex06", cwd=desk).stdout


def test_reset_on_a_terminal_takes_no_for_an_answer(desk):
    path = desk / "exercises" / "ex06_splits.py"
    path.write_text("mine = 1\n")
    with Terminal("reset", "ex06", cwd=desk) as terminal:
        terminal.expect("[y/N]")
        terminal.type("n\n")
        terminal.expect("nothing changed")
    assert path.read_text() == "mine = 1\n"


def test_solution_opens_with_full_marks_and_closes_with_a_change(desk):
    solve(desk, "ex06_splits")
    assert run("solution", "ex06", cwd=desk).returncode == 2
    run("check", "ex06", cwd=desk)
    done = run("solution", "ex06", cwd=desk)
    assert done.returncode == 0 and done.stdout == (stubs.SOLUTIONS / "ex06_splits.py").read_text()
    path = desk / "exercises" / "ex06_splits.py"
    path.write_text(path.read_text() + "# changed\n")
    assert run("solution", "ex06", cwd=desk).returncode == 2
    assert run("solution", "ex06", "--force", cwd=desk).returncode == 0


def test_doctor_says_what_there_is():
    done = run("doctor")
    assert done.returncode == 0, done.stdout
    for word in ("python", "torch", "torchvision", "gpu", "cores", "start methods", "student host", "strict"):
        assert word in done.stdout


def test_doctor_explains_torch_and_torchvision_that_do_not_fit():
    from graders import doctor

    text = doctor.advice("Traceback ...\nRuntimeError: operator torchvision::nms does not exist")
    assert "do not fit together" in text and "pip install" in text
    assert "not installed" in doctor.advice("ModuleNotFoundError: No module named 'torch'")


# -- grade -------------------------------------------------------------------------------------


def test_grade_writes_a_report_for_each_student(tmp_path):
    students = {"ada": "ex06_splits", "bob, jr. =cmd": None}
    for student, solved in students.items():
        (tmp_path / "in" / student).mkdir(parents=True)
        if solved:
            shutil.copy(stubs.SOLUTIONS / f"{solved}.py", tmp_path / "in" / student)
    (tmp_path / "in" / "notes.txt").write_text("not a submission")
    done = run("grade", "in", "--out", "out", "--only", "ex06", "--seed", "7", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    reports = [json.loads(p.read_text()) for p in (tmp_path / "out").glob("*.json")]
    full = catalog.find("ex06").points
    assert {(r["submission"], r["points"], r["max_points"], r["seed"]) for r in reports} == {("ada", full, full, 7), ("bob, jr. =cmd", 0, full, 7)}
    assert all(re.fullmatch(r"[A-Za-z0-9._+@-]+\.json", p.name) for p in (tmp_path / "out").iterdir())


def test_file_names_of_students_are_safe_and_never_clash():
    from graders.cohort.grade import file_names

    students = ["ada", "Ada", "a/b", "a\nb", "=1+1", "CON", "..", "é", "x" * 300, "-rf"]
    names = file_names(students)
    assert len({n.lower() for n in names.values()}) == len(students)
    assert all(re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9._@+-]{0,110}\.json", n) for n in names.values())
    assert names["ada"] == "ada.json"


# -- watch, on a terminal ------------------------------------------------------------------------


class Terminal:
    """A command on a pseudo-terminal: type, and wait for what it shows."""

    def __init__(self, *arguments: str, cwd: Path):
        self.master, theirs = pty.openpty()
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm", "COLUMNS": "120", "LINES": "40"}
        environment.pop("NO_COLOR", None)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "graders", *arguments], cwd=cwd, env=environment, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True
        )
        self.theirs = theirs
        self.screen = ""

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()
        os.close(self.theirs)
        os.close(self.master)

    def read(self) -> Iterator[str]:
        while select.select([self.master], [], [], 0.1)[0]:
            yield os.read(self.master, 65536).decode(errors="replace")

    def expect(self, text: str, seconds: float = 120) -> str:
        """Wait until this appears; returns the screen since the last time."""
        until = time.monotonic() + seconds
        while text not in self.screen:
            assert time.monotonic() < until, f"{text!r} did not appear in {self.screen!r}"
            self.screen += "".join(self.read())
        seen, self.screen = self.screen, ""
        return seen

    def type(self, keys: str) -> None:
        os.write(self.master, keys.encode())


def test_watch_judges_again_on_save_and_listens_to_keys(desk):
    path = desk / "exercises" / "ex06_splits.py"
    with Terminal("watch", "ex06", "ex01", cwd=desk) as terminal:
        terminal.expect("q quit")
        solve(desk, "ex06_splits")
        screen = terminal.expect("q quit")
        assert "8/8" in screen
        assert "\x1b[2J" in screen or "\x1b[H" in screen  # cleared
        path.write_text(path.read_text() + "\ndef split(dataset, fractions, seed): return {}\n")
        screen = terminal.expect("q quit")
        assert "ex06.split" in screen and screen.count("look at") == 1  # the first failed check only
        terminal.type("h")
        assert "1. the idea" in terminal.expect("next rung")
        terminal.type("n")
        assert "ex01_map_dataset" in terminal.expect("q quit")
        terminal.type("q")
        assert terminal.process.wait(30) == 0


def test_watch_puts_the_terminal_back_when_interrupted(desk):
    import termios

    with Terminal("watch", "ex06", cwd=desk) as terminal:
        before = termios.tcgetattr(terminal.theirs)
        terminal.expect("q quit")
        assert termios.tcgetattr(terminal.theirs)[3] != before[3]
        below = descendants(terminal.process.pid)
        terminal.process.send_signal(signal.SIGINT)
        assert terminal.process.wait(30) == 130
        assert termios.tcgetattr(terminal.theirs)[3] == before[3]
        assert below and not any(alive(pid) for pid in below)
