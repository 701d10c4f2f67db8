# wrong: draws its random numbers in advance, and not enough of them: what comes later is in order
# caught by: ex09.shuffle.random
import random
from itertools import islice


def shuffle_buffer(iterable, size, seed):
    if size < 1:
        raise ValueError(f"size must be at least 1, got {size}")
    rng = random.Random(str(seed))
    numbers = [rng.random() for _ in range(30)]
    source = iter(iterable)
    buffer = list(islice(source, size))
    while buffer:
        number = numbers.pop() if numbers else 0
        yield buffer.pop(int(number * len(buffer)))
        buffer.extend(islice(source, 1))
