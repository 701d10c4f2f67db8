# wrong: seeds with the hash of a text, which differs from process to process
# caught by: ex09.shuffle.seed
import random
from itertools import islice


def shuffle_buffer(iterable, size, seed):
    if size < 1:
        raise ValueError(f"size must be at least 1, got {size}")
    rng = random.Random(hash(f"seed {seed}"))
    source = iter(iterable)
    buffer = list(islice(source, size))
    while buffer:
        yield buffer.pop(rng.randrange(len(buffer)))
        buffer.extend(islice(source, 1))
