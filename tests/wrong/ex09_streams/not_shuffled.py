# wrong: hands the items out in order
# caught by: ex09.shuffle.random

def shuffle_buffer(iterable, size, seed):
    if size < 1:
        raise ValueError(f"size must be at least 1, got {size}")
    yield from iterable
