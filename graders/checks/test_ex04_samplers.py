"""Checks of ex04_samplers: balanced draws, and draws by loss.

Statistical checks ask for bounds that a right answer leaves with a chance below 1e-9 in all,
whatever random numbers it uses; most questions have one answer (all weights but one are 0, all
classes equally large, ...).
"""

from collections import Counter
from contextlib import suppress
from itertools import permutations

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st

from graders.checks.expect import (
    check,
    equal,
    fail,
    holds,
    how_often,
    integer,
    integers,
    raises,
    same_counts,
    take,
)
from graders.plain import Tensor, tensor

EXERCISE = {"title": "Custom samplers", "minutes": 60, "needs": ["ex01_map_dataset"]}

HINTS = {
    "balanced": (
        "Think of an epoch as a list that you make up and then shuffle: decide how many draws each"
        " class gets, choose them class by class, and shuffle the whole list at the end.",
        "Collect the indices of each class once, in `__init__`. In `__iter__`, give each index of"
        " a class `draws // size` draws, and `draws % size` of them, picked at random, one more."
        " With mode \"under\" the same two numbers come out right by themselves.",
        "`rounds, extra = divmod(draws, len(members))`; `order = torch.randperm(len(members),"
        " generator=self.generator).tolist()`; `epoch += members * rounds + [members[i] for i in"
        " order[:extra]]`; at the end, `for i in torch.randperm(len(epoch),"
        " generator=self.generator).tolist(): yield epoch[i]`.",
    ),
    "balanced.over": (
        "How often is each class drawn, and how often is the largest? The labels may be a list, an"
        " array or a tensor of any integer dtype; negative ones and gaps are fine.",
        "Turn the labels into plain ints first, and collect the indices of each class in a dict:"
        " then no dtype, sign or gap matters.",
        "`for index, label in enumerate(torch.as_tensor(labels).tolist()):"
        " members[label].append(index)`, with `members = defaultdict(list)`.",
    ),
    "balanced.len": (
        "`len()` answers before an epoch has been drawn, and says the same afterwards.",
        "Both modes draw every class equally often, so a product of two numbers is enough.",
        "`return len(self.classes) * self.draws_per_class`.",
    ),
    "balanced.integers": (
        "A dataset may be a plain list: what it is asked for must be an int.",
        "Iterating over a tensor gives tensors, also when it holds whole numbers.",
        "`.tolist()` makes Python ints of a tensor: `for i in torch.randperm(n).tolist(): yield ...`.",
    ),
    "balanced.passes": (
        "Where does a pass keep its position? What happens to it when a second pass begins?",
        "What belongs to one pass must live in that pass: in local variables of a generator"
        " function, not on `self`.",
        "Write `__iter__` with `yield`: draw the epoch into a local list and yield from it.",
    ),
    "balanced.generator": (
        "Every random number must come from `self.generator`: which of your calls draws from"
        " somewhere else?",
        "torch's random functions take `generator=`, and None means the global torch RNG. Python's"
        " `random` and `np.random` know nothing of it, and `torch.manual_seed` changes the RNG of"
        " the whole program.",
        "`torch.randperm(n, generator=self.generator)`, with `self.generator = generator` as it"
        " came, None included.",
    ),
    "balanced.errors": (
        "Bad arguments are refused when the sampler is built, with a message that says which"
        " argument it was and what it held.",
        "Check the mode before anything else, and the labels before `max()` or `min()` trip over"
        " their being empty.",
        "`if mode not in (\"over\", \"under\"): raise ValueError(f\"mode must be 'over' or"
        " 'under', got {mode!r}\")`, and much the same for `labels`.",
    ),
    "loss": (
        "One weight for each example, all 1 in the beginning; a pass draws with them, `update`"
        " writes into them.",
        "`torch.multinomial` draws with replacement, in proportion to any weights that are not"
        " all 0. With `yield from` in `__iter__`, it runs when the first index is asked for.",
        "`weights = self.weights if self.weights.any() else torch.ones_like(self.weights)`;"
        " `yield from torch.multinomial(weights, self.num_draws, replacement=True,"
        " generator=self.generator).tolist()`.",
    ),
    "loss.update": (
        "Only the given indices change, and each becomes its loss: nothing is added or averaged.",
        "Indexing a tensor with a tensor depends on dtypes, and with repeated indices nobody"
        " promises which value stays. Plain numbers have no such corners.",
        "`for index, loss in zip(torch.as_tensor(indices).tolist(),"
        " torch.as_tensor(losses).tolist()): self.weights[index] = loss`.",
    ),
    "loss.under_way": (
        "Two moments matter: when a pass begins to draw, and whether it looks at the weights again"
        " after that.",
        "`iter()` must not draw yet: a generator function starts at the first `next()`. From then"
        " on, the pass needs draws, or weights, that no update reaches.",
        "A generator function whose first line draws all indices: `yield from"
        " torch.multinomial(...).tolist()`.",
    ),
    "loss.generator": (
        "Every random number must come from `self.generator`: which of your calls draws from"
        " somewhere else?",
        "`torch.multinomial` takes `generator=`, and None means the global torch RNG; `update`"
        " needs no random numbers at all.",
        "`torch.multinomial(weights, self.num_draws, replacement=True, generator=self.generator)`.",
    ),
    "loss.errors": (
        "Three things can be wrong with an update: an index, a loss, and the number of them.",
        "Python counts negative indices from the end, so that you must refuse them yourself. NaN"
        " is not below 0 and not above anything: ask what a good loss is, not what a bad one is.",
        "`if not 0 <= index < len(self.weights): raise IndexError(...)`; `if not 0 <= loss <"
        " math.inf: raise ValueError(f\"losses must be finite and >= 0, got {loss}\")`.",
    ),
    "loss.nothing_changed": (
        "What has happened to the good entries by the time that the bad one is found?",
        "Look at everything before you change anything.",
        "Two loops: the first only checks and raises, the second only sets.",
    ),
}

CAP = 20_000  # indices of one pass; none asked for here is longer


# -- asking --------------------------------------------------------------------------------


def index_of(value):
    """An index as an int. A tensor will do here: one check of each sampler is about that."""
    if isinstance(value, Tensor) and value.kind != "scalar" and value.shape == () and "int" in value.dtype:
        return value.item()
    return integer(value)


def drawn(student, iterable, n):
    """The indices of a pass (or of what is left of one), each in range(n)."""
    items, ended = student.take(iterable, CAP)
    if ended is not True:
        fail("a pass that ends", f"still going after {CAP} indices")
    return in_range([index_of(i) for i in items], n)


def in_range(indices, n):
    outside = next((i for i in indices if not 0 <= i < n), None)
    holds(outside is None, f"indices from 0 to {n - 1}", outside)
    return indices


def epochs(probes, sampler, count, n):
    """The indices of `count` passes in a row; a hundred passes a question."""
    passes = []
    for start in range(0, count, 100):
        size = min(100, count - start)
        answer = items_of(probes.passes.shown_as("[list({0}) for epoch in range({1})]")(sampler, size))
        holds(len(answer) == size, f"{size} passes over the sampler", answer)
        passes += [in_range([index_of(i) for i in items_of(one)], n) for one in answer]
    return passes


def items_of(value):
    return value if type(value) is list else fail("a list of indices", value)


def step(iterator):
    """The next index of a pass that has one."""
    try:
        return index_of(next(iterator))
    except StopIteration:
        fail("an index", "the pass has ended")


def held(values, form):
    """Whole numbers as a list, a tuple, a numpy array, a tensor or a list of tensors."""
    if form == "list of tensors":
        return [tensor(np.array(v)) for v in values]
    kind, _, dtype = form.partition(" ")
    if kind == "numpy":
        return np.array(values, dtype)
    return tensor(np.array(values, dtype)) if kind == "torch" else {"list": list, "tuple": tuple}[kind](values)


POOLS = {
    "list": (0, 1, -1, 7, 1000), "tuple": (0, 1, -1, 1000),
    "numpy int64": (0, 1, -1, 1000), "numpy int16": (0, 1, -300), "numpy uint8": (0, 1, 2, 255),
    "torch int64": (0, 1, -1, 1000), "torch int32": (0, 1, -7), "torch uint8": (0, 1, 200), "torch int8": (0, 1, -128),
}  # fmt: skip


@st.composite
def some_labels(draw, max_size=12):
    """(labels as ints, the same in some form)"""
    form = draw(st.sampled_from(list(POOLS)))
    values = draw(st.lists(st.sampled_from(POOLS[form]), min_size=1, max_size=max_size))
    return values, held(values, form)


def plain_labels(*values):
    return list(values), list(values)


MANY = [1, 0, 0] * 100
# Any two of these are one class to a type that is too small, float64 included.
FAR_APART = [0, 2**16, 2**24, 2**24 + 1, 2**32, 2**53, 2**53 + 1, -(2**63), 0]
MODES = ("over", "under")


def bounds(n, p, chance=1e-12):
    """What Binomial(n, p) leaves with less than this chance on either side (Chernoff's bound)."""
    if p in (0.0, 1.0):
        return (0, 0) if p == 0 else (n, n)
    q = np.arange(n + 1) / n
    with np.errstate(divide="ignore", invalid="ignore"):
        ones = np.where(q > 0, q * np.log(q / p), 0)
        zeros = np.where(q < 1, (1 - q) * np.log((1 - q) / (1 - p)), 0)
    likely = np.flatnonzero(n * (ones + zeros) <= -np.log(chance))
    return int(likely[0]), int(likely[-1])


# -- BalancedSampler -----------------------------------------------------------------------


def class_counts(indices, labels):
    counts = Counter(labels[i] for i in indices)
    return {c: counts[c] for c in sorted(set(labels))}


def draws_each(student, sampler, labels, each):
    """Every class is drawn `each` times; returns the indices."""
    indices = drawn(student, sampler, len(labels))
    got = class_counts(indices, labels)
    due = dict.fromkeys(got, each)
    holds(got == due, f"{due} (class: draws)", f"{got}")
    return indices


@check("ex04.balanced.over", 0.5, about="BalancedSampler.__init__", why="a rare class stays rare, and the model goes on ignoring it")
@given(labels=some_labels())
@example(labels=plain_labels(0, 0, 0, 1))
@example(labels=plain_labels(5))
@example(labels=(MANY, held(MANY, "torch uint8")))
@example(labels=(FAR_APART, FAR_APART))
@example(labels=([0, 0, 1], held([0, 0, 1], "list of tensors")))
@example(labels=([0, 0, 300], held([0, 0, 300], "numpy uint16")))
@example(labels=([*range(300), 0], [*range(300), 0]))
@settings(max_examples=7)
def test_balanced_over(student, labels):
    """With mode "over", the default, every class is drawn as often as the largest class is large."""
    values, given_labels = labels
    sampler = student.BalancedSampler.keep(given_labels)
    draws_each(student, sampler, values, max(Counter(values).values()))


@check("ex04.balanced.every_index", 0.5, about="BalancedSampler.__iter__", why="some samples are never trained on, others far too often")
@given(labels=some_labels())
@example(labels=plain_labels(0, 0, 0, 1, 1))
@example(labels=plain_labels(0, 1, 0, 1, 0, 1, 0, 0, 0, 0))
@example(labels=([0] * 60 + [1] * 40, [0] * 60 + [1] * 40))
@settings(max_examples=8)
def test_balanced_every_index(student, probes, labels):
    """With mode "over" every index appears, and within a class the counts of two indices differ by at most one."""
    values, given_labels = labels
    sampler = student.BalancedSampler.keep(given_labels, mode="over")
    for indices in epochs(probes, sampler, 3, len(values)):
        counts = Counter(indices)
        for c in sorted(set(values)):
            times = {i: counts[i] for i, label in enumerate(values) if label == c}
            even = min(times.values()) >= 1 and max(times.values()) - min(times.values()) <= 1
            holds(even, f"of class {c}, every index, counts at most one apart", how_often(times))


@check("ex04.balanced.under", 0.5, about="BalancedSampler.__iter__", why="the classes are still lopsided, or one sample counts twice")
@given(labels=some_labels())
@example(labels=plain_labels(0, 0, 0, 1))
@example(labels=plain_labels(0, 0, 0, 0, 0, 0, 1, 1, 1, 1))
@settings(max_examples=8)
def test_balanced_under(student, labels):
    """With mode "under" every class is drawn as often as the smallest class is large, and no index comes twice."""
    values, given_labels = labels
    sampler = student.BalancedSampler.keep(given_labels, "under")
    indices = draws_each(student, sampler, values, min(Counter(values).values()))
    twice = sorted(i for i, times in Counter(indices).items() if times > 1)
    holds(not twice, "no index twice", f"{twice} came more than once")


@check("ex04.balanced.new_epoch", 0.5, about="BalancedSampler.__iter__", why="every epoch repeats the first: the model never sees the rest, or learns the order")
@given(seed=st.none() | st.integers(0, 2**32))
@example(seed=None)
@example(seed=0)
@settings(max_examples=3)
def test_balanced_new_epoch(student, probes, seed):
    """From epoch to epoch the order changes, and with mode "under" the subset is drawn anew."""
    labels = [0] * 12 + [1] * 3
    rng = None if seed is None else probes.generator(seed)
    for mode in MODES:
        sampler = student.BalancedSampler.keep([0, 1] * 8, mode=mode, generator=rng)
        all_different(epochs(probes, sampler, 5, 16), "another order in each pass")
    sampler = student.BalancedSampler.keep(labels, mode="under", generator=rng)
    subsets = [frozenset(i for i in indices if i < 12) for indices in epochs(probes, sampler, 100, 15)]
    never = sorted(set(range(12)) - set().union(*subsets))
    # 3 of 12 members: one that is missed a hundred times has bad luck of 3e-13.
    holds(not never, "in 100 epochs, each index of class 0 at least once", f"{never} never came")
    holds(len(set(subsets)) >= 10, "another subset of class 0 each epoch", f"{len(set(subsets))} subsets in 100 epochs")


def all_different(passes, what):
    """No two passes are the same."""
    for k, indices in enumerate(passes):
        if indices in passes[:k]:
            fail(what, f"pass {k} is pass {passes.index(indices)} again: {indices}")


@check("ex04.balanced.order", 0.5, about="BalancedSampler.__iter__", why="batches get a pattern: one class at a time, or copies of a sample together")
def test_balanced_order(student, probes):
    """The order of an epoch is a random permutation of all its draws: every order is equally likely."""
    sampler = student.BalancedSampler.keep([0, 0, 1, 1], mode="under")
    passes = epochs(probes, sampler, 300, 4)
    evenly(passes, set(permutations("0011")), lambda p: tuple("01"[i > 1] for i in p), "orders of the classes")
    evenly(passes, set(permutations(range(2))), lambda p: tuple(i for i in p if i < 2), "orders of class 0")
    sampler = student.BalancedSampler.keep([0, 0, 0, 1, 1])
    passes = epochs(probes, sampler, 600, 5)
    evenly(passes, set(permutations("000111")), lambda p: tuple("01"[i > 2] for i in p), "orders of the classes")
    evenly(passes, set(permutations(range(3))), lambda p: tuple(i for i in p if i < 3), "orders of class 0")
    evenly(passes, set(permutations("aab")), copies, "orders of two draws of one index (a) and one of another (b)")
    sampler = student.BalancedSampler.keep([0, 1, 2])
    passes = epochs(probes, sampler, 300, 3)
    evenly(passes, set(permutations(range(3))), tuple, "orders of three indices")
    long_epochs(student, probes)


def long_epochs(student, probes):
    """An epoch is mixed as a whole, and the next one anew; chances below 1e-15.

    100 of 300 draws miss a third of the indices with a chance of 2e-20 (nine of them); two orders
    of 300 have about one pair of neighbours in common; 30 copies among 60 draws never meet with a
    chance of 31 / 10**17.
    """
    one, two = epochs(probes, student.BalancedSampler.keep([0] * 150 + [1] * 150), 2, 300)
    for at in range(0, 300, 100):
        lacking = [k for k in (0, 100, 200) if not any(k <= i < k + 100 for i in one[at : at + 100])]
        holds(not lacking, "indices from all over the labels in each third of 300 draws", f"draws {at} to {at + 99} without one from {lacking} to the 99 after it")
    common = set(zip(one, one[1:], strict=False)) & set(zip(two, two[1:], strict=False))
    holds(len(common) < 30, "other neighbours in each of two passes of 300 draws", f"{len(common)} times the same index after the same index")
    [copies_of_30] = epochs(probes, student.BalancedSampler.keep([0] * 30 + [1]), 1, 31)
    side_by_side = any(a == b for a, b in zip(copies_of_30, copies_of_30[1:], strict=False))
    holds(side_by_side, "copies of an index side by side now and then", f"30 copies among {len(copies_of_30)} draws, never side by side")


def copies(indices):
    """The draws of class 1: "a" what came twice, "b" what came once."""
    draws = [i for i in indices if i > 2]
    return tuple("ba"[draws.count(i) > 1] for i in draws)


def evenly(passes, possible, order, what):
    """`order(pass)` takes each possible value about equally often."""
    seen = Counter(order(p) for p in passes)
    low, high = bounds(len(passes), 1 / len(possible))
    for one in sorted(possible):
        if not low <= seen[one] <= high:
            text = " ".join(map(str, one))
            fail(
                f"each of the {len(possible)} {what} in about {len(passes) // len(possible)} of {len(passes)} epochs",
                f"{text} in {seen[one]} epochs" if seen[one] else f"{text} never",
            )


@check("ex04.balanced.len", 0.5, about="BalancedSampler.__len__", why="progress bars, schedulers and `len(loader)` count wrong")
@given(labels=some_labels(), mode=st.sampled_from(MODES))
@example(labels=plain_labels(0, 0, 0, 1), mode="over")
@example(labels=plain_labels(0, 0, 0, 1), mode="under")
@settings(max_examples=6)
def test_balanced_len(student, probes, labels, mode):
    """`len()` is the number of indices that an epoch yields, before, during and after it."""
    values, given_labels = labels
    sampler = student.BalancedSampler.keep(given_labels, mode=mode)
    before = len(sampler)
    count = len(drawn(student, sampler, len(values)))
    equal(before, count)
    iterator = probes.iter(sampler)
    step(iterator)
    equal(len(sampler), count, why="`len()` changes while an epoch is read")


@check("ex04.balanced.integers", 0.5, about="BalancedSampler.__iter__", why="a dataset that is a list or a file index cannot be asked with it")
def test_balanced_integers(student, probes):
    """The indices are integers, Python's or numpy's and no tensors, which a `DataLoader` with workers can use too."""
    for labels, mode, count in ([0, 0, 1], "over", 4), ([0, 0, 1], "under", 2):
        sampler = student.BalancedSampler.keep(labels, mode=mode)
        integers(take(student, sampler, count))
    sampler = student.BalancedSampler.keep([0, 0, 1])
    dataset = probes.Items(["a", "b", "c"])
    loader = probes.DataLoader(dataset, 2, sampler=sampler, num_workers=1, collate_fn=probes.first.handle())
    batches = probes._batches(loader)
    samples = [s for batch in items_of(batches) for s in items_of(batch)]
    holds(all(type(s) is str for s in samples), "samples of the dataset", samples)
    equal(sorted(samples), ["a", "b", "c", "c"])


@check("ex04.balanced.passes", 0.5, about="BalancedSampler.__iter__", why="after a `break`, or beside a second loader, part of an epoch is lost")
@given(n=st.integers(2, 5), mode=st.sampled_from(MODES), read=st.integers(1, 4))
@example(n=3, mode="over", read=2)
@example(n=60, mode="under", read=2)
@settings(max_examples=6)
def test_balanced_passes(student, probes, n, mode, read):
    """Each `iter()` is a full epoch of its own, also after one that was stopped half-way and beside one that is still read."""
    # Two classes of n: in both modes an epoch is each index once.
    sampler = student.BalancedSampler.keep([3, 8] * n, mode=mode)
    stopped = probes.iter(sampler)
    begun = [step(stopped) for _ in range(read % n + 1)]
    same_counts(drawn(student, sampler, 2 * n), range(2 * n))
    same_counts(drawn(student, sampler, 2 * n), range(2 * n))
    one, other = probes.iter(sampler), probes.iter(sampler)
    ones, others = [], []
    for _ in range(n):
        ones.append(step(one))
        others.append(step(other))
    for iterator, first in (one, ones), (other, others), (stopped, begun):
        same_counts(first + drawn(student, iterator, 2 * n), range(2 * n), why="two passes that are read in turn disturb each other")


GLOBALS = ("torch", "numpy", "random")
SEEDS = st.integers(-(2**63), 2**64 - 1)  # what `manual_seed` takes


def same_global_state(probes, before):
    """The three global RNGs go on as if nothing had been drawn."""
    after = items_of(probes._draw())
    holds(len(after) == len(before) == len(GLOBALS), "the global RNGs' next numbers", after)
    for name, now, due in zip(GLOBALS, after, before, strict=True):
        holds(now == due, f"{name}'s global RNG as it was found", "drawn from, or seeded",
              why="all other random numbers of the program change with it")  # fmt: skip


def next_numbers(probes, seed):
    """What the global RNGs give after `_seed(seed)`, which they are then set to again."""
    probes._seed(seed)
    numbers = items_of(probes._draw())
    probes._seed(seed)
    return numbers


def follows_seed(student, probes, make, n, seed):
    """Equal seeds give equal passes, also in another process; others give others; None is the global torch RNG."""
    ours = epochs(probes, make(student, probes.generator(seed)), 3, n)
    probes._seed(9)  # whatever the global RNGs hold
    again = epochs(probes, make(student, probes.generator(seed)), 3, n)
    same_passes(again, ours, "two samplers whose generators have the same seed must give the same passes")
    if seed == 0:  # once: a process costs more than all the rest
        other_student, other_probes = student.fresh()
        elsewhere = epochs(other_probes, make(other_student, other_probes.generator(seed)), 3, n)
        same_passes(elsewhere, ours, "the same seed must give the same passes in every process")
    another = epochs(probes, make(student, probes.generator(seed ^ 1)), 3, n)
    holds(another[0] != ours[0], "other passes with another seed", f"{ours[0]} with seed {seed} and with {seed ^ 1}")
    runs = []
    for global_seed, others in (5, 1), (5, 2), (6, 2):
        probes._seed(others)  # numpy and random too: only torch's counts
        probes.manual_seed.shown_as("torch.manual_seed({0})")(global_seed)
        runs.append(epochs(probes, make(student, None), 3, n))
    same_passes(runs[1], runs[0], "without a generator, the same `torch.manual_seed` must give the same passes")
    holds(runs[2][0] != runs[0][0], "without a generator, other passes after another `torch.manual_seed`", f"{runs[0][0]} after both")


def same_passes(got, due, why):
    for g, d in zip(got, due, strict=True):
        equal(g, d, why)


@check("ex04.balanced.generator", 0.5, about="BalancedSampler.__iter__", why="a run cannot be repeated")
@given(seed=SEEDS, mode=st.sampled_from(MODES))
@example(seed=0, mode="over")
@example(seed=-1, mode="under")
@example(seed=2**40, mode="over")
@settings(max_examples=1)
def test_balanced_generator(student, probes, seed, mode):
    """The generator's seed fixes all epochs, None means the global torch RNG, and with a generator the global RNGs stay as they were, also after an error."""
    labels = [0, 1, 1] * 8 + [1]  # "over" has an extra draw to give

    def make(student, generator):
        return student.BalancedSampler.keep(labels, mode=mode, generator=generator)

    follows_seed(student, probes, make, len(labels), seed)
    before = next_numbers(probes, 7)
    sampler = make(student, probes.generator(seed))
    step(probes.iter(sampler))
    epochs(probes, sampler, 4, len(labels))
    same_global_state(probes, before)
    for bad_labels, bad_mode in (labels, "sideways"), ([], mode):
        before = next_numbers(probes, 8)
        with suppress(Exception):
            student.BalancedSampler.keep(bad_labels, mode=bad_mode, generator=probes.generator(seed))
        same_global_state(probes, before)


@check("ex04.balanced.errors", 0.5, about="BalancedSampler.__init__", why="a typo trains on the wrong mix, and nobody notices")
@given(labels=st.just([0, 1]), mode=st.text("abcdenorsuvx", min_size=1, max_size=9).filter(lambda m: m not in MODES))
@example(labels=[0, 1], mode="sideways")
@example(labels=[0, 1], mode="OVER")
@example(labels=[0, 1], mode="")
@example(labels=[0, 1], mode=None)
@example(labels=[], mode="over")
@example(labels=held([], "numpy int64"), mode="under")
@example(labels=held([], "torch int64"), mode="over")
@settings(max_examples=5)
def test_balanced_errors(student, labels, mode):
    """A mode other than "over" and "under", and empty labels, raise `ValueError` with a message that names the argument and its value."""
    student.BalancedSampler.keep([0, 1], mode=mode if mode in MODES else "under")
    named, why = (["mode", str(mode)], "") if mode not in MODES else ([("labels", "label")], EMPTY)
    with raises(ValueError, mentions=named, why=why):
        student.BalancedSampler.keep(labels, mode=mode)


EMPTY = "an empty split must be noticed here, by its name, and not hours later"


# -- LossSampler ---------------------------------------------------------------------------


def one_hot(n, k):
    return [float(i == k) for i in range(n)]


def only(indices, k, count, why=""):
    """A pass of `count` draws, all of them index k."""
    others = sorted(set(indices) - {k})
    holds(not others, f"index {k} alone, which has all the weight", f"also {others}", why)
    enough(indices, count, why)


def enough(indices, count, why=""):
    """At least `count` draws; that there are not more is another check's business."""
    holds(len(indices) >= count, f"{count} indices", f"{len(indices)} indices", why)


@check("ex04.loss.draws", 0.5, about="LossSampler.__iter__", why="an epoch is longer or shorter than planned, or not random")
@given(n=st.integers(1, 12), num_draws=st.none() | st.integers(1, 30))
@example(n=3, num_draws=None)
@example(n=3, num_draws=8)
@example(n=60, num_draws=40)
@example(n=40, num_draws=None)
@example(n=2000, num_draws=200)
@settings(max_examples=6)
def test_loss_draws(student, probes, n, num_draws):
    """`len()` is `num_draws` (default `num_examples`), and so many integers, no tensors, are drawn, with replacement."""
    sampler = student.LossSampler.keep(n) if num_draws is None else student.LossSampler.keep(n, num_draws=num_draws)
    count = n if num_draws is None else num_draws
    equal(len(sampler), count)
    passes = [in_range(integers(take(student, sampler, count)), n) for _ in range(3)]
    if n >= 40:
        # Three times 40 of 60, 40 of 40 or 200 of 2000, without one repeat: 1e-13 and less.
        repeats = any(len(set(p)) < len(p) for p in passes)
        holds(repeats, "draws with replacement: some index comes again", f"{count} different ones, three times")
    sampler.update([0], [2.0])
    integers(take(student, sampler, count))


WEIGHTS = st.one_of(st.none(), st.sampled_from([0.0, 0.5, 1.0, 2.0, 5.0, 50.0]))


@check("ex04.loss.proportional", 0.5, about="LossSampler.__iter__", why="hard examples do not come back as often as their loss says")
@given(losses=st.lists(WEIGHTS, min_size=2, max_size=6).filter(lambda ls: any(w is None or w > 0 for w in ls)),
       scale=st.sampled_from([1.0, 1e-9, 1e4]))  # fmt: skip
@example(losses=[None, None], scale=1.0)
@example(losses=[None] * 5, scale=1.0)
@example(losses=[5.0, None, None, None], scale=1.0)
@example(losses=[0.5, 1.0, 2.0], scale=1.0)
@example(losses=[0.0, 5.0, 50.0], scale=1.0)
@example(losses=[0.0, 1.0, 2.0], scale=1e-9)
@example(losses=[0.5, 5.0, 50.0], scale=1e4)
@settings(max_examples=6)
def test_loss_proportional(student, losses, scale):
    """Each draw takes an index with probability proportional to its weight, and all weights start at 1."""
    n, count = len(losses), 3000
    sampler = student.LossSampler.keep(n, num_draws=count)
    updates = {i: w * scale for i, w in enumerate(losses) if w is not None}
    if updates:
        sampler.update(list(updates), list(updates.values()))
    weights = [updates.get(i, 1.0) for i in range(n)]
    indices = drawn(student, sampler, n)
    enough(indices, count)
    follows_weights(indices, weights)
    follows_weights(indices[: count // 2], weights, "in the first half of the pass, ")
    follows_weights(indices[::2], weights, "of every other draw, ")


def follows_weights(indices, weights, where=""):
    count, counts, total = len(indices), Counter(indices), sum(weights)
    for i, weight in enumerate(weights):
        low, high = bounds(count, weight / total)
        if not low <= counts[i] <= high:
            often = f"in about {count * weight / total:.0f}" if weight else "in none"
            fail(f"{where}index {i} {often} of {count} draws (weights {weights})", f"index {i} in {counts[i]} of {count} draws")


INDEX_FORMS = (
    "list", "tuple", "numpy int64", "numpy int16", "numpy uint8",
    "torch int64", "torch int32", "torch uint8", "torch int8",
)  # fmt: skip
LOSS_FORMS = (
    "list", "tuple", "numpy float64", "numpy float32", "torch float32", "torch float64",
    "torch float16", "torch bfloat16", "torch int64", "grad", "list of grad",
)  # fmt: skip


@st.composite
def some_updates(draw):
    """Updates of a sampler of five: (indices, losses, how the indices are held, how the losses)."""
    pairs = st.lists(st.tuples(st.integers(0, 4), st.sampled_from([0, 1, 2])), max_size=6)
    step = st.tuples(pairs, st.sampled_from(INDEX_FORMS), st.sampled_from(LOSS_FORMS))
    return draw(st.lists(step, min_size=1, max_size=3))


def as_losses(probes, values, form):
    if form == "torch bfloat16":
        high = np.array(values, np.float32).view(np.uint32) >> 16  # exact for small whole numbers
        return Tensor("torch", "bfloat16", (len(values),), high.astype(np.uint16).tobytes())
    if form == "list of grad":
        return [probes.losses_with_grad.keep(float(v)) for v in values]
    if form == "grad":
        return probes.losses_with_grad.keep([float(v) for v in values])
    if form in ("list", "tuple"):
        return held([float(v) for v in values], form)
    return held(values, form)


ZEROS = ([(i, 0) for i in range(5)], "list", "list")


@check("ex04.loss.update", 0.5, about="LossSampler.update", why="the sampler works with losses that the model no longer has")
@given(updates=some_updates())
@example(updates=[([(0, 0), (1, 0), (2, 0), (3, 1), (4, 0)], "list", "list"), ([(1, 2)], "list", "list"), ([(3, 0)], "list", "list")])
@example(updates=[ZEROS, ([(3, 2), (1, 2), (3, 0)], "torch int64", "torch float32")])
@example(updates=[ZEROS, ([(3, 0), (3, 1), (1, 1), (1, 0)], "list", "list")])
@example(updates=[ZEROS, ([(1, 1), (3, 2)], "torch uint8", "grad")])
@example(updates=[ZEROS, ([(2, 1), (4, 1)], "numpy int16", "numpy float64")])
@example(updates=[ZEROS, ([(2, 1), (4, 1)], "numpy uint16", "torch bfloat16")])
@example(updates=[ZEROS, ([(2, 1), (4, 1)], "list", "list of grad")])
@example(updates=[ZEROS, ([(2, 1), (4, 1)], "list", "torch float16"), ([], "torch int64", "torch float32")])
@settings(max_examples=7)
def test_loss_update(student, probes, updates):
    """`update(indices, losses)` takes array-likes, sets the weight of each given index to its loss (the last wins when an index repeats) and leaves the others."""
    sampler = student.LossSampler.keep(5, num_draws=250)
    weights = dict.fromkeys(range(5), 1)
    for pairs, index_form, loss_form in updates:
        if not pairs:  # an empty list has no dtype
            index_form, loss_form = "torch int64", "torch float32"
        indices, losses = [i for i, _ in pairs], [loss for _, loss in pairs]
        sampler.update(held(indices, index_form), as_losses(probes, losses, loss_form))
        weights |= dict(pairs)
        support = {i for i, w in weights.items() if w}
        if not support:  # another check's business
            continue
        came = set(drawn(student, sampler, 5))
        # The rarest has 1/9 of the weight: it is missed with a chance of 2e-13.
        holds(came == support, f"draws of {sorted(support)}: the weights are now {list(weights.values())}", f"draws of {sorted(came)}")


@check("ex04.loss.under_way", 1, about="LossSampler.__iter__", why="with loader workers, an epoch mixes old and new losses, or uses stale ones")
@given(n=st.integers(2, 5), old=st.integers(0, 4), new=st.integers(0, 4), read=st.integers(0, 10), num_draws=st.integers(12, 60))
@example(n=2, old=0, new=1, read=0, num_draws=12)
@example(n=2, old=0, new=1, read=1, num_draws=12)
@example(n=2, old=0, new=1, read=1, num_draws=5000)
@settings(max_examples=8)
def test_loss_under_way(student, probes, n, old, new, read, num_draws):
    """An update counts for every pass whose first index is drawn after it, and never for a pass already under way."""
    old, new = old % n, new % n
    sampler = student.LossSampler.keep(n, num_draws=num_draws)
    sampler.update(list(range(n)), one_hot(n, old))
    iterator = probes.iter(sampler)
    begun = [step(iterator) for _ in range(read)]
    sampler.update(list(range(n)), one_hot(n, new))
    late = "this pass began before the update and must not notice it"
    early = "no index of this pass had been drawn when the update came"
    if read:
        after = drawn(student, sampler, n)
        only(after, new, num_draws, why="this pass began after the update")
    rest = drawn(student, iterator, n)
    only(begun + rest, old if read else new, num_draws, why=late if read else early)
    only(drawn(student, sampler, n), new, num_draws, why="this pass began after the update")


@check("ex04.loss.all_zero", 0.5, about="LossSampler.__iter__", why="late in training every loss of a batch, or of the data, may be 0: the epoch must go on")
@given(n=st.integers(1, 5), k=st.integers(0, 4))
@example(n=3, k=1)
@example(n=1, k=0)
@settings(max_examples=4)
def test_loss_all_zero(student, probes, n, k):
    """If all weights are 0, every example is equally likely, until the next update."""
    k %= n
    sampler = student.LossSampler.keep(n, num_draws=600)
    sampler.update(list(range(n)), one_hot(n, n - 1))
    only(drawn(student, sampler, n), n - 1, 600)
    sampler.update([n - 1], [0.0])
    passes = [drawn(student, sampler, n) for _ in range(2)]
    for indices in passes:
        enough(indices, 600)
        follows_weights(indices, [1] * n)
    holds(n == 1 or passes[0] != passes[1], "random draws, anew each pass", "the same 600 indices twice")
    iterator = probes.iter(sampler)
    begun = step(iterator)
    sampler.update([k], [0.25])
    rest = [begun, *drawn(student, iterator, n)]
    enough(rest, 600)
    follows_weights(rest, [1] * n, "in a pass begun while all weights were 0, ")
    only(drawn(student, sampler, n), k, 600, why="the other weights are still 0")


@check("ex04.loss.passes", 0.5, about="LossSampler.__iter__", why="every epoch trains on the same few examples, or part of one is lost")
@given(num_draws=st.integers(3, 12), seed=st.none() | st.integers(0, 2**32))
@example(num_draws=4, seed=None)
@example(num_draws=4, seed=0)
@settings(max_examples=4)
def test_loss_passes(student, probes, num_draws, seed):
    """Each `iter()` draws anew and is a full pass of its own, also after one that was stopped half-way and beside one that is still read."""
    rng = None if seed is None else probes.generator(seed)
    sampler = student.LossSampler.keep(1000, num_draws=20, generator=rng)
    all_different(epochs(probes, sampler, 4, 1000), "other draws in each pass")
    sampler = student.LossSampler.keep(5, num_draws=num_draws, generator=rng)
    stopped = probes.iter(sampler)
    begun = [step(stopped) for _ in range(2)]
    count = len(drawn(student, sampler, 5))
    enough(range(count), num_draws)
    one, other = probes.iter(sampler), probes.iter(sampler)
    ones, others = [], []
    for _ in range(num_draws // 2):
        ones.append(step(one))
        others.append(step(other))
    for iterator, first in (one, ones), (other, others), (stopped, begun):
        indices = first + drawn(student, iterator, 5)
        holds(len(indices) == count, f"{count} indices in every pass", f"{len(indices)} indices")


@check("ex04.loss.generator", 0.5, about="LossSampler.__iter__", why="a run cannot be repeated")
@given(seed=SEEDS)
@example(seed=0)
@example(seed=-1)
@settings(max_examples=1)
def test_loss_generator(student, probes, seed):
    """The generator's seed fixes all draws, None means the global torch RNG, and with a generator the global RNGs stay as they were, also after an error."""
    n = 24

    def make(student, generator):
        sampler = student.LossSampler.keep(n, generator=generator)
        sampler.update([0, 1, 2], [0.5, 2.0, 0.0])
        return sampler

    follows_seed(student, probes, make, n, seed)
    before = next_numbers(probes, 7)
    sampler = make(student, probes.generator(seed))
    step(probes.iter(sampler))
    epochs(probes, sampler, 4, n)
    same_global_state(probes, before)
    for indices, losses in ([0, n], [1.0, 1.0]), ([0, 1], [1.0, -1.0]), ([0, 1], [1.0]):
        before = next_numbers(probes, 8)
        with suppress(Exception):
            sampler.update(indices, losses)
        same_global_state(probes, before)


@st.composite
def bad_updates(draw):
    """(an entry of a good update, which of the two lists it is in, what stands there instead)"""
    at, which = draw(st.integers(0, 2)), draw(st.sampled_from(["indices", "losses"]))
    outside = st.integers(4, 100) | st.integers(-100, -1)
    negative = st.integers(-8000, -1).map(lambda k: k / 8)
    return at, which, draw(outside if which == "indices" else negative)


@check("ex04.loss.errors", 0.5, about="LossSampler.update", why="a NaN or a wrong index poisons every later epoch without a word")
@given(bad=bad_updates(), form=st.sampled_from(["list", "torch"]))
@example(bad=(0, "indices", 4), form="list")
@example(bad=(2, "indices", -1), form="torch")
@example(bad=(1, "indices", 2**32), form="list")
@example(bad=(0, "losses", -0.5), form="list")
@example(bad=(2, "losses", float("nan")), form="torch")
@example(bad=(1, "losses", float("inf")), form="list")
@example(bad=(1, "losses", float("-inf")), form="torch")
@example(bad=(2, "losses", "left out"), form="list")
@example(bad=(1, "losses", "left out"), form="torch")
@example(bad=(2, "indices", "left out"), form="list")
@settings(max_examples=8)
def test_loss_errors(student, bad, form):
    """`update` raises `IndexError` for an index outside [0, num_examples), and `ValueError`, naming argument and value, for a negative or non-finite loss and for different lengths."""
    at, which, value = bad
    sampler = student.LossSampler.keep(4)
    update = {"indices": [0, 3, 1], "losses": [0.5, 1.0, 0.0]}
    sampler.update(*update.values())
    sampler.update([2], [-0.0])  # what cross-entropy gives for a certain and right answer
    error, mentions, why = ValueError, [("losses", "loss"), value], ""
    if value == "left out":
        update[which] = update[which][:at]
        mentions, why = [("indices", "losses", "index", "loss"), (3, at)], "losses would go to the wrong examples, or nowhere"
    else:
        update[which] = replaced(update[which], at, value)
    if which == "indices" and value != "left out":
        error, mentions, why = IndexError, [], "the weight of another example would be set, or none"
    with raises(error, mentions=mentions, why=why):
        if form == "list":
            sampler.update(*update.values())
        else:
            sampler.update(tensor(update["indices"]), tensor(update["losses"]))


def replaced(values, at, value):
    return [*values[:at], value, *values[at + 1 :]]


@check("ex04.loss.nothing_changed", 0.5, about="LossSampler.update", why="after an error that was caught, half a batch has new weights")
@given(n=st.integers(3, 6), keep=st.integers(0, 5), at=st.integers(0, 3), kind=st.sampled_from(["index", "negative", "nan", "lengths", "fewer"]))
@example(n=3, keep=1, at=3, kind="negative")
@example(n=3, keep=1, at=3, kind="index")
@example(n=3, keep=1, at=3, kind="lengths")
@example(n=3, keep=1, at=0, kind="fewer")
@settings(max_examples=6)
def test_loss_nothing_changed(student, n, keep, at, kind):
    """After an `update` that raised, all weights are what they were before."""
    keep %= n
    sampler = student.LossSampler.keep(n, num_draws=100)
    sampler.update(list(range(n)), one_hot(n, keep))
    others = [i for i in range(n) if i != keep]
    indices, losses = [keep, others[0], others[1], others[0]], [0.0, 2.0, 1.0, 3.0]
    if kind == "index":
        indices = replaced(indices, at, n)
    elif kind == "lengths":
        losses = losses[:-1]
    elif kind == "fewer":
        indices = indices[:-1]
    else:
        losses = replaced(losses, at, -1.0 if kind == "negative" else float("nan"))
    try:
        sampler.update(indices, losses)
    except Exception:
        only(drawn(student, sampler, n), keep, 100, why="the update before this one raised, and must not have changed anything")
    else:
        only(drawn(student, sampler, n), keep, 100, why="this update must raise and change nothing")
