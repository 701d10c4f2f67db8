# wrong: `or` takes 0 for None and asks the machine
# caught by: ex03.default.value_error
import multiprocessing


def default_num_workers(cpu_count=None):
    cpu_count = cpu_count or multiprocessing.cpu_count()
    if cpu_count < 1:
        raise ValueError(f"cpu_count must be at least 1, got {cpu_count}")
    return cpu_count // 2
