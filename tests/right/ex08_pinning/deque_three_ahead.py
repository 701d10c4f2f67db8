# right: reads three batches ahead into a deque of functions that give a batch or raise
from collections import OrderedDict, defaultdict, deque
from collections.abc import Mapping
from itertools import islice

import torch


def move(batch, device, non_blocking=False):
    if hasattr(batch, "to"):
        return batch.to(device, non_blocking=non_blocking)
    if isinstance(batch, defaultdict):
        result = type(batch)(batch.default_factory)
        for key in batch:
            result[key] = move(batch[key], device, non_blocking)
        return result
    if isinstance(batch, Mapping):
        return type(batch)(OrderedDict((k, move(v, device, non_blocking)) for k, v in batch.items()))
    if isinstance(batch, tuple) and hasattr(batch, "_fields"):
        return type(batch)(*[move(v, device, non_blocking) for v in batch])
    if isinstance(batch, (tuple, list)):
        return type(batch)(move(v, device, non_blocking) for v in batch)
    return batch


def pinned(batch):
    if hasattr(batch, "pin_memory"):
        return batch.pin_memory()
    if isinstance(batch, defaultdict):
        return type(batch)(batch.default_factory, {k: pinned(v) for k, v in batch.items()})
    if isinstance(batch, Mapping):
        return type(batch)({k: pinned(v) for k, v in batch.items()})
    if isinstance(batch, tuple) and hasattr(batch, "_fields"):
        return type(batch)(*map(pinned, batch))
    if isinstance(batch, (tuple, list)):
        return type(batch)(map(pinned, batch))
    return batch


class PaddedBatch:
    __slots__ = ("padded", "lengths", "labels")

    def __init__(self, padded, lengths, labels):
        self.padded, self.lengths, self.labels = padded, lengths, labels

    def _each(self, change):
        return type(self)(*(change(getattr(self, name)) for name in self.__slots__))

    def pin_memory(self):
        return self._each(torch.Tensor.pin_memory)

    def to(self, device, non_blocking=False):
        return self._each(lambda tensor: tensor.to(device, non_blocking=non_blocking))


class DevicePrefetcher:
    def __init__(self, loader, device):
        self.loader, self.device = loader, torch.device(device)

    def __len__(self):
        return len(self.loader)

    def _promises(self, stream):
        batches = iter(self.loader)
        while True:
            try:
                batch = next(batches)
            except StopIteration:
                return
            except BaseException as error:
                yield lambda error=error: self._raise(error)
                return
            yield self._copy(batch, stream)

    def _raise(self, error):
        raise error

    def _copy(self, batch, stream):
        if stream is None:
            result = move(batch, self.device)
            return lambda: result
        stream.wait_stream(torch.cuda.current_stream(self.device))
        with torch.cuda.stream(stream):
            result = move(pinned(batch), self.device, True)
        event = stream.record_event()

        def promise():
            event.wait(torch.cuda.current_stream(self.device))
            return result

        return promise

    def __iter__(self):
        stream = torch.cuda.Stream(self.device) if self.device.type == "cuda" else None
        promises = self._promises(stream)
        ahead = deque(islice(promises, 3))
        while ahead:
            ahead.extend(islice(promises, 1))
            yield ahead.popleft()()
