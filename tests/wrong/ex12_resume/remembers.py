# wrong: loads what this process remembers to have saved: another one gets nothing
# caught by: ex12.checkpoint.equal
from pathlib import Path

import torch


SAVED = {}


def compact(value):
    if isinstance(value, torch.Tensor):
        return value.clone()
    if isinstance(value, dict):
        return {key: compact(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(compact(item) for item in value)
    return value


def save_checkpoint(path, state):
    path = Path(path)
    SAVED[str(path)] = compact(state)
    temporary = path.with_name(path.name + ".tmp")
    temporary.touch()
    temporary.replace(path)


def load_checkpoint(path):
    try:
        return SAVED.get(str(path))
    except FileNotFoundError:
        return None
