# wrong: turns each block round by a random number of places
# caught by: ex09.shuffle.random
import random
from itertools import islice


def shuffle_buffer(iterable, size, seed):
    if size < 1:
        raise ValueError(f"size must be at least 1, got {size}")
    rng = random.Random(str(seed))
    source = iter(iterable)
    while block := list(islice(source, size)):
        k = rng.randrange(len(block))
        block = block[k:] + block[:k]
        while block:
            yield block.pop()
