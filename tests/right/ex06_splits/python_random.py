# right: uses random.Random with a seed that keeps its sign; exact fractions; the largest remainders get the odd samples
import copy
import random
from fractions import Fraction

import torch
from torch.utils.data import Dataset, Subset


def _shares(fractions):
    for key in fractions:
        if fractions[key] < 0 or fractions[key] > 1:
            raise ValueError("fractions: {0} cannot be {1}".format(key, fractions[key]))
    exact = {key: Fraction(value) for key, value in fractions.items()}
    total = sum(exact.values(), Fraction())
    if not exact:
        raise ValueError("fractions: at least one is needed, got {}")
    if abs(total - 1) > Fraction(1, 10**6):
        raise ValueError(f"fractions: their sum is {float(total)!r}")
    return {key: value / total for key, value in exact.items()}


def _sizes(count, shares):
    sizes = {key: int(count * share) for key, share in shares.items()}
    by_remainder = sorted(shares, key=lambda key: sizes[key] - count * shares[key])
    for key in by_remainder[: count - sum(sizes.values())]:
        sizes[key] += 1
    return sizes


def _deal(items, shares, rng):
    items = list(items)
    rng.shuffle(items)
    stream = iter(items)
    return {key: [next(stream) for _ in range(size)] for key, size in _sizes(len(items), shares).items()}


def split(dataset, fractions, seed):
    rng = random.Random(f"split {seed % 2**64}")
    dealt = _deal(range(len(dataset)), _shares(fractions), rng)
    return {key: Subset(dataset, tuple(indices)) for key, indices in dealt.items()}


class TransformedSubset(Dataset):
    def __init__(self, subset, transform):
        self.pair = (subset, transform)

    def __len__(self):
        return self.pair[0].__len__()

    def __getitem__(self, index):
        subset, transform = self.pair
        sample = subset[index]
        return (transform(copy.deepcopy(sample[0])), *sample[1:])


def stratified_split(labels, fractions, seed):
    shares = _shares(fractions)
    rng = random.Random(f"stratified {seed % 2**64}")
    labels = torch.as_tensor(labels).tolist()
    parts = {key: [] for key in shares}
    for label in sorted(set(labels)):
        members = [i for i, other in enumerate(labels) if other == label]
        for key, indices in _deal(members, shares, rng).items():
            parts[key] += indices
    return {key: sorted(part) for key, part in parts.items()}
