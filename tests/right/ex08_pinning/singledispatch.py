# right: move by functools.singledispatch; the iterator is a class of its own that uses record_stream
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import partial, singledispatch

import torch


@singledispatch
def _walk(batch, do):
    return batch


@_walk.register
def _(batch: Mapping, do):
    return type(batch)({key: walk(value, do) for key, value in batch.items()})


@_walk.register
def _(batch: defaultdict, do):
    return type(batch)(batch.default_factory, ((k, walk(v, do)) for k, v in batch.items()))


@_walk.register
def _(batch: list, do):
    return type(batch)([walk(value, do) for value in batch])


@_walk.register
def _(batch: tuple, do):
    make = getattr(batch, "_make", type(batch))
    return make([walk(value, do) for value in batch])


def walk(batch, do):
    return do(batch) if hasattr(batch, "to") else _walk(batch, do)


def move(batch, device, non_blocking=False):
    return walk(batch, lambda item: item.to(device, non_blocking=non_blocking))


@dataclass(frozen=True)
class PaddedBatch:
    padded: torch.Tensor
    lengths: torch.Tensor
    labels: torch.Tensor

    def _with(self, method, *args, **kwargs):
        return PaddedBatch(*(getattr(getattr(self, f.name), method)(*args, **kwargs) for f in fields(self)))

    def pin_memory(self):
        return self._with("pin_memory")

    def to(self, device, non_blocking=False):
        return self._with("to", device, non_blocking=non_blocking)

    def record_stream(self, stream):
        for f in fields(self):
            getattr(self, f.name).record_stream(stream)


class _Pass:
    def __init__(self, loader, device):
        self.batches, self.device = iter(loader), device
        self.stream = torch.cuda.Stream(device) if device.type == "cuda" else None
        self.give = None
        self.read_on()

    def read_on(self):
        """Make `give` the function that gives the next batch, or raises what comes in its place."""
        try:
            batch = next(self.batches)
        except Exception as error:
            self.give = partial(self.throw, error)
            return
        if self.stream is None:
            batch = move(batch, self.device)
            self.give = lambda: batch
        else:
            with torch.cuda.stream(self.stream):
                batch = walk(batch, lambda item: item.pin_memory() if hasattr(item, "pin_memory") else item)
                batch = move(batch, self.device, non_blocking=True)
            self.give = partial(self.safe, batch)

    def throw(self, error):
        raise error

    def safe(self, batch):
        current = torch.cuda.current_stream(self.device)
        current.wait_stream(self.stream)
        walk(batch, lambda item: item.record_stream(current) if hasattr(item, "record_stream") else item)
        return batch

    def __iter__(self):
        return self

    def __next__(self):
        give = self.give
        if getattr(give, "func", None) != self.throw:
            self.read_on_after(give)
        return give()

    def read_on_after(self, give):
        # The current stream must wait for this batch alone, so ask it before the next copy begins.
        if self.stream is not None:
            torch.cuda.current_stream(self.device).wait_stream(self.stream)
        self.read_on()


class DevicePrefetcher:
    def __init__(self, loader, device):
        self._loader, self._device = loader, device

    def __len__(self):
        return len(self._loader)

    def __iter__(self):
        return _Pass(self._loader, torch.device(self._device))
