# wrong: remembers every item, to be sure that none comes twice
# caught by: ex09.shuffle.lets_go
import random
from itertools import islice


def shuffle_buffer(iterable, size, seed):
    if size < 1:
        raise ValueError(f"size must be at least 1, got {size}")
    rng = random.Random(str(seed))
    source = iter(iterable)
    buffer = list(islice(source, size))
    seen = []
    while buffer:
        item = buffer.pop(rng.randrange(len(buffer)))
        if not any(item is other for other in seen):
            seen.append([item])
            yield item
        buffer.extend(islice(source, 1))
