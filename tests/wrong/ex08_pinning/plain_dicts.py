# wrong: gives a plain dict in place of any other mapping
# caught by: ex08.move.mappings
from collections.abc import Mapping


def move(batch, device, non_blocking=False):
    if hasattr(batch, "to"):
        return batch.to(device, non_blocking=non_blocking)
    if isinstance(batch, Mapping):
        parts = {k: move(v, device, non_blocking) for k, v in batch.items()}
        return parts
    if isinstance(batch, tuple) and hasattr(batch, "_fields"):
        return type(batch)(*(move(v, device, non_blocking) for v in batch))
    if isinstance(batch, (list, tuple)):
        return type(batch)(move(v, device, non_blocking) for v in batch)
    return batch
