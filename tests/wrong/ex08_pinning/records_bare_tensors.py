# wrong: tells PyTorch which stream uses a batch only if the batch is a bare tensor
# caught by: ex08.prefetch.safe
import torch


def move(batch, device, non_blocking=False):
    if hasattr(batch, "to"):
        return batch.to(device, non_blocking=non_blocking)
    if isinstance(batch, dict):
        return {k: move(v, device, non_blocking) for k, v in batch.items()}
    if isinstance(batch, (list, tuple)):
        return type(batch)(move(v, device, non_blocking) for v in batch)
    return batch


def pinned(batch):
    if hasattr(batch, "pin_memory"):
        return batch.pin_memory()
    if isinstance(batch, dict):
        return {k: pinned(v) for k, v in batch.items()}
    if isinstance(batch, (list, tuple)):
        return type(batch)(map(pinned, batch))
    return batch


class PaddedBatch:
    def __init__(self, padded, lengths, labels):
        self.padded = padded
        self.lengths = lengths
        self.labels = labels

    def pin_memory(self):
        return PaddedBatch(self.padded.pin_memory(), self.lengths.pin_memory(), self.labels.pin_memory())

    def to(self, device, non_blocking=False):
        tensors = (self.padded, self.lengths, self.labels)
        return PaddedBatch(*(t.to(device, non_blocking=non_blocking) for t in tensors))


class DevicePrefetcher:
    def __init__(self, loader, device):
        self.loader = loader
        self.device = torch.device(device)
        self.stream = torch.cuda.Stream(self.device) if self.device.type == "cuda" else None

    def __len__(self):
        return len(self.loader)

    def fetch(self, batches):
        try:
            batch = next(batches)
        except Exception as end:
            return None, None, end
        if self.stream is None:
            return move(batch, self.device), None, None
        with torch.cuda.stream(self.stream):
            batch = move(pinned(batch), self.device, non_blocking=True)
            return batch, self.stream.record_event(), None

    def __iter__(self):
        batches = iter(self.loader)
        batch, copied, end = self.fetch(batches)
        while end is None:
            upcoming, upcoming_copied, end = self.fetch(batches)
            if copied is not None:
                current = torch.cuda.current_stream(self.device)
                current.wait_event(copied)
                if isinstance(batch, torch.Tensor):
                    batch.record_stream(current)
            yield batch
            batch, copied = upcoming, upcoming_copied
        if not isinstance(end, StopIteration):
            raise end
