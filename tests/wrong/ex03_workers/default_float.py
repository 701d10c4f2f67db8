# wrong: true division gives a float, which DataLoader refuses
# caught by: ex03.default.half
import multiprocessing


def default_num_workers(cpu_count=None):
    if cpu_count is None:
        cpu_count = multiprocessing.cpu_count()
    if cpu_count < 1:
        raise ValueError(f"cpu_count must be at least 1, got {cpu_count}")
    return cpu_count / 2
