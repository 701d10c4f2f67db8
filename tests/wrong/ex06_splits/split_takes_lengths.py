# wrong: hands whatever it gets to random_split, which takes {'train': 8, 'val': 2} for lengths
# caught by: ex06.split.errors
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
    values = list(fractions.values())
    if values and all(0 <= f <= 1 for f in values) and abs(sum(values) - 1) < 1e-6:
        values = sizes_of(len(dataset), fractions)
    elif not values or sum(values) != len(dataset):
        check(fractions)
    generator = torch.Generator().manual_seed(seed)
    return dict(zip(fractions, random_split(dataset, values, generator)))
