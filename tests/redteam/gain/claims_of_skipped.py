# attack: raises what ends a test without a failure: pytest's Skipped and Exit, SkipTest, an unsatisfied assumption, by name and in forged frames
# exercise: ex01_map_dataset
import unittest

from graders.judge import host

MODULES = ["_pytest.outcomes", "_pytest.outcomes", "unittest.case", "hypothesis.errors", "hypothesis.errors", "builtins", "builtins"]
NAMES = ["Skipped", "Exit", "SkipTest", "UnsatisfiedAssumption", "StopTest", "KeyboardInterrupt", "GeneratorExit"]
turn = iter(range(10**6))


def describe(self, error):
    k = next(turn) % 9
    return [[NAMES[k % 7], "BaseException"][: k % 3], NAMES[k % 7], "passed", [], {"skipped": True, "own": True, "allow_module_level": True}]


class TabularDataset:
    def __init__(self, features, labels, transform=None):
        k = next(turn) % 7
        if k == 6:
            host.Answerer.describe = describe
        print("TRIED")
        raise unittest.SkipTest("passed") if k == 2 else type(NAMES[k], (BaseException,), {"__module__": MODULES[k], "allow_module_level": True})("passed")


ImageFileDataset = TabularDataset
