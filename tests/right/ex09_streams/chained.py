# right: functional: chain, map, islice, a regular expression for the ending; the global RNG borrowed and given back
import re
from functools import partial
from itertools import chain, islice

import torch
from torch.utils.data import IterableDataset, get_worker_info

ENDING = re.compile(r"\r?\n\Z")


def open_lines(path):
    with open(path, encoding="utf-8", newline="") as file:
        # newline="" hands the endings on as they are, but stops at a lone \r too.
        kept = ""
        for part in file:
            kept += part
            if part.endswith("\n"):
                yield kept
                kept = ""
        if kept:
            yield kept


class LineStream(IterableDataset):
    def __init__(self, paths, transform=None):
        self.paths = [*paths]
        self.transform = (lambda line: line) if transform is None else transform
        if len(self.paths) < 1:
            raise ValueError("LineStream needs paths")

    def __iter__(self):
        lines = map(partial(ENDING.sub, ""), chain.from_iterable(map(open_lines, self.paths)))
        info = get_worker_info()
        if info is not None:
            lines = islice(lines, info.num_workers - 1 - info.id, None, info.num_workers)
        return map(self.transform, lines)


def shuffle_buffer(iterable, size, seed):
    if size < 1:
        raise ValueError(f"size: {size} < 1")
    state = torch.Generator().manual_seed(seed).get_state()
    source, buffer, more = iter(iterable), [], True
    while True:
        while more and len(buffer) < size:
            got = list(islice(source, 1))
            more = len(got) == 1
            buffer += got
            del got
        if not buffer:
            return
        with torch.random.fork_rng(devices=[]):
            torch.set_rng_state(state)
            k = torch.randperm(len(buffer))[0].item()
            state = torch.get_rng_state()
        yield buffer.pop(k)
