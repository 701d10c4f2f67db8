# wrong: reads one more than size before the first item comes out
# caught by: ex09.shuffle.reads
import random


def shuffle_buffer(iterable, size, seed):
    if size < 1:
        raise ValueError(f"size must be at least 1, got {size}")
    rng = random.Random(str(seed))
    buffer = []
    for item in iterable:
        if len(buffer) < size:
            buffer.append(item)
        else:
            k = rng.randrange(size)
            item, buffer[k] = buffer[k], item
            yield item
    rng.shuffle(buffer)
    while buffer:
        yield buffer.pop()
