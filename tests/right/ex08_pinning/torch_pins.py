# right: torch's own pin_memory for nested batches, and batches as two generators, one in the other
from collections import defaultdict
from collections.abc import Mapping

import torch
from torch.utils.data._utils.pin_memory import pin_memory


def move(batch, device, non_blocking=False):
    def go(part):
        if isinstance(part, torch.Tensor) or hasattr(part, "to"):
            return part.to(device, non_blocking=non_blocking)
        if isinstance(part, dict):
            # An empty one of the same type, then filled: a defaultdict is copied with its factory.
            new = part.copy() if isinstance(part, defaultdict) else type(part)()
            new.update({k: go(v) for k, v in part.items()})
            return new
        if isinstance(part, Mapping):
            return type(part)({k: go(v) for k, v in part.items()})
        if isinstance(part, (list, tuple)):
            parts = list(map(go, part))
            return part._make(parts) if hasattr(part, "_make") else type(part)(parts)
        return part

    return go(batch)


class PaddedBatch:
    def __init__(self, padded, lengths, labels):
        self.padded = padded
        self.lengths = lengths
        self.labels = labels

    def __repr__(self):
        return f"PaddedBatch({self.padded}, {self.lengths}, {self.labels})"

    def pin_memory(self):
        return PaddedBatch(*pin_memory([self.padded, self.lengths, self.labels]))

    def to(self, *args, **kwargs):
        return PaddedBatch(
            self.padded.to(*args, **kwargs), self.lengths.to(*args, **kwargs), self.labels.to(*args, **kwargs)
        )


def outcomes(iterable):
    """Each item as (item, None), and an error in the end as (None, error)."""
    try:
        for item in iterable:
            yield item, None
    except Exception as error:
        yield None, error


class DevicePrefetcher:
    def __init__(self, loader, device):
        self.loader = loader
        self.device = torch.device(device)
        self.side = torch.cuda.Stream(self.device) if self.device.type == "cuda" else None

    def __len__(self):
        return len(self.loader)

    def copied(self):
        for batch, error in outcomes(self.loader):
            if error is not None or self.side is None:
                yield move(batch, self.device), None, error
            else:
                self.side.wait_stream(torch.cuda.current_stream(self.device))
                with torch.cuda.stream(self.side):
                    batch = move(pin_memory(batch), self.device, non_blocking=True)
                yield batch, self.side.record_event(), None

    def __iter__(self):
        copied = self.copied()
        held = next(copied, None)
        while held is not None:
            upcoming = next(copied, None)
            batch, event, error = held
            if error is not None:
                raise error
            if event is not None:
                torch.cuda.current_stream(self.device).wait_event(event)
            yield batch
            held = upcoming
