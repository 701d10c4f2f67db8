"""Probes of ex03_workers, which live beside the student's code; no expected answers here."""

import builtins
import contextlib
import multiprocessing
import multiprocessing.process
import os
import sys
import time
import warnings
from unittest import mock

from torch.utils.data import Dataset, get_worker_info


def _real_cores():
    """What this machine says of its cores."""
    return [os.cpu_count() or 1, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1]


def with_cores(cores, usable, function, *args):
    """`function(*args)` on a machine with so many cores, of which this process may use some."""
    answers = {"cpu_count": lambda: cores, "process_cpu_count": lambda: usable, "sched_getaffinity": lambda pid: set(range(usable))}
    with replaced(os, answers, function), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "This DataLoader will create")  # more workers than cores
        return function(*args)


def with_slow_start(seconds, function, *args):
    """`function(*args)` where, by Python's clocks, starting a process takes so long.

    Gives the answer, and whether the student's file has looked at one of these clocks.
    """
    late, looked = 0, False
    start = multiprocessing.process.BaseProcess.start

    def slow_start(process):
        nonlocal late
        start(process)
        late += seconds

    def clock(real, unit):
        def now():
            nonlocal looked
            looked = looked or sys._getframe(1).f_globals is names_of(function)
            return real() + late * unit

        return now

    clocks = {name: clock(getattr(time, name), 1) for name in ("time", "monotonic", "perf_counter")}
    clocks |= {name + "_ns": clock(getattr(time, name + "_ns"), 10**9) for name in clocks}
    with replaced(time, clocks, function), mock.patch.object(multiprocessing.process.BaseProcess, "start", slow_start):
        value = function(*args)
    return value, looked


@contextlib.contextmanager
def replaced(module, answers, function):
    """Other functions in a module of Python's, and wherever the file of `function` has imported them."""
    known = {name: getattr(module, name) for name in answers if hasattr(module, name)}
    names = names_of(function)
    with contextlib.ExitStack() as patches:
        for name, real in known.items():
            patches.enter_context(mock.patch.object(module, name, answers[name]))
            for key in [key for key, value in names.items() if value is real]:
                names[key] = answers[name]
                patches.callback(names.__setitem__, key, real)
        yield


def names_of(function):
    """The names of the file that a function, or a callable object, was written in."""
    module = sys.modules.get(getattr(function, "__module__", None))
    return {} if module is None else vars(module)


class Served(Dataset):
    """A map-style dataset whose samples the judge makes, one by one or a batch at a time."""

    def __init__(self, length, serve, serve_batch=None):
        self.length, self.serve = length, serve
        if serve_batch is not None:
            self.__getitems__ = serve_batch  # DataLoader asks for a whole batch where it can

    def __len__(self):
        return self.length

    def __getitem__(self, index):
        return self.serve(range(self.length)[index])


class Marks(Dataset):
    """Sample i is i; loading it leaves an empty file whose name says which worker did."""

    def __init__(self, length, path):
        self.length, self.path = length, path

    def __len__(self):
        return self.length

    def __getitem__(self, index):
        index, info = range(self.length)[index], get_worker_info()
        who = f"worker-{info.id}-of-{info.num_workers}" if info else "main" if _for_a_loader() else "alone"
        with open(f"{self.path}-{who}", "w"):  # noqa: PTH123
            pass
        return index


def _for_a_loader():
    """Whether it is a DataLoader that asks for this sample."""
    frame = sys._getframe(1)
    while frame and frame.f_globals.get("__name__") != "torch.utils.data._utils.fetch":
        frame = frame.f_back
    return frame is not None


class Faulty(Dataset):
    """Sample i is i, but one of them raises KeyError, or what `kind` says."""

    def __init__(self, length, faulty=None, kind="KeyError"):
        self.length, self.faulty, self.kind = length, faulty, kind

    def __len__(self):
        return self.length

    def __getitem__(self, index):
        index = range(self.length)[index]
        if index == self.faulty:
            raise getattr(builtins, self.kind)(f"sample {index} is missing")
        return index


class Deadly(Faulty):
    """A worker that loads a sample of it dies on the spot."""

    def __getitem__(self, index):
        if get_worker_info() is not None:
            os._exit(1)
        return super().__getitem__(index)


def _start_method():
    """How multiprocessing starts its processes here."""
    return multiprocessing.get_context().get_start_method()
