# right: copies into empty tensors instead of `to` and `pin_memory`, and its own event for each batch
import collections
import copy

import torch


def copied(tensor, device, non_blocking):
    if tensor.device == torch.device(device):
        return tensor
    return torch.empty_like(tensor, device=device).copy_(tensor, non_blocking=non_blocking)


def move(batch, device, non_blocking=False):
    if isinstance(batch, torch.Tensor):
        return copied(batch, device, non_blocking)
    if hasattr(batch, "to"):
        return batch.to(device, non_blocking=non_blocking)
    return rebuilt(batch, lambda part: move(part, device, non_blocking))


def rebuilt(batch, change):
    if isinstance(batch, dict):
        result = copy.copy(batch)
        for key in batch:
            result[key] = change(batch[key])
        return result
    if isinstance(batch, collections.abc.Mapping):
        return batch.__class__({key: change(batch[key]) for key in batch})
    if isinstance(batch, tuple) and hasattr(batch, "_replace"):
        return batch._replace(**{name: change(getattr(batch, name)) for name in batch._fields})
    if isinstance(batch, tuple):
        return batch.__class__(map(change, batch))
    if isinstance(batch, list):
        result = copy.copy(batch)
        result[:] = [change(part) for part in batch]
        return result
    return batch


def pinned(batch):
    if isinstance(batch, torch.Tensor):
        if batch.is_pinned():
            return batch
        return torch.empty_like(batch, pin_memory=True).copy_(batch)
    if hasattr(batch, "pin_memory"):
        return batch.pin_memory()
    return rebuilt(batch, pinned)


class PaddedBatch:
    def __init__(self, padded, lengths, labels):
        self.tensors = {"padded": padded, "lengths": lengths, "labels": labels}

    padded = property(lambda self: self.tensors["padded"])
    lengths = property(lambda self: self.tensors["lengths"])
    labels = property(lambda self: self.tensors["labels"])

    def pin_memory(self):
        return PaddedBatch(**pinned(self.tensors))

    def to(self, device, non_blocking=False):
        return PaddedBatch(**move(self.tensors, device, non_blocking))


class DevicePrefetcher:
    def __init__(self, loader, device):
        self.loader = loader
        self.device = torch.device(device)

    def __len__(self):
        return len(self.loader)

    def __iter__(self):
        on_cuda = self.device.type == "cuda"
        side = torch.cuda.Stream(device=self.device) if on_cuda else None
        held, error = [], None
        reader = iter(self.loader)
        while error is None:
            try:
                batch = next(reader)
            except Exception as stopped:
                error = stopped
            else:
                held.append(self.start(batch, side) if on_cuda else (move(batch, self.device), None))
            while held and (error is not None or len(held) > 1):
                result, done = held.pop(0)
                if done is not None:
                    torch.cuda.current_stream(self.device).wait_event(done)
                yield result
                del result
        if type(error) is not StopIteration:
            raise error

    def start(self, batch, side):
        main = torch.cuda.current_stream(self.device)
        free = torch.cuda.Event()
        free.record(main)
        side.wait_event(free)
        done = torch.cuda.Event()
        with torch.cuda.stream(side):
            result = move(pinned(batch), self.device, non_blocking=True)
            done.record(side)
        return result, done
