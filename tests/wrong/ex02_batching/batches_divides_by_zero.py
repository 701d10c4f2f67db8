# wrong: a batch_size of 0 is left to Python, a negative one to chance
# caught by: ex02.batches.errors
def number_of_batches(num_samples, batch_size, drop_last=False):
    if num_samples < 0:
        raise ValueError(f"num_samples must be at least 0, got {num_samples}")
    if drop_last:
        return num_samples // batch_size
    return (num_samples + batch_size - 1) // batch_size
