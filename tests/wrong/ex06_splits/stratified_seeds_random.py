# wrong: seeds and uses the global random module
# caught by: ex06.stratified.seed
import random
from collections import defaultdict

import torch

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


def stratified_split(labels, fractions, seed):
    check(fractions)
    random.seed(str(seed))
    members = defaultdict(list)
    for index, label in enumerate(torch.as_tensor(labels).tolist()):
        members[label].append(index)
    parts = {name: [] for name in fractions}
    for indices in members.values():
        random.shuffle(indices)
        for name, size in zip(fractions, sizes_of(len(indices), fractions)):
            parts[name] += [indices.pop() for _ in range(size)]
    return parts
