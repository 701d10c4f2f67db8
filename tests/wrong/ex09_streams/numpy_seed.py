# wrong: numpy takes no negative seed
# caught by: ex09.shuffle.seed
import random
from itertools import islice

import numpy as np


def shuffle_buffer(iterable, size, seed):
    if size < 1:
        raise ValueError(f"size must be at least 1, got {size}")
    rng = np.random.default_rng(seed)
    source = iter(iterable)
    buffer = list(islice(source, size))
    while buffer:
        yield buffer.pop(rng.integers(len(buffer)))
        buffer.extend(islice(source, 1))
