# right: torch's SubsetRandomSampler for each epoch; the old torch format; a lock-free journal name with the process id
import copy
import os
from dataclasses import asdict, dataclass

import torch
from torch.utils.data import Sampler, SubsetRandomSampler


@dataclass
class Place:
    epoch: int = 0
    drawn: int = 0


class ResumableSampler(Sampler):
    def __init__(self, num_examples, seed=0):
        self.indices = range(num_examples)
        self.seed = seed
        self.place = Place()
        self.queue = [Place()]

    __len__ = lambda self: len(self.indices)  # noqa: E731

    def __iter__(self):
        place = self.queue.pop()
        self.queue.append(Place(place.epoch + 1))
        generator = torch.Generator().manual_seed(self.seed)
        epoch_seed = torch.randint(2**62, (place.epoch + 1,), generator=generator)[-1].item()
        generator.manual_seed(epoch_seed)
        inner = iter(SubsetRandomSampler(self.indices, generator))
        for _ in range(place.drawn):
            next(inner)
        for index in inner:
            place.drawn += 1
            self.place = place
            yield index

    def state_dict(self):
        return asdict(self.place)

    def load_state_dict(self, state):
        self.place = Place(**state)
        self.queue = [copy.copy(self.place)]


def cloned(value):
    if isinstance(value, torch.Tensor):
        with torch.no_grad():
            return value.clone()
    if isinstance(value, dict):
        return type(value)((key, cloned(item)) for key, item in value.items())
    if isinstance(value, (tuple, list)):
        return value.__class__(map(cloned, value))
    return value


def save_checkpoint(path, state):
    path = os.fsdecode(path)
    folder, name = os.path.split(path)
    temporary = os.path.join(folder, f"{name}.{os.getpid()}.tmp")
    try:
        torch.save(cloned(state), temporary, _use_new_zipfile_serialization=False)
        os.rename(temporary, path)
    finally:
        if os.path.exists(temporary):
            os.remove(temporary)


def load_checkpoint(path):
    try:
        with open(path, "rb") as file:
            return torch.load(file, weights_only=True)
    except FileNotFoundError:
        pass
