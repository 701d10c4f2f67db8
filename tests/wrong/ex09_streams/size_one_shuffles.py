# wrong: a buffer of one holds two, so that there is something to shuffle
# caught by: ex09.shuffle.once
import random
from itertools import islice


def shuffle_buffer(iterable, size, seed):
    if size < 1:
        raise ValueError(f"size must be at least 1, got {size}")
    size = max(size, 2)
    rng = random.Random(str(seed))
    source = iter(iterable)
    buffer = list(islice(source, size))
    while buffer:
        yield buffer.pop(rng.randrange(len(buffer)))
        buffer.extend(islice(source, 1))
