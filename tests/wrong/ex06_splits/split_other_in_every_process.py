# wrong: salts the seed with a number drawn at import, so that tomorrow's run splits otherwise
# caught by: ex06.split.seed
import random
import secrets

from torch.utils.data import Subset

SALT = secrets.randbits(32)


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
    order = list(range(len(dataset)))
    random.Random(f"{seed}-{SALT}").shuffle(order)
    return {
        name: Subset(dataset, [order.pop() for _ in range(size)])
        for name, size in zip(fractions, sizes_of(len(dataset), fractions))
    }
