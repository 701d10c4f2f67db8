# right: numpy's SeedSequence and numpy ints; a temporary name of its own each time, and fsync
import os
import tempfile

import numpy as np
import torch
from torch.utils.data import Sampler


class ResumableSampler(Sampler):
    def __init__(self, num_examples, seed=0):
        self.num_examples, self.seed = num_examples, seed
        self.epoch, self.drawn, self.begun, self.resume = -1, num_examples, 0, False

    def __len__(self):
        return self.num_examples

    def __iter__(self):
        if self.resume:
            epoch, drawn, self.resume = self.epoch, self.drawn, False
        else:
            epoch, drawn = self.begun, 0
            self.begun += 1
        rng = np.random.default_rng(np.random.SeedSequence([self.seed % 2**64, epoch]))
        for drawn, index in enumerate(rng.permutation(self.num_examples)[drawn:], drawn + 1):
            self.epoch, self.drawn = epoch, drawn
            yield index

    def state_dict(self):
        return {"place": [self.epoch, self.drawn], "format": "1"}

    def load_state_dict(self, state):
        self.epoch, self.drawn = state["place"]
        self.begun = self.epoch + 1
        self.resume = self.epoch >= 0


def on_its_own(value):
    if torch.is_tensor(value):
        return value.detach().clone(memory_format=torch.contiguous_format)
    match value:
        case dict():
            return dict(zip(value, map(on_its_own, value.values())))
        case list():
            return list(map(on_its_own, value))
        case tuple():
            return tuple(map(on_its_own, value))
    return value


def save_checkpoint(path, state):
    folder = os.path.dirname(os.path.abspath(path))
    handle, temporary = tempfile.mkstemp(dir=folder, prefix=".saving-")
    try:
        with os.fdopen(handle, "wb") as file:
            torch.save(on_its_own(state), file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        os.unlink(temporary)
        raise


def load_checkpoint(path):
    if not os.path.exists(path):
        return None
    return torch.load(path, map_location="cpu", weights_only=True)
