# right: `match`, a list of the batch being waited for, and a program that waits for the copy itself
import collections
from collections.abc import Mapping

import torch


def through(batch, leaf):
    match batch:
        case _ if leaf.applies(batch):
            return leaf(batch)
        case collections.defaultdict():
            new = batch.copy()
            new.update((k, through(v, leaf)) for k, v in batch.items())
            return new
        case Mapping():
            return type(batch)({k: through(v, leaf) for k, v in batch.items()})
        case tuple() if hasattr(batch, "_fields"):
            return type(batch)(**{name: through(getattr(batch, name), leaf) for name in batch._fields})
        case list() | tuple():
            return type(batch)([through(v, leaf) for v in batch])
        case _:
            return batch


class Move:
    def __init__(self, device, non_blocking):
        self.options = {"device": device, "non_blocking": non_blocking}

    def applies(self, batch):
        return hasattr(batch, "to")

    def __call__(self, batch):
        return batch.to(**self.options)


class Pin:
    def applies(self, batch):
        return hasattr(batch, "pin_memory")

    def __call__(self, batch):
        return batch.pin_memory()


def move(batch, device, non_blocking=False):
    return through(batch, Move(device, non_blocking))


class PaddedBatch:
    def __init__(self, padded, lengths, labels):
        self.padded = padded
        self.lengths = lengths
        self.labels = labels

    def pin_memory(self):
        if not torch.cuda.is_available():
            return self  # nothing to pin for
        return PaddedBatch(**{k: v.pin_memory() for k, v in vars(self).items()})

    def to(self, device, non_blocking=False):
        return PaddedBatch(**move(vars(self), device, non_blocking))


class DevicePrefetcher:
    def __init__(self, loader, device):
        self.loader, self.device = loader, torch.device(device)

    def __len__(self):
        return len(self.loader)

    def __iter__(self):
        if self.device.type != "cuda":
            yield from one_ahead(move(batch, self.device) for batch in self.loader)
            return
        stream = torch.cuda.Stream(self.device)
        for batch in one_ahead(self.copies(stream)):
            stream.synchronize()
            yield batch

    def copies(self, stream):
        for batch in self.loader:
            # Whatever still reads the memory of dropped batches is done after this.
            torch.cuda.current_stream(self.device).synchronize()
            with torch.cuda.stream(stream):
                moved = move(through(batch, Pin()), self.device, non_blocking=True)
            yield moved


def one_ahead(items):
    """The same items, each held back until the next has been read, or could not be."""
    held = []
    error = None
    try:
        for item in items:
            held.append(item)
            if len(held) == 2:
                yield held.pop(0)
    except GeneratorExit:
        raise
    except Exception as e:
        error = e
    yield from held
    if error is not None:
        raise error
