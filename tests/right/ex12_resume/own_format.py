# right: a format of its own, JSON and raw bytes in a zip file, that torch.load never sees
import json
import math
import os
import zipfile

import torch
from torch.utils.data import Sampler


class ResumableSampler(Sampler):
    def __init__(self, num_examples, seed=0):
        self.num_examples = num_examples
        self.seed = seed
        self.load_state_dict({"epoch": 0.0, "drawn": 0})

    def __len__(self):
        return self.num_examples

    def __iter__(self):
        mine = self.pending
        self.pending = {"epoch": mine["epoch"] + 1, "drawn": 0}
        rng = torch.Generator()
        rng.manual_seed(self.seed)
        for _ in range(int(mine["epoch"]) + 1):
            noise = torch.rand(self.num_examples, dtype=torch.float64, generator=rng)
        indices = noise.argsort().tolist()
        while mine["drawn"] < self.num_examples:
            mine["drawn"] += 1
            self.counter = dict(mine)
            yield indices[mine["drawn"] - 1]

    def state_dict(self):
        return dict(self.counter)

    def load_state_dict(self, state):
        self.counter = dict(state)
        self.pending = dict(state)


def dismantle(value, blobs):
    if isinstance(value, torch.Tensor):
        data = value.detach().contiguous().flatten()
        blobs.append(data.view(torch.uint8).numpy().tobytes() if data.numel() else b"")
        return {"tensor": len(blobs) - 1, "dtype": str(value.dtype)[6:], "shape": list(value.shape)}
    if isinstance(value, dict):
        return {"dict": [[k, dismantle(v, blobs)] for k, v in value.items()]}
    if isinstance(value, (list, tuple)):
        return {type(value).__name__: [dismantle(v, blobs) for v in value]}
    if value is None or isinstance(value, (bool, int, float, str)):
        return {"plain": value}
    raise TypeError(f"cannot save a {type(value).__name__}")


def assemble(value, blobs):
    if "tensor" in value:
        dtype = getattr(torch, value["dtype"])
        shape = value["shape"]
        if not math.prod(shape):
            return torch.empty(shape, dtype=dtype)
        return torch.frombuffer(bytearray(blobs(value["tensor"])), dtype=dtype).view(shape)
    if "dict" in value:
        return {k: assemble(v, blobs) for k, v in value["dict"]}
    for kind in (list, tuple):
        if kind.__name__ in value:
            return kind(assemble(v, blobs) for v in value[kind.__name__])
    return value["plain"]


def save_checkpoint(path, state):
    blobs = []
    index = json.dumps(dismantle(state, blobs))
    new = f"{path}~"
    with zipfile.ZipFile(new, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("index.json", index)
        for number, blob in enumerate(blobs):
            archive.writestr(str(number), blob)
    os.replace(new, path)


def load_checkpoint(path):
    try:
        archive = zipfile.ZipFile(path)
    except FileNotFoundError:
        return None
    with archive:
        return assemble(json.loads(archive.read("index.json")), lambda number: archive.read(str(number)))
