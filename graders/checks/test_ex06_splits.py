"""Checks of ex06_splits: what SYLLABUS says, no less and no more."""

from itertools import combinations
from math import ceil, floor

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st

from graders.checks.expect import (
    aligned,
    check,
    difference,
    equal,
    fail,
    holds,
    integers,
    pair,
    raises,
    same_counts,
    take,
)
from graders.plain import Image, Opaque, Tensor, ndarray, tensor
from graders.show import show

EXERCISE = {"title": "Splitting data", "minutes": 45, "needs": ["ex01_map_dataset"]}

HINTS = {
    "split": (
        "A split is one random permutation of the indices, cut into pieces: every index is in exactly one piece.",
        "`random_split` takes whole lengths as well as fractions. Work out lengths that sum to len(dataset): round "
        "every share down, then hand out the samples that are left, one to a part.",
        "generator = torch.Generator().manual_seed(seed); parts = random_split(dataset, lengths, generator); "
        "return dict(zip(fractions, parts))",
    ),
    "split.seed": (
        "All randomness of a split must come from the seed: nothing from the global RNG, nothing from an earlier call.",
        "Make a new generator in every call. `random.Random` takes -3 for 3 and numpy takes no negative seeds; "
        "`torch.Generator.manual_seed` takes both.",
        "generator = torch.Generator().manual_seed(seed), and hand it to random_split or randperm.",
    ),
    "split.untouched": (
        "`torch.manual_seed`, `np.random.seed` and `random.seed` set the random numbers of the whole program.",
        "A `torch.Generator` is a random number generator of your own: seeding it changes nothing else.",
        "generator = torch.Generator().manual_seed(seed); random_split(dataset, lengths, generator)",
    ),
    "split.errors": (
        "`random_split` reads numbers that happen to sum to len(dataset) as lengths, so check the fractions yourself.",
        "Three things to refuse: a fraction outside [0, 1] (0 and 1 are fine), no fractions, a sum further than 1e-6 "
        "from 1. Say in the message that it is about `fractions`, and give the fraction or the sum.",
        'if not fractions or abs(total - 1) > 1e-6: raise ValueError(f"fractions must sum to 1, got {total}")',
    ),
    "split.rounding": (
        "0.33 + 0.56 + 0.11 is 1.0000000000000002 on many machines: compare sums with a tolerance, never with ==.",
        "`random_split` refuses fractions whose sum is a hair above 1, or 1e-7 below it. Give it whole lengths.",
        "sizes = [math.floor(len(dataset) * f / total) for f in fractions.values()], then add 1 to the first "
        "len(dataset) - sum(sizes) of them.",
    ),
    "transformed": (
        "A wrapper like the datasets of ex01: it keeps the subset and the transform, and asks the subset when it is asked.",
        "Let a list's or range's own indexing judge negative indices and indices outside: range(len(self))[index].",
        "x, y = self.subset[range(len(self))[index]]; then return (self.transform(a copy of x), y)",
    ),
    "transformed.untouched": (
        "A dataset in memory hands out the very object that it stores; an in-place transform writes into it.",
        "Copy x before the transform gets it, with all that it holds: copy.copy of a tensor shares the memory, and "
        "arrays and images have no `clone`. Never set anything on `subset.dataset`.",
        "x = x.clone() if isinstance(x, torch.Tensor) else copy.deepcopy(x)",
    ),
    "transformed.workers": (
        "A `DataLoader` fetches a whole batch with `__getitems__` where a dataset has it, and every sample of a batch "
        "is alive at the same time.",
        "If you inherit from `Subset` you inherit its `__getitems__`, which knows nothing of your transform. And "
        "samples must not share memory with one another.",
        "Inherit from `Dataset` alone; or define __getitems__(self, indices): return [self[i] for i in indices].",
    ),
    "stratified": (
        "Do for the indices of each class what `split` does for all indices: shuffle, cut, and add to the parts.",
        "Group the indices by label in a dict of lists. Start with an empty list for every key of `fractions`.",
        "for indices in members.values(): order = torch.randperm(len(indices), generator=generator).tolist(); "
        "then cut [indices[i] for i in order] at the sizes of this class.",
    ),
    "stratified.seed": (
        "All randomness must come from the seed, and none of it from (or into) the global random number generators.",
        "Make one generator at the start of every call and shuffle every class with it; `torch.Generator.manual_seed` "
        "takes negative seeds too.",
        "generator = torch.Generator().manual_seed(seed), then torch.randperm(len(indices), generator=generator) for "
        "every class.",
    ),
    "stratified.labels": (
        "Labels are names, not positions: -1, 7 and 1000 are three classes, in whatever integer dtype they come.",
        "Turn the labels into a list of Python ints first. Two tensors with the same value are different dict keys, and "
        "a cast to a smaller dtype makes different labels equal.",
        "for index, label in enumerate(torch.as_tensor(labels).tolist()): members[label].append(index)",
    ),
    "stratified.errors": (
        "The same errors as in `split`, before anything is drawn: one function that checks fractions serves both.",
        "A fraction outside [0, 1], no fractions, or a sum further than 1e-6 from 1; the message names `fractions` and "
        "the number. A sum that is off by rounding alone is fine.",
        'if not fractions or abs(total - 1) > 1e-6: raise ValueError(f"fractions must sum to 1, got {total}")',
    ),
}

HALVES = {"train": 0.5, "val": 0.5}
QUARTERS = {"train": 0.5, "val": 0.25, "test": 0.25}
USUAL = {"train": 0.8, "val": 0.1, "test": 0.1}
FOUR = dict.fromkeys("abcd", 0.25)
# Seeds that are easily taken for one another; no two of them alike in their last 32 bits, which is all that torch uses.
SEEDS = (0, 1, 3, -1, -2, -3, 8, 42, 100, 1001, 2**16 + 3, 2**31 + 1, 2**62 + 4)
NAMES = (["train", "val", "test"], ["test", "val", "train", "a", "extra"], ["b", "d", "a", "c"])
PLAIN = (type(None), bool, int, float, str, bytes, list, tuple, dict, Tensor, Image, Opaque)


@st.composite
def fractions_of_1(draw):
    """Named fractions in sixteenths, which sum to exactly 1."""
    names = draw(st.sampled_from(NAMES))
    cuts = sorted(draw(st.lists(st.integers(0, 16), max_size=len(names) - 1)))
    ends = zip([0, *cuts], [*cuts, 16], strict=True)
    return {name: (end - start) / 16 for name, (start, end) in zip(names, ends, strict=False)}


# -- what both splits promise --------------------------------------------------------------


def parts_of(result, fractions):
    """The values of a split, which must be a dict with the keys of `fractions`, in order."""
    holds(type(result) is dict, f"a dict with the keys {list(fractions)}", result)
    equal(list(result), list(fractions), "a part that is missing or misnamed is looked up by its key, hours later")
    return list(result.values())


def at_most_one_off(size, count, fraction, of_what):
    """`size` of `count` examples is within one of the share (but for float rounding)."""
    share = count * fraction
    low, high = max(ceil(share - 1 - 1e-4), 0), floor(share + 1 + 1e-4)
    if not low <= size <= high:
        fail(f"{of_what}: {low} to {high}, for a share of {share:.4g}", f"{of_what}: {size}")


def numbers_split(student, probes, n, fractions, seed, dataset=None):
    """The indices in each part of a split of `Numbers(n)`."""
    parts = parts_of(student.split(probes.Numbers(n) if dataset is None else dataset, fractions, seed=seed), fractions)
    subsets_only(parts, fractions)
    return [[i - 100 for i in indices_in(items)] for items in read(probes, parts, n)]


def indices_in(values):
    """A list of whole numbers that an index could be (one of thousands of digits cannot even be shown)."""
    for value in integers(values):
        holds(abs(value) < 2**63, "indices of the dataset", value)
    return integers(values)


def subsets_only(parts, fractions):
    for name, part in zip(fractions, parts, strict=True):
        if isinstance(part, PLAIN):
            fail(f"{name!r}: a Subset of the dataset", f"{name!r}: {show(part)}",
                 "a Subset reads the dataset at every access; a list of samples is frozen, and one of indices is no dataset")  # fmt: skip


def read(probes, parts, n):
    """The samples of every part; always a list of lists."""
    found = probes._read(parts, n + 1)
    holds(type(found) is list and all(type(f) is list for f in found), "parts that can be indexed", found)
    return found


def stratified_lists(student, labels, fractions, seed):
    """The lists of indices of a stratified split, as Python ints."""
    parts = parts_of(student.stratified_split(labels, fractions, seed=seed), fractions)
    return lists_of_ints(parts, fractions)


def lists_of_ints(parts, fractions):
    """Every part must be a list of ints."""
    for name, part in zip(fractions, parts, strict=True):
        if type(part) is not list:
            fail(f"{name!r}: a list of ints", f"{name!r}: {show(part)}", "code that extends or saves the lists breaks")
    return [indices_in(part) for part in parts]


def fixed_by_seed(student, probes, ask):
    """`ask(student, probes, seed)`: the same for one seed, in any process; another for another."""
    for seed in (0, 3, -3, 2**64 - 1, -(2**63)):
        first = ask(student, probes, seed)
        probes._seed(7)
        same_parts(ask(student, probes, seed), first, ("second call", "first call"), "a second run tests on samples that the first one trained on")
    first_halves = {seed: sorted(ask(student, probes, seed)[0]) for seed in SEEDS}
    for one, other in combinations(SEEDS, 2):
        if first_halves[one] == first_halves[other]:
            fail(f"other parts for seed {other} than for seed {one}", "the same parts for both",
                 "an average over several seeds then measures one split only")  # fmt: skip
    there = ask(*student.fresh(), 3)
    same_parts(ask(student, probes, 3), there, ("here", "in another process"), "tomorrow's run tests on what today's run trained on")


def same_parts(got, expected, places, why):
    """The same indices in the same parts, in the same order."""
    width = max(map(len, places)) + 1
    for one, other in zip(got, expected, strict=True):
        if one != other:
            texts = [f"{place + ':':{width}} {show(part[:8])[:-1]}, …]" for place, part in zip(places, (one, other), strict=True)]
            fail(texts[1], texts[0], why)


def mixes(ask, *groups):
    """Over many seeds, any two indices of a group come together into one half, and apart."""
    seeds = 64  # with fair dice two of four samples are never together with a chance of (2/3) ** 64
    firsts = [set(ask(seed)[0]) for seed in range(seeds)]
    for i in [i for group in groups for i in group]:
        times = sum(i in first for first in firsts)
        if times in (0, seeds):
            place = "always" if times else "never"
            fail(f"over {seeds} seeds, sample {i} in either half", f"sample {i} is {place} in the first half",
                 "the parts are not random samples of the data")  # fmt: skip
    for i, j in [two for group in groups for two in combinations(group, 2)]:
        together = sum((i in first) == (j in first) for first in firsts)
        if together in (0, seeds):
            how = "always" if together else "never"
            fail(f"over {seeds} seeds, samples {i} and {j} now together, now apart", f"samples {i} and {j} are {how} in the same half",
                 "samples that belong together, such as neighbours in the file, are not drawn independently")  # fmt: skip


def leaves_rngs(probes, ask):
    """The global random numbers go on after `ask()` as if it had not been called."""
    probes._seed(5)
    due = probes._draw()
    probes._seed(5)
    ask()
    come = probes._draw()
    holds(type(come) is list and type(due) is list and len(come) == len(due) == 3, "the global RNGs' next numbers", come)
    for name, a, b in zip(("torch", "numpy", "Python's random"), come, due, strict=True):
        if a != b:
            fail(f"{name} draws on as if nothing had been called", "other numbers come next",
                 "dropout, augmentation and initial weights change with the split, and runs with different seeds repeat each other")  # fmt: skip


def splits_at_all(parts):
    """A function that does nothing leaves everything as it was, and earns nothing by that."""
    holds(any(parts), "some samples in the parts", "none")


def tolerant(error):
    """Whether an error is the student's own, which another check judges."""
    return hasattr(error, "raised")


def refuses_bad_fractions(ask):
    """`ask(n, fractions)` raises the errors that both splits promise, and takes good fractions."""
    name = "fraction"
    lengths = "random_split reads these numbers as lengths: a typing error becomes a split"
    lost = "fractions that do not sum to 1 lose samples or give the same sample to two parts"
    holds(type(ask(10, HALVES)) is dict, "a dict", "something else")
    with raises(ValueError, mentions=[name, (0.9, 90)], why=lost):
        ask(10, {"train": 0.5, "val": 0.4})
    with raises(ValueError, mentions=[name, (1.1, 110)], why=lost):
        ask(10, {"train": 0.8, "val": 0.3})
    with raises(ValueError, mentions=[name, (1.5, 150, -0.5, -50)], why="a negative share takes samples away from the other parts"):
        ask(10, {"train": 1.5, "val": -0.5})
    with raises(ValueError, mentions=[name, (-0.2, -20)], why="a negative share takes samples away from the other parts"):
        ask(10, {"train": 0.6, "val": 0.6, "test": -0.2})
    with raises(ValueError, mentions=[name, (0.9, 90)], why="a mistake in the configuration shows up only once there are data"):
        ask(0, {"train": 0.5, "val": 0.4})
    with raises(ValueError, mentions=[name, (8, 800, 2, 200, 10, 1000)], why=lengths):
        ask(10, {"train": 8, "val": 2})
    with raises(ValueError, mentions=[name, (2, 200)], why=lengths):
        ask(2, {"train": 1, "val": 1})
    with raises(ValueError, mentions=[name], why="an empty split trains on nothing, without a word"):
        ask(10, {})
    with raises(ValueError, mentions=[name], why="the tolerance is for float rounding, 1e-6; this sum is 2e-6 too large"):
        ask(10, {"train": 0.5, "val": 0.500002})
    for good in ({"all": 1}, {"train": 0.0, "val": 1.0}):
        holds(type(ask(10, good)) is dict, "a dict", "something else")


# Sums that are 1 but for rounding: below 1, above 1 (however they are added), by 1e-7 either way.
ROUNDED = [
    {"train": 0.7, "val": 0.2, "test": 0.1},
    {"train": 0.33, "val": 0.56, "test": 0.11},
    {"train": 0.5, "val": 0.5000000000000002},
    {"a": 0.3333333, "b": 0.3333333, "c": 0.3333333},
    {"train": 0.9000001, "val": 0.1},
]


@st.composite
def fractions_near_1(draw):
    """Shares worked out from counts, as `count / total`."""
    counts = draw(st.lists(st.integers(1, 60), min_size=1, max_size=6))
    return {f"part {i}": count / sum(counts) for i, count in enumerate(counts)}


# -- split ---------------------------------------------------------------------------------


@check("ex06.split.once", 0.5, about="split",
       why="a sample in two parts leaks from training into the test; one in no part is lost")  # fmt: skip
@given(n=st.integers(0, 12), fractions=fractions_of_1(), seed=st.integers(-9, 9))
@example(n=4, fractions=QUARTERS, seed=0)
@example(n=3, fractions={"val": 0.5, "train": 0.5}, seed=0)
@example(n=1, fractions=QUARTERS, seed=0)
@example(n=0, fractions=HALVES, seed=0)
@example(n=300, fractions=HALVES, seed=0)
@settings(max_examples=8)
def test_split_once(student, probes, n, fractions, seed):
    """Each key of `fractions` gets, in the same order, a `Subset` that reads the dataset when it is asked, and every index is in exactly one of them."""
    when = ["split"]

    def sample(index):
        return [index.item() if isinstance(index, Tensor) and len(index.shape) == 0 else index, when[0]]

    parts = parts_of(student.split(probes.Served(n, sample), probes.MappingProxyType(fractions), seed), fractions)
    subsets_only(parts, fractions)
    when[0] = "now"
    indices = []
    for item in [item for items in read(probes, parts, n) for item in items]:
        mine = type(item) is list and len(item) == 2 and type(item[0]) is int
        holds(mine, "samples of the dataset", item)
        if item[1] != "now":
            fail("the dataset is read when a part is indexed", "the samples were read at the split and kept",
                 "random augmentation in the dataset is frozen, and the copy has to fit in memory")  # fmt: skip
        indices.append(item[0])
    same_counts(indices, range(n))


@check("ex06.split.share", 0.5, about="split",
       why="a small part loses or gains much of what it should be, and what it measures changes")  # fmt: skip
@given(n=st.integers(1, 60), fractions=fractions_of_1())
@example(n=3, fractions=QUARTERS)
@example(n=5, fractions=FOUR)
@example(n=3, fractions=FOUR)
@example(n=6, fractions=FOUR)
@example(n=4, fractions={"train": 0.0, "val": 0.5, "test": 0.5})
@example(n=2000, fractions=USUAL)
@example(n=20, fractions={"train": 0.75, "val": 0.25})
@settings(max_examples=10)
def test_split_share(student, probes, n, fractions):
    """The size of every part is at most one sample away from its share."""
    for items, (name, fraction) in zip(numbers_split(student, probes, n, fractions, 0), fractions.items(), strict=True):
        at_most_one_off(len(items), n, fraction, f"samples in {name!r}")


@check("ex06.split.seed", 0.5, about="split", why="results of two runs cannot be compared")
def test_split_seed(student, probes):
    """The same seed, a negative one too, gives the same split in every call and every process; another seed gives another, and over the seeds any sample can come into any part."""
    fixed_by_seed(student, probes, lambda s, p, seed: numbers_split(s, p, 40, HALVES, seed))
    four = probes.Numbers(4)
    mixes(lambda seed: numbers_split(student, probes, 4, HALVES, seed, four), range(4))


@check("ex06.split.untouched", 0.5, about="split", why="the split changes the random numbers of the rest of the run")
@given(n=st.integers(1, 9), seed=st.integers(-9, 9))
@example(n=4, seed=0)
@settings(max_examples=8)
def test_split_untouched(student, probes, n, seed):
    """The global random number generators of torch, numpy and `random` are left as they were found, also after an error."""
    dataset = probes.Numbers(n)
    leaves_rngs(probes, lambda: splits_at_all(numbers_split(student, probes, n, HALVES, seed, dataset)))

    def wrong():
        try:
            student.split(dataset, {"train": 0.5, "val": 0.4}, seed)
        except Exception as error:
            if not tolerant(error):
                raise

    leaves_rngs(probes, wrong)


@check("ex06.split.errors", 0.5, about="split", why="a mistake in the fractions becomes a wrong split, without a word")
def test_split_errors(student, probes):
    """A fraction outside [0, 1], no fractions, or a sum further than 1e-6 from 1 is a `ValueError` that names `fractions` and the offending fraction or the sum."""
    refuses_bad_fractions(lambda n, fractions: student.split(probes.Numbers(n), fractions, 0))


@check("ex06.split.rounding", 0.5, about="split",
       why="fractions that are right on paper crash the run, on some machines only")  # fmt: skip
@given(n=st.integers(1, 120), fractions=fractions_near_1())
@example(n=100, fractions=ROUNDED[0])
@example(n=100, fractions=ROUNDED[1])
@example(n=10, fractions=ROUNDED[2])
@example(n=100, fractions=ROUNDED[3])
@example(n=100, fractions=ROUNDED[4])
@settings(max_examples=12)
def test_split_rounding(student, probes, n, fractions):
    """Fractions whose sum is off by float rounding alone, above 1 or below, are split like any others."""
    parts = numbers_split(student, probes, n, fractions, 0)
    same_counts([i for part in parts for i in part], range(n))
    for part, (name, fraction) in zip(parts, fractions.items(), strict=True):
        at_most_one_off(len(part), n, fraction, f"samples in {name!r}")


# -- TransformedSubset -------------------------------------------------------------------------

X = {  # what a sample's x may be, two of each
    "tensor": [tensor([1.0, 2.0]), tensor([3.0, 4.0])],
    "image": [Image("L", (2, 2), bytes([1, 2, 3, 4])), Image("L", (2, 2), bytes([5, 6, 7, 8]))],
    "array": [np.array([1, 2], np.int16), np.array([3, 4], np.int16)],
    "dict": [{"image": tensor([1.0]), "boxes": [[1, 2]]}, {"image": tensor([2.0]), "boxes": [[3, 4], [5, 6]]}],
    "list": [[1, 2], [3, [4]]],
}
Y = [7, "seven", tensor(7), None, [7, 8], {"label": 7}, 0]


BEFORE = ["x, as before:", "x, after it:"]
WIPED = {  # the first of each after `wipe`
    "tensor": tensor([0.0, 0.0]),
    "image": Image("L", (2, 2), bytes(4)),
    "array": np.array([0, 0], np.int16),
    "dict": {"image": tensor([0.0]), "boxes": [[0, 0]]},
    "list": [0, 0],
}


def same_x(got, sent, words, why):
    """`got` is the x that was sent to the host; pixels are compared as numbers, so that they can be shown."""
    if isinstance(got, Image) and isinstance(sent, Image) and got.mode == sent.mode == "L":
        got, sent = got.array.tolist(), sent.array.tolist()
        words = [f"pixels of {word}" for word in words]
    if isinstance(sent, np.ndarray):
        sent = ndarray(sent)
    if difference(got, sent) is not None:
        due, came = aligned(sent, got)
        width = max(map(len, words))
        fail(f"{words[0]:{width}} {due}", f"{words[1]:{width}} {came}", why)


@check("ex06.transformed.sample", 0.5, about="TransformedSubset.__getitem__",
       why="the network sees other inputs or labels than you think")  # fmt: skip
@given(kind=st.sampled_from(sorted(X)), y=st.sampled_from(Y), order=st.lists(st.sampled_from([0, 1]), min_size=1, max_size=4))
@example(kind="tensor", y=7, order=[0, 1, 0])
@example(kind="image", y=7, order=[0, 1])
@example(kind="array", y="seven", order=[1])
@settings(max_examples=10)
def test_transformed_sample(student, probes, kind, y, order):
    """`ds[i]` is `(transform(x), y)` for sample `(x, y)` of the subset, with the transform called at every access and y untouched."""
    x0, x1 = X[kind]
    base = probes.Pairs([x0, x1, x0], [-1, "other", y])  # the subset holds samples 2 and 1
    seen = []

    def transform(x):
        seen.append(x)
        return len(seen) - 1

    ds = student.TransformedSubset.keep(probes.Subset(base, [2, 1]), transform)
    nothing = student.TransformedSubset.keep(probes.Subset(base, [2, 1]), lambda x: None)
    equal(pair(nothing[0], "(transform(x), y)")[0], None, "what the transform returns is the sample's, None too")
    drawn = []
    varied = student.TransformedSubset.keep(probes.Subset(probes.Served(3, lambda i: (len(drawn), y)), [2, 1]), lambda x: x + 10)
    for drawn in ([], [0]):
        equal(pair(varied[0], "(transform(x), y)")[0], 10 + len(drawn), "what the subset draws anew at each access is frozen")
    for i in order:
        before = len(seen)
        result, label = pair(ds[i], "(transform(x), y)")
        if len(seen) == before:
            fail("transform(x) is called at this access", "it was not called",
                 "random augmentation is drawn once and frozen: every epoch sees the same images")  # fmt: skip
        equal(label, [y, "other"][i], "the labels no longer are what the base dataset says")
        if type(result) is not int or not before <= result < len(seen):
            fail(f"what transform(x) returned: {before}", result)
        same_x(seen[result], [x0, x1][i], ["transform(x), x =", "transform(x), x ="], "the transform gets another x than the subset's")


@check("ex06.transformed.index", 0.5, about="TransformedSubset.__getitem__",
       why="a loop over the dataset never ends, ends early or crashes at its end")  # fmt: skip
@given(n=st.integers(0, 3), beyond=st.integers(0, 4))
@example(n=3, beyond=0)
@settings(max_examples=5)
def test_transformed_index(student, probes, n, beyond):
    """Length, negative indices and `IndexError` are those of a list of the subset's samples, also for numpy's integers."""
    chosen = list(range(n + 1, 1, -1))

    def transform(x):
        return "transformed"

    def new():
        base = probes.Pairs([tensor(0.5)] * (n + 2), list(range(n + 2)))
        return student.TransformedSubset.keep(probes.Subset(base, chosen), transform)

    def label(sample):
        x, y = pair(sample, "(transform(x), y)")
        equal(x, "transformed", "a for loop and negative indices give transformed samples too")
        return y

    equal(len(new()), n, "a DataLoader asks for len(ds) samples")
    samples = take(student, new(), n, "a for loop must end after the last sample")
    equal([label(sample) for sample in samples], chosen)
    for i in range(-n, n):
        equal(label(new()[i]), chosen[i], f"index {i} of {n} is another sample in a list")
    for i in (n + beyond, -n - 1 - beyond):
        with raises(IndexError, why="a for loop ends at the IndexError; without it, it goes on or crashes"):
            new()[i]
    if n:
        index = Tensor("scalar", "int64", (), (-1).to_bytes(8, "little", signed=True))
        equal(label(new()[index]), chosen[-1], "a sampler that works with numpy yields numpy's integers")


@check("ex06.transformed.untouched", 1, about="TransformedSubset.__getitem__",
       why="every epoch transforms what the epoch before has left, and validation sees training's transform")  # fmt: skip
@given(kind=st.sampled_from(sorted(X)), times=st.integers(1, 3), i=st.sampled_from([0, -2]))
@example(kind="tensor", times=1, i=0)
@example(kind="tensor", times=2, i=-2)
@example(kind="image", times=1, i=0)
@example(kind="array", times=1, i=0)
@example(kind="dict", times=1, i=0)
@settings(max_examples=6)
def test_transformed_untouched(student, probes, kind, times, i):
    """The base dataset and its other subsets are untouched, also when the transform works in place, whatever x is."""
    xs = X[kind]
    base = probes.Pairs(xs, [7, 8])
    train = student.TransformedSubset.keep(probes.Subset(base, [0, 1]), probes.wipe.handle())
    for _ in range(times):
        x, y = pair(train[i], "(transform(x), y)")
        same_x(x, WIPED[kind], ["wipe(x) is", "x is"], "the transform is not applied")
        equal(y, 7)
    why = "validation and every epoch to come read what this transform has left"
    val = probes.Subset(base, [1, 0])
    for i, original in ((1, 0), (0, 1)):
        x, y = pair(val[i])
        same_x(x, xs[original], BEFORE, why)
        equal(y, [7, 8][original], why)
    same_x(pair(base[0])[0], xs[0], BEFORE, why)


@check("ex06.transformed.workers", 0.5, about="TransformedSubset",
       why="the batches that the network gets are not the samples that ds[i] shows")  # fmt: skip
def test_transformed_workers(student, probes):
    """A `DataLoader` gives the transformed samples too, without workers and with them."""
    base = probes.Pairs([tensor([float(i), 10.0 + i]) for i in range(6)], [10, 11, 12, 13, 14, 15])
    chosen = [4, 1, 5]
    ds = student.TransformedSubset.keep(probes.Subset(base, chosen), probes.negate.handle())
    for workers in (0, 1):
        batches = probes._batches(probes.DataLoader(ds, batch_size=2, num_workers=workers))
        holds(type(batches) is list and len(batches) == 2, "2 batches", batches)
        for batch, indices in zip(batches, ([4, 1], [5]), strict=True):
            holds(type(batch) in (list, tuple) and len(batch) == 2, "a batch [x, y]", batch)
            equal(batch[0], tensor([[-float(i), -10.0 - i] for i in indices]))
            equal(batch[1], tensor([10 + i for i in indices]))


# -- stratified_split ----------------------------------------------------------------------

LABELS = st.lists(st.sampled_from([0, 1, 2, -1, 7, 1000]), min_size=1, max_size=30)


def within_share(parts, labels, fractions):
    """Every class is spread over the parts by the fractions."""
    for label in sorted(set(labels)):
        count = labels.count(label)
        for part, (name, fraction) in zip(parts, fractions.items(), strict=True):
            size = sum(0 <= i < len(labels) and labels[i] == label for i in part)
            at_most_one_off(size, count, fraction, f"examples of class {label} in {name!r}")


@check("ex06.stratified.once", 0.5, about="stratified_split",
       why="a sample in two parts leaks from training into the test; one in no part is lost")  # fmt: skip
@given(labels=LABELS, fractions=fractions_of_1(), seed=st.integers(-9, 9))
@example(labels=[1, 0, 1, 0], fractions=HALVES, seed=0)
@example(labels=[7], fractions=QUARTERS, seed=0)
@example(labels=[0, 1, 2, 1, 1, 1], fractions=QUARTERS, seed=0)
@example(labels=[], fractions=HALVES, seed=0)
@settings(max_examples=12)
def test_stratified_once(student, probes, labels, fractions, seed):
    """Each key of `fractions` gets, in the same order, a list of ints, empty if it gets nothing, and every index is in exactly one of them."""
    given = labels or np.zeros(0, np.int64)
    parts = parts_of(student.stratified_split(given, probes.MappingProxyType(fractions), seed), fractions)
    parts = lists_of_ints(parts, fractions)
    same_counts([i for part in parts for i in part], range(len(labels)))


@check("ex06.stratified.share", 0.5, about="stratified_split",
       why="a rare class is missing from a part, and its accuracy is measured on next to nothing")  # fmt: skip
@given(labels=LABELS, fractions=fractions_of_1())
@example(labels=[0, 1] * 4, fractions=HALVES)
@example(labels=[5] * 3, fractions=QUARTERS)
@example(labels=[0] * 6 + [1] * 2, fractions=FOUR)
@example(labels=[*range(50)] * 4, fractions=HALVES)
@example(labels=[0] * 1500 + [1] * 500, fractions=USUAL)
@example(labels=[0] * 20 + [1] * 10 + [2] * 10, fractions={"train": 0.75, "val": 0.25})
@settings(max_examples=12)
def test_stratified_share(student, labels, fractions):
    """For every class, the number of its examples in each part is within one of its share."""
    within_share(stratified_lists(student, labels, fractions, 0), labels, fractions)


# Labels that are negative, have gaps, and are easily taken for one another in a smaller dtype.
WIDE = [-1, 7, 1000, 255, 263, 232]
CLASSES = {"int64": [-1, 7, 2**53, 2**53 + 1, 2**32 + 7, 2**24 + 1, 2**24], "int32": [*WIDE, 2**16 + 7, 2**24, 2**24 + 1], "int16": WIDE, "int8": [-1, 7, 100, -128], "uint8": [7, 0, 255, 128]}
NUMPY_ONLY = {"uint16": [7, 0, 65535, 255], "uint32": [7, 0, 65535, 2**32 - 1]}  # torch does little with these


@check("ex06.stratified.labels", 0.5, about="stratified_split",
       why="the split is not stratified, or samples are lost, for labels that are stored in another way")  # fmt: skip
@given(dtype=st.sampled_from([*CLASSES, *NUMPY_ONLY]), picks=st.lists(st.integers(0, 8), min_size=1, max_size=12), seed=st.integers(0, 9))
@example(dtype="int64", picks=[0, 1] * 4, seed=0)
@example(dtype="int16", picks=[0, 3] * 20, seed=0)  # -1 and 255
@example(dtype="int32", picks=[1, 4] * 20, seed=1)  # 7 and 263
@example(dtype="int32", picks=[0, 3, 1, 4, 2, 5, 6, 7, 8] * 20, seed=2)
@example(dtype="int64", picks=[1, 2, 3, 4, 5, 6] * 20, seed=2)
@example(dtype="uint8", picks=[0, 1, 2, 3] * 3, seed=0)
@example(dtype="int8", picks=[0, 1, 2, 3] * 3, seed=0)
@settings(max_examples=10)
def test_stratified_labels(student, dtype, picks, seed):
    """Labels may be a list, an array or a tensor of any integer dtype, negative and with gaps."""
    classes = (CLASSES | NUMPY_ONLY)[dtype]
    labels = [classes[pick % len(classes)] for pick in picks]
    array = np.array(labels, dtype)
    scalars = [tensor(label) for label in array]  # such as [y for x, y in TabularDataset(...)] holds
    for form in [labels, array] + [tensor(array), scalars] * (dtype in CLASSES):
        parts = stratified_lists(student, form, HALVES, seed)
        same_counts([i for part in parts for i in part], range(len(labels)))
        within_share(parts, labels, HALVES)


@check("ex06.stratified.seed", 0.5, about="stratified_split", why="results of two runs cannot be compared")
def test_stratified_seed(student, probes):
    """The same seed, a negative one too, gives the same split in every call and every process; another seed gives another, every class is drawn at random, and the global random number generators are left as they were."""
    labels = [0, 1] * 30
    fixed_by_seed(student, probes, lambda s, p, seed: stratified_lists(s, labels, HALVES, seed))
    small = [0, 1] * 4
    mixes(lambda seed: stratified_lists(student, small, HALVES, seed), range(0, 8, 2), range(1, 8, 2))
    leaves_rngs(probes, lambda: splits_at_all(stratified_lists(student, small, HALVES, 3)))

    def wrong():
        try:
            student.stratified_split(small, {"train": 0.5, "val": 0.4}, 3)
        except Exception as error:
            if not tolerant(error):
                raise

    leaves_rngs(probes, wrong)


@check("ex06.stratified.errors", 0.5, about="stratified_split", why="a mistake in the fractions becomes a wrong split, without a word")
def test_stratified_errors(student):
    """The same fractions as in `split` are a `ValueError`, and a sum that is off by float rounding alone is none."""
    refuses_bad_fractions(lambda n, fractions: student.stratified_split([7] * n, fractions, 0))
    for fractions in ROUNDED:
        parts = stratified_lists(student, [7] * 10, fractions, 0)
        same_counts([i for part in parts for i in part], range(10), "fractions that are right on paper crash the run or lose samples")
