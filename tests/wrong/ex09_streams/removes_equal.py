# wrong: removes by value: of two equal items the wrong one goes
# caught by: ex09.shuffle.once
import random
from itertools import islice


def shuffle_buffer(iterable, size, seed):
    if size < 1:
        raise ValueError(f"size must be at least 1, got {size}")
    rng = random.Random(str(seed))
    source = iter(iterable)
    buffer = list(islice(source, size))
    while buffer:
        item = rng.choice(buffer)
        buffer.remove(item)
        yield item
        del item
        buffer.extend(islice(source, 1))
