# right: finds the start of the climb with an explicit list of halves; subclasses DataLoader
import itertools
import multiprocessing
import time

from torch.utils.data import DataLoader


def default_num_workers(cpu_count=None):
    if cpu_count is None:
        cpu_count = multiprocessing.cpu_count()
    if cpu_count < 1:
        raise ValueError(f"got cpu_count {cpu_count}; must be >= 1")
    return len(range(0, cpu_count - 1, 2))


def find_num_workers(measure, start):
    if start < 0:
        raise ValueError(f"got start {start}; must be >= 0")
    halves = [start]
    while halves[-1]:
        halves.append(halves[-1] // 2)
    for place, n in enumerate(halves):
        try:
            rate = measure(n)
        except RuntimeError:
            if place == len(halves) - 1:
                raise
        else:
            break
    ahead = itertools.count(n + 1) if place == 0 else range(n + 1, halves[place - 1])
    for following in ahead:
        try:
            faster = measure(following)
        except RuntimeError:
            break
        if faster <= rate:
            break
        n, rate = following, faster
    return n


class Timed(DataLoader):
    def throughput(self):
        started = time.perf_counter()
        for _ in self:
            continue
        return len(self.dataset) / (time.perf_counter() - started)


def measure_throughput(dataset, batch_size, num_workers):
    if len(dataset) == 0:
        raise ValueError("got an empty dataset")
    return Timed(dataset, batch_size=batch_size, num_workers=num_workers).throughput()
