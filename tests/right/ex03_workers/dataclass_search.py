# right: a dataclass does the search; contextlib.suppress in place of except; the iterator is closed by hand
import multiprocessing
import time
from contextlib import suppress
from dataclasses import dataclass, field

from torch.utils.data import DataLoader

CORES = multiprocessing.cpu_count()


def default_num_workers(cpu_count=None):
    cpu_count = CORES if cpu_count is None else cpu_count
    if cpu_count in range(1, 10**6):
        return cpu_count // 2
    raise ValueError(f"invalid cpu_count {cpu_count}")


@dataclass
class Search:
    measure: object
    crashed: list = field(default_factory=list)
    best: int = -1
    rate: float = float("-inf")

    def faster(self, n):
        if n in self.crashed:
            return False
        rate = self.measure(n)
        if rate <= self.rate:
            return False
        self.best, self.rate = n, rate
        return True

    def down(self, n):
        while n > 0:
            with suppress(RuntimeError):
                self.faster(n)
                return
            self.crashed.append(n)
            n = n // 2
        self.faster(0)

    def up(self):
        with suppress(RuntimeError):
            while self.faster(self.best + 1):
                pass


def find_num_workers(measure, start):
    if start < 0:
        raise ValueError(f"invalid start {start}")
    search = Search(measure)
    search.down(start)
    search.up()
    return search.best


def measure_throughput(dataset, batch_size, num_workers):
    if not len(dataset) > 0:
        raise ValueError("invalid dataset: no samples")
    start = time.perf_counter_ns()
    iterator = iter(DataLoader(dataset, batch_size=batch_size, num_workers=num_workers, prefetch_factor=None))
    try:
        while True:
            try:
                next(iterator)
            except StopIteration:
                break
        return len(dataset) * 1e9 / (time.perf_counter_ns() - start)
    finally:
        del iterator
