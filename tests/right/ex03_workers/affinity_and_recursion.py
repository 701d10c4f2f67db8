# right: the cores that this process may use; recursion on the way down, a for loop up; datetime
import itertools
import os
from datetime import datetime

from torch.utils.data import DataLoader


def default_num_workers(cpu_count=None):
    if cpu_count is None:
        try:
            cpu_count = len(os.sched_getaffinity(0))
        except AttributeError:
            cpu_count = os.cpu_count()
    if cpu_count < 1:
        raise ValueError(f"cpu_count={cpu_count}: a machine has at least one core")
    return (cpu_count - cpu_count % 2) // 2


def first_that_works(measure, n, ceiling=float("inf")):
    try:
        return n, measure(n), ceiling
    except RuntimeError:
        if n == 0:
            raise
        return first_that_works(measure, n // 2, n)


def find_num_workers(measure, start):
    if start < 0:
        raise ValueError(f"start={start} is negative")
    best, top, ceiling = first_that_works(measure, start)
    for n in itertools.count(best + 1):
        if n >= ceiling:
            return best
        try:
            rate = measure(n)
        except RuntimeError:
            return best
        if not rate > top:
            return best
        best, top = n, rate


def measure_throughput(dataset, batch_size, num_workers):
    if not len(dataset):
        raise ValueError("the dataset is empty")
    began = datetime.now()
    batches = list(DataLoader(dataset, batch_size, num_workers=num_workers))
    seconds = (datetime.now() - began).total_seconds()
    assert len(batches) == -(-len(dataset) // batch_size)
    return len(dataset) / seconds
