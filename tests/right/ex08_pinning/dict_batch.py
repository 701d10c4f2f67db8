# right: a PaddedBatch that is a dict with attributes; a stream of its own for each batch
from collections import defaultdict
from collections.abc import Mapping
from functools import partial

import torch


def _containers(batch, recur):
    if isinstance(batch, Mapping):
        changed = {k: recur(batch[k]) for k in batch}
        make = partial(type(batch), batch.default_factory) if isinstance(batch, defaultdict) else type(batch)
        return make(changed)
    if isinstance(batch, tuple) and hasattr(batch, "_fields"):
        return type(batch)(*(recur(getattr(batch, f)) for f in batch._fields))
    return type(batch)(recur(v) for v in batch) if isinstance(batch, (list, tuple)) else batch


def move(batch, device, non_blocking=False):
    try:
        to = batch.to
    except AttributeError:
        return _containers(batch, partial(move, device=device, non_blocking=non_blocking))
    return to(device, non_blocking=non_blocking)


def pin(batch):
    return batch.pin_memory() if hasattr(batch, "pin_memory") else _containers(batch, pin)


class PaddedBatch(dict):
    def __init__(self, padded, lengths, labels):
        super().__init__(padded=padded, lengths=lengths, labels=labels)

    def __getattr__(self, name):
        if name not in self:
            raise AttributeError(name)
        return self[name]

    def __reduce__(self):
        return PaddedBatch, (self.padded, self.lengths, self.labels)

    def pin_memory(self):
        return PaddedBatch(**{name: tensor.pin_memory() for name, tensor in self.items()})

    def to(self, device, non_blocking=False):
        return PaddedBatch(**{n: t.to(device=device, non_blocking=non_blocking) for n, t in self.items()})


class DevicePrefetcher:
    def __init__(self, loader, device):
        self.loader, self.device = loader, torch.device(device)

    def __len__(self):
        return len(self.loader)

    def start(self, batch):
        """The batch on its way, and the stream that it is on."""
        if self.device.type != "cuda":
            return move(batch, self.device), None
        current, stream = torch.cuda.current_stream(self.device), torch.cuda.Stream(self.device)
        while stream == current:
            stream = torch.cuda.Stream(self.device)
        stream.wait_stream(current)
        with torch.cuda.stream(stream):
            return move(pin(batch), self.device, non_blocking=True), stream

    def arrived(self, batch, stream):
        if stream is not None:
            torch.cuda.current_stream(self.device).wait_stream(stream)
        return batch

    def __iter__(self):
        held = None
        reader = iter(self.loader)
        while True:
            try:
                upcoming = self.start(next(reader))
            except StopIteration:
                break
            except Exception:
                if held:
                    yield self.arrived(*held)
                raise
            if held:
                yield self.arrived(*held)
            held = upcoming
        if held:
            yield self.arrived(*held)
