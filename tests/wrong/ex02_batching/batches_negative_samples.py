# wrong: a negative num_samples is taken for none
# caught by: ex02.batches.errors
def number_of_batches(num_samples, batch_size, drop_last=False):
    if batch_size < 1:
        raise ValueError(f"batch_size must be at least 1, got {batch_size}")
    if num_samples < 0:
        num_samples = 0
    if drop_last:
        return num_samples // batch_size
    return (num_samples + batch_size - 1) // batch_size
