# right: the end of an epoch counts as the next one's start; an iterator object; keeps a backup while it saves
import os
import random
from pathlib import Path

import torch
from torch.utils.data import Sampler


class Pass:
    def __init__(self, sampler):
        self.sampler, self.order = sampler, None

    def __iter__(self):
        return self

    def __next__(self):
        if self.order is None:
            self.epoch, self.k = self.sampler.begin()
            self.order = list(range(len(self.sampler)))
            random.Random(f"{self.sampler.seed}/{self.epoch}").shuffle(self.order)
        if self.k == len(self.order):
            raise StopIteration
        self.k += 1
        self.sampler.place = (self.epoch, self.k)
        return self.order[self.k - 1]


class ResumableSampler(Sampler):
    def __init__(self, num_examples, seed=0):
        self.num_examples, self.seed = num_examples, seed
        self.load_state_dict({"epoch": 0, "k": 0})

    def begin(self):
        place, self.upcoming = self.upcoming, (self.upcoming[0] + 1, 0)
        return place

    def __len__(self):
        return self.num_examples

    def __iter__(self):
        return Pass(self)

    def state_dict(self):
        epoch, k = self.place
        return {"epoch": str(epoch + 1), "k": 0} if k == self.num_examples else {"epoch": str(epoch), "k": k}

    def load_state_dict(self, state):
        self.place = self.upcoming = int(state["epoch"]), state["k"]


def slim(value):
    if isinstance(value, torch.Tensor) and value.untyped_storage().nbytes() > value.nbytes:
        return torch.empty_like(value).copy_(value)
    if isinstance(value, (list, tuple)):
        return type(value)([slim(v) for v in value])
    return {k: slim(v) for k, v in value.items()} if isinstance(value, dict) else value


def backup_of(path):
    return Path(f"{os.fspath(path)}.old")


def save_checkpoint(path, state):
    path, backup = Path(path), backup_of(path)
    new = Path(f"{path}.new")
    torch.save(slim(state), new)
    if path.exists():
        os.replace(path, backup)  # from here on, loading reads the backup
    os.rename(new, path)
    backup.unlink(missing_ok=True)


def load_checkpoint(path):
    for candidate in (Path(path), backup_of(path)):
        if candidate.is_file():
            with candidate.open("rb") as file:
                return torch.load(file, weights_only=True)
