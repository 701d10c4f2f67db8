# wrong: drop_last takes one batch off, also when the last one is full
# caught by: ex02.batches.tail
def number_of_batches(num_samples, batch_size, drop_last=False):
    if batch_size < 1:
        raise ValueError(f"batch_size must be at least 1, got {batch_size}")
    if num_samples < 0:
        raise ValueError(f"num_samples must be at least 0, got {num_samples}")
    if drop_last:
        return max((num_samples - 1) // batch_size, 0)
    return (num_samples + batch_size - 1) // batch_size
