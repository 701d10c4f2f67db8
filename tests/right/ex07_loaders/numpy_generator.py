# right: the order comes from a numpy Generator, as numpy ints; options are gathered in a dict
import numpy as np
import torch
from torch.utils.data import DataLoader, Sampler


class NumpyShuffle(Sampler):
    def __init__(self, n, seed):
        self.n = n
        self.rng = np.random.default_rng(seed % 2**64)

    def __len__(self):
        return self.n

    def __iter__(self):
        return iter(self.rng.permutation(self.n))


def make_loaders(datasets, batch_size, num_workers=0, samplers=None, seed=None):
    if batch_size < 1:
        raise ValueError(f"need batch_size >= 1, not {batch_size}")
    if num_workers < 0:
        raise ValueError(f"need num_workers >= 0, not {num_workers}")
    samplers = samplers or {}
    unknown = [name for name in samplers if name not in datasets]
    if unknown:
        raise ValueError(f"no dataset for these samplers: {unknown}")
    loaders = {}
    for name in datasets:
        options = {}
        if name in samplers:
            options["sampler"] = samplers[name]
        elif name == "train":
            if seed is None:
                options["shuffle"] = True
            else:
                options["sampler"] = NumpyShuffle(len(datasets[name]), seed)
        loaders[name] = DataLoader(
            datasets[name],
            batch_size,
            num_workers=num_workers,
            pin_memory=torch.cuda.is_available(),
            drop_last=name == "train",
            persistent_workers=bool(num_workers),
            **options,
        )
    return loaders
