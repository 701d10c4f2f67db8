# wrong: an error of the loader takes the batch with it that was held back
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

    def __iter__(self):
        held = []
        for batch in self.loader:
            held.append(move(batch, self.device))
            if len(held) > 1:
                yield held.pop(0)
        yield from held
