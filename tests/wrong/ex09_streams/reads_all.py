# wrong: shuffles a list of everything
# caught by: ex09.shuffle.reads
import random
from itertools import islice


def shuffle_buffer(iterable, size, seed):
    if size < 1:
        raise ValueError(f"size must be at least 1, got {size}")
    rng = random.Random(str(seed))
    source = iter(iterable)
    buffer = list(source)
    while buffer:
        yield buffer.pop(rng.randrange(len(buffer)))
        buffer.extend(islice(source, 1))
