# right: shuffles with numpy generators seeded from the torch generator; numpy ints in lists and subsets
import copy

import numpy as np
import torch
from torch.utils.data import Dataset, Subset


def _rng(seed):
    generator = torch.Generator().manual_seed(seed)
    return np.random.default_rng(torch.randint(2**62, (4,), generator=generator).tolist())


def _validate(fractions):
    shares = np.array(list(fractions.values()), dtype=np.float64)
    bad = [name for name, share in fractions.items() if not (0 <= share <= 1)]
    if bad:
        raise ValueError(f"every one of `fractions` belongs in [0, 1]; {bad[0]!r}: {fractions[bad[0]]!r}")
    if shares.size == 0:
        raise ValueError("fractions is empty")
    if abs(shares.sum() - 1.0) > 1e-6:
        raise ValueError(f"Fractions add up to {shares.sum():.7f}; they must add up to 1")
    return shares / shares.sum()


def _cut(order, shares):
    ends = np.floor(np.cumsum(shares) * len(order) + 0.5).astype(np.int64)
    ends[-1] = len(order)
    return np.split(order, ends[:-1])


def split(dataset, fractions, seed):
    order = _rng(seed).permutation(len(dataset))
    return {
        name: Subset(dataset, list(part))
        for name, part in zip(fractions, _cut(order, _validate(fractions)))
    }


class TransformedSubset(Dataset):
    def __init__(self, subset, transform):
        self._subset, self._transform = subset, transform

    def __len__(self):
        return len(self._subset.indices)

    def __getitem__(self, index):
        size = len(self)
        if index >= size or index < -size:
            raise IndexError(f"{index} for {size} samples")
        x, y = self._subset[index]
        return self._transform(copy.deepcopy(x)), y


def stratified_split(labels, fractions, seed):
    shares, rng = _validate(fractions), _rng(seed)
    values = torch.as_tensor(labels).numpy()
    result = {name: [] for name in fractions}
    for value in np.unique(values):
        order = rng.permutation(np.flatnonzero(values == value))
        for name, part in zip(fractions, _cut(order, shares)):
            result[name].extend(part)
    return result
