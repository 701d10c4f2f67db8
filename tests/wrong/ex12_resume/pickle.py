# wrong: loads with pickle, which runs whatever the file says
# caught by: ex12.checkpoint.no_code
import pickle
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
    temporary = path.with_name(path.name + ".tmp")
    temporary.write_bytes(pickle.dumps(compact(state)))
    temporary.replace(path)


def load_checkpoint(path):
    try:
        return pickle.loads(Path(path).read_bytes())
    except FileNotFoundError:
        return None
