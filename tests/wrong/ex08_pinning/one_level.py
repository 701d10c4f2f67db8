# wrong: moves the tensors of the outermost container only
# caught by: ex08.move.tensors
from collections.abc import Mapping


def move(batch, device, non_blocking=False):
    def to(part):
        return part.to(device, non_blocking=non_blocking) if hasattr(part, "to") else part

    if isinstance(batch, Mapping):
        return type(batch)({k: to(v) for k, v in batch.items()})
    if isinstance(batch, (list, tuple)):
        return type(batch)(to(v) for v in batch)
    return to(batch)
