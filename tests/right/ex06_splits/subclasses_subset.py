# right: TransformedSubset is a Subset of the base with __getitems__; split gives its own Subset class
import copy

import torch
from torch.utils.data import Subset


class Part(Subset):
    """A Subset that knows its name."""

    def __init__(self, dataset, indices, name):
        super().__init__(dataset, indices)
        self.name = name

    def __repr__(self):
        return f"Part({self.name}, {len(self)} samples)"


def sizes_for(count, fractions):
    if len(fractions) == 0:
        raise ValueError("no fractions")
    for share in fractions.values():
        if not 0.0 <= share <= 1.0:
            raise ValueError(f"`fractions` contains {share}")
    total = sum(fractions.values())
    if total < 1 - 1e-6 or total > 1 + 1e-6:
        raise ValueError(f"`fractions` has the sum {total}")
    sizes = [int(count * share / total) for share in fractions.values()]
    for k in range(count - sum(sizes)):
        sizes[-1 - k] += 1
    return dict(zip(fractions, sizes))


def split(dataset, fractions, seed):
    sizes = sizes_for(len(dataset), fractions)
    keys = torch.rand(len(dataset), generator=torch.Generator().manual_seed(seed), dtype=torch.float64)
    order = keys.argsort().tolist()
    return {name: Part(dataset, [order.pop() for _ in range(k)], name) for name, k in sizes.items()}


class TransformedSubset(Subset):
    def __init__(self, subset, transform):
        super().__init__(subset.dataset, subset.indices)
        self.transform = transform

    def __getitem__(self, index):
        x, y = self.dataset[self.indices[index]]
        return self.transform(copy.deepcopy(x)), y

    def __getitems__(self, indices):
        return [self[index] for index in indices]


def stratified_split(labels, fractions, seed):
    sizes_for(1, fractions)
    generator = torch.Generator().manual_seed(seed)
    labels = torch.as_tensor(labels).tolist()
    keys = torch.rand(len(labels), generator=generator, dtype=torch.float64).tolist()
    order = sorted(range(len(labels)), key=lambda i: (labels[i], keys[i]))
    parts = {name: [] for name in fractions}
    while order:
        same = [i for i in order if labels[i] == labels[order[0]]]
        order = order[len(same) :]
        for name, size in sizes_for(len(same), fractions).items():
            parts[name], same = parts[name] + same[:size], same[size:]
    return parts
