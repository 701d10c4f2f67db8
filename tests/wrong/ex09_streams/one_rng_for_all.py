# wrong: all calls draw from one RNG, the first seed counts
# caught by: ex09.shuffle.seed
import random
from itertools import islice


RNGS = {}


def shuffle_buffer(iterable, size, seed):
    if size < 1:
        raise ValueError(f"size must be at least 1, got {size}")
    rng = RNGS.setdefault("rng", random.Random(str(seed)))
    source = iter(iterable)
    buffer = list(islice(source, size))
    while buffer:
        yield buffer.pop(rng.randrange(len(buffer)))
        buffer.extend(islice(source, 1))
