"""What stands beside the student's code in ex06: a base dataset, and transforms for workers."""

from types import MappingProxyType  # noqa: F401  (asked for by name)

import numpy as np
import torch
from torch.utils.data import Dataset


class Numbers(Dataset):
    """Sample i is 100 + i: a number that tells which sample it is, and is no index."""

    def __init__(self, length):
        self.length = length

    def __len__(self):
        return self.length

    def __getitem__(self, index):
        return 100 + range(self.length)[index]


class Pairs(Dataset):
    """Sample i is `(xs[i], ys[i])`, the stored objects themselves, as a dataset in memory gives
    them; with a `transform` attribute, as torchvision's datasets have."""

    def __init__(self, xs, ys, transform=None):
        self.xs, self.ys, self.transform = xs, ys, transform

    def __len__(self):
        return len(self.xs)

    def __getitem__(self, index):
        x, y = self.xs[index], self.ys[index]
        return (x if self.transform is None else self.transform(x)), y


def wipe(x):
    """A transform that works in place: sets every number in x to 0."""
    if isinstance(x, torch.Tensor):
        return x.zero_()
    if isinstance(x, np.ndarray):
        x.fill(0)
        return x
    if isinstance(x, list | dict):
        for key in range(len(x)) if isinstance(x, list) else x:
            x[key] = wipe(x[key])
        return x
    if isinstance(x, int | float):
        return 0
    x.paste(0, (0, 0, *x.size))  # a PIL image
    return x


def negate(x):
    """A transform that works in place: changes the sign of a tensor."""
    return x.neg_()


def _read(subsets, limit):
    """All samples of each subset, by index; at most `limit` of each."""
    return [[subset[i] for i in range(min(len(subset), limit))] for subset in subsets]
