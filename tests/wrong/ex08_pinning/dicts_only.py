# wrong: leaves a mapping that is no dict on the CPU
# caught by: ex08.move.mappings
from collections import defaultdict


def move(batch, device, non_blocking=False):
    if hasattr(batch, "to"):
        return batch.to(device, non_blocking=non_blocking)
    if isinstance(batch, dict):
        parts = {k: move(v, device, non_blocking) for k, v in batch.items()}
        if isinstance(batch, defaultdict):
            return type(batch)(batch.default_factory, parts)
        return type(batch)(parts)
    if isinstance(batch, tuple) and hasattr(batch, "_fields"):
        return type(batch)(*(move(v, device, non_blocking) for v in batch))
    if isinstance(batch, (list, tuple)):
        return type(batch)(move(v, device, non_blocking) for v in batch)
    return batch
