# wrong: the message does not say what size was
# caught by: ex09.shuffle.errors
import random
from itertools import islice


def shuffle_buffer(iterable, size, seed):
    if size < 1:
        raise ValueError("size is too small")
    rng = random.Random(str(seed))
    source = iter(iterable)
    buffer = list(islice(source, size))
    while buffer:
        yield buffer.pop(rng.randrange(len(buffer)))
        buffer.extend(islice(source, 1))
