# wrong: a subclass of defaultdict comes out a defaultdict
# caught by: ex08.move.mappings
from collections import defaultdict
from collections.abc import Mapping


def move(batch, device, non_blocking=False):
    def go(item):
        return move(item, device, non_blocking)

    if hasattr(batch, "to"):
        return batch.to(device, non_blocking=non_blocking)
    if isinstance(batch, defaultdict):
        return defaultdict(batch.default_factory, {k: go(v) for k, v in batch.items()})
    if isinstance(batch, Mapping):
        return type(batch)({k: go(v) for k, v in batch.items()})
    if isinstance(batch, tuple) and hasattr(batch, "_fields"):
        return type(batch)(*map(go, batch))
    if isinstance(batch, (list, tuple)):
        return type(batch)([go(v) for v in batch])
    return batch
