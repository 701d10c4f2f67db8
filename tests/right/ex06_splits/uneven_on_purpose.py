# right: gives the odd samples to whichever part the dice say; the order inside parts is sorted
import copy

import torch
from torch.utils.data import Dataset, Subset


def _check(fractions):
    if not fractions:
        raise ValueError("fractions: none given")
    for value in fractions.values():
        if value < 0:
            raise ValueError(f"fractions must not be negative: {value:.3f}")
        if value > 1:
            raise ValueError(f"fractions must not exceed 1: {value:.3f}")
    if not -1e-6 <= sum(fractions.values()) - 1 <= 1e-6:
        raise ValueError(f"fractions must sum to 100 %, but the sum is {sum(fractions.values()):.1%}")


def _split(indices, fractions, generator):
    """Floors first; then every part that has a remainder may win at most one odd index."""
    total = sum(fractions.values())
    shares = torch.tensor(list(fractions.values()), dtype=torch.float64) * len(indices) / total
    sizes = (shares + 1e-9).floor().long()
    odd = len(indices) - int(sizes.sum())
    if odd:
        rest = (shares - sizes).clamp(min=0)
        sizes[torch.multinomial(rest, odd, replacement=False, generator=generator)] += 1
    order = torch.randperm(len(indices), generator=generator)
    return [sorted(indices[i] for i in part.tolist()) for part in order.split(sizes.tolist())]


def split(dataset, fractions, seed):
    _check(fractions)
    generator = torch.Generator()
    generator.manual_seed(seed)
    parts = _split(range(len(dataset)), fractions, generator)
    return {name: Subset(dataset, part) for name, part in zip(fractions.keys(), parts)}


class TransformedSubset(Dataset):
    def __init__(self, subset, transform):
        super().__init__()
        self.subset = subset
        self.transform = transform

    def __len__(self):
        return len(self.subset)

    def __getitem__(self, idx):
        try:
            x, y = self.subset[idx]
        except IndexError:
            raise IndexError(f"no sample {idx}") from None
        if torch.is_tensor(x):
            x = torch.empty_like(x).copy_(x)
        else:
            x = copy.deepcopy(x)
        return self.transform(x), y

    def __add__(self, other):
        raise NotImplementedError("no")


def stratified_split(labels, fractions, seed):
    _check(fractions)
    generator = torch.Generator()
    generator.manual_seed(seed)
    parts = {name: [] for name in fractions}
    values = [int(label) for label in torch.as_tensor(labels)]
    for value in sorted(set(values), reverse=True):
        members = [index for index, other in enumerate(values) if other == value]
        for name, part in zip(parts, _split(members, fractions, generator)):
            parts[name] += part
    return parts
