# wrong: splits at random and forgets the classes
# caught by: ex06.stratified.share
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
    generator = torch.Generator().manual_seed(seed)
    order = torch.randperm(len(labels), generator=generator).tolist()
    sizes = sizes_of(len(labels), fractions)
    return {name: [order.pop() for _ in range(size)] for name, size in zip(fractions, sizes)}
