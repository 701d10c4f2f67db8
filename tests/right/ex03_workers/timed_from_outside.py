# right: the clock runs in a decorator around the whole function; math.floor
import functools
import math
import multiprocessing
import time

import torch.utils.data as data


def default_num_workers(cpu_count=None):
    cpu_count = cpu_count if cpu_count is not None else multiprocessing.cpu_count()
    if 1 > cpu_count:
        raise ValueError("cpu_count", cpu_count)
    return math.floor(cpu_count / 2)


def find_num_workers(measure, start):
    if 0 > start:
        raise ValueError("start", start)
    best = start
    crashed = float("inf")
    rate = None
    while rate is None:
        try:
            rate = float(measure(best))
        except RuntimeError:
            if not best:
                raise
            crashed = best
            best = (best - best % 2) // 2
    going = True
    while going and best + 1 < crashed:
        going = False
        try:
            now = float(measure(best + 1))
        except RuntimeError:
            continue
        if now > rate:
            best, rate, going = best + 1, now, True
    return best


def per_second(function):
    @functools.wraps(function)
    def timed(*args, **kwargs):
        start = time.monotonic_ns()
        count = function(*args, **kwargs)
        return count / (time.monotonic_ns() - start) * 1_000_000_000

    return timed


@per_second
def measure_throughput(dataset, batch_size, num_workers):
    if len(dataset) == 0:
        raise ValueError("dataset", 0)
    loader = data.DataLoader(
        dataset, batch_size=batch_size, num_workers=num_workers, timeout=0
    )
    for _ in loader:
        pass
    return len(dataset)
