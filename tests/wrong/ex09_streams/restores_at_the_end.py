# wrong: puts the global state back, but only when the last item is out
# caught by: ex09.shuffle.seed
from itertools import islice

import torch


def shuffle_buffer(iterable, size, seed):
    if size < 1:
        raise ValueError(f"size must be at least 1, got {size}")
    before = torch.get_rng_state()
    torch.manual_seed(seed)
    source = iter(iterable)
    buffer = list(islice(source, size))
    while buffer:
        yield buffer.pop(int(torch.randint(len(buffer), ())))
        buffer.extend(islice(source, 1))
    torch.set_rng_state(before)
