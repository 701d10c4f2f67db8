# wrong: refuses 0, but no negative size
# caught by: ex09.shuffle.errors
import random
from itertools import islice


def shuffle_buffer(iterable, size, seed):
    if size == 0:
        raise ValueError(f"size must be at least 1, got {size}")
    rng = random.Random(str(seed))
    source = iter(iterable)
    buffer = list(islice(source, abs(size)))
    while buffer:
        yield buffer.pop(rng.randrange(len(buffer)))
        buffer.extend(islice(source, 1))
