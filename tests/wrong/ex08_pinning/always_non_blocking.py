# wrong: copies with non_blocking=True whatever is asked for
# caught by: ex08.move.non_blocking
from collections import defaultdict
from collections.abc import Mapping


def move(batch, device, non_blocking=False):
    if hasattr(batch, "to"):
        return batch.to(device, non_blocking=True)
    if isinstance(batch, Mapping):
        parts = {k: move(v, device, non_blocking) for k, v in batch.items()}
        if isinstance(batch, defaultdict):
            return type(batch)(batch.default_factory, parts)
        return type(batch)(parts)
    if isinstance(batch, tuple) and hasattr(batch, "_fields"):
        return type(batch)(*(move(v, device, non_blocking) for v in batch))
    if isinstance(batch, (list, tuple)):
        return type(batch)(move(v, device, non_blocking) for v in batch)
    return batch
