# right: the state is one text; an endless generator of epochs is advanced to where it stopped; bytes are written at once
import io
import os

import torch
from torch.utils.data import Sampler


def epochs(n, seed):
    generator = torch.Generator().manual_seed(seed)
    while True:
        yield torch.randperm(n, generator=generator).tolist()


class ResumableSampler(Sampler):
    def __init__(self, num_examples, seed=0):
        self.arguments = num_examples, seed
        self.load_state_dict({"at": "0:0"})

    def __len__(self):
        return self.arguments[0]

    def __iter__(self):
        def indices():
            number, order, skip = self.number, next(self.epochs), self.skip
            self.number, self.skip = number + 1, 0
            for k, index in enumerate(order):
                if k >= skip:
                    self.at = f"{number}:{k + 1}"
                    yield index

        return indices()

    def state_dict(self):
        return {"at": self.at}

    def load_state_dict(self, state):
        self.at = state["at"]
        self.number, self.skip = map(int, self.at.split(":"))
        self.epochs = epochs(*self.arguments)
        for _ in range(self.number):
            next(self.epochs)


def on_own_storage(value):
    if isinstance(value, torch.Tensor):
        return torch.clone(value)
    if isinstance(value, dict):
        return {k: on_own_storage(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return type(value)([on_own_storage(v) for v in value])
    return value


def save_checkpoint(path, state):
    with io.BytesIO() as buffer:
        torch.save(on_own_storage(state), buffer)
        data = buffer.getvalue()
    new = os.fspath(path) + ".incomplete"
    handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    try:
        while data:
            data = data[os.write(handle, data) :]
    finally:
        os.close(handle)
    os.replace(new, path)


def load_checkpoint(path):
    return torch.load(path, weights_only=True) if os.path.lexists(path) else None
