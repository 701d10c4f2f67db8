# right: uses the three global RNGs and puts their states back in a finally
import copy
import random

import numpy as np
import torch
from torch.utils.data import Dataset, Subset


class _Borrowed:
    def __init__(self, seed):
        self.seed = seed

    def __enter__(self):
        self.states = random.getstate(), np.random.get_state(), torch.get_rng_state()
        random.seed(repr(self.seed))
        np.random.seed(self.seed % 2**32)
        torch.manual_seed(self.seed)

    def __exit__(self, *exc):
        random.setstate(self.states[0])
        np.random.set_state(self.states[1])
        torch.set_rng_state(self.states[2])


def _sizes(n, fractions):
    values = np.asarray([*fractions.values()], dtype=float)
    outside = values[(values < 0) | (values > 1)]
    if len(outside):
        raise ValueError(f"fractions must be between 0 and 1, not {outside[0]}")
    if not len(values) or abs(values.sum() - 1) > 1e-6:
        raise ValueError(f"the sum of fractions must be 1, not {values.sum()}")
    sizes = np.floor(values / values.sum() * n).astype(int)
    sizes[: n - sizes.sum()] += 1
    return sizes


def split(dataset, fractions, seed):
    with _Borrowed(seed):
        sizes = _sizes(len(dataset), fractions)
        order = random.sample(range(len(dataset)), k=len(dataset))
        return {k: Subset(dataset, [order.pop() for _ in range(s)]) for k, s in zip(fractions, sizes)}


class TransformedSubset(Dataset):
    def __init__(self, subset, transform):
        self.subset = subset
        self.transform = transform

    def __len__(self):
        return len(self.subset)

    def __getitem__(self, index):
        x, y = copy.deepcopy(tuple(self.subset[index]))
        return tuple([self.transform(x), y])


def stratified_split(labels, fractions, seed):
    with _Borrowed(seed):
        _sizes(0, fractions)
        groups = {}
        for i, label in enumerate(torch.as_tensor(labels).tolist()):
            groups.setdefault(label, []).append(i)
        parts = {k: [] for k in fractions}
        for group in groups.values():
            np.random.shuffle(group)
            for k, size in zip(fractions, _sizes(len(group), fractions)):
                parts[k] += group[:size]
                del group[:size]
        return parts
