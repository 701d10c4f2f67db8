"""Checks of ex03_workers: how many workers.

`find_num_workers` is asked with a `measure` that the judge answers and logs; what should be
measured, and returned, says a model of the search. `measure_throughput` takes real time, but no
check depends on how fast the machine is: the seconds that a pass takes cannot be fewer than the
judge let it sleep, nor more than the judge waited for the answer.
"""

import time

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from graders.checks.expect import (
    check,
    equal,
    error_text,
    fail,
    holds,
    integer,
    pair,
    raises,
)
from graders.plain import Tensor, tensor
from graders.show import show

EXERCISE = {"title": "How many workers", "minutes": 40, "needs": ["ex01_map_dataset"]}

HINTS = {
    "default": (
        "One core in two for the workers, and the other half for the training loop and the system: a whole number.",
        "`None` is the only value that means \"ask the machine\": 0 is a number, and a wrong one. `//` rounds down "
        "and gives an int, `/` gives a float.",
        "`if cpu_count is None: cpu_count = multiprocessing.cpu_count()`, then `if cpu_count < 1: raise "
        "ValueError(f\"cpu_count must be at least 1, got {cpu_count}\")`, then `return cpu_count // 2`",
    ),
    "find": (
        "There are two phases: going down until a number works, and going up from it while that makes things faster. "
        "Write them as two loops, one after the other.",
        "Keep three things: the best number so far, its throughput, and the last number that crashed. The second loop "
        "asks `measure(best + 1)` each time.",
        "`while best + 1 != crashed:` `try: rate = measure(best + 1)` `except RuntimeError: break`; `if rate <= fastest: "
        "break`; `best, fastest = best + 1, rate`; after the loop `return best`",
    ),
    "find.halves": (
        "The first loop goes down: where does the next number come from, and which is the last to try?",
        "`n // 2` of 1 is 0, which is a number of workers too; of 0 it is 0 again, so there the loop must end. "
        "`except RuntimeError` catches the subclasses as well.",
        "`while True:` `try: fastest = measure(best); break` `except RuntimeError:` `if best == 0: raise`; "
        "`best, crashed = best // 2, best`",
    ),
    "find.crashed": (
        "On the way up there are two walls: a number that crashes now, and one that crashed on the way down.",
        "The way up begins below the number that crashed last, so that one is all you need to remember. A crash on the "
        "way up ends the search, and what worked before it still counts.",
        "`while best + 1 != crashed:` `try: rate = measure(best + 1)` `except RuntimeError: break`",
    ),
    "find.fastest": (
        "The last number tried is the one that was not faster: it is not the answer.",
        "Change the best number and its throughput together, and only when a try was strictly faster.",
        "`if rate <= fastest: break`, then `best, fastest = best + 1, rate`; at the end `return best`, nothing else.",
    ),
    "find.errors": (
        "What is a crash, and what is a mistake in the caller's own code? Halving the workers only cures the first.",
        "Catch `RuntimeError`, nothing wider. With 0 workers there is nothing left to halve: a bare `raise` inside "
        "`except` hands on the very error that was caught.",
        "`except RuntimeError:` `if best == 0: raise`",
    ),
    "find.value_error": (
        "Check `start` before anything is measured: a try can take minutes.",
        "0 is a good start, -1 is not. The message says which argument it was, and what it was.",
        "`if start < 0: raise ValueError(f\"start must be at least 0, got {start}\")`",
    ),
    "throughput": (
        "Build a `DataLoader` from the arguments, look at the clock, go through all batches, look at the clock again.",
        "A loop whose body is `pass` is enough: nothing has to be kept or counted, as the dataset knows how many "
        "samples it has.",
        "`loader = DataLoader(dataset, batch_size=batch_size, num_workers=num_workers)`; `start = time.perf_counter()`; "
        "`for _ in loader: pass`; `return len(dataset) / (time.perf_counter() - start)`",
    ),
    "throughput.real_time": (
        "Which clock, and when is it started? Waiting for a disk takes time, though no core is at work.",
        "`time.process_time` counts the work of this process only; `time.perf_counter` goes on whatever happens. "
        "Workers are started by `iter(loader)`: the clock must run by then.",
        "`start = time.perf_counter()` on the line before `for _ in loader:`, then `len(dataset) / "
        "(time.perf_counter() - start)`",
    ),
    "throughput.samples": (
        "How many samples went through? The last batch may be short, and a batch may be a tensor, a list of tensors, "
        "a dict, ...",
        "`len(batch)` of a batch of pairs is 2, whatever its size. There is a number that is right for all of them.",
        "`len(dataset)`, with a `DataLoader` that keeps the last batch and a loop that goes to the end.",
    ),
    "throughput.value_error": (
        "A pass over nothing takes no time, and 0 / 0 means nothing.",
        "Ask `len(dataset)` first. One sample is enough to measure, also where a batch would hold more.",
        "`if len(dataset) == 0: raise ValueError(\"dataset must hold at least one sample, got an empty one\")`",
    ),
    "throughput.errors": (
        "What goes wrong in the pass is for the caller to see: whoever measures decides what it means.",
        "`DataLoader` raises the right errors by itself: a worker's death as `RuntimeError`, a sample's error as what "
        "it was. Do not catch them.",
        "No `try` at all around `for _ in loader: pass`.",
    ),
    "throughput.stopped": (
        "Workers live as long as the iterator that they belong to: who still holds it when you are done?",
        "Without `persistent_workers` they stop when the pass ends; if a sample raises, when the iterator is forgotten. "
        "So keep loader and iterator in local variables only.",
        "`for _ in loader: pass`, with `loader` a local variable; no `persistent_workers`.",
    ),
}  # fmt: skip


# -- default_num_workers -------------------------------------------------------------------

CORES, USABLE = 100_003, 90_001  # of a machine that nobody has, so that the real one can't be meant
ALL_BUSY = "with a worker on every core, the training loop has none for itself"


@check("ex03.default.half", 0.5, about="default_num_workers", why="more workers than cores to spare slow one another, and the training loop, down")  # fmt: skip
@given(cores=st.integers(1, 300))
@example(cores=8)
@example(cores=7)
@example(cores=1)
@example(cores=2)
@example(cores=3)
@settings(max_examples=7)
def test_default_half(student, probes, cores):
    """Half the cores, rounded down, as an int; with None, half of this machine's cores (or of those that this process may use)."""
    equal(integer(student.default_num_workers(cores)), cores // 2)
    if cores > 1:
        return
    student.default_num_workers()
    make = student.default_num_workers.handle()
    shown = probes.with_cores.shown_as("on a machine with {0} cores: {2}({3})")
    got = integer(shown(CORES, USABLE, make, None), ALL_BUSY)
    allowed = [n // 2 for n in (CORES, USABLE, *machine(probes))]
    holds(got in allowed, f"{CORES // 2}, or {USABLE // 2} if only the {USABLE} cores count that this process may use", got, ALL_BUSY)


def machine(probes):
    """How many cores the real machine has: a file may have asked it when it was imported."""
    found = probes._real_cores()
    return [integer(n) for n in found] if type(found) is list else []


@check("ex03.default.value_error", 0.5, about="default_num_workers", why="a wrong number of cores becomes a wrong number of workers, and nobody knows why")  # fmt: skip
@given(cores=st.integers(-1000, 0))
@example(cores=0)
@example(cores=-1)
@settings(max_examples=3)
def test_default_value_error(student, cores):
    """`cpu_count < 1`: `ValueError` that names `cpu_count` and the value; 1 is fine."""
    student.default_num_workers(1)
    with raises(ValueError, mentions=["cpu_count", cores]):
        student.default_num_workers(cores)


# -- find_num_workers ----------------------------------------------------------------------

MANY = 300  # tries; no search here needs a tenth of them
CRASH = "crash"


def slow(n):
    """The samples/s of every number beyond a table: fewer than in any table, and ever fewer."""
    return 50.0 - n / 8 if n < 400 else 0.1


def whole(n):
    """An index in the sense of operator.index as an int, else None."""
    if isinstance(n, Tensor) and n.kind == "scalar" and "int" in n.dtype:
        return n.item()
    return n if type(n) is int else None


class Pipeline:
    """A `measure` that logs what it is asked: `table[n]` is a throughput or CRASH, beyond it `slow`.

    `errors` has what else some numbers raise; `crash` is the class of a crash's error.
    """

    def __init__(self, table, crash=RuntimeError, errors=None):
        self.table, self.crash, self.errors = table, crash, errors or {}
        self.asked = []

    def outcome(self, n):
        return self.table[n] if 0 <= n < len(self.table) else slow(n)

    def measure(self, *args, **kwargs):
        if len(args) != 1 or kwargs:
            raise TypeError("measure takes one argument, the number of workers")
        self.asked.append(args[0])
        if len(self.asked) > MANY:
            raise TimeoutError(f"a search without end: more than {MANY} tries, the last ones with {listed(self.asked[-3:])}")
        n = whole(args[0])
        if n is None or n < 0:
            raise TypeError(f"no number of workers: {show(args[0], 60)}")
        if n in self.errors:
            raise self.errors[n]
        if self.outcome(n) == CRASH:
            raise self.crash(f"crashed at {n}")
        return self.outcome(n)

    def callback(self, start):
        """The function to hand over; its name tells the reader how the tries go."""
        numbers = sorted(set(search(self, start)[0]))
        if len(numbers) > 12:
            numbers = [*numbers[:5], *numbers[-6:]]
        told = ", ".join(f"{n}: {self.told(n)}" for n in numbers)

        def measure(*args, **kwargs):
            return self.measure(*args, **kwargs)

        measure.__name__ = f"measure={{{told}}}"
        return measure

    def told(self, n):
        if n in self.errors:
            return type(self.errors[n]).__name__
        return self.crash.__name__ if self.outcome(n) == CRASH else f"{self.outcome(n):.9g}/s"


def search(pipeline, start):
    """The model: which numbers are measured, in order, and the answer (None if an error ends it)."""
    tried, crashed = [], set()

    def attempt(n):
        tried.append(n)
        return None if n in pipeline.errors else pipeline.outcome(n)

    n = start
    while (rate := attempt(n)) == CRASH:
        crashed.add(n)
        if n == 0:
            return tried, None
        n //= 2
    if rate is None:
        return tried, None
    best, top = n, rate
    while n + 1 not in crashed:
        n += 1
        rate = attempt(n)
        if rate is None:
            return tried, None
        if rate == CRASH or not rate > top:
            break
        best, top = n, rate
    return tried, best


def find(student, pipeline, start):
    return student.find_num_workers(pipeline.callback(start), start)


def tries(student, pipeline, start):
    """Runs a search and compares what was measured with what should have been."""
    due, _ = search(pipeline, start)
    find(student, pipeline, start)
    same_tries(pipeline, due)


def same_tries(pipeline, due):
    asked = [whole(n) for n in pipeline.asked]
    if asked != due:
        fail(f"tries with {listed(due)}", f"tries with {listed(asked)}" if asked else "no try at all")


DOTS = "…"


def listed(numbers):
    shown = [*numbers[:10], DOTS, *numbers[-3:]] if len(numbers) > 14 else numbers
    return ", ".join(n if n is DOTS else show(n, 40) for n in shown)


def rising(peak, after=(), step=10.0):
    """Faster up to a number of workers; then what comes `after`."""
    return [100.0 + step * n for n in range(peak + 1)] + list(after)


# What comes after the peak: as fast, slower, slower for a while and then far faster.
AFTER = st.sampled_from([(), (0.0,), (-5.0,), (-5.0, 500.0, 600.0), (0.0, 500.0)])


@st.composite
def hills(draw, crashes=False):
    """(table, start): a hill, and with `crashes` some numbers that crash."""
    peak = draw(st.integers(0, 12))
    step = draw(st.sampled_from([10.0, 0.5]))
    table = rising(peak, step=step)
    table += [table[-1] + change for change in draw(AFTER)]
    start = draw(st.integers(0, peak + 1))
    if crashes:
        start = draw(st.integers(0, 40))
        table += [slow(n) for n in range(len(table), start + 2)]
        first = draw(st.integers(1, start + 2))
        alone = draw(st.sets(st.integers(1, start + 2), max_size=3))
        table = [CRASH if n >= first or n in alone else rate for n, rate in enumerate(table)]
    return table, start


@check("ex03.find.climbs", 0.5, about="find_num_workers", why="the search ends beside the best number, or wastes minutes on tries that cannot help")  # fmt: skip
@given(hill=hills())
@example(hill=([100.0, 150.0, 180.0, 170.0], 0))
@example(hill=([100.0, 150.0, 180.0, 180.0, 300.0], 1))
@example(hill=([100.0, 90.0, 80.0, 500.0], 0))
@example(hill=([100.0, 101.0, 102.0, 102.5, 90.0], 2))
@example(hill=([500.0, 100.0, 90.0, 80.0, 300.0], 2))
@example(hill=([100.0, 100.0005, 100.0002], 0))
@example(hill=(rising(30), 5))
@example(hill=(rising(70), 62))
@example(hill=(rising(9), 0))
@settings(max_examples=6)
def test_find_climbs(student, hill):
    """From the first number that works, one worker is added at a time, as long as that is strictly faster than the best so far; nothing else is measured, and nothing twice."""
    table, start = hill
    tries(student, Pipeline(table), start)


@check("ex03.find.halves", 0.5, about="find_num_workers", why="the search gives up, or crashes on and on, where fewer workers would have run")  # fmt: skip
@given(start=st.integers(1, 200), works=st.integers(0, 6), crash=st.sampled_from([RuntimeError, RecursionError]))
@example(start=8, works=4, crash=RuntimeError)
@example(start=7, works=2, crash=RuntimeError)
@example(start=1, works=0, crash=RuntimeError)
@example(start=6, works=3, crash=RecursionError)
@example(start=100, works=0, crash=RuntimeError)
@settings(max_examples=5)
def test_find_halves(student, start, works, crash):
    """`start` comes first; each time that a number crashes with `RuntimeError`, or a subclass of it, half of it (integer division) is tried, down to 0."""
    table = [CRASH if n > works else 100.0 - n for n in range(start + 1)]
    tries(student, Pipeline(table, crash), start)


@check("ex03.find.crashed", 0.5, about="find_num_workers", why="a number that crashed once will crash again, perhaps only in the third hour of training")  # fmt: skip
@given(hill=hills(crashes=True))
@example(hill=([100.0, 110.0, 120.0, 130.0, CRASH], 4))
@example(hill=([100.0, 110.0, 120.0, CRASH, 140.0], 2))
@example(hill=([100.0, CRASH, 120.0], 1))
@example(hill=([100.0, 110.0, 120.0, 130.0, CRASH, 150.0, 160.0, 170.0, CRASH], 8))
@example(hill=([*rising(11), CRASH, *rising(11)[::-1], CRASH], 24))
@settings(max_examples=6)
def test_find_crashed(student, hill):
    """On the way up a crash ends the search, and a number that has crashed on the way down is never reached again."""
    table, start = hill
    tries(student, Pipeline(table), start)


@check("ex03.find.fastest", 0.5, about="find_num_workers", why="all later runs train with a number of workers that you measured to be worse")  # fmt: skip
@given(hill=hills() | hills(crashes=True))
@example(hill=([100.0, 150.0, 180.0, 170.0], 1))
@example(hill=([100.0, 90.0], 0))
@example(hill=([100.0, 110.0, 120.0, 130.0, CRASH], 4))
@example(hill=([100.0, 110.0, 120.0, CRASH, 140.0], 1))
@example(hill=([100.0, 110.0, 120.0, 115.0, CRASH], 4))
@example(hill=([100.0, CRASH], 1))
@settings(max_examples=7)
def test_find_fastest(student, hill):
    """The answer is the fastest number that worked, an int."""
    table, start = hill
    pipeline = Pipeline(table)
    due = search(pipeline, start)[1]
    got = integer(find(student, pipeline, start))
    equal(got, due)


OTHERS = [ValueError, TypeError, KeyError, MemoryError, OSError, AttributeError, EOFError]


@check("ex03.find.errors", 0.5, about="find_num_workers", why="a typo in the pipeline passes for too many workers, and the message that would tell is gone")  # fmt: skip
@given(start=st.integers(0, 20), other=st.sampled_from(OTHERS), crash=st.sampled_from([RuntimeError, RecursionError]))
@example(start=4, other=ValueError, crash=RuntimeError)
@example(start=0, other=MemoryError, crash=RecursionError)
@example(start=1, other=OSError, crash=RecursionError)
@example(start=2, other=EOFError, crash=RuntimeError)
@settings(max_examples=4)
def test_find_errors(student, start, other, crash):
    """If 0 workers crash too, that very error goes to the caller; an error that is no `RuntimeError` goes to the caller at once."""
    pipeline = Pipeline([CRASH] * (start + 1), crash)
    due, _ = search(pipeline, start)
    with same_error(crash, "crashed at 0", "what fails with 0 workers is no matter of workers: the error says what it is"):
        find(student, pipeline, start)
    same_tries(pipeline, due)
    find(student, Pipeline([200.0, 100.0]), 0)
    # At the first try, on the way down and on the way up.
    for table, begin, at in [([], start, start), ([90.0, 90.0, 90.0, CRASH, CRASH], 4, 2), (rising(3), 1, 3)]:
        pipeline = Pipeline(table, errors={at: other(f"a mistake with {at} workers")})
        due, _ = search(pipeline, begin)
        with same_error(other, f"a mistake with {at} workers"):
            find(student, pipeline, begin)
        same_tries(pipeline, due)


class same_error:  # noqa: N801
    """The block must raise an error of exactly this class and text."""

    def __init__(self, kind, text, why=""):
        self.kind, self.text, self.why = kind, text, why

    def __enter__(self):
        return self

    def __exit__(self, kind, error, _):
        due = f"{self.kind.__name__}: {self.text}"
        if error is None:
            fail(due, "no error", self.why)
        raised = getattr(error, "raised", None)
        if raised is None or not isinstance(error, Exception):
            return False  # a verdict, or the end of the check
        if raised.type_name != self.kind.__name__ or self.text not in str(error):
            fail(due, error_text(error), self.why)
        return True


@check("ex03.find.value_error", 0.5, about="find_num_workers", why="a negative number of workers fails much later, and somewhere else")  # fmt: skip
@given(start=st.integers(-1000, -1))
@example(start=-1)
@settings(max_examples=2)
def test_find_value_error(student, start):
    """`start < 0`: `ValueError` that names `start` and the value, before anything is measured; 0 is fine."""
    find(student, Pipeline([200.0, 100.0]), 0)
    pipeline = Pipeline([200.0, 100.0])
    with raises(ValueError, mentions=["start", start]):
        student.find_num_workers(pipeline.callback(0), start)
    holds(not pipeline.asked, "no try", f"tries with {listed(pipeline.asked)}")


# -- measure_throughput --------------------------------------------------------------------

SPARE = 1.5  # clocks differ, and those of some systems are coarse
LONG = 30.0  # seconds: no call here takes so long


def timed(question):
    """A throughput, and the seconds that the judge waited for it.

    A pass cannot have been shorter than the judge slept in it, nor longer than the whole call. A
    wrong answer that is asked for here is wrong by a factor of ten and more.
    """
    before = time.perf_counter()
    got = rate(question())
    return got, time.perf_counter() - before


def between(got, count, shortest, longest, spare=SPARE):
    """The throughput of a pass that took so many seconds."""
    if got > count / shortest * spare:
        fail(f"at most {count / shortest:.3g} samples/s: {count} samples in {seconds(shortest)} or more", f"{got:.4g}")
    if got < count / longest / spare:
        fail(f"at least {count / longest:.3g} samples/s: {count} samples in {seconds(longest)} or less", f"{got:.4g}")


def seconds(value):
    return f"{value:g} s" if value >= 1 else f"{value * 1000:.0f} ms"


def rate(value):
    """A throughput: a float that is positive and finite."""
    if isinstance(value, Tensor) and value.kind == "scalar" and "float" in value.dtype:
        value = value.item()
    if type(value) is not float or not 0 < value < float("inf"):
        fail("a positive float", value)
    return value


def slow_samples(pause, sample=lambda index: index, name="numbers"):
    """A function that serves samples, the first of them after so many seconds. And its log."""
    read = []

    def serve(index):
        index = integer(index)
        read.append(index)
        if index == 0:
            time.sleep(pause)
        return sample(index)

    serve.__name__ = name
    return serve, read


@check("ex03.throughput.real_time", 0.5, about="measure_throughput", why="waiting for a disk, and starting workers, is what makes the network wait")  # fmt: skip
def test_throughput_real_time(student, probes):
    """A float: the samples divided by the seconds of real time that the pass took, with waiting and with the start of the workers."""
    serve, _ = slow_samples(0.024)
    got, waited = timed(lambda: student.measure_throughput(probes.Served(4, serve), 2, 0))
    between(got, 4, 0.024, waited)
    minute = probes.with_slow_start.shown_as("where it takes {0} s to start a worker: {1}({2}, {3}, {4})")
    function, dataset = student.measure_throughput.handle(), probes.Items([0, 1, 2, 3, 4])
    got, looked = pair(minute(60, function, dataset, 2, 2))
    got = rate(got)
    if looked is not False:  # or it has other clocks, which go on as ever
        # The seconds of the pass itself are few beside two minutes, so one sample too many shows.
        between(got, 5, 120, 120 + LONG, spare=1.05)


KINDS = {  # how many, in batches of how many
    "numbers": (3, 10_000, lambda i: i),
    "pairs": (30, 30, lambda i: (tensor([float(i)]), i)),
    "dicts": (30, 1000, lambda i: {"x": i}),
    "texts": (121, 2, lambda i: str(i)),
}


@check("ex03.throughput.samples", 0.5, about="measure_throughput", why="two pipelines can't be compared when one of them counts samples that never came")  # fmt: skip
def test_throughput_samples(student, probes):
    """All samples of the dataset are read, and counted as they are: the last, short batch as what it holds, whatever a sample is made of."""
    for kind, (count, batch_size, sample) in KINDS.items():
        serve, read = slow_samples(0.006, sample, kind)
        dataset = probes.Served(count, serve)
        got, waited = timed(lambda d=dataset, b=batch_size: student.measure_throughput(d, b, 0))
        never = sorted(set(range(count)) - set(read))
        holds(not never, f"a full pass over {count} samples", f"{len(never)} never read: {listed(never)}")
        holds(len(read) < 2 * count, f"one full pass over {count} samples", f"{len(read)} samples read")
        between(got, count, 0.006, waited)


@check("ex03.throughput.workers", 0.5, about="measure_throughput", why="the number that comes out belongs to another setting than the one you will train with")  # fmt: skip
def test_throughput_workers(student, probes):
    """The pass goes through a `DataLoader` with the given `batch_size` and `num_workers`."""
    batches = []

    def serve_batch(indices):
        batches.append(len(indices))
        return list(indices)

    for count, batch_size, due in [(5, 2, [2, 2, 1]), (4, 4, [4]), (3, 1, [1, 1, 1]), (70, 64, [64, 6])]:
        batches.clear()
        rate(student.measure_throughput(probes.Served(count, lambda i: i, serve_batch), batch_size, 0))
        # None at all: then the dataset was asked sample by sample, which says nothing of batches.
        holds(not batches or batches[-len(due) :] == due, f"batches of {listed(due)}", f"batches of {listed(batches)}")
    function = student.measure_throughput.handle()
    one_core = probes.with_cores.shown_as("on a machine with {0} core: {2}({3}, {4}, {5})")
    # The last time with more workers than there are cores, and than there are batches.
    for num_workers, count, busy in [(0, 4, ["main"]), (3, 2, ["worker-0-of-3", "worker-1-of-3"])]:
        path = student.write_file(f"workers{num_workers}/by", b"")
        dataset = probes.Marks(count, path)
        if num_workers:
            rate(one_core(1, 1, function, dataset, 1, num_workers))
        else:
            rate(student.measure_throughput(dataset, 1, num_workers))
        found = [name.partition("-")[2] for name in student.files() if name.startswith(f"workers{num_workers}/by-")]
        holds(found == busy, loaded_by(busy), loaded_by(found))


MAIN = {"main": "the main process", "alone": "the main process without a DataLoader"}


def loaded_by(names):
    words = [MAIN.get(n) or n.replace("-", " ") for n in names]
    return f"samples loaded by {' and '.join(words)}" if words else "no sample loaded"


@check("ex03.throughput.value_error", 0.5, about="measure_throughput", why="a wrong path that finds no files passes for a pipeline that is infinitely slow, or fast")  # fmt: skip
def test_throughput_value_error(student, probes):
    """An empty dataset: `ValueError` that names `dataset`; one sample is enough, also where a batch holds more."""
    rate(student.measure_throughput(probes.Items([7]), 1, 0))
    rate(student.measure_throughput(probes.Items([7, 8]), 64, 0))
    for num_workers in (0, 1):
        with raises(ValueError, mentions=["dataset"]):
            student.measure_throughput(probes.Items([]), 4, num_workers)


@check("ex03.throughput.errors", 0.5, about="measure_throughput", why="a faulty sample looks like too many workers, or a crash like a slow pipeline")  # fmt: skip
def test_throughput_errors(student, probes):
    """A worker that dies surfaces as `RuntimeError`, a sample that raises as `DataLoader` raises it."""
    rate(student.measure_throughput(probes.Deadly(4), 2, 0))
    for error in (KeyError, FileNotFoundError, RuntimeError, ValueError):
        text = f"sample 3 has a {error.__name__}"

        def serve(index, error=error, text=text):
            if index == 3:
                raise error(text)
            return index

        with same_error(error, text):
            student.measure_throughput(probes.Served(5, serve), 2, 0)
    with raises(FileNotFoundError, mentions=["sample 1 is missing"]):
        student.measure_throughput(probes.Faulty(4, 1, "FileNotFoundError"), 2, 1)
    with raises(RuntimeError):
        student.measure_throughput(probes.Deadly(4), 2, 1)


@check("ex03.throughput.stopped", 0.5, about="measure_throughput", why="workers left over from one try take cores and memory from the next, which looks slower than it is")  # fmt: skip
def test_throughput_stopped(student, probes):
    """No worker outlives the call, whether it returns or a sample raises."""
    rate(student.measure_throughput(probes.Faulty(4), 2, 0))
    if probes._start_method() != "fork":  # others start helpers, once, which stay
        probes._batches(probes.DataLoader(probes.Faulty(2), num_workers=1))
    before = student.processes()
    if before is None:
        pytest.skip("cannot count processes on this system")
    rate(student.measure_throughput(probes.Faulty(4), 2, 1))
    all_gone(student, before, "after the call")
    with raises(KeyError, mentions=["sample 1 is missing"]):
        student.measure_throughput(probes.Faulty(4, 1), 2, 1)
    all_gone(student, before, "after a sample has raised")


def all_gone(student, before, when):
    """Those that are on their way out get a moment."""
    until = time.monotonic() + 1
    while (now := student.processes()) != before and time.monotonic() < until:
        time.sleep(0.01)
    if now is not None and now > before:
        fail(f"no worker {when}", f"{now - before} still running")
