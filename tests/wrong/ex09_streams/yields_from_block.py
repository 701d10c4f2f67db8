# wrong: keeps a block until all of it is out
# caught by: ex09.shuffle.lets_go
import random
from itertools import islice


def shuffle_buffer(iterable, size, seed):
    if size < 1:
        raise ValueError(f"size must be at least 1, got {size}")
    rng = random.Random(str(seed))
    source = iter(iterable)
    while block := list(islice(source, size)):
        rng.shuffle(block)
        yield from block
