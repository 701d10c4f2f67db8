# wrong: takes None for the end of the source
# caught by: ex09.shuffle.once
import random


def shuffle_buffer(iterable, size, seed):
    if size < 1:
        raise ValueError(f"size must be at least 1, got {size}")
    rng = random.Random(str(seed))
    source = iter(iterable)
    buffer, item = [], next(source, None)
    while item is not None:
        buffer.append(item)
        if len(buffer) == size:
            yield buffer.pop(rng.randrange(size))
        item = next(source, None)
    while buffer:
        yield buffer.pop(rng.randrange(len(buffer)))
