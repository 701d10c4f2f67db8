"""Strict isolation: what it is made of, that it is tried from inside, and what happens where it is not to be had.

Attacks on it are in tests/redteam.
"""

import errno
import json
import os
import socket
import stat
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from graders import catalog
from graders.cohort.grade import SEED_FILE, private_seed
from graders.errors import KitError
from graders.judge import proof
from graders.judge.judge import Judge
from graders.judge.limits import DEFAULT
from graders.judge.line import fresh_line
from graders.judge.scratch import Scratch, remove
from graders.judge.sources import Nursery
from tests import corpus

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="strict isolation is for Linux")
if sys.platform == "linux":
    from graders.judge import cgroups, kernel, seccomp, strict, walls

ROOT = Path(__file__).parent.parent
AS_ROOT = pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can play another machine")


@pytest.fixture(scope="module")
def confined():
    nursery = Nursery(isolation="strict")
    yield nursery
    nursery.close()


@pytest.fixture(scope="module")
def strict_judge():
    with Judge(isolation="strict") as judge:
        judge.prepare()
        yield judge


# -- tried from inside -----------------------------------------------------------------------


def test_a_strict_host_can_do_nothing_that_is_forbidden_and_all_that_solutions_need(confined):
    assert proof.missing(confined, DEFAULT) == []


def test_what_a_host_can_do_is_found(monkeypatch):
    nursery = Nursery(isolation="strict", without=("namespaces", "landlock", "seccomp", "cgroups"))
    try:
        found = " ".join(proof.missing(nursery, DEFAULT))
        assert "reach the network" in found and "read the judge's files" in found and "write outside" in found
        with pytest.raises(KitError, match="strict isolation is not to be had here:\n  - a host could"):
            proof.require(nursery, DEFAULT)
    finally:
        nursery.close()


def test_what_basic_cannot_promise_is_found(nursery):
    assert len(proof.missing(nursery, DEFAULT)) >= 3


STAGES = {"a user": ["--user"], "root in a container": ["--plain"], "a user in a container": ["--user", "--plain"]}


@AS_ROOT
@pytest.mark.xdist_group("stages")  # two of them are the same user, whose processes are counted together
@pytest.mark.parametrize("stage", STAGES)
def test_it_holds_on_machines_of_other_kinds(stage):
    """Whoever grades there: the proof holds, workers work, attacks fail."""
    attacks = [f"tests/redteam/{name}.py" for name in ("read/other_submission", "reach/tcp", "reach/canary_write", "deny/fork_bomb")]
    command = [sys.executable, "-m", "tests.stage", *STAGES[stage], sys.executable, "-m", "tests.redteam", "--solution", "ex03", *attacks]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=240, check=False)
    assert done.returncode == 0 and "all held" in done.stdout, done.stdout + done.stderr
    assert "ex03_workers 7/7" in done.stdout
    assert ("pid namespace" in done.stdout) == ("container" not in stage)


@pytest.mark.parametrize("name", ["ex11_distributed/seed_of_process", "ex10_reproducible/mixes_in_the_process"])
def test_processes_that_are_compared_have_different_numbers(strict_judge, name):
    """In a namespace of its own the first process is number 1 each time: an answer that hangs on the number must not look the same."""
    path = ROOT / "tests" / "wrong" / f"{name}.py"
    known = corpus.Known(path.parent.name, path, corpus.header(path, "caught by"))
    assert corpus.complaint(known, corpus.examine(strict_judge, catalog.get(known.exercise), path)) == ""


CLOCK = """
import time
def default_num_workers(cpu_count=None):
    steps = set()
    for _ in range(50):
        before = time.process_time_ns()
        sum(range(2000))
        steps.add(time.process_time_ns() - before)
    raise RuntimeError(f"{0 in steps}")
"""


def test_the_process_clock_is_fine(strict_judge, tmp_path):
    """As it is outside, so that what is measured with it does not change from run to run."""
    (tmp_path / "clock.py").write_text(CLOCK)
    outcome = corpus.examine(strict_judge, catalog.find("ex03"), tmp_path / "clock.py")
    assert "RuntimeError: False" in outcome.first_problem().got


SPINS = """
import os, time
def default_num_workers(cpu_count=None):
    if not os.fork():
        while True:
            pass
    time.sleep(8)
    return 1
"""


def test_processor_time_of_all_processes_together_is_limited(tmp_path):
    (tmp_path / "ex03_workers.py").write_text(SPINS)
    with Judge(replace(DEFAULT, cpu=2), isolation="strict") as judge:
        judge.prepare()
        outcome = judge.examine(tmp_path, [catalog.find("ex03")], only={"ex03.default.half"}).exercises[0]
    assert outcome.points == 0 and "used more than 2 s of processor time" in outcome.checks[0].got


# -- where it is not to be had ---------------------------------------------------------------


def grade(*arguments, cwd, **environment):
    command = [sys.executable, "-m", "graders", "grade", "in", "--out", "out", "--only", "ex06", *arguments]
    return subprocess.run(command, cwd=cwd, env={**os.environ, "PYTHONPATH": str(ROOT), **environment}, capture_output=True, text=True, check=False)


@pytest.fixture
def submissions(tmp_path):
    (tmp_path / "in" / "ada").mkdir(parents=True)
    (tmp_path / "in" / "ada" / "ex06_splits.py").write_text((ROOT / "solutions" / "ex06_splits.py").read_text())
    return tmp_path


def test_grade_asks_for_strict_and_refuses_where_it_is_not_to_be_had(submissions):
    done = grade(cwd=submissions, GRADERS_FORK="0")
    assert done.returncode == 2 and "strict isolation needs Linux" in done.stderr and "--isolation basic" in done.stderr
    assert not list((submissions / "out").glob("*ada*"))


def test_a_host_that_could_not_be_confined_is_the_kits_fault():
    nursery = Nursery(replace(DEFAULT, scratch=-1), isolation="strict")
    try:
        if not nursery_has_namespaces(nursery):
            pytest.skip("no namespaces here")
    except KitError as error:
        assert "could not be confined" in str(error) and "mount" in str(error)
    finally:
        nursery.close()


def nursery_has_namespaces(nursery):
    nursery.host()
    return "mount namespace" in nursery.layers


# -- grade -----------------------------------------------------------------------------------


def test_two_runs_that_begin_at_once_have_the_same_seed(tmp_path):
    (tmp_path / SEED_FILE).touch()  # the other one has just made it, and not yet written it
    writer = threading.Timer(0.2, lambda: (tmp_path / SEED_FILE).write_text('{"seed": 7}'))
    writer.start()
    assert private_seed(tmp_path) == 7
    writer.join()
    (tmp_path / SEED_FILE).write_text("")
    with pytest.raises(KitError, match="is damaged"):
        private_seed(tmp_path)


def test_a_graded_run_has_a_private_seed_that_is_kept(submissions):
    for _ in range(2):
        done = grade(cwd=submissions)
        assert done.returncode == 0, done.stderr
        report = json.loads((submissions / "out" / "ada.json").read_text())
        assert report["points"] == report["max_points"] == 8
        assert report["seed"] is None and report["isolation"] == "strict" and "limits" in report["layers"]
    kept = submissions / "out" / ".seed.json"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    seed = json.loads(kept.read_text())["seed"]
    assert seed > 2**32 and str(seed) not in (submissions / "out" / "ada.json").read_text() + done.stdout
    kept.write_text("{")
    assert "damaged" in grade(cwd=submissions).stderr


def test_the_questions_of_another_seed_are_others():
    from graders.judge.plugin import question_seed

    assert len({question_seed(seed, check) for seed in (0, 1, 2**40) for check in ("ex01.a", "ex01.b")}) == 6
    assert question_seed(7, "ex01.a").bit_length() > 200


# -- the warm parent -------------------------------------------------------------------------


def test_the_nursery_knows_nothing_that_is_worth_knowing(confined):
    host = confined.host()
    line = fresh_line(confined, DEFAULT, 60.0)
    modules = line.ask("modules")
    assert "torch" in modules
    for module in modules:
        assert not module.startswith(("graders.checks", "graders.catalog", "graders.cohort", "hypothesis", "pytest", "solutions")), module
    line.carrier.close()
    environment = Path(f"/proc/{host.pid}/environ").read_bytes().split(b"\0")
    names = {entry.split(b"=")[0].decode() for entry in environment if entry}
    assert names <= {"PATH", "LANG", "LD_LIBRARY_PATH", "OMP_NUM_THREADS", "CUDA_VISIBLE_DEVICES", "HIP_VISIBLE_DEVICES", "PYTHONHASHSEED", "PYTHONSAFEPATH"}
    host.close()


def test_hosts_hold_no_descriptor_but_their_own(confined):
    host = confined.host()
    kinds = sorted(str(p.readlink()).split(":")[0] for p in Path(f"/proc/{host.pid}/fd").iterdir())
    assert kinds == ["/dev/null", "pipe", "pipe", "socket"]
    host.close()


@AS_ROOT
def test_every_host_has_a_user_id_of_its_own_and_no_privileges(confined):
    hosts = [confined.host(), confined.host()]
    status = [dict(line.split(":\t", 1) for line in Path(f"/proc/{h.pid}/status").read_text().splitlines() if ":\t" in line) for h in hosts]
    users = [set(s["Uid"].split()) for s in status]
    assert all(len(u) == 1 and int(next(iter(u))) >= strict.FIRST_USER for u in users) and users[0] != users[1]
    assert all(int(s[cap], 16) == 0 for s in status for cap in ("CapEff", "CapPrm", "CapInh", "CapBnd", "CapAmb"))
    assert all(s["NoNewPrivs"] == "1" and s["Groups"].split() == [] for s in status)
    for host in hosts:
        host.close()


def test_hosts_that_have_ended_leave_no_process_and_no_group(confined):
    host = confined.host()
    pid = host.pid
    host.close()
    confined.clear()
    assert not Path(f"/proc/{pid}").exists()
    assert len(confined.groups) <= 1  # the spare host's


# -- its parts -------------------------------------------------------------------------------


def answer(program, number, architecture, *arguments):
    """Run a seccomp program as the kernel would."""
    data = {0: number, 4: architecture} | {16 + 8 * i: a for i, a in enumerate([*arguments, 0, 0, 0])}
    at = accumulator = 0
    while True:
        code, yes, no, constant = program[at]
        at += 1
        if code == seccomp.RETURN:
            return constant
        if code == seccomp.LOAD:
            accumulator = data[constant]
        else:
            true = {seccomp.EQUAL: accumulator == constant, seccomp.AT_LEAST: accumulator >= constant,
                    seccomp.ABOVE: accumulator > constant, seccomp.ANY_BIT: bool(accumulator & constant)}[code]  # fmt: skip
            at += yes if true else no


@pytest.mark.parametrize(("apart", "shared_user"), [(True, False), (False, False), (False, True)])
@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
def test_the_filter_denies_what_it_lists_and_nothing_else(machine, apart, shared_user):
    column, audit = seccomp.ARCHITECTURES[machine]
    program = seccomp.program(machine, apart=apart, shared_user=shared_user)

    def ask(call, *arguments):
        return answer(program, call[column], audit, *arguments)

    expected = {call[column]: seccomp.DENY for call in seccomp.CALLS.values()}
    if not apart:
        expected |= {call[column]: seccomp.DENY for call in seccomp.OTHERS.values()}
    if shared_user:
        expected |= {call[column]: seccomp.IGNORE for call in seccomp.MODES.values()}
        expected |= {call[column]: seccomp.DENY for call in seccomp.ATTRIBUTES.values()}
    by_argument = {c[column] for c in (seccomp.CLONE, seccomp.SOCKET, seccomp.PRCTL, seccomp.FLOCK, seccomp.FCNTL, seccomp.IOCTL, *seccomp.OWN_ONLY.values())}
    assert len(program) < 4096 and all(line[1] < 256 and line[2] < 256 for line in program)
    for number in range(600):
        if number not in by_argument | {seccomp.CLONE3}:
            assert answer(program, number, audit) == expected.get(number, seccomp.ALLOW), number
    assert ask(seccomp.CLONE, 0x1200011) == seccomp.ALLOW
    assert all(ask(seccomp.CLONE, 0x11 | 1 << bit) == seccomp.DENY for bit in (17, 25, 26, 27, 28, 29, 30))
    assert [ask(seccomp.SOCKET, family) for family in (1, 2, 10, 16)] == [seccomp.ALLOW] + 3 * [seccomp.DENY]
    assert [ask(seccomp.PRCTL, 1, how) for how in (0, 9)] == [seccomp.DENY, seccomp.ALLOW]
    assert ask(seccomp.PRCTL, 15, 0) == seccomp.ALLOW
    assert ask(seccomp.FLOCK, 3, 2) == seccomp.IGNORE
    assert [ask(seccomp.FCNTL, 3, command) for command in (2, 5, 6, 38, 1024, 1030)] == [
        seccomp.ALLOW, seccomp.ALLOW, seccomp.IGNORE, seccomp.IGNORE, seccomp.DENY, seccomp.ALLOW]  # fmt: skip
    refused = seccomp.ALLOW if apart else seccomp.DENY
    assert [ask(seccomp.IOCTL, 3, command) for command in (0x5401, 0x88FF, 0x8900, 0x89FF, 0x8A00, 0x40086602)] == [
        seccomp.ALLOW, seccomp.ALLOW, refused, refused, seccomp.ALLOW, refused]  # fmt: skip
    for call in seccomp.OWN_ONLY.values():
        assert [ask(call, pid) for pid in (0, 4711)] == [seccomp.ALLOW, refused]
    assert answer(program, seccomp.CLONE3, audit) == seccomp.ABSENT == 0x50000 | errno.ENOSYS
    assert answer(program, 0, 0x40000003) == seccomp.KILL
    if machine == "x86_64":
        assert answer(program, 0x40000000 | 101, audit) == seccomp.DENY


def test_an_unknown_machine_has_no_filter():
    with pytest.raises(OSError, match="riscv64"):
        seccomp.program("riscv64")


def test_what_is_shown_to_hosts_is_not_the_kit_and_not_a_home(monkeypatch):
    paths = walls.needed(gpu=False)
    assert any(Path(p, "torch").is_dir() for p in paths) or any(str(Path(p)) in walls.__file__ for p in paths) is False
    for path in paths:
        assert not str(ROOT / "graders").startswith(path + "/") and path not in ("/", "/usr", str(Path.home()))


def test_an_installed_kit_is_hidden_but_its_neighbours_are_not(tmp_path):
    kit = tmp_path / "site-packages" / "graders"
    kit.mkdir(parents=True)
    (kit / "checks.py").touch()
    (tmp_path / "site-packages" / "torch").mkdir()
    readable, listed = strict.without_hidden([str(tmp_path)], [str(kit)])
    assert readable == [str(tmp_path / "site-packages" / "torch")]
    assert listed == [str(tmp_path), str(tmp_path / "site-packages")]


def test_links_on_the_way_are_found(tmp_path):
    (tmp_path / "real" / "deep").mkdir(parents=True)
    (tmp_path / "real" / "deep" / "file").touch()
    (tmp_path / "one").symlink_to("real")
    (tmp_path / "real" / "two").symlink_to(tmp_path / "real" / "deep")
    (tmp_path / "loop").symlink_to("loop")
    own = [pair for pair in walls.links(f"{tmp_path}/one/two/file") if pair[0].startswith(str(tmp_path))]
    assert own == [(f"{tmp_path}/one", "real"), (f"{tmp_path}/real/two", f"{tmp_path}/real/deep")]
    assert len(list(walls.links(f"{tmp_path}/loop"))) == 40


@pytest.mark.skipif(sys.platform == "linux" and not cgroups.places(), reason="no control group can be made here")
def test_a_control_group_ends_what_takes_too_much():
    group = cgroups.Group(cgroups.places(), 64 * 2**20, 8)
    hungry = subprocess.Popen([sys.executable, "-S", "-c", "input(); x = bytearray(1 << 28)\nfor i in range(0, 1 << 28, 4096): x[i] = 1"], stdin=subprocess.PIPE)
    group.add(hungry.pid)
    hungry.communicate(b"\n")
    assert hungry.returncode == -9
    assert group.close()
    assert not any(folder.exists() for folder in group.folders)


# -- the scratch folder, seen by the judge ---------------------------------------------------


def test_links_pipes_and_depths_of_a_students_folder_do_no_harm(tmp_path):
    folder, secret = tmp_path / "scratch", tmp_path / "secret"
    folder.mkdir()
    secret.write_text("secret")
    (folder / "sub").mkdir()
    (folder / "sub" / "data.bin").write_bytes(b"data")
    (folder / "link").symlink_to(secret)
    (folder / "way").symlink_to(tmp_path)
    os.mkfifo(folder / "pipe")
    with socket.socket(socket.AF_UNIX) as one:
        one.bind(str(folder / "sock"))
    scratch = Scratch(folder, str(folder))
    assert scratch.files() == ["sub/data.bin"]
    assert scratch.read("sub/data.bin") == b"data"
    for name in ("link", "way/secret", "pipe", "sock", "sub", "../secret", str(secret), "", "nothing"):
        assert scratch.read(name) is None, name
    scratch.close()
    assert not folder.exists() and secret.exists()


def test_a_folder_too_deep_for_python_is_removed(tmp_path):
    top = tmp_path / "top"
    top.mkdir()
    here = os.open(top, os.O_RDONLY)
    for _ in range(3000):
        os.mkdir("d", dir_fd=here)
        inner = os.open("d", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = inner
    os.close(here)
    assert Scratch(top, str(top)).files() == []
    remove(top)
    assert not top.exists()


def test_the_scratch_folder_of_a_strict_host_can_be_read_from_outside(confined):
    line = fresh_line(confined, DEFAULT, 60.0)
    line.ask("write", "sub/data.bin", b"data")
    assert line.carrier.scratch.files() == ["sub/data.bin"]
    assert line.carrier.scratch.read("sub/data.bin") == b"data"
    line.carrier.close()


def test_every_layer_of_this_machine_is_in_the_report(confined):
    with Judge(isolation="strict") as judge:
        report = judge.examine(ROOT / "solutions", [catalog.find("ex11")])
    data = report.to_json()
    assert data["isolation"] == "strict" and set(data["layers"]) == set(confined.layers)
    assert kernel.NUMBERS


def test_a_misspelt_level_is_no_weaker_one():
    with pytest.raises(KitError, match="there is no isolation 'Strict'; there are none, basic, strict"):
        Judge(isolation="Strict")
