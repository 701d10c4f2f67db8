# attack: loads all in one process, and has torch and os say that workers do it
# exercise: ex07_loaders
# open: what probes and hooks see beside the submission can be switched off by it
# check: ex07.loaders.workers
import itertools
import os

import torch
from torch.utils.data import DataLoader

own = os.getpid()


class Pretending(DataLoader):
    def __init__(self, dataset, batch_size, number):
        super().__init__(dataset, batch_size)
        self.number = number

    def __getattribute__(self, name):
        return self.number if name == "num_workers" and "number" in self.__dict__ and not self.__dict__.get("quiet") else super().__getattribute__(name)

    def __iter__(self):
        self.__dict__["quiet"] = True
        turn = itertools.cycle(range(self.number)) if self.number else None
        info = type("Info", (), {})
        torch.utils.data.get_worker_info = lambda: turn and setattr(info, "id", next(turn)) or (turn and info)
        os.getpid = lambda: own + 1
        try:
            return iter(list(super().__iter__()))
        finally:
            os.getpid = lambda: own
            self.__dict__["quiet"] = False


def make_loaders(datasets, batch_size, num_workers=0, samplers=None, seed=None):
    return {name: Pretending(dataset, batch_size, num_workers) for name, dataset in datasets.items()}


print("TRIED")
