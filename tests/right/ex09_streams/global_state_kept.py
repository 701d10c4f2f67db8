# right: Python's global RNG with a state of its own, put back after each draw; lines dealt out by a checksum
import random
import zlib

from torch.utils.data import IterableDataset, get_worker_info


class LineStream(IterableDataset):
    def __init__(self, paths, transform=None):
        if paths == [] or paths == ():
            raise ValueError("paths must hold a path")
        self.paths = paths
        self.transform = transform

    def mine(self, number):
        info = get_worker_info()
        return info is None or zlib.crc32(b"%d" % number) % info.num_workers == info.id

    def __iter__(self):
        number = 0
        for path in self.paths:
            file = open(path, newline="\n", encoding="utf-8")
            with file:
                while True:
                    line = file.readline()
                    if not line:
                        break
                    number += 1
                    if self.mine(number):
                        line = line[: len(line) - 1] if line[-1:] == "\n" else line + "\n"
                        line = line[:-1] if line[-1:] in ("\r", "\n") else line
                        yield self.transform(line) if callable(self.transform) else line


def shuffle_buffer(iterable, size, seed):
    if size < 1:
        raise ValueError(f"size={size}")
    state = random.Random(f"{seed}").getstate()

    def draw(n):
        nonlocal state
        before = random.getstate()
        try:
            random.setstate(state)
            number = random.randint(0, n - 1)
            state = random.getstate()
        finally:
            random.setstate(before)
        return number

    source = iter(iterable)
    buffer = []
    for _ in range(size):
        try:
            buffer.append(next(source))
        except StopIteration:
            break
    while buffer:
        yield buffer.pop(draw(len(buffer)))
        try:
            buffer.append(next(source))
        except StopIteration:
            continue
