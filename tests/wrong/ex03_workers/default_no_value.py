# wrong: the message does not say which value it was
# caught by: ex03.default.value_error
import multiprocessing


def default_num_workers(cpu_count=None):
    if cpu_count is None:
        cpu_count = multiprocessing.cpu_count()
    if cpu_count < 1:
        raise ValueError("cpu_count must be at least 1")
    return cpu_count // 2
