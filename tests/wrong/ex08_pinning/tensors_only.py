# wrong: asks for torch.Tensor, so that a batch type with a `to` of its own stays where it is
# caught by: ex08.move.own_to
from collections import defaultdict
from collections.abc import Mapping

import torch


def move(batch, device, non_blocking=False):
    if isinstance(batch, torch.Tensor):
        return batch.to(device, non_blocking=non_blocking)
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
