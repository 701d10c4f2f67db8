"""The Makefile and graders/bootstrap.py: one command sets up a fresh clone, or says why not.

Each test runs the real `make` and the real bootstrap in a small copy of the project. Only the
Python that they find is a stand-in, which writes down what it was asked (venv, pip) and installs
nothing. Not a test of the real download; .ci/run makes that on a clean clone.
"""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
INDEX = "http://127.0.0.1/wheels/cpu"

MAKE = shutil.which("make") or ""
pytestmark = pytest.mark.skipif(not MAKE, reason="needs make")

# Stands for `python3` and for .venv/bin/python. $REAL and $DRIVER are filled in below.
PYTHON = r"""#!/bin/sh
case "$*" in
"-c import sys;"*) exit 0 ;; # yes, it is new enough
"-I graders/bootstrap.py "*) exec "$REAL" -I "$DRIVER" "$0" "$3" ;;
"-m venv --clear "*) echo venv >> calls; rm -rf "$4"; mkdir -p "$4/bin"; cp "$0" "$4/bin/python" ;;
"-m pip "*) shift 2; echo "pip $*" >> calls; eval "$PIP" ;;
*) echo "ran $*"; exit "${STATUS:-0}" ;;
esac
"""

# Runs bootstrap.py as the Python in argv[1] would, on the machine that the environment describes.
DRIVER = """
import collections, os, runpy, shutil, sys
sys.executable = sys.argv.pop(1)
ask = os.environ.get
if ask("VERSION"):
    sys.version_info = (*map(int, ask("VERSION").split(".")), "final", 0)
if ask("FREE_GB"):
    usage = collections.namedtuple("usage", "free")(float(ask("FREE_GB")) * 10**9)
    shutil.disk_usage = lambda place: usage
if ask("NO_ENSUREPIP"):
    sys.modules["ensurepip"] = None
sys.platform = "linux"
runpy.run_path("graders/bootstrap.py", run_name="__main__")
"""


class Clone:
    """A fresh clone, as far as set-up can tell."""

    def __init__(self, place: Path) -> None:
        self.place, self.bin = place / "clone", place / "bin"
        self.bin.mkdir()
        (self.place / "graders").mkdir(parents=True)
        for name in ("Makefile", "pyproject.toml", "graders/bootstrap.py"):
            shutil.copy(ROOT / name, self.place / name)
        (place / "driver.py").write_text(DRIVER)
        text = PYTHON.replace("$REAL", sys.executable).replace("$DRIVER", f"{place}/driver.py")
        self.python = self.add_python("python3", text)

    def add_python(self, name: str, text: str) -> Path:
        path = self.bin / name
        path.write_text(text)
        path.chmod(0o755)
        return path

    def environment(self, **more: object) -> dict[str, str]:
        """What the user's shell would have: nothing of the `make test` around this test."""
        ours = {"MAKEFLAGS", "MFLAGS", "MAKELEVEL", "PYTHON", "TORCH_INDEX", "EX", "ONLY", "V"}
        kept = {name: value for name, value in os.environ.items() if name not in ours}
        return {**kept, "PATH": f"{self.bin}:/usr/bin:/bin", **{k: str(v) for k, v in more.items()}}

    def make(self, *words: str, **more: object) -> subprocess.CompletedProcess:
        return subprocess.run(
            [MAKE, *words],
            cwd=self.place,
            env=self.environment(**more),
            capture_output=True,
            text=True,
            timeout=60,
        )

    def calls(self) -> list[str]:
        """What venv and pip were asked since the last look, without pip's constant options."""
        log = self.place / "calls"
        lines = log.read_text().splitlines() if log.exists() else []
        log.unlink(missing_ok=True)
        return [re.sub(r" install| --(disable-pip-\S+|no-input)", "", line) for line in lines]

    def age(self) -> None:
        """Sets everything that make compares ten seconds back, in the order it has now."""
        for path in (self.place / "pyproject.toml", *self.place.glob(".venv/.*")):
            now = path.stat().st_mtime
            os.utime(path, (now - 10, now - 10))


@pytest.fixture
def clone(tmp_path: Path) -> Clone:
    return Clone(tmp_path)


def refused(run: subprocess.CompletedProcess, *texts: str) -> None:
    """The command failed with these words and no traceback, and make added one line."""
    assert run.returncode != 0
    assert all(text in run.stderr for text in texts), run.stderr
    assert "Traceback" not in run.stderr
    assert [line[:4] for line in run.stderr.splitlines()].count("make") == 1
    assert run.stderr.splitlines()[-1].startswith("make")


def test_first_command_sets_up_and_runs(clone: Clone) -> None:
    """In a fresh clone `make check` warns of the download, installs the base, then checks."""
    run = clone.make("check")
    assert clone.calls() == ["venv", "pip --editable ."]
    assert "large download: about 3 GB, and 5.5 GB on disk" in run.stdout
    assert run.stdout.endswith("Set-up done.\nran -m graders check\n")
    assert (run.returncode, run.stderr) == (0, "")


def test_later_commands_only_run(clone: Clone) -> None:
    """Once set up, `make check` prints the check's own words, and starts nothing else."""
    clone.make("check")
    clone.calls()
    run = clone.make("check")
    assert (run.stdout, run.stderr) == ("ran -m graders check\n", "")
    assert clone.calls() == []


def test_developers_tools_are_added_once(clone: Clone) -> None:
    """`make lint` adds the dev extra to a base install, and neither is repeated afterwards."""
    clone.make("check")
    clone.calls()
    clone.make("lint")
    assert clone.calls() == ["pip --quiet --editable .[dev]"]
    for target in ("lint", "check", "test"):
        assert clone.make(target).stdout.startswith("ran ")
    assert clone.calls() == []


def test_tests_in_a_fresh_clone(clone: Clone) -> None:
    """`make test` in a fresh clone installs base and dev, then runs pytest on two processes."""
    run = clone.make("test")
    assert clone.calls() == ["venv", "pip --editable .", "pip --quiet --editable .[dev]"]
    assert run.stdout.endswith("ran -m pytest -n 2 --dist loadgroup tests\n")


def test_changed_pyproject_is_installed(clone: Clone) -> None:
    """A newer pyproject.toml brings .venv up to date in place, once, the dev tools too."""
    clone.make("lint")
    clone.calls()
    clone.age()
    (clone.place / "pyproject.toml").touch()
    clone.make("check")
    assert clone.calls() == ["pip --editable ."]
    clone.make("lint")
    assert clone.calls() == ["pip --quiet --editable .[dev]"]
    clone.make("lint")
    assert clone.calls() == []


def test_killed_set_up_starts_afresh(clone: Clone) -> None:
    """A set-up that was killed while pip worked is never taken for whole."""
    assert clone.make("check", PIP="touch .venv/half; kill -9 $PPID").returncode != 0
    assert (clone.place / ".venv/half").exists()
    clone.calls()
    assert clone.make("check").returncode == 0
    assert clone.calls() == ["venv", "pip --editable ."]
    assert not (clone.place / ".venv/half").exists()


@pytest.mark.parametrize("target", ["check", "lint"])
def test_killed_change_starts_afresh(clone: Clone, target: str) -> None:
    """Killed while pip changed a whole .venv: that .venv is no longer taken for whole."""
    clone.make("check")
    clone.age()
    (clone.place / "pyproject.toml").touch()
    clone.calls()
    assert clone.make(target, PIP="kill -9 $PPID").returncode != 0
    clone.calls()
    assert clone.make(target).returncode == 0
    assert clone.calls()[:2] == ["venv", "pip --editable ."]


def test_ctrl_c_is_no_fault(clone: Clone) -> None:
    """Ctrl-C during the download ends in one sentence, and the same command goes on."""
    process = subprocess.Popen(
        [MAKE, "check"],
        cwd=clone.place,
        env=clone.environment(PIP=": > .venv/half; exec sleep 30"),  # one process, to leave none
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # A group to interrupt; and a job started in the background may have SIGINT ignored.
        start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    wait_for(clone.place / ".venv/half")
    os.killpg(process.pid, signal.SIGINT)
    _, errors = process.communicate(timeout=20)
    assert "Set-up was stopped; run the same command again" in errors
    assert "Traceback" not in errors
    assert clone.make("check").stdout.endswith("ran -m graders check\n")


def wait_for(path: Path) -> None:
    end = time.monotonic() + 20
    while not path.exists():
        assert time.monotonic() < end, f"{path} never came"
        time.sleep(0.02)


def test_two_set_ups_do_not_mix(clone: Clone) -> None:
    """A second command during a set-up says so, and leaves the first one's .venv alone."""
    first = subprocess.Popen(
        [MAKE, "check"],
        cwd=clone.place,
        env=clone.environment(PIP="touch .venv/half; while ! test -e go; do sleep 0.02; done"),
        stdout=subprocess.DEVNULL,
    )
    wait_for(clone.place / ".venv/half")
    second = clone.make("check")
    (clone.place / "go").touch()
    refused(second, "Another set-up of this folder is under way")
    assert first.wait(timeout=20) == 0
    assert clone.calls() == ["venv", "pip --editable ."]


def test_old_python_is_named(clone: Clone) -> None:
    """A Python below 3.10 is refused by its version and place, with what to do."""
    run = clone.make("check", VERSION="3.9.18")
    refused(run, "needs Python 3.10 or newer", f"{clone.python} is Python 3.9", "PYTHON=python3.12")
    assert clone.calls() == []
    assert not (clone.place / ".venv").exists()


def test_python_3_10_is_enough(clone: Clone) -> None:
    """3.10 is accepted, although as text it sorts before 3.9."""
    assert clone.make("check", VERSION="3.10.0").returncode == 0


def test_newer_python_is_found(clone: Clone) -> None:
    """Where python3 is too old, python3.13 to python3.10 are tried; PYTHON= overrules both."""
    text = clone.python.read_text()
    clone.add_python("python3", text.replace("exit 0", "exit 1"))
    clone.add_python("python3.13", text)
    assert clone.make("list", VERSION="3.13.1").returncode == 0
    mine = clone.add_python("mine", text)
    shutil.rmtree(clone.place / ".venv")
    run = clone.make("list", f"PYTHON={mine}", VERSION="3.8.1")
    refused(run, f"{mine} is Python 3.8")


def test_no_python_is_said(clone: Clone) -> None:
    """With no Python by that name, the message says what is needed."""
    refused(clone.make("check", "PYTHON=python3.99"), "Python 3.10 or newer", "no python3.99 here")


def test_missing_ensurepip_names_the_package(clone: Clone) -> None:
    """Debian's Python without python3-venv: the message names the package to install."""
    run = clone.make("check", NO_ENSUREPIP=1)
    refused(run, "venv or ensurepip is missing", "sudo apt install python3-venv")
    assert clone.calls() == []


def test_small_disk_is_refused_before_the_download(clone: Clone) -> None:
    """Too little room for the CUDA builds ends before pip starts, and offers the CPU builds."""
    run = clone.make("check", FREE_GB=5)
    refused(run, "Too little disk space", "5.0 GB free", "TORCH_INDEX=")
    assert clone.calls() == ["venv"]


def test_cpu_builds_need_less_disk(clone: Clone) -> None:
    """With a CPU index the same disk will do, down to 2 GB."""
    assert clone.make("check", f"TORCH_INDEX={INDEX}", FREE_GB=5).returncode == 0
    shutil.rmtree(clone.place / ".venv")
    run = clone.make("check", f"TORCH_INDEX={INDEX}", FREE_GB=1)
    refused(run, "1.0 GB free")
    assert "TORCH_INDEX" not in run.stderr


def test_network_away_says_what_to_try(clone: Clone) -> None:
    """The real pip with an index that does not answer: one message, and no stamp is left."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound but not listening: nobody answers here
        index = f"http://127.0.0.1:{taken.getsockname()[1]}/simple"
        run = clone.make("check", PIP=f'"{sys.executable}" -m pip "$@"', **pip_settings(index))
    refused(run, "Could not find a version", "pip failed", "no connection", "HTTPS_PROXY")
    assert "run the same command again" in run.stderr
    assert "ran -m graders" not in run.stdout
    assert not (clone.place / ".venv/.base").exists()


def pip_settings(index: str) -> dict[str, str]:
    """This index alone, at once, and nothing installed even if something were found."""
    return {
        "PIP_CONFIG_FILE": os.devnull,
        "PIP_FIND_LINKS": "",
        "PIP_EXTRA_INDEX_URL": "",
        "PIP_INDEX_URL": index,
        "PIP_RETRIES": "0",
        "PIP_DRY_RUN": "1",
        "no_proxy": "127.0.0.1",
    }


def test_failed_change_keeps_what_there_was(clone: Clone) -> None:
    """Offline after a pull: the update fails, but the large .venv is not thrown away."""
    clone.make("check")
    clone.age()
    (clone.place / "pyproject.toml").touch()
    clone.calls()
    refused(clone.make("check", PIP="exit 1"), "pip failed")
    assert clone.make("check").returncode == 0
    assert clone.calls() == ["pip --editable ."] * 2


def test_torch_index_serves_torch_alone(clone: Clone) -> None:
    """TORCH_INDEX is asked for torch and torchvision as pyproject.toml wants them, and first."""
    clone.make("check", f"TORCH_INDEX={INDEX}")
    torch, rest = clone.calls()[1:]
    assert re.fullmatch(rf"pip --index-url {INDEX} torch>=[\d.]+ torchvision>=[\d.]+", torch)
    assert rest == "pip --editable ."


def test_other_torch_index_rebuilds_nothing(clone: Clone) -> None:
    """A change of TORCH_INDEX alone leaves a whole .venv as it is."""
    clone.make("check")
    clone.calls()
    clone.make("check", TORCH_INDEX=INDEX)
    assert clone.calls() == []


def test_linked_venv_is_filled(clone: Clone, tmp_path: Path) -> None:
    """A .venv that is a link to a roomier disk is used, which venv alone would refuse."""
    (clone.place / ".venv").symlink_to(tmp_path / "roomy")
    assert clone.make("check").returncode == 0
    assert (tmp_path / "roomy/.base").exists()


def test_lost_python_is_set_up_again(clone: Clone) -> None:
    """A .venv whose Python has gone is made anew, stamps or not."""
    clone.make("check")
    (clone.place / ".venv/bin/python").unlink()
    clone.calls()
    assert clone.make("check").returncode == 0
    assert clone.calls() == ["venv", "pip --editable ."]


def test_make_alone_lists_every_target(clone: Clone) -> None:
    """`make` prints every target there is, and sets nothing up."""
    makefile = (clone.place / "Makefile").read_text()
    targets = " ".join(re.findall(r"^\.PHONY: (.*)", makefile, re.M)).split()
    run = clone.make()
    listed = re.findall(r"^  make ([\w-]+)", run.stdout, re.M)
    assert sorted([*listed, "help"]) == sorted(targets)
    assert len(targets) > 14
    assert not (clone.place / ".venv").exists()


@pytest.mark.parametrize("target", ["check", "watch", "hint", "reset", "solution"])
@pytest.mark.parametrize("name", ["EX", "ONLY"])
def test_exercise_by_either_name(clone: Clone, target: str, name: str) -> None:
    """EX= and ONLY= both name the exercise, for every target that takes one."""
    assert clone.make(target, f"{name}=ex04").stdout.endswith(f"\nran -m graders {target} ex04\n")


@pytest.mark.parametrize("target", ["hint", "reset", "solution"])
def test_exercise_is_asked_for(clone: Clone, target: str) -> None:
    """A target that needs an exercise says so, and does nothing without."""
    clone.make("list")
    run = clone.make(target)
    refused(run, f"make {target} EX=ex04")
    assert run.stdout == ""


def test_verbose(clone: Clone) -> None:
    """V=1 asks the check for tracebacks."""
    assert clone.make("check", "V=1").stdout.endswith("ran -m graders check -v\n")


def test_failed_check_fails_make(clone: Clone) -> None:
    """When the check fails, so does `make check`, with one line of make's own."""
    run = clone.make("check", STATUS=1)
    refused(run, "Error 1")


def test_clean_keeps_the_students_work(clone: Clone) -> None:
    """`make clean` takes .venv and the caches, and neither an exercise nor its .bak."""
    clone.make("check")
    (clone.place / "exercises/__pycache__").mkdir(parents=True)
    for name in ("ex01_a.py", "ex01_a.py.bak"):
        (clone.place / "exercises" / name).touch()
    assert clone.make("clean").returncode == 0
    assert not (clone.place / ".venv").exists()
    kept = sorted(path.name for path in (clone.place / "exercises").iterdir())
    assert kept == ["ex01_a.py", "ex01_a.py.bak"]
