# right: a numpy float64, which is a float
import multiprocessing
import time

import numpy as np
from torch.utils.data import DataLoader


def default_num_workers(cpu_count=None):
    if cpu_count is None:
        cpu_count = multiprocessing.cpu_count()
    if cpu_count < 1:
        raise ValueError(f"cpu_count must be at least 1, got {cpu_count}")
    return cpu_count // 2


def find_num_workers(measure, start):
    if start < 0:
        raise ValueError(f"start must be at least 0, got {start}")
    n, limit = start, None
    while True:
        try:
            best = measure(n)
            break
        except RuntimeError:
            if n == 0:
                raise
            limit, n = n, n // 2
    while n + 1 != limit:
        try:
            rate = measure(n + 1)
        except RuntimeError:
            break
        if not rate > best:
            break
        n, best = n + 1, rate
    return n


def measure_throughput(dataset, batch_size, num_workers):
    if len(dataset) == 0:
        raise ValueError("dataset is empty: len(dataset) is 0")
    loader = DataLoader(dataset, batch_size=batch_size, num_workers=num_workers)
    start = time.perf_counter()
    for _ in loader:
        pass
    return np.float64(len(dataset)) / (time.perf_counter() - start)
