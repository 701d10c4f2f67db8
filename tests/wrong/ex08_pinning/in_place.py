# wrong: writes the moved tensors into the dict or list that it was given
# caught by: ex08.move.untouched
from collections import defaultdict
from collections.abc import Mapping


def move(batch, device, non_blocking=False):
    if hasattr(batch, "to"):
        return batch.to(device, non_blocking=non_blocking)
    if isinstance(batch, Mapping):
        if isinstance(batch, dict):
            for key in batch:
                batch[key] = move(batch[key], device, non_blocking)
            return batch
        parts = {k: move(v, device, non_blocking) for k, v in batch.items()}
        if isinstance(batch, defaultdict):
            return type(batch)(batch.default_factory, parts)
        return type(batch)(parts)
    if isinstance(batch, tuple) and hasattr(batch, "_fields"):
        return type(batch)(*(move(v, device, non_blocking) for v in batch))
    if isinstance(batch, list):
        batch[:] = [move(v, device, non_blocking) for v in batch]
        return batch
    if isinstance(batch, tuple):
        return type(batch)(move(v, device, non_blocking) for v in batch)
    return batch
