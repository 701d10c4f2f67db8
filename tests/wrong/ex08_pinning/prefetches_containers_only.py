# wrong: tensors, lists and dicts are moved, what has a to is not
# caught by: ex08.prefetch.batches
from collections import defaultdict
from collections.abc import Mapping

import torch


def move(batch, device, non_blocking=False):
    def go(item):
        return move(item, device, non_blocking)

    if hasattr(batch, "to"):
        return batch.to(device, non_blocking=non_blocking)
    if isinstance(batch, defaultdict):
        return type(batch)(batch.default_factory, {k: go(v) for k, v in batch.items()})
    if isinstance(batch, Mapping):
        return type(batch)({k: go(v) for k, v in batch.items()})
    if isinstance(batch, tuple) and hasattr(batch, "_fields"):
        return type(batch)(*map(go, batch))
    if isinstance(batch, (list, tuple)):
        return type(batch)([go(v) for v in batch])
    return batch


def pinned(batch):
    from torch.utils.data._utils.pin_memory import pin_memory

    return pin_memory(batch)


def tensors(batch):
    if isinstance(batch, torch.Tensor):
        yield batch
    elif isinstance(batch, Mapping):
        for v in batch.values():
            yield from tensors(v)
    elif isinstance(batch, (list, tuple)):
        for v in batch:
            yield from tensors(v)
    elif hasattr(batch, "__dict__"):
        for v in vars(batch).values():
            yield from tensors(v)


class DevicePrefetcher:
    def __init__(self, loader, device):
        self.loader = loader
        self.device = torch.device(device)
        self.stream = torch.cuda.Stream(self.device) if self.device.type == "cuda" else None

    def __len__(self):
        return len(self.loader)

    def copy(self, batch):
        if self.stream is None:
            return (move(batch, self.device) if isinstance(batch, (torch.Tensor, list, tuple, dict)) else batch), None
        batch = pinned(batch)
        self.stream.wait_stream(torch.cuda.current_stream(self.device))
        with torch.cuda.stream(self.stream):
            moved = move(batch, self.device, non_blocking=True)
            return moved, (self.stream.record_event(), batch)

    def ready(self, item):
        moved, event = item
        if event is not None:
            current = torch.cuda.current_stream(self.device)
            current.wait_event(event[0])
            for t in tensors(moved):
                t.record_stream(current)
        return moved

    def __iter__(self):
        it = iter(self.loader)
        END = object()
        error = None
        held = []
        while True:
            try:
                raw = next(it, END)
            except Exception as e:
                raw, error = END, e
            if raw is END:
                break
            held.append(self.copy(raw))
            if len(held) == 2:
                yield self.ready(held.pop(0))
        for item in held:
            yield self.ready(item)
        if error is not None:
            raise error
