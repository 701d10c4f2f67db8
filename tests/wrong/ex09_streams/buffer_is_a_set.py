# wrong: a set as the buffer: equal items merge, unhashable ones fail
# caught by: ex09.shuffle.once
import random
from itertools import islice


def shuffle_buffer(iterable, size, seed):
    if size < 1:
        raise ValueError(f"size must be at least 1, got {size}")
    rng = random.Random(str(seed))
    source = iter(iterable)
    buffer = set(islice(source, size))
    while buffer:
        item = sorted(buffer, key=repr)[rng.randrange(len(buffer))]
        buffer.discard(item)
        yield item
        del item
        buffer.update(islice(source, 1))
