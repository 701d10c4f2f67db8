# right: a thread reads the loader into a queue; a namedtuple is a PaddedBatch
import queue
import threading
from collections import defaultdict
from collections.abc import Mapping
from typing import NamedTuple

import torch


def apply(function, batch, method):
    if callable(getattr(batch, method, None)):
        return function(batch)
    if isinstance(batch, Mapping):
        items = [(k, apply(function, v, method)) for k, v in batch.items()]
        if isinstance(batch, defaultdict):
            return type(batch)(batch.default_factory, items)
        return type(batch)(dict(items))
    if isinstance(batch, (list, tuple)):
        parts = [apply(function, v, method) for v in batch]
        return type(batch)(*parts) if hasattr(batch, "_fields") else type(batch)(parts)
    return batch


def move(batch, device, non_blocking=False):
    return apply(lambda b: b.to(device, non_blocking=non_blocking), batch, "to")


class PaddedBatch(NamedTuple):
    padded: torch.Tensor
    lengths: torch.Tensor
    labels: torch.Tensor

    def pin_memory(self):
        return PaddedBatch(*(t.pin_memory() for t in self))

    def to(self, device, non_blocking=False):
        return PaddedBatch(*(t.to(device, non_blocking=non_blocking) for t in self))


class DevicePrefetcher:
    def __init__(self, loader, device):
        self.loader = loader
        self.device = torch.device(device)

    def __len__(self):
        return len(self.loader)

    def __iter__(self):
        waiting = queue.Queue(maxsize=2)
        stop = threading.Event()

        def put(item):
            while not stop.is_set():
                try:
                    return waiting.put(item, timeout=0.05)
                except queue.Full:
                    pass

        def read():
            try:
                for batch in self.loader:
                    put(("batch", batch))
                    if stop.is_set():
                        return
                put(("end", None))
            except Exception as error:
                put(("error", error))

        thread = threading.Thread(target=read, daemon=True)
        thread.start()
        stream = torch.cuda.Stream(self.device) if self.device.type == "cuda" else None
        try:
            kind, content = self.on_the_way(waiting.get(), stream)
            while kind == "batch":
                following = self.on_the_way(waiting.get(), stream)
                if stream is not None:
                    torch.cuda.current_stream(self.device).wait_event(content[1])
                yield content[0]
                kind, content = following
            if kind == "error":
                raise content
        finally:
            stop.set()

    def on_the_way(self, item, stream):
        kind, batch = item
        if kind != "batch":
            return item
        if stream is None:
            return kind, (move(batch, self.device), None)
        stream.wait_stream(torch.cuda.current_stream(self.device))
        with torch.cuda.stream(stream):
            batch = apply(lambda b: b.pin_memory(), batch, "pin_memory")
            return kind, (move(batch, self.device, non_blocking=True), stream.record_event())
