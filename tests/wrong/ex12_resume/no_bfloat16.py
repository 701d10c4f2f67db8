# wrong: bfloat16 comes back as float32, since numpy does not know it
# caught by: ex12.checkpoint.equal
from pathlib import Path

import torch


def compact(value):
    if isinstance(value, torch.Tensor):
        return torch.from_numpy(value.float().numpy().copy()) if value.dtype == torch.bfloat16 else value.clone()
    if isinstance(value, dict):
        return {key: compact(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(compact(item) for item in value)
    return value


def save_checkpoint(path, state):
    path = Path(path)
    temporary = path.with_name(path.name + ".tmp")
    torch.save(compact(state), temporary)
    temporary.replace(path)


def load_checkpoint(path):
    try:
        return torch.load(path, weights_only=True)
    except FileNotFoundError:
        return None
