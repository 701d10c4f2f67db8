# wrong: copy.copy of any mutable mapping is written into, as torch's own collate does: what it holds may be shared
# caught by: ex08.move.untouched
import copy
from collections.abc import Mapping, MutableMapping


def move(batch, device, non_blocking=False):
    def go(item):
        return move(item, device, non_blocking)

    if hasattr(batch, "to"):
        return batch.to(device, non_blocking=non_blocking)
    if isinstance(batch, MutableMapping):
        new = copy.copy(batch)
        for key in batch:
            new[key] = go(batch[key])
        return new
    if isinstance(batch, Mapping):
        return type(batch)({k: go(v) for k, v in batch.items()})
    if isinstance(batch, tuple) and hasattr(batch, "_fields"):
        return type(batch)(*map(go, batch))
    if isinstance(batch, (list, tuple)):
        return type(batch)([go(v) for v in batch])
    return batch
