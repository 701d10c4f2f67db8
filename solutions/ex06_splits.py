# %% [markdown]
# # Exercise 6: Splitting data
#
# Data that a model has trained on cannot tell you how good it is, so every project begins by
# setting some aside. You write a split that can be repeated, a wrapper that gives each part its
# own transform, and a split that keeps rare classes in every part.
#
# Fill in the places marked TODO, then run `make check ONLY=ex06`; stuck? `make hint EX=ex06`.

# %% [markdown]
# ## A split is one shuffle, cut into pieces
#
# [`random_split`](https://pytorch.org/docs/stable/data.html#torch.utils.data.random_split) draws
# one permutation of the indices and cuts it. Each piece is a
# [`Subset`](https://pytorch.org/docs/stable/data.html#torch.utils.data.Subset): a list of indices
# and a reference to the dataset. Nothing is read or copied until somebody asks for a sample.
#
#     >>> a, b = random_split(["p", "q", "r", "s"], [3, 1], torch.Generator().manual_seed(0))
#     >>> a.indices, b.indices, a[0]
#     ([0, 1, 3], [2], 'p')
#
# Give it a
# [generator](https://pytorch.org/docs/stable/generated/torch.Generator.html) of your own. Without
# one it draws from the global RNG, and tomorrow, with one more layer initialised before the
# split, images that you tested on yesterday are in the training set. Nothing fails; the test
# accuracy just rises. Seeding the global RNG inside your function (`torch.manual_seed(seed)`)
# repeats the split, but it also resets the caller's dropout, augmentation and initial weights,
# and five runs "with different seeds" become five copies of one run. (Other generators have
# their ways with seeds: `numpy.random.default_rng(-3)` raises, and `random.Random(-3)` is the same
# as `random.Random(3)`.)
#
# `random_split` also takes fractions, with two surprises:
#
#     >>> random_split(range(100), [0.33, 0.56, 0.11])    # 1.0000000000000002 in Python 3.11
#     ValueError: Sum of input lengths does not equal the length of the input dataset!
#     >>> [len(part) for part in random_split(range(2), [1, 1])]      # sums to 2, and no error
#     [1, 1]
#
# Rounding made the first sum a hair too large. The second call was read as *lengths*, which
# happen to fit. So a wrapper says itself what it accepts and turns shares into whole numbers: of
# 9 samples, shares of 0.5, 0.25 and 0.25 are 4.5, 2.25 and 2.25. Round each down and you have 8;
# the odd one must go somewhere. Hand all odd samples to the last split and, with many splits, it
# grows far beyond its share.

# %% [markdown]
# ## One base dataset, two transforms
#
# Training images are augmented, validation images must not be. But both parts point at the *same*
# base dataset, so `val.dataset.transform = plain` switches augmentation off for training as well:
# the model overfits, and no line of the log says why. The transform belongs into a thin wrapper
# around each subset.
#
# The wrapper has a trap of its own. A dataset that keeps its samples in memory hands out the very
# tensor it stores, and many transforms work in place. Here are the 4,000 training digits of the
# MNIST sample in a `TensorDataset`, read through `x.sub_(0.1307).div_(0.3081)` once an epoch:
#
#     epoch 0   mean  0.00
#     epoch 1   mean -0.41
#     epoch 2   mean -1.77
#     epoch 3   mean -6.16
#
# Each epoch normalises what the one before has left. The first epoch, which is all that a quick
# test runs, is perfect; by the fourth, the network sees inputs thirty times too large. So hand
# the transform a copy, and mind how you make it: `copy.copy(tensor)` is a new tensor object over
# the *same* memory, and `copy.deepcopy` of one row copies the whole storage that the row is a view
# of. For one of those digits, measured here: `deepcopy` 7,100 µs (it copies all 4,000), `clone`
# 5 µs. Arrays, PIL images and lists have no `clone`; for them `deepcopy` is the safe one.
#
# Write it as a plain
# [`Dataset`](https://pytorch.org/docs/stable/data.html#torch.utils.data.Dataset). A subclass of
# `Subset` inherits `__getitems__`, with which a `DataLoader` fetches whole batches: if you override
# `__getitem__` alone, PyTorch refuses (2.14 does), or, in older versions, goes round your method
# and trains on samples that were never transformed.

# %% [markdown]
# ## Rare classes
#
# Fisher's iris data has 50 flowers of each of three species. Split 80/10/10 at random, with seed 1,
# the 15 flowers of each small part are (setosa, versicolor, virginica):
#
#     random        val  6  4  5      test  4  9  2
#     stratified    val  5  5  5      test  5  5  5
#
# Two virginica to judge a third of the problem by: one flower more or less is 50 points of that
# class's recall. And of a class of 1 %, more than one random validation set of 100 in three has no
# example at all (0.99 ** 100 is 0.37). A stratified split shuffles and cuts every class by itself.
# (Do not skip the shuffle: the iris file is sorted by species, as many files are, and its last
# tenth is virginica only.)
#
# One pitfall when you group indices by label: the elements of a tensor are tensors, and a
# dictionary tells tensors apart by identity, not by value. With `labels = torch.tensor([7, 7, 7])`,
# `len({label for label in labels})` is 3: every sample becomes a class of its own. `tolist()`
# first.

# %%
import copy
import math
from collections import defaultdict
from collections.abc import Callable, Mapping
from typing import Any

import torch
from torch.utils.data import Dataset, Subset, TensorDataset, random_split


# %%
### BEGIN SOLUTION: helper
def check_fractions(fractions: Mapping[str, float]) -> None:
    for name, fraction in fractions.items():
        if not 0 <= fraction <= 1:
            raise ValueError(f"fractions[{name!r}] must lie in [0, 1], got {fraction}")
    total = math.fsum(fractions.values())
    if not fractions or abs(total - 1) > 1e-6:
        raise ValueError(f"fractions must sum to 1, got {total}")


def part_sizes(count: int, fractions: Mapping[str, float]) -> list[int]:
    """Every share rounded down; the odd samples go one by one to the first parts."""
    total = math.fsum(fractions.values())
    sizes = [math.floor(count * fraction / total) for fraction in fractions.values()]
    for i in range(count - sum(sizes)):
        sizes[i] += 1
    return sizes
### END SOLUTION


def split(dataset: Dataset, fractions: Mapping[str, float], seed: int) -> dict[str, Subset]:
    """Split `dataset` at random into named parts, the same way for the same `seed`.

    A wrapper of `torch.utils.data.random_split`:
    https://pytorch.org/docs/stable/data.html#torch.utils.data.random_split

    Args:
        dataset: a map-style dataset of N samples.
        fractions: the share of each part, such as `{"train": 0.8, "val": 0.1, "test": 0.1}`.
        seed: any int that `torch.Generator.manual_seed` takes, negative ones too. Another seed
            gives another split. The global RNGs (torch, numpy, random) are left as they were
            found, also after an error.

    Returns:
        A `Subset` for each key of `fractions`, in the same order. Every index of `dataset` is in
        exactly one of them, and each one's size is at most one sample away from its share of N;
        which parts get the odd samples is free.

    Raises:
        ValueError: a fraction is outside [0, 1], there are no fractions, or their sum is further
            than 1e-6 from 1 (float rounding, above 1 or below, is fine). The message names
            `fractions` and gives the offending fraction, or the sum.
    """
    ### BEGIN SOLUTION: check the fractions, then split with a generator of your own
    check_fractions(fractions)
    generator = torch.Generator().manual_seed(seed)
    parts = random_split(dataset, part_sizes(len(dataset), fractions), generator)
    return dict(zip(fractions, parts))
    ### END SOLUTION


# %%
class TransformedSubset(Dataset):
    """`(transform(x), y)` for each `(x, y)` of a subset.

    So training and validation data can be transformed differently over one base dataset. The
    base and its other subsets stay untouched, also when `transform` works in place, whatever x
    is: a tensor, an array, a PIL image, ...

    `len(ds)` is the subset's length N. A negative index counts from the end, as in a list; an
    index outside [-N, N) raises `IndexError`, so that `for x, y in ds` ends. Works in the workers
    of a `DataLoader`. See https://pytorch.org/docs/stable/data.html#map-style-datasets

    Args:
        subset: a `Subset` whose samples are pairs `(x, y)`.
        transform: a callable that gets x on every access and returns what takes its place.
    """

    def __init__(self, subset: Dataset, transform: Callable[[Any], Any]) -> None:
        ### BEGIN SOLUTION: keep what the other methods need
        self.subset = subset
        self.transform = transform
        ### END SOLUTION

    def __len__(self) -> int:
        ### BEGIN SOLUTION: return the number of samples
        return len(self.subset)
        ### END SOLUTION

    def __getitem__(self, index: int) -> tuple[Any, Any]:
        ### BEGIN SOLUTION: return the transformed sample and leave the base as it is
        x, y = self.subset[range(len(self))[index]]  # a range knows negative and wrong indices
        x = x.clone() if isinstance(x, torch.Tensor) else copy.deepcopy(x)
        return self.transform(x), y
        ### END SOLUTION


# %%
def stratified_split(
    labels: Any, fractions: Mapping[str, float], seed: int
) -> dict[str, list[int]]:
    """Split the indices of `labels` at random, class by class, the same way for the same `seed`.

    Args:
        labels: (N,), whole numbers in whatever `torch.as_tensor` takes: a list, an array, a
            tensor of any integer dtype. They may be negative and have gaps (-1, 7, 1000).
        fractions: the share of each part, as for `split`.
        seed: as for `split`; the global RNGs are left as they were found.

    Returns:
        A list of ints for each key of `fractions`, in the same order; a part that gets nothing
        is an empty list. Every index in range(N) is in exactly one of them. For every class, the
        number of its examples in each part is within one of its share. (The sizes of whole parts
        are not promised.)

    Raises:
        ValueError: as for `split`.
    """
    ### BEGIN SOLUTION: shuffle and cut the indices of every class by themselves
    check_fractions(fractions)
    generator = torch.Generator().manual_seed(seed)
    members = defaultdict(list)
    for index, label in enumerate(torch.as_tensor(labels).tolist()):
        members[label].append(index)
    parts: dict[str, list[int]] = {name: [] for name in fractions}
    for indices in members.values():
        order = torch.randperm(len(indices), generator=generator).tolist()
        sizes = part_sizes(len(indices), fractions)
        for part, size in zip(parts.values(), sizes):
            part += [indices[order.pop()] for _ in range(size)]
    return parts
    ### END SOLUTION


# %%
if __name__ == "__main__":
    species = torch.arange(3).repeat_interleave(50)  # the labels of the iris data, in file order
    shares = {"train": 0.8, "val": 0.1, "test": 0.1}
    flowers = TensorDataset(torch.zeros(150, 4), species)

    parts = split(flowers, shares, seed=1)
    for name, part in parts.items():
        print("random    ", name, torch.bincount(species[part.indices], minlength=3).tolist())
    for name, indices in stratified_split(species, shares, seed=1).items():
        print("stratified", name, torch.bincount(species[indices], minlength=3).tolist())
    x, y = TransformedSubset(parts["train"], lambda x: x.add_(1))[0]
    print("transformed", x.tolist(), "base", flowers[0][0].tolist())
