# wrong: takes an error at the very first batch for an empty loader
# caught by: ex08.prefetch.error
def move(batch, device, non_blocking=False):
    if hasattr(batch, "to"):
        return batch.to(device, non_blocking=non_blocking)
    if isinstance(batch, dict):
        return {k: move(v, device, non_blocking) for k, v in batch.items()}
    if isinstance(batch, (list, tuple)):
        return type(batch)(move(v, device, non_blocking) for v in batch)
    return batch


class DevicePrefetcher:
    def __init__(self, loader, device):
        self.loader = loader
        self.device = device

    def __len__(self):
        return len(self.loader)

    def fetch(self, batches):
        try:
            return move(next(batches), self.device), None
        except Exception as end:
            return None, end

    def __iter__(self):
        batches = iter(self.loader)
        batch, end = self.fetch(batches)
        if end is not None:
            return
        while end is None:
            upcoming, end = self.fetch(batches)
            yield batch
            batch = upcoming
        if not isinstance(end, StopIteration):
            raise end
