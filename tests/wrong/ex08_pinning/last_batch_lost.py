# wrong: holds one batch back, and never hands the last one out
# caught by: ex08.prefetch.batches
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

    def __iter__(self):
        held = None
        for batch in self.loader:
            batch = move(batch, self.device)
            if held is not None:
                yield held[0]
            held = (batch,)
