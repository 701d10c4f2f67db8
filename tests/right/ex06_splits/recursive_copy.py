# right: copies x by hand, container by container; a class for each job; one split written with the other
import copy
import math

import numpy as np
import torch
from torch.utils.data import Dataset, Subset, default_collate  # noqa: F401


class Splitter:
    def __init__(self, fractions, seed):
        self.fractions = dict(fractions)
        for name, f in self.fractions.items():
            if not (f >= 0 and f <= 1):
                raise ValueError(f"Bad fractions: share of {name} is {f}")
        self.total = math.fsum(self.fractions.values())
        if not self.fractions or abs(self.total - 1) > 1e-6:
            raise ValueError(f"Bad fractions: sum is {self.total}")
        self.generator = torch.Generator().manual_seed(seed)

    def __call__(self, items):
        items = [items[i] for i in torch.randperm(len(items), generator=self.generator).tolist()]
        sizes = {k: math.floor(len(items) * f / self.total) for k, f in self.fractions.items()}
        names = sorted(sizes, key=lambda k: -self.fractions[k])
        for k in names[: len(items) - sum(sizes.values())]:
            sizes[k] += 1
        out, at = {}, 0
        for k, size in sizes.items():
            out[k], at = items[at : at + size], at + size
        return out


def fresh(x):
    if isinstance(x, torch.Tensor):
        return x.detach().clone()
    if isinstance(x, np.ndarray):
        return x.copy()
    if isinstance(x, (int, float, str, bytes, bool, type(None))):
        return x
    if type(x) in (list, tuple, set):
        return type(x)(map(fresh, x))
    if type(x) is dict:
        return {fresh(k): fresh(v) for k, v in x.items()}
    return copy.deepcopy(x)


class TransformedSubset(Dataset):
    transform = None

    def __init__(self, subset, transform):
        self.subset = subset
        self.__dict__["transform"] = transform

    def __len__(self):
        return len(self.subset)

    def __getitem__(self, i):
        x, y = self.subset[i]
        return self.transform(fresh(x)), y

    def __getitems__(self, indices):
        return list(map(self.__getitem__, indices))


def stratified_split(labels, fractions, seed):
    splitter = Splitter(fractions, seed)
    labels = torch.as_tensor(labels)
    merged = {k: [] for k in splitter.fractions}
    for c in {int(v) for v in labels}:
        mine = [i for i, v in enumerate(labels) if int(v) == c]
        for k, part in splitter(mine).items():
            merged[k] += part
    return merged


def split(dataset, fractions, seed):
    indices = stratified_split([0] * len(dataset), fractions, seed)
    return {k: Subset(dataset, v) for k, v in indices.items()}
