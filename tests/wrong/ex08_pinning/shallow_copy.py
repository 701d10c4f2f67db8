# wrong: copies the outermost container only, and writes into those inside it
# caught by: ex08.move.untouched
import copy
from collections.abc import Mapping


def move(batch, device, non_blocking=False):
    return moved(copy.copy(batch) if isinstance(batch, (list, dict)) else batch, device, non_blocking)


def moved(batch, device, non_blocking):
    if hasattr(batch, "to"):
        return batch.to(device, non_blocking=non_blocking)
    if isinstance(batch, (list, dict)):
        for key in batch if isinstance(batch, dict) else range(len(batch)):
            batch[key] = moved(batch[key], device, non_blocking)
        return batch
    if isinstance(batch, Mapping):
        return type(batch)({k: moved(v, device, non_blocking) for k, v in batch.items()})
    if isinstance(batch, tuple):
        parts = [moved(v, device, non_blocking) for v in batch]
        return type(batch)(*parts) if hasattr(batch, "_fields") else type(batch)(parts)
    return batch
