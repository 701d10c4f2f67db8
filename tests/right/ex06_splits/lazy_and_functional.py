# right: closures and generators; a transform given as functools.partial is fine; works out its indices when first asked
import copy
from functools import cached_property, partial
from itertools import accumulate, islice, pairwise

import torch
from torch.utils.data import Dataset, Subset


class LazyIndices:
    """The indices of one part, worked out at the first access."""

    def __init__(self, total, seed, start, stop):
        self.total, self.seed, self.start, self.stop = total, seed, start, stop

    @cached_property
    def values(self):
        generator = torch.Generator().manual_seed(self.seed)
        return torch.randperm(self.total, generator=generator)[self.start : self.stop].tolist()

    def __len__(self):
        return self.stop - self.start

    def __getitem__(self, position):
        return self.values[position]


def bounds(fractions, total):
    bad = {k: v for k, v in fractions.items() if not 0 <= v <= 1}
    if bad:
        raise ValueError(f"out of range: fractions={bad}")
    whole = sum(fractions.values())
    if not fractions or abs(whole - 1) > 1e-6:
        raise ValueError(f"{fractions=} adds up to {whole:.6g}, should be 1")
    return pairwise([0, *(int(total * s / whole + 0.5) for s in accumulate(fractions.values()))])


def split(dataset, fractions, seed):
    total = len(dataset)
    make = partial(LazyIndices, total, seed)
    return {
        name: Subset(dataset, make(start, stop))
        for name, (start, stop) in zip(fractions, bounds(fractions, total))
    }


def _apply(transform, sample):
    x, *rest = sample
    return (transform(x), *rest)


class TransformedSubset(Dataset):
    def __init__(self, subset, transform):
        self.subset = subset
        self.apply = partial(_apply, transform)

    def __len__(self):
        return len(self.subset)

    def __getitem__(self, index):
        return self.apply(copy.deepcopy(self.subset[index]))

    def __iter__(self):
        return (self[i] for i in range(len(self)))


def stratified_split(labels, fractions, seed):
    bounds(fractions, 0)
    labels = torch.as_tensor(labels).flatten().tolist()
    generator = torch.Generator().manual_seed(seed)
    order = torch.randperm(len(labels), generator=generator).tolist()
    parts = {name: [] for name in fractions}
    for label in dict.fromkeys(labels):
        members = [i for i in order if labels[i] == label]
        for name, (start, stop) in zip(fractions, bounds(fractions, len(members))):
            parts[name].extend(islice(members, start, stop))
    return parts
