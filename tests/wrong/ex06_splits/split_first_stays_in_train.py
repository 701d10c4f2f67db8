# wrong: always puts the first sample into the first part
# caught by: ex06.split.seed
import torch
from torch.utils.data import Subset

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
    n = len(dataset)
    generator = torch.Generator().manual_seed(seed)
    order = [0] + (torch.randperm(n - 1, generator=generator) + 1).tolist()
    parts, start = {}, 0
    for name, size in zip(fractions, sizes_of(n, fractions)):
        parts[name] = Subset(dataset, order[start : start + size])
        start += size
    return parts
