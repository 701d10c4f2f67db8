# right: the next batch is a future of a one-thread executor, and a sentinel stands for the end
from collections import defaultdict
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

import torch

END = object()


def nested(batch, name, arguments):
    method = getattr(batch, name, None)
    if method is not None:
        return method(**arguments)
    if isinstance(batch, Mapping):
        values = {k: nested(v, name, arguments) for k, v in batch.items()}
        first = (batch.default_factory,) if isinstance(batch, defaultdict) else ()
        return type(batch)(*first, values)
    if isinstance(batch, (list, tuple)):
        values = (nested(v, name, arguments) for v in batch)
        return type(batch)(*values) if isinstance(getattr(batch, "_fields", None), tuple) else type(batch)(values)
    return batch


def move(batch, device, non_blocking=False):
    return nested(batch, "to", {"device": device, "non_blocking": non_blocking})


class Batch:
    """A base class for batch types: whatever is in `_names` is pinned and moved."""

    _names = ()

    def _all(self, name, **arguments):
        new = object.__new__(type(self))
        for key in self._names:
            setattr(new, key, getattr(getattr(self, key), name)(**arguments))
        return new

    def pin_memory(self):
        return self._all("pin_memory")

    def to(self, device, non_blocking=False):
        return self._all("to", device=device, non_blocking=non_blocking)


class PaddedBatch(Batch):
    _names = ("padded", "lengths", "labels")

    def __init__(self, padded, lengths, labels):
        self.padded, self.lengths, self.labels = padded, lengths, labels


class DevicePrefetcher:
    def __init__(self, loader, device):
        self.loader = loader
        self.device = torch.device(device)

    def __len__(self):
        return len(self.loader)

    def __iter__(self):
        batches = iter(self.loader)
        with ThreadPoolExecutor(1) as thread:
            coming = thread.submit(next, batches, END)
            coming.exception()  # an error comes out below
            held = []
            while True:
                try:
                    batch = coming.result()
                except Exception:
                    yield from map(self.ready, held)
                    raise
                if batch is END:
                    break
                held.append(self.start(batch))
                coming = thread.submit(next, batches, END)
                coming.exception()
                if len(held) == 2:
                    yield self.ready(held.pop(0))
            yield from map(self.ready, held)

    def start(self, batch):
        if self.device.type != "cuda":
            return move(batch, self.device), None
        stream = self.__dict__.setdefault("stream", torch.cuda.Stream(self.device))
        stream.wait_stream(torch.cuda.current_stream(self.device))
        with torch.cuda.stream(stream):
            return move(nested(batch, "pin_memory", {}), self.device, True), stream.record_event()

    def ready(self, started):
        batch, event = started
        if event is not None:
            event.wait(torch.cuda.current_stream(self.device))
        return batch
