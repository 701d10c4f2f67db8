# wrong: mixes the time of the import into the seed: the order holds for one process only
# caught by: ex07.loaders.seed
import time

import torch
from torch.utils.data import DataLoader, Sampler

STARTED = time.time_ns()


class Shuffle(Sampler):
    def __init__(self, n, seed):
        self.n = n
        self.generator = torch.Generator().manual_seed(hash((seed, STARTED)))

    def __iter__(self):
        return iter(torch.randperm(self.n, generator=self.generator).tolist())

    def __len__(self):
        return self.n


def make_loaders(datasets, batch_size, num_workers=0, samplers=None, seed=None):
    if batch_size < 1:
        raise ValueError(f"batch_size must be at least 1, got {batch_size}")
    if num_workers < 0:
        raise ValueError(f"num_workers must be at least 0, got {num_workers}")
    samplers = dict(samplers or {})
    for name in samplers:
        if name not in datasets:
            raise ValueError(f"samplers has {name!r}, which is not in datasets")
    if seed is not None and "train" in datasets and "train" not in samplers:
        samplers["train"] = Shuffle(len(datasets["train"]), seed)
    loaders = {}
    for name, dataset in datasets.items():
        train = name == "train"
        loaders[name] = DataLoader(
            dataset,
            batch_size=batch_size,
            shuffle=train and name not in samplers,
            sampler=samplers.get(name),
            drop_last=train,
            num_workers=num_workers,
            pin_memory=torch.cuda.is_available(),
            persistent_workers=num_workers > 0,
        )
    return loaders
