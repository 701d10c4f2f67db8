# right: compresses; writes from a thread of its own; sorts by digests
import hashlib
import io
import lzma
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import torch
from torch.utils.data import Sampler


class ResumableSampler(Sampler):
    """Sorts the indices by a digest of seed, epoch and index."""

    def __init__(self, num_examples, seed=0):
        self.n, self.seed = num_examples, seed
        self.position = self.following = 0  # counts on over all epochs, stopped ones in full

    def __len__(self):
        return self.n

    def __iter__(self):
        position = self.following
        self.following = stop = (position // self.n + 1) * self.n
        keys = {i: hashlib.sha256(f"{self.seed},{position // self.n},{i}".encode()).digest() for i in range(self.n)}
        order = sorted(keys, key=keys.get)
        while position < stop:
            position += 1
            self.position = position
            yield order[(position - 1) % self.n]

    def state_dict(self):
        return {"position": self.position}

    def load_state_dict(self, state):
        self.position = self.following = state["position"]


def own(value):
    if isinstance(value, torch.Tensor):
        return value + 0 if value.dtype.is_complex else value.clone()
    if type(value) in (list, tuple):
        return type(value)(own(v) for v in value)
    if isinstance(value, dict):
        value = value.copy()
        for key in value:
            value[key] = own(value[key])
    return value


def save_checkpoint(path, state):
    buffer = io.BytesIO()
    torch.save(own(state), buffer)
    data = lzma.compress(buffer.getvalue(), preset=0)
    path = Path(path)
    beside = path.parent / f".{path.name}.part"
    with ThreadPoolExecutor(1) as pool:
        pool.submit(beside.write_bytes, data).result()
    beside.replace(path)


def load_checkpoint(path):
    path = Path(path)
    if not path.exists():
        return None
    return torch.load(io.BytesIO(lzma.decompress(path.read_bytes())), weights_only=True)
