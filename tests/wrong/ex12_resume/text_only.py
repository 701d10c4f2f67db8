# wrong: takes a str only
# caught by: ex12.checkpoint.path
from pathlib import Path

import torch


def compact(value):
    if isinstance(value, torch.Tensor):
        return value.clone()
    if isinstance(value, dict):
        return {key: compact(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(compact(item) for item in value)
    return value


def save_checkpoint(path, state):
    torch.save(compact(state), path + ".tmp")
    Path(path + ".tmp").replace(path)


def load_checkpoint(path):
    try:
        return torch.load(path, weights_only=True)
    except FileNotFoundError:
        return None
