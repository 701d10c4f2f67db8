# wrong: takes a name from mkstemp, adds a suffix, and leaves the empty file behind
# caught by: ex12.checkpoint.tidy
import os
import tempfile
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
    path = Path(path)
    handle, name = tempfile.mkstemp(dir=path.parent)
    os.close(handle)
    temporary = Path(name + ".pt")
    torch.save(compact(state), temporary)
    temporary.replace(path)


def load_checkpoint(path):
    try:
        return torch.load(path, weights_only=True)
    except FileNotFoundError:
        return None
