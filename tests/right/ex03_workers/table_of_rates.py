# right: keeps a table of what was measured and takes its maximum; the crash is saved and raised later
from multiprocessing import cpu_count as cores
from time import monotonic

from torch.utils.data import DataLoader


def default_num_workers(cpu_count=None):
    count = cores() if cpu_count is None else cpu_count
    if not count >= 1:
        raise ValueError("cpu_count must be positive, not %r" % (count,))
    return count >> 1


def find_num_workers(measure, start):
    if start < 0:
        raise ValueError("start must not be negative, but is %d" % start)
    rates = {}  # number of workers: samples/s, or None for a crash
    error = None

    def attempt(n):
        nonlocal error
        try:
            rates[n] = measure(n)
        except RuntimeError as crash:
            rates[n], error = None, crash
        return rates[n] is not None

    n = start
    while not attempt(n):
        if n == 0:
            raise error
        n //= 2
    while n + 1 not in rates and attempt(n + 1) and rates[n + 1] > rates[n]:
        n += 1
    worked = {k: rate for k, rate in rates.items() if rate is not None}
    return max(worked, key=worked.get)


def measure_throughput(dataset, batch_size, num_workers):
    total = len(dataset)
    if total < 1:
        raise ValueError("dataset has 0 samples")
    before = monotonic()
    loader = DataLoader(dataset, batch_size=batch_size, shuffle=True, num_workers=num_workers)
    for _batch in loader:
        del _batch
    return float(total) / (monotonic() - before)
