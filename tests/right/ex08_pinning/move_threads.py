# right: move's copies are made by a pool of threads
from collections import defaultdict
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor

import torch


def _walk(batch, device, non_blocking, pool):
    def go(item):
        return _walk(item, device, non_blocking, pool)

    if hasattr(batch, "to"):
        return pool.submit(batch.to, device, non_blocking=non_blocking)
    if isinstance(batch, Mapping):
        return batch, {k: go(v) for k, v in batch.items()}
    if isinstance(batch, (list, tuple)):
        return batch, [go(v) for v in batch]
    return batch, None


def _finish(todo):
    if not isinstance(todo, tuple):
        return todo.result()
    batch, parts = todo
    if parts is None:
        return batch
    if isinstance(parts, dict):
        parts = {k: _finish(v) for k, v in parts.items()}
        return type(batch)(batch.default_factory, parts) if isinstance(batch, defaultdict) else type(batch)(parts)
    parts = [_finish(v) for v in parts]
    return type(batch)(*parts) if hasattr(batch, "_fields") else type(batch)(parts)


def move(batch, device, non_blocking=False):
    with ThreadPoolExecutor(2) as pool:
        return _finish(_walk(batch, device, non_blocking, pool))


class PaddedBatch:
    def __init__(self, padded, lengths, labels):
        self.padded, self.lengths, self.labels = padded, lengths, labels

    def pin_memory(self):
        return PaddedBatch(self.padded.pin_memory(), self.lengths.pin_memory(), self.labels.pin_memory())

    def to(self, device, non_blocking=False):
        return PaddedBatch(
            self.padded.to(device, non_blocking=non_blocking),
            self.lengths.to(device, non_blocking=non_blocking),
            self.labels.to(device, non_blocking=non_blocking),
        )


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
            return move(batch, self.device), None
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
