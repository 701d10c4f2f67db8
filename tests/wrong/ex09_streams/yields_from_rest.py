# wrong: keeps the last buffer to the end
# caught by: ex09.shuffle.lets_go
import random


def shuffle_buffer(iterable, size, seed):
    if size < 1:
        raise ValueError(f"size must be at least 1, got {size}")
    rng = random.Random(str(seed))
    buffer = []
    for item in iterable:
        buffer.append(item)
        if len(buffer) == size:
            yield buffer.pop(rng.randrange(size))
    rng.shuffle(buffer)
    yield from buffer
