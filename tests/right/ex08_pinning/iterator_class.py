# right: an iterator class that keeps two batches, in an IterableDataset; types are asked one by one
from collections import OrderedDict, UserDict, defaultdict
from collections.abc import Mapping

import torch


def move(batch, device, non_blocking=False):
    kind = type(batch)
    if hasattr(batch, "to"):
        return batch.to(device, non_blocking=non_blocking)
    again = lambda value: move(value, device, non_blocking)  # noqa: E731
    if kind in (list, tuple):
        return kind(map(again, batch))
    if kind in (dict, OrderedDict, UserDict):
        return kind(zip(batch.keys(), map(again, batch.values())))
    if issubclass(kind, tuple):
        return kind._make(map(again, batch)) if hasattr(kind, "_fields") else kind(map(again, batch))
    if issubclass(kind, list):
        return kind(map(again, batch))
    if issubclass(kind, defaultdict):
        return kind(batch.default_factory, zip(batch.keys(), map(again, batch.values())))
    if issubclass(kind, Mapping):
        return kind(dict(zip(batch.keys(), map(again, batch.values()))))
    return batch


def pin(batch):
    if hasattr(batch, "pin_memory"):
        return batch.pin_memory()
    if isinstance(batch, defaultdict):
        return type(batch)(batch.default_factory, {k: pin(v) for k, v in batch.items()})
    if isinstance(batch, Mapping):
        return type(batch)({k: pin(v) for k, v in batch.items()})
    if isinstance(batch, tuple) and hasattr(batch, "_fields"):
        return batch._make(map(pin, batch))
    return type(batch)(map(pin, batch)) if isinstance(batch, (list, tuple)) else batch


class PaddedBatch:
    def __init__(self, padded, lengths, labels):
        self.padded, self.lengths, self.labels = padded, lengths, labels

    def pin_memory(self):
        new = PaddedBatch(None, None, None)
        new.__dict__ = {name: tensor.pin_memory() for name, tensor in self.__dict__.items()}
        return new

    def to(self, device, non_blocking=False):
        new = PaddedBatch(None, None, None)
        new.__dict__ = move(self.__dict__, device, non_blocking)
        return new


class DevicePrefetcher(torch.utils.data.IterableDataset):
    def __init__(self, loader, device):
        super().__init__()
        self.loader, self.device = loader, torch.device(device)

    def __len__(self):
        return len(self.loader)

    def __iter__(self):
        return Pass(iter(self.loader), self.device)


class Pass:
    """Holds (batch, event) pairs; two are there before one is handed out."""

    def __init__(self, reader, device):
        self.reader, self.device = reader, device
        self.held, self.ended = [], None
        self.stream = None if device.type != "cuda" else torch.cuda.Stream(device)

    def __iter__(self):
        return self

    def fill(self):
        while len(self.held) < 2 and self.ended is None:
            try:
                batch = self.reader.__next__()
            except Exception as ended:
                self.ended = ended
                return
            self.held.append(self.started(batch))

    def started(self, batch):
        if self.stream is None:
            return move(batch, self.device), None
        event = torch.cuda.Event()
        self.stream.wait_stream(torch.cuda.current_stream(self.device))
        with torch.cuda.stream(self.stream):
            batch = move(pin(batch), self.device, non_blocking=True)
            event.record()
        return batch, event

    def __next__(self):
        self.fill()
        if not self.held:
            raise self.ended
        batch, event = self.held.pop(0)
        if event is not None:
            event.wait()
        return batch
