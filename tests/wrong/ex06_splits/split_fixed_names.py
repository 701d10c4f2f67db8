# wrong: is written for train, val and test, whatever the keys are
# caught by: ex06.split.once
import torch
from torch.utils.data import random_split

def check(fractions):
    for name, fraction in fractions.items():
        if not 0 <= fraction <= 1:
            raise ValueError(f"fractions: {name} is {fraction}, which is not in [0, 1]")
    total = sum(fractions.values())
    if not fractions or abs(total - 1) > 1e-6:
        raise ValueError(f"fractions sum to {total}, not to 1")


def sizes_of(n, fractions):
    total = sum(fractions.values())
    sizes = [int(n * f / total) for f in fractions.values()]
    for i in range(n - sum(sizes)):
        sizes[i] += 1
    return sizes


def split(dataset, fractions, seed):
    check(fractions)
    generator = torch.Generator().manual_seed(seed)
    parts = random_split(dataset, sizes_of(len(dataset), fractions), generator)
    return dict(zip(("train", "val", "test"), parts))
