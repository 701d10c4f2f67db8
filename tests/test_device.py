"""Checks that are about an accelerator, and the device that a submission is judged on."""

import sys

import pytest

from graders import catalog
from graders.errors import KitError
from graders.judge import confine, device
from graders.judge.judge import Judge
from graders.reports.terminal import device_text
from tests.conftest import QUICK, TESTS

EXERCISE = catalog.read(TESTS / "toy" / "test_ex91_device.py")
FOLLOWS = """
import time
import torch

def device():
    return "cuda" if torch.cuda.is_available() else "cpu"

def slow(seconds):
    time.sleep(seconds)
    return "done"
"""


@pytest.fixture
def examine(judge, tmp_path):
    def examine(source, judge=judge):
        (tmp_path / "ex91_device.py").write_text(source)
        return judge.examine(tmp_path, [EXERCISE])

    return examine


def test_what_is_not_to_be_had_here_leaves_the_maximum_alone_and_the_report_says_what_ran(examine):
    report = examine(FOLLOWS)
    assert [(c.status, c.points, c.device) for c in report.exercises[0].checks] == [
        ("passed", 1, "configuration"), ("skipped", 0, "cuda"), ("passed", 1, ""),
    ]  # fmt: skip
    assert report.exercises[0].status == "passed" and report.max_points == 2
    assert report.to_json()["environment"]["device"] == "cpu"
    assert device_text(report) == "GPU checks: 1 by configuration, 1 left out (2 points): no CUDA here"


def test_an_answer_that_was_made_when_the_file_was_loaded_does_not_follow(examine):
    checks = examine(FOLLOWS.replace("def device():", "IT = torch.cuda.is_available()\ndef device():").replace(
        'if torch.cuda.is_available() else', "if IT else")).exercises[0].checks  # fmt: skip
    assert [c.status for c in checks] == ["failed", "skipped", "passed"]
    assert checks[0].called.startswith("with_cuda(True, device)")


def test_a_check_with_a_limit_of_its_own_still_has_one(examine):
    slow = examine(FOLLOWS.replace("time.sleep(seconds)", "time.sleep(60)")).exercises[0].checks[2]
    assert (slow.status, slow.got) == ("timeout", "the 4 s for this check are used up")


def test_a_limit_of_its_own_does_not_use_up_the_exercise(session):
    clock = session("x = 1").clock
    before = clock.ends["exercise"]
    clock.start_check(QUICK.check + 100)
    assert clock.ends["exercise"] == pytest.approx(before + 100)
    assert clock.ends["check"] - before < QUICK.check + 101
    clock.start_check()
    assert (clock.limit("call"), clock.limit("check")) == (QUICK.call, QUICK.check)


def test_what_is_judged_on_the_cpu_sees_no_gpu(examine):
    source = 'import os\nprint(repr(os.environ.get("CUDA_VISIBLE_DEVICES")))\n' + FOLLOWS.replace('"done"', '"no"')
    assert examine(source).exercises[0].checks[2].status == "failed"
    assert confine.parent_environment({"CUDA_VISIBLE_DEVICES": "0"}, "0")["CUDA_VISIBLE_DEVICES"] == ""
    assert confine.parent_environment({"CUDA_VISIBLE_DEVICES": "0"}, "0", gpu=True)["CUDA_VISIBLE_DEVICES"] == "0"


class Answers:
    """In the place of a nursery: hosts of this process, whose torch says this of the GPU."""

    def __init__(self, name):
        self.name = name

    def host(self):
        from graders.judge.inprocess import Local

        carrier = Local()
        carrier.answerer.do_gpu = lambda: self.name
        return carrier


def test_the_device_is_what_a_host_says():
    assert device.find(Answers("H100"), "auto", QUICK) == {"device": "cuda", "gpu": "H100"}
    assert device.find(Answers("H100"), "cuda", QUICK) == {"device": "cuda", "gpu": "H100"}
    assert device.find(Answers(None), "auto", QUICK) == {"device": "cpu"}
    with pytest.raises(KitError, match="no CUDA GPU"):
        device.find(Answers(None), "cuda", QUICK)


@pytest.mark.skipif(sys.platform != "linux" or device.possible(), reason="for a machine without a GPU")
def test_cuda_without_a_gpu_is_a_fault_of_the_call(tmp_path):
    (tmp_path / "ex91_device.py").write_text(FOLLOWS)
    with Judge(QUICK, device="cuda") as judge, pytest.raises(KitError, match="--device cpu"):
        judge.examine(tmp_path, [EXERCISE])
