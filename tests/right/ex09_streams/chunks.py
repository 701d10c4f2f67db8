# right: reads 4 KiB at a time and decodes by itself; numpy's generator; fixed blocks of lines a worker
import codecs
from pathlib import Path

import numpy as np
import torch.utils.data as data


def pieces(path):
    decoder = codecs.getincrementaldecoder("utf-8")()
    pending = ""
    with Path(path).open("rb", buffering=0) as file:
        while chunk := file.read(4096):
            *whole, pending = (pending + decoder.decode(chunk)).split("\n")
            for line in whole:
                yield line[:-1] if line.endswith("\r") else line
    pending += decoder.decode(b"", final=True)
    if pending != "":
        yield pending


class LineStream(data.IterableDataset):
    BLOCK = 3

    def __init__(self, paths, transform=None):
        self.__dict__.update(paths=paths, transform=transform)
        if not len(paths) > 0:
            raise ValueError(f"paths={paths}")

    def __iter__(self):
        worker = data.get_worker_info()
        for path in self.paths:
            for number, line in enumerate(pieces(path)):
                if worker and number // self.BLOCK % worker.num_workers != worker.id:
                    continue
                if self.transform is None:
                    yield line
                else:
                    yield self.transform(line)


def shuffle_buffer(iterable, size, seed):
    if size < 1:
        raise ValueError("the size is %d" % size)
    return _shuffled(iter(iterable), size, np.random.default_rng([seed % 2**64]))


def _shuffled(iterator, size, rng):
    buffer = np.empty(min(size, 4), object)
    held = 0
    for item in iterator:
        if held == len(buffer):
            buffer = np.concatenate([buffer, np.empty(held, object)])
        buffer[held] = item
        held += 1
        if held == size:
            k = rng.integers(held)
            item, buffer[k] = buffer[k], item if k < held - 1 else None
            held -= 1
            buffer[held] = None
            yield item
    item = None
    for k in rng.permutation(held):
        item, buffer[k] = buffer[k], None
        yield item
