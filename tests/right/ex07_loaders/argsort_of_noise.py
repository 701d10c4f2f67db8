# right: sorts random numbers, doubles; subclasses ValueError; a dict subclass with attributes
import torch
from torch.utils.data import DataLoader, Sampler


class BadArgument(ValueError):
    def __init__(self, argument, value, rule):
        super().__init__(f"{argument} {rule}; this one is {value!r}")


class Loaders(dict):
    __getattr__ = dict.__getitem__


class Noise(Sampler):
    def __init__(self, n, generator):
        self.n, self.generator = n, generator

    def __iter__(self):
        noise = torch.rand(self.n, dtype=torch.float64, generator=self.generator)
        return map(int, noise.argsort())

    def __len__(self):
        return self.n


def make_loaders(datasets, batch_size, num_workers=0, samplers=None, seed=None):
    if batch_size < 1:
        raise BadArgument("batch_size", batch_size, "cannot be below 1")
    if num_workers < 0:
        raise BadArgument("num_workers", num_workers, "cannot be negative")
    wanted = list(datasets)
    for name in samplers or []:
        if name not in wanted:
            raise BadArgument("samplers", name, f"has only names out of {wanted}")
    loaders = Loaders()
    for name in wanted:
        sampler = None
        if samplers is not None and name in samplers:
            sampler = samplers[name]
        elif name == "train":
            generator = None if seed is None else torch.Generator().manual_seed(seed)
            sampler = Noise(len(datasets[name]), generator)
        loaders[name] = DataLoader(
            datasets[name],
            batch_size=batch_size,
            shuffle=None,
            sampler=sampler,
            num_workers=num_workers,
            pin_memory=torch.cuda.is_available(),
            drop_last="train" == name,
            persistent_workers=num_workers > 0,
        )
    return loaders
