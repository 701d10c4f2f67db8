# wrong: what is left in the buffer at the end comes in order
# caught by: ex09.shuffle.random
import random
from itertools import islice


def shuffle_buffer(iterable, size, seed):
    if size < 1:
        raise ValueError(f"size must be at least 1, got {size}")
    rng = random.Random(str(seed))
    source = iter(iterable)
    buffer = list(islice(source, size - 1))
    for item in source:
        buffer.append(item)
        del item
        yield buffer.pop(rng.randrange(size))
    while buffer:
        yield buffer.pop(0)
