"""Checks of ex12_resume: a sampler that goes on where it stopped, and checkpoints.

States of samplers pass through JSON here. What a crash can leave is seen in two ways: at each
moment of a save, by what lies in the folder then; and by a save in a process that is killed while
it writes.
"""

import io
import json
import ntpath
import pickle
import posixpath
import re
import sys
import zipfile
from itertools import pairwise, permutations

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st

from graders.checks.expect import (
    check,
    difference,
    equal,
    error_text,
    fail,
    holds,
    integer,
    integers,
    same_counts,
    take,
)
from graders.plain import Tensor, tensor
from graders.show import show

EXERCISE = {"title": "Crash and carry on", "minutes": 55, "needs": ["ex04_samplers"]}

HINTS = {
    "sampler": (
        "Two whole numbers say where a shuffled pass is: which epoch, and how many of its indices were drawn."
        " The order itself need not be kept: seed and epoch fix it.",
        "Keep two places apart: where the sampler is (what `state_dict` tells) and where the next `iter()`"
        " begins (what `load_state_dict` sets as well). A pass takes its epoch from the second and moves it on.",
        "`epoch, drawn = self.next; self.next = (epoch + 1, 0)`; then, for each index of the epoch's order from"
        " `drawn` on: `drawn += 1; self.here = (epoch, drawn); yield index`.",
    ),
    "sampler.epochs": (
        "An epoch is every index once, in an order of its own; the length is a whole epoch's, whatever was read.",
        "`torch.randperm` gives a random order; `.tolist()` makes Python ints of it. `__len__` does not look at"
        " where the sampler is.",
        "`torch.randperm(self.num_examples, generator=generator).tolist()`, and `return self.num_examples`.",
    ),
    "sampler.seed": (
        "What does the order depend on? On the seed and the epoch's number, and on nothing else in the program.",
        "Make a `torch.Generator` of your own for each epoch, seeded from both. Try -1 and 2**64 - 1: to torch"
        " they are the same seed, and seeds beyond them are an error. `hash` of a text differs between processes.",
        "`generator = torch.Generator().manual_seed((self.seed + epoch) % 2**64)`.",
    ),
    "sampler.counted": (
        "A pass gets its epoch's number when its first index is drawn, and from then on has a position of its own.",
        "In a generator function, the lines before the first `yield` run at the first `next()`, not at `iter()`:"
        " take the number there and move the sampler's on at once, not at the end of the pass.",
        "First lines of `__iter__`: `epoch, drawn = self.next` and `self.next = (epoch + 1, 0)`; `drawn` is a"
        " local variable.",
    ),
    "sampler.again": (
        "A resumed sampler must be able to say where it is as well: right after loading, and after every index.",
        "After loading, the count goes on from the loaded one, and what the sampler was doing before is forgotten.",
        "`self.here = self.next = (state[\"epoch\"], state[\"drawn\"])`.",
    ),
    "sampler.copy": (
        "Who else holds the dict that you hand out, or the one that you were given?",
        "Make a new dict in `state_dict`; in `load_state_dict` read the values and keep no hold of the dict.",
        "`return {\"epoch\": epoch, \"drawn\": drawn}`; and `state[\"epoch\"]` instead of `state.pop(\"epoch\")`.",
    ),
    "sampler.plain": (
        "What does JSON do to a tuple, to a number as a key, to a tensor? And how large is a list of all indices?",
        "An order need not be in the state if it can be made again from the seed and the epoch.",
        "`{\"epoch\": 3, \"drawn\": 120}` is enough.",
    ),
    "checkpoint": (
        "Write the new checkpoint beside the old one; only when it is whole does it take the old one's name.",
        "`Path.replace` gives a file its new name in one step, and what had that name is gone in the same step.",
        "`torch.save(state, temporary)`, then `temporary.replace(path)`, with `temporary ="
        " path.with_name(path.name + \".tmp\")`.",
    ),
    "checkpoint.equal": (
        "What `torch.save` writes comes back with all its types; what you do to the state before it may not.",
        "Tuples stay tuples, number keys numbers, tensors of shape () tensors, and every dtype as it is.",
        "For containers: `type(value)(...)` of the converted items; for everything but tensors: `return value`.",
    ),
    "checkpoint.path": (
        "A path is a str or a `Path`, and may be no more than a name.",
        "`Path(path)` takes both. `os.path.dirname(\"model.pt\")` is empty, `Path(\"model.pt\").with_name(...)`"
        " just works. Which error does a missing file raise?",
        "`path = Path(path)` first; `except FileNotFoundError: return None` in `load_checkpoint`.",
    ),
    "checkpoint.tidy": (
        "List the folder after saving: which file is not the checkpoint?",
        "A temporary file that is renamed is gone; one that is copied stays. `tempfile.mkstemp` makes a file,"
        " not only a name.",
        "`temporary.replace(path)` and no other file.",
    ),
    "checkpoint.fails": (
        "If anything goes wrong, the caller must hear of it, and the old checkpoint must still be there.",
        "Do not catch the error (or raise it again), and touch the old file in the very last line only.",
        "`torch.save(...)` to the temporary file, and after it, in no `finally`, `temporary.replace(path)`.",
    ),
    "checkpoint.view": (
        "A view such as `big[:3]` shares its storage with the whole of `big`, and `torch.save` saves storages.",
        "Go through the nested state and put a copy in the place of each tensor; `.contiguous()` copies only what"
        " is not contiguous already.",
        "`if isinstance(value, torch.Tensor): return value.clone()`, and the same for the items of dicts, lists"
        " and tuples.",
    ),
    "checkpoint.no_code": (
        "Unpickling a file runs the calls that it holds. `torch.load` can refuse all but plain data.",
        "Is there any way through your function that loads without `weights_only`? And which errors do you turn"
        " into None? Only a missing file is none.",
        "`return torch.load(path, weights_only=True)`, and `except FileNotFoundError: return None`.",
    ),
}  # fmt: skip

CAP = 20_000  # indices of one pass; none asked for here is longer
SEEDS = st.integers(-(2**63), 2**64 - 1)  # what `manual_seed` takes


# -- asking the sampler --------------------------------------------------------------------


def index_of(value):
    """An index as an int. A tensor will do here: `epochs` is about that."""
    if isinstance(value, Tensor) and value.kind != "scalar" and value.shape == () and "int" in value.dtype:
        return value.item()
    number = integer(value)
    holds(abs(number) < 2**63, "an index", number)
    return number


def items_of(value):
    return value if type(value) is list else fail("a list of indices", value)


def drawn(student, iterable):
    """The indices of a pass, or of what is left of one."""
    items, ended = student.take(iterable, CAP)
    holds(ended is True, "a pass that ends", f"still going after {CAP} indices")
    return [index_of(i) for i in items]


def begin(probes, sampler, count):
    """The first indices of a pass that is given up after them."""
    indices = probes.begin.shown_as("list(islice({0}, {1}))")(sampler, count)
    return [index_of(i) for i in items_of(indices)]


def step(iterator):
    """The next index of a pass that has one."""
    try:
        return index_of(next(iterator))
    except StopIteration:
        fail("an index", "the pass has ended")


def epochs(probes, sampler, count):
    """The indices of `count` passes in a row, each read to its end."""
    passes = items_of(probes.passes.shown_as("[list({0}) for epoch in range({1})]")(sampler, count))
    holds(len(passes) == count, f"{count} passes over the sampler", passes)
    holds(all(len(items_of(one)) < CAP // count for one in passes), "passes that end", f"one that still goes on after {CAP // count} indices")
    return [[index_of(i) for i in items_of(one)] for one in passes]


def all_epochs(student, probes, n, seed, count):
    """What every sampler with these arguments has to yield; no reader needs to see it asked."""
    return epochs(probes, student.ResumableSampler.keep(n, seed=seed), count)


# -- ResumableSampler ----------------------------------------------------------------------


@check("ex12.sampler.epochs", 0.5, about="ResumableSampler", why="samples are left out or come twice, or the network learns their order along with them")
@given(n=st.integers(1, 20), seed=st.integers(0, 99))
@example(n=3, seed=0)
@example(n=1, seed=0)
@example(n=300, seed=0)
@settings(max_examples=3)
def test_epochs(student, probes, n, seed):
    """Each `iter()` yields every index once, as integers (no tensors) in a new shuffled order, and `len()` is `num_examples`, always."""
    sampler = student.ResumableSampler.keep(n, seed=seed)
    equal(len(sampler), n)
    passes = [integers(take(student, sampler, n)) for _ in range(2)]
    for one in passes:
        same_counts(one, range(n))
    if n == 3:
        shuffled(epochs(probes, sampler, 300))
    if n == 300:
        mixed(passes)
    equal(len(sampler), n)
    under_way = probes.iter(sampler)
    step(under_way)
    equal(len(sampler), n, "`len(loader)` and progress bars change while an epoch is read")
    loaded = student.ResumableSampler.keep(n, seed=seed)
    loaded.load_state_dict(sampler.state_dict())
    equal(len(loaded), n, "`len()` is that of a whole epoch, also when only the rest of one comes next")


def shuffled(passes):
    """Each order of three indices in about 50 of 300 epochs: 11 or less, or 113 or more, have a chance of 1e-12."""
    for order in permutations(range(3)):
        times = passes.count(list(order))
        holds(12 <= times <= 112, f"each of the 6 orders of 3 indices in about 50 of 300 epochs: {list(order)}", f"{list(order)} in {times} epochs" if times else f"{list(order)} never")


def mixed(passes):
    """A third of 300 indices without one from some third of them has a chance of 2e-20; so has a pass twice."""
    for one in passes:
        for at in range(0, 300, 100):
            lacking = [k for k in (0, 100, 200) if not any(k <= i < k + 100 for i in one[at : at + 100])]
            holds(not lacking, "indices from all over in each third of 300", f"places {at} to {at + 99} without one from {lacking} to the 99 after it")
    holds(len({*pairwise(passes[0])} & {*pairwise(passes[1])}) < 30, "other neighbours in each of two epochs", "many indices after the same index again")


def next_numbers(probes, seed):
    """What the global RNGs give after `_seed(seed)`, which they are then set to again."""
    probes._seed(seed)
    numbers = items_of(probes._draw())
    probes._seed(seed)
    return numbers


@check("ex12.sampler.seed", 0.5, about="ResumableSampler.__iter__", why="after a crash the rest of the epoch is another one, and samples are seen twice or never")
@given(seed=SEEDS)
@example(seed=0)
@example(seed=-1)
@example(seed=2**64 - 1)
@example(seed=-(2**63))
@settings(max_examples=5)
def test_seed(student, probes, seed):
    """Seed and epoch number fix the order, also in another process, and another seed gives another; the global RNGs stay as they were."""
    n = 16
    ours = all_epochs(student, probes, n, seed, 3)
    probes._seed(9)  # whatever the global RNGs hold
    default = student.ResumableSampler.keep(n) if seed == 0 else student.ResumableSampler.keep(n, seed=seed)
    same_passes(epochs(probes, default, 3), ours, "two samplers with the same seed must give the same epochs")
    # Two orders of 16 indices are the same by chance with probability 5e-14.
    for other in (seed ^ 1, -seed if 0 < abs(seed) < 2**31 else seed ^ 2):
        another = epochs(probes, student.ResumableSampler.keep(n, seed=other), 1)
        holds(another[0] != ours[0], f"another order with seed {other} than with seed {seed}", f"{ours[0]} with both")
    before = next_numbers(probes, 7)
    sampler = student.ResumableSampler.keep(n, seed=seed)
    step(probes.iter(sampler))
    sampler.load_state_dict(sampler.state_dict())
    epochs(probes, sampler, 2)
    after = items_of(probes._draw())
    holds(len(after) == len(before) == 3, "the global RNGs' next numbers", after)
    for name, now, due in zip(("torch", "numpy", "random"), after, before, strict=True):
        holds(now == due, f"{name}'s global RNG as it was found", "drawn from, or seeded", "all other random numbers of the program change with it")
    if seed == 0:
        there, there_probes = student.fresh()
        same_passes(all_epochs(there, there_probes, n, seed, 3), ours, "the same seed must give the same epochs in every process")


def same_passes(got, due, why):
    for g, d in zip(got, due, strict=True):
        equal(g, d, why)


@check("ex12.sampler.counted", 0.5, about="ResumableSampler.__iter__", why="a quick look at the first batches, or a second loader, changes what the run trains on")
@given(n=st.integers(6, 9), stops=st.lists(st.integers(0, 4), min_size=1, max_size=4))
@example(n=6, stops=[2])
@example(n=6, stops=[0])
@example(n=6, stops=[6, 1, 0, 3])
@settings(max_examples=5)
def test_counted(student, probes, n, stops):
    """Each `iter()` is an epoch of its own, which counts once its first index was drawn; a pass that was stopped, or is still read, does not disturb another."""
    due = all_epochs(student, probes, n, 0, 6)
    # Six orders of six indices are all the same with a chance of 5e-15.
    holds(any(one != due[0] for one in due), "another order in each epoch", f"{due[0]} in all of them")
    sampler = student.ResumableSampler.keep(n)
    stopped = []
    for stop in stops:
        iterator, epoch = probes.iter(sampler), len(stopped)
        got = [step(iterator) for _ in range(stop)]
        equal(got, due[epoch][:stop], told(stops, epoch))
        stopped += [(iterator, stop)] if stop else []
    epoch = len(stopped)
    equal(drawn(student, sampler), due[epoch], told(stops, epoch))
    for epoch, (iterator, stop) in enumerate(stopped):
        equal(drawn(student, iterator), due[epoch][stop:], "a pass that was stopped must be able to go on beside later ones")
    epoch = len(stopped) + 1
    equal(drawn(student, sampler), due[epoch], f"epoch {epoch}, after older passes were read to their end, which are counted already")
    together(student, probes, n, due)


def told(stops, epoch):
    return f"epoch {epoch}, after passes of which {', '.join(map(str, stops))} indices were drawn; one without any does not count"


def together(student, probes, n, due):
    """Two passes that are read in turn are the first two epochs, whichever is which."""
    sampler = student.ResumableSampler.keep(n)
    one, other = probes.iter(sampler), probes.iter(sampler)
    ones, others = [], []
    for _ in range(n - 1):
        ones.append(step(one))
        others.append(step(other))
    ones += drawn(student, one)
    others += drawn(student, other)
    if [ones, others] != due[:2] and [others, ones] != due[:2]:
        fail(f"{due[0]} and {due[1]} from two passes that are read in turn", f"{ones} and {others}")
    equal(drawn(student, sampler), due[2], "epoch 2, after two passes that were read in turn")


# -- its state -----------------------------------------------------------------------------

PLAIN = "ints, floats, strings, lists and dicts with string keys only"


def strange(value, where="state"):
    """What keeps a value from being such plain data, as text; None if nothing does."""
    if type(value) is int and value.bit_length() > 14_000:
        return f"{where} is {show(value)}, which Python does not put into JSON"
    if type(value) is str and value.encode("utf-8", "replace").decode() != value:
        return f"{where} is {show(value)}, which no file in UTF-8 holds"
    if value is None or type(value) in (bool, int, str) or (type(value) is float and abs(value) < float("inf")):
        return None
    if type(value) is list:
        return next((text for i, v in enumerate(value) if (text := strange(v, f"{where}[{i}]"))), None)
    if type(value) is dict:
        for key, item in value.items():
            if type(key) is not str or strange(key):
                return f"the key {show(key, 40)} in {where}"
            if text := strange(item, f"{where}[{show(key, 40)}]"):
                return text
        return None
    return f"{where} is {show(value, 80)}"


def through_json(state):
    """The state as it comes out of a JSON file; one that cannot go there is another check's business."""
    return state if strange(state) else json.loads(json.dumps(state))


def size(value):
    """How large a state is, when a number counts as one, whatever its digits (up to 200 bits)."""
    if type(value) is list:
        return 1 + sum(map(size, value))
    if type(value) is dict:
        return 1 + sum(len(key) + size(item) for key, item in value.items())
    if type(value) is int and value.bit_length() > 200:
        return value.bit_length() // 8
    return len(value) if type(value) is str else 1


def resumed(student, n, seed, state):
    sampler = student.ResumableSampler.keep(n, seed=seed)
    sampler.load_state_dict(state)
    return sampler


PLACES = ("a new sampler", "the same sampler", "a sampler that was used", "another process")


@check("ex12.sampler.resume", 1, about="ResumableSampler.load_state_dict", why="after a crash, samples of that epoch are trained on twice or not at all")
@given(
    n=st.integers(1, 9), seed=SEEDS, before=st.lists(st.integers(1, 9), max_size=2), k=st.integers(0, 9),
    into=st.sampled_from(PLACES[:3]),
)  # fmt: skip
@example(n=6, seed=0, before=[], k=4, into="a new sampler")
@example(n=6, seed=0, before=[6], k=2, into="a new sampler")
@example(n=6, seed=5, before=[6, 2], k=3, into="another process")
@example(n=6, seed=0, before=[], k=6, into="a new sampler")
@example(n=6, seed=0, before=[], k=0, into="a sampler that was used")
@example(n=6, seed=-3, before=[6, 1], k=6, into="the same sampler")
@example(n=1, seed=1, before=[], k=1, into="a new sampler")
@settings(max_examples=8)
def test_resume(student, probes, n, seed, before, k, into):
    """Loading a state taken after k indices makes the next `iter()` yield exactly the rest of that epoch, and the epochs after it are as if nothing had stopped; k = `num_examples` may count as its end or the next one's start."""
    k = min(k, n)
    epoch = len(before) if k else 0
    due = all_epochs(student, probes, n, seed, epoch + 4)
    sampler = student.ResumableSampler.keep(n, seed=seed)
    for count in before[:epoch]:
        begin(probes, sampler, min(count, n))
    if k:
        begin(probes, sampler, k)
    state = through_json(sampler.state_dict())
    if into == "another process":
        if text := strange(state):
            fail(f"{PLAIN}, for another process to load", text)
        student, probes = student.fresh()
    sampler = sampler if into == "the same sampler" else student.ResumableSampler.keep(n, seed=seed)
    if into == "a sampler that was used":
        begin(probes, sampler, 1)
        still_read = probes.iter(sampler)
        step(still_read)
    sampler.load_state_dict(state)
    rest = drawn(student, sampler)
    after = f"after loading a state taken after {k} of {n} indices of epoch {epoch}"
    if rest == due[epoch][k:]:
        epoch += 1
    elif k == n and rest == due[epoch + 1]:
        epoch += 2
    else:
        wanted = f"{due[epoch][k:]}, the rest of epoch {epoch} {due[epoch]}" if k < n else f"[] or {due[epoch + 1]}, the next epoch"
        fail(wanted, rest, after)
    for later in range(epoch, len(due)):
        equal(drawn(student, sampler), due[later], f"epoch {later}, {after}")


@check("ex12.sampler.again", 0.5, about="ResumableSampler.load_state_dict", why="the second crash of the night loses what the first one did not")
@given(
    n=st.integers(2, 7), seed=st.integers(0, 9),
    counts=st.lists(st.integers(1, 4), min_size=2, max_size=6), how=st.sampled_from(["new", "twice", "same"]),
)  # fmt: skip
@example(n=7, seed=0, counts=[2, 3, 1], how="new")
@example(n=7, seed=0, counts=[2, 1], how="twice")
@example(n=7, seed=0, counts=[7, 2, 2], how="same")
@example(n=3, seed=0, counts=[3, 3, 2, 1], how="twice")
@settings(max_examples=7)
def test_again(student, probes, n, seed, counts, how):
    """A resumed sampler can be stopped, saved and resumed again and again, also right after loading, as if nothing had ever stopped."""
    due = all_epochs(student, probes, n, seed, len(counts) + 2)
    sampler = student.ResumableSampler.keep(n, seed=seed)
    epoch = k = 0
    for count in counts:
        got = begin(probes, sampler, count)
        if k == n:  # the end of that epoch or the start of the next one
            got = got or begin(probes, sampler, count)
            epoch, k = epoch + 1, 0
        wanted = due[epoch][k : k + count]
        equal(got, wanted, f"indices {k} to {k + len(wanted) - 1} of epoch {epoch}, {due[epoch]}, in pieces of {counts}")
        k += len(wanted)
        state = through_json(sampler.state_dict())
        if how == "same":
            begin(probes, sampler, 1)  # it goes back from wherever it is
            sampler.load_state_dict(state)
        else:
            sampler = resumed(student, n, seed, state)
        if how == "twice":
            sampler = resumed(student, n, seed, through_json(sampler.state_dict()))
    # The pass that was resumed counts as well, once it has begun.
    if k < n:
        equal(begin(probes, sampler, 1), due[epoch][k : k + 1], f"index {k} of epoch {epoch}, {due[epoch]}, in pieces of {counts}")
        equal(drawn(student, sampler), due[epoch + 1], "the epoch after a resumed one that was stopped")


@check("ex12.sampler.copy", 0.5, about="ResumableSampler.state_dict", why="the state in your hands moves on, and the checkpoint says something else than the model")
@given(n=st.integers(3, 6), k=st.integers(0, 2))  # k < n: after the last index a state may say that epoch's end or the next one's start
@example(n=6, k=2)
@settings(max_examples=4)
def test_copy(student, probes, n, k):
    """The state is a copy: iterating does not change it, loading it leaves it as it is, and writing into it does not change the sampler."""
    due = all_epochs(student, probes, n, 0, 4)
    sampler = student.ResumableSampler.keep(n)
    begin(probes, sampler, k) if k else None
    state = sampler.state_dict.keep()
    before = value_of(probes, state)
    drawn(student, sampler)
    begin(probes, sampler, 1)
    equal(value_of(probes, state), before, "the state changes while the sampler that it was taken from goes on")
    other = resumed(student, n, 0, state)
    equal(value_of(probes, state), before, "loading changes the state, which cannot be loaded once more")
    drawn(student, other)
    begin(probes, other, 1)
    equal(value_of(probes, state), before, "the state changes while the sampler that has loaded it goes on")
    third = student.ResumableSampler.keep(n)
    begin(probes, third, n - 1)
    state = third.state_dict.keep()
    if type(before) in (dict, list):
        probes.scribble(state)
    equal(drawn(student, third), due[1], "writing into the state changes the sampler that it was taken from")
    again = resumed(student, n, 0, through_json(before))
    equal(drawn(student, again), due[0][k:])


def value_of(probes, state):
    value = probes._value(state)
    if text := strange(value):
        fail(PLAIN, text)
    return value


PLACE = 1565  # of 3000: a share of it cut to a whole number, or three digits of it, is another place


@check("ex12.sampler.plain", 0.5, about="ResumableSampler.state_dict", why="with ten million samples every checkpoint carries a list of ten million numbers, or cannot be written at all")
@given(n=st.integers(5, 9), k=st.integers(0, 9), seed=SEEDS)
@example(n=6, k=4, seed=0)
@example(n=6, k=0, seed=0)
@settings(max_examples=4)
def test_plain(student, probes, n, k, seed):
    """The state holds ints, floats, strings, lists and dicts with string keys only, so that JSON can hold it, and does not grow with `num_examples`."""
    sampler = student.ResumableSampler.keep(n, seed=seed)
    begin(probes, sampler, k) if k else None
    state = plain(sampler.state_dict())
    plain(resumed(student, n, seed, state).state_dict())
    if k == 4:
        [due] = all_epochs(student, probes, n, seed, 1)
        same_counts(due, range(n))
        equal(begin(probes, resumed(student, n, seed, state), 1), due[k : k + 1], "the state must say where the sampler is")
        small = size(plain(after(student, probes, 10, 3)))
        for drawn_before in (3, PLACE):
            state = plain(after(student, probes, 3000, drawn_before))
            holds(size(state) <= small + 40, "a state that does not grow with `num_examples`", f"{show(state, 80)} after {drawn_before} of 3000 indices: {size(state)} numbers and characters, {small} with 10")
        [due] = all_epochs(student, probes, 3000, 0, 1)
        equal(begin(probes, resumed(student, 3000, 0, state), 1), due[PLACE : PLACE + 1], f"after loading the state taken after {PLACE} of 3000 indices, which must say exactly where the sampler is")


def after(student, probes, n, k):
    sampler = student.ResumableSampler.keep(n)
    begin(probes, sampler, k)
    return sampler.state_dict()


def plain(state):
    if text := strange(state):
        fail(PLAIN, text, "JSON has no other types: it refuses them, or gives back something else")
    return state


# -- asking for checkpoints ----------------------------------------------------------------

OLD = {"epoch": 1, "weight": tensor([1.0, 1.5])}
NEW = {"epoch": 2, "weight": tensor([2.0, 2.5, 3.0]), "lr": 0.1}
THIRD = {"epoch": 3}


def folder_for(student, probes):
    """An empty folder "run" in the host, and a function that joins names to it."""
    anchor = student.write_file("anchor", b"")
    join = (ntpath if "\\" in anchor else posixpath).join
    folder = join(anchor[: -len("anchor")], "run")
    probes._empty_folder(folder)
    return folder, lambda name: join(folder, name)


def in_order(got, expected):
    """`got` with the keys of its dicts in the order of `expected`: a dict is equal in any order."""
    if type(got) is dict and type(expected) is dict and [*keys_of(got)] != [*keys_of(expected)]:
        if set(keys_of(got)) != set(keys_of(expected)):
            return got
        got = {key: got[key] for key in expected}
    if type(got) is dict and type(expected) is dict:
        return {key: in_order(item, expected[key]) for key, item in got.items()}
    if type(got) is type(expected) and type(got) in (list, tuple) and len(got) == len(expected):
        return type(got)(in_order(g, e) for g, e in zip(got, expected, strict=True))
    return got


def keys_of(mapping):
    return [(type(key), key) for key in mapping]


def same(got, expected, why=""):
    equal(in_order(got, expected), expected, why)


def is_same(got, expected):
    return difference(in_order(got, expected), expected) is None


def loaded(student, path):
    """What loading gives, or the error that it raises, as text, in a tuple that no checkpoint is."""
    try:
        return student.load_checkpoint(path)
    except Exception as error:
        if not hasattr(error, "raised"):
            raise
        return Failed(error_text(error))


class Failed:
    """Loading has raised this."""

    def __init__(self, text):
        self.text = text


def told_of(value):
    return value.text if isinstance(value, Failed) else show(value)


# -- save_checkpoint, load_checkpoint ------------------------------------------------------

DTYPES = ("float32", "float64", "float16", "bfloat16", "int64", "int32", "int16", "int8", "uint8", "bool", "complex64")


@st.composite
def tensors(draw):
    dtype = draw(st.sampled_from(DTYPES))
    shape = tuple(draw(st.lists(st.integers(0, 3), max_size=3)))
    count = int(np.prod(shape))
    if dtype == "bfloat16":
        return Tensor("torch", dtype, shape, (np.arange(count, dtype=np.float32).view(np.uint32) >> 16).astype(np.uint16).tobytes())
    return tensor((np.arange(count) % 120).reshape(shape).astype(dtype))


NUMBERS = st.integers(-(2**70), 2**70) | st.floats() | st.booleans() | st.none()
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=5)
LEAVES = NUMBERS | TEXTS | tensors()
STATES = st.dictionaries(
    TEXTS | st.integers(-(2**40), 2**40),
    st.recursive(
        LEAVES,
        lambda inner: st.lists(inner, max_size=3) | st.lists(inner, max_size=3).map(tuple) | st.dictionaries(TEXTS | st.integers(0, 9), inner, max_size=3),
        max_leaves=8,
    ),
    max_size=4,
)


@check("ex12.checkpoint.equal", 0.5, about="save_checkpoint", why="an optimizer does not find its parameters' numbers, or a model goes on in another precision")
@given(state=STATES)
@example(state={"epoch": 3, "weight": tensor([1.0, 2.0])})
@example(state={"betas": (0.9, 0.999), "sizes": [3, 4], "nothing": None, "flags": (True, 1, 1.0, "1"), "empty": [(), [], {}, ""]})
@example(state={"state": {0: {"step": tensor(7.0)}, 12: {}}, "0": "a text for a key", 0: "a number for a key"})
@example(state={"half": Tensor("torch", "bfloat16", (2,), b"\x80\x3f\x00\x40"), "none": tensor(np.zeros((0, 3), np.float32)), "one": tensor([[5]])})
@example(state={"numbers": [float("nan"), float("-inf"), -0.0, 2**70, 1e-320], "exact": tensor(np.array([0.1, 1e300])), "large": tensor(np.array([2**62 + 1])), "text": "é\r\n\0😀"})
@example(state={})
@settings(max_examples=8)
def test_equal(student, probes, state):
    """Loading gives back what was saved, equal, types and dtypes included, also in another process."""
    folder, join = folder_for(student, probes)
    path = join("model.pt")
    student.save_checkpoint(path, state)
    same(student.load_checkpoint(path), state)
    if state.keys() == {"epoch", "weight"}:
        student.save_checkpoint(path, NEW)
        same(student.load_checkpoint(path), NEW, "the second save must be the one that is loaded")
        real = probes.training_state.keep()
        due = probes._value(real)
        student.save_checkpoint(path, real)
        same(probes._value(real), due, "saving must leave the state as it is: the training goes on with it")
        same(student.load_checkpoint(path), due)
        data = student.read_file("run/model.pt")
        holds(data is not None, "a file run/model.pt after saving there", student.files())
        there, _ = student.fresh()
        same(there.load_checkpoint(there.write_file("elsewhere/model.pt", data)), due, "another process loads something else from the same file")


NAMES = ("model.pt", "last", "run.1.best", "é 模型.ckpt", "x.tmp")


@check("ex12.checkpoint.path", 0.5, about="save_checkpoint", why="a job that starts in another folder finds no checkpoint, or another run's")
@given(names=st.lists(st.sampled_from(NAMES), min_size=2, max_size=3, unique=True))
@example(names=["model.pt", "model.bin"])
@example(names=["last", "run.1.best"])
@settings(max_examples=3)
def test_path(student, probes, names):
    """A path is a str or a `Path`, also a bare file name in the current folder, and names the one file; a missing file gives None."""
    folder, join = folder_for(student, probes)
    save, load = student.save_checkpoint.handle(), student.load_checkpoint.handle()
    forms = {
        "a str": (student.save_checkpoint, student.load_checkpoint, join),
        "a `Path`": (student.save_checkpoint, student.load_checkpoint, lambda name: probes.path.shown_as("Path({0})")(join(name))),
        "a bare name": (lambda *args: here(folder, save, *args), lambda *args: here(folder, load, *args), lambda name: name),
        "a bare `Path`": (lambda *args: here(folder, save, *args), lambda *args: here(folder, load, *args), lambda name: probes.path.shown_as("Path({0})")(name)),
    }
    def here(folder, function, *args):
        template = "os.chdir({0}); {1}({2}, {3})" if len(args) == 2 else "os.chdir({0}); {1}({2})"
        return probes.in_folder.shown_as(template)(folder, function, *args)

    saved = {}
    for k, (form, (put, get, path_of)) in enumerate(forms.items()):
        name = names[k % len(names)]
        missing = f"none-{k}.pt"
        equal(get(path_of(missing)), None, f"a missing file, named by {form}")
        state = {"epoch": k, "name": name}
        put(path_of(name), state)
        saved[name] = state
        same(get(path_of(name)), state, f"saved and loaded by {form}")
        there = [file for file in student.files() if file == f"run/{name}"]
        holds(there == [f"run/{name}"], f"a file {name}, as {form} has it", files_in_run(student))
    for name, state in saved.items():
        same(student.load_checkpoint(join(name)), state, "checkpoints of two names must not disturb each other")
    equal(student.load_checkpoint(join("no-such-folder/model.pt")), None, "a missing file, in a folder that is missing too")


def files_in_run(student):
    names = [masked(file[4:]) for file in student.files() if file.startswith("run/")]
    return ", ".join(names) or "no file"


def masked(name):
    """A file's name without what is random in it, such as `tempfile`'s eight characters or a process id."""
    return re.sub(r"(?:(?<=tmp)|(?<=[-._]))[a-z0-9_]{8}(?=\.|$)|\d{3,}", "…", show(name)[1:-1])


@check("ex12.checkpoint.tidy", 0.5, about="save_checkpoint", why="a file for every save fills the disk over a long run")
@given(saves=st.integers(1, 3), name=st.sampled_from(NAMES))
@example(saves=2, name="model.pt")
@settings(max_examples=3)
def test_tidy(student, probes, saves, name):
    """No temporary file of a save that returned stays."""
    _, join = folder_for(student, probes)
    before = student.files()
    for k in range(saves):
        student.save_checkpoint(join(name), {"epoch": k})
        new = [file for file in student.files() if file not in before]
        holds(new == [f"run/{name}"], f"{name} alone after {k + 1} save{'s' * (k > 0)}", ", ".join(masked(file.removeprefix("run/")) for file in new) or "no file")
    same(student.load_checkpoint(join(name)), {"epoch": saves - 1})


# -- crashes -------------------------------------------------------------------------------

LARGE = {"epoch": 2, "weight": tensor(np.random.default_rng(0).random(25_000, dtype=np.float32))}
ROOMS = (0, 2000, 60_000)  # bytes, of the 100,000 that LARGE needs
LIMITS = sys.platform != "win32"  # where the size of a file can be limited


@check("ex12.checkpoint.crash", 1, about="save_checkpoint", why="the crash takes the only checkpoint along, and days of training with it")
def test_crash(student, probes):
    """A crash at any moment of saving leaves either the old checkpoint or the new one, whole, and saving works again after it."""
    folder, join = folder_for(student, probes)
    at_each_moment(student, probes, folder, join("model.pt"), OLD)
    if LIMITS:
        killed(student, probes, folder, join("model.pt"))
    at_each_moment(student, probes, folder, join("model.tmp"), None)


def at_each_moment(student, probes, folder, path, before):
    """What lies in the folder between any two steps of a save is what a crash between them leaves."""
    probes._empty_folder(folder)
    if before:
        student.save_checkpoint(path, before)
        same(student.load_checkpoint(path), before)
    images = probes._saving(student.save_checkpoint.handle(), folder, path, NEW)
    for image in images_of(images):
        probes._empty_folder(folder)
        for file, data in image.items():
            student.write_file(f"run/{file}", data)
        whole(student, path, [before, NEW], lying(image))
        student.save_checkpoint(path, THIRD)
        same(student.load_checkpoint(path), THIRD, f"saving once more after a crash, which left {lying(image)}")


def images_of(images):
    if type(images) is not list or not all(type(i) is dict and all(type(b) is bytes for b in i.values()) for i in images):
        fail("a save that ends", images)
    return images


def lying(image):
    return ", ".join(f"{masked(name)} with {len(data):,} bytes" for name, data in image.items()) or "an empty folder"


def whole(student, path, allowed, left):
    """Loading gives one of the allowed states, which are two: the old one and the new one."""
    got = loaded(student, path)
    if isinstance(got, Failed) or not any(is_same(got, one) for one in allowed):
        old = "None, as before," if allowed[0] is None else f"the old checkpoint {show(allowed[0], 60)}"
        fail(f"{old} or the new one {show(allowed[1], 60)}", f"{told_of(got)}   ({left} after a crash while saving)")


def killed(student, probes, folder, path):
    """The same with a process that is killed while it writes: by the system, at a file's size."""
    save = student.save_checkpoint.handle()
    for room in ROOMS:
        probes._empty_folder(folder)
        student.save_checkpoint(path, OLD)
        probes._killed_while_saving(room, save, path, LARGE)
        whole(student, path, [OLD, LARGE], f"{files_in_run(student)}, none larger than {room:,} bytes,")
        student.save_checkpoint(path, THIRD)
        same(student.load_checkpoint(path), THIRD, "saving once more after a process was killed while it saved")


@check("ex12.checkpoint.fails", 0.5, about="save_checkpoint", why="the run goes on for days, sure of a checkpoint that is not there")
@given(room=st.sampled_from([None, *ROOMS]))
@example(room=None)
@example(room=2000)
@settings(max_examples=4)
def test_fails(student, probes, room):
    """A save that fails raises an error and leaves the old checkpoint: on a full disk, say, or with something that cannot be saved."""
    folder, join = folder_for(student, probes)
    path, save = join("model.pt"), student.save_checkpoint.handle()
    student.save_checkpoint(path, OLD)
    same(student.load_checkpoint(path), OLD)
    if room is None:
        bad = {"epoch": 2, "weight": tensor([2.0]), "next": probes.unsaveable.keep()}
        error = failing(lambda: student.save_checkpoint(path, bad))
        holds(error is not None, "an error, as a generator cannot be saved", "no error")
        same(loaded_or_fail(student, path), OLD, "a save that has failed must leave the old checkpoint")
        lost = join("no-such-folder/model.pt")
        if failing(lambda: student.save_checkpoint(lost, NEW)) is None:  # it may make the folder
            same(student.load_checkpoint(lost), NEW, "saved into a folder that is missing, without an error")
        student.write_file("run/taken/by-a-file", b"")
        error = failing(lambda: student.save_checkpoint(join("taken"), NEW))
        holds(error is not None, "an error, as there is a folder of that name", "no error")
    elif LIMITS:
        full = probes.on_a_full_disk.shown_as("with room for {0} bytes on the disk: {1}({2}, {3})")
        error = failing(lambda: full(room, save, path, LARGE))
        if error is None:  # whole all the same?
            same(loaded_or_fail(student, path), LARGE, f"no error on a disk with room for {room} bytes")
        else:
            same(loaded_or_fail(student, path), OLD, f"{error}, and the old checkpoint must still be there")
    student.save_checkpoint(path, NEW)
    same(student.load_checkpoint(path), NEW, "saving once more after a save that has failed")


def failing(question):
    """The error that a question ends with, as text; None if it ends well."""
    try:
        question()
    except Exception as error:
        if not hasattr(error, "raised"):
            raise
        return error_text(error)
    return None


def loaded_or_fail(student, path):
    got = loaded(student, path)
    if isinstance(got, Failed):
        fail("a checkpoint that can be loaded", got.text)
    return got


# -- what is in the file -------------------------------------------------------------------

CUTS = ("rows", "column", "end", "transposed", "detached", "most")
WRAPPED = {
    "a dict": lambda view: {"weight": view},
    "a dict in a dict": lambda view: {"model": {"layer": {0: view}}},
    "a list": lambda view: {"weights": [1, [view]]},
    "a tuple": lambda view: {"pair": (view, 0.5)},
}


@check("ex12.checkpoint.view", 0.5, about="save_checkpoint", why="a few rows of a large tensor fill the disk with all of it, at every save")
@given(cut=st.sampled_from(CUTS), where=st.sampled_from(list(WRAPPED)))
@example(cut="rows", where="a dict")
@example(cut="column", where="a list")
@example(cut="end", where="a dict in a dict")
@example(cut="transposed", where="a tuple")
@example(cut="detached", where="a dict")
@example(cut="most", where="a list")
@settings(max_examples=7)
def test_view(student, probes, cut, where):
    """A view of a large tensor is saved as large as the view, wherever in the state it is."""
    _, join = folder_for(student, probes)
    view = probes.view.keep(cut)
    shown = probes._value(view)
    if cut == "most":
        student.save_checkpoint(join("copy.pt"), WRAPPED[where](shown))
    student.save_checkpoint(join("model.pt"), WRAPPED[where](view))
    same(student.load_checkpoint(join("model.pt")), WRAPPED[where](shown))
    data = student.read_file("run/model.pt")
    holds(data is not None, "a file run/model.pt after saving there", files_in_run(student))
    if cut == "most":  # in whatever format: no more than for a tensor that has just these numbers
        copy = student.read_file("run/copy.pt")
        holds(copy is not None, "a file run/copy.pt after saving there", files_in_run(student))
        holds(len(data) < len(copy) + 10_000, f"a file of about {len(copy):,} bytes, as for a copy of it, for a view of two thirds of a tensor, in {where}", f"{len(data):,} bytes")
    else:
        holds(len(data) < 100_000, f"a file of a few kilobytes for four numbers of a million bytes, in {where}", f"{len(data):,} bytes")


class Call:
    """Pickled, this is a call that makes a file: a trace that loading leaves if it runs code."""

    def __init__(self, function, *arguments):
        self.call = function, arguments

    def __reduce__(self):
        return self.call


def hostile_files(trace):
    """Files that make the file `trace` when they are loaded without care."""
    pickled, evaluated = (
        pickle.dumps({"epoch": call}, protocol=2) for call in (Call(open, trace, "w"), Call(eval, f"[open({trace!r}, 'w'), 3][1]"))
    )
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        for name, data in ("data.pkl", pickled), ("version", b"3\n"), ("byteorder", b"little"):
            file.writestr(f"archive/{name}", data)
    return {
        "a pickle file that calls `open`": pickled,
        "a pickle file that calls `eval`": evaluated,
        "a file as torch.save writes it, whose pickled part calls `open`": archive.getvalue(),
        "a text that calls `open`": f"open({trace!r}, 'w')".encode(),
    }


@check("ex12.checkpoint.no_code", 0.5, about="load_checkpoint", why="whoever can write the file runs what they like on your machine; and damage taken for a fresh start trains from scratch")
@given(cut=st.sampled_from([0.3, 0.7]))
@example(cut=0.5)
@settings(max_examples=2)
def test_no_code(student, probes, cut):
    """Loading runs no code from the file, and a file that is no checkpoint, or not a whole one, raises an error."""
    _, join = folder_for(student, probes)
    student.save_checkpoint(join("good.pt"), NEW)
    same(student.load_checkpoint(join("good.pt")), NEW)
    for what, data in hostile_files(join("trace")).items():
        got = loaded(student, student.write_file("run/bad.pt", data))
        holds("run/trace" not in student.files(), f"no code run from {what}", "the file was made that the call makes")
        holds(isinstance(got, Failed), f"an error for {what}", told_of(got))
    good = student.read_file("run/good.pt")
    holds(good is not None, "a file run/good.pt after saving there", files_in_run(student))
    broken = {
        "an empty file": b"",
        f"the first {int(len(good) * cut)} of a checkpoint's {len(good)} bytes": good[: int(len(good) * cut)],
        "a text": b"not a checkpoint\n",
    }
    for what, data in broken.items():
        got = loaded(student, student.write_file("run/bad.pt", data))
        holds(isinstance(got, Failed), f"an error for {what}", told_of(got), "a damaged checkpoint that looks like none starts the training from scratch")
