# right: a dataclass holds the settings; the order sorts hashes, and no global RNG is ever touched
import dataclasses
import hashlib
import itertools
from typing import Any

import torch
from torch.utils.data import DataLoader


class HashOrder:
    """Not a Sampler subclass: any iterable that can be iterated again will do."""

    def __init__(self, size, key):
        self.size, self.key, self.epochs = size, key, itertools.count()

    def __len__(self):
        return self.size

    def __iter__(self):
        epoch = next(self.epochs)

        def rank(index):
            return hashlib.sha256(f"{self.key}:{epoch}:{index}".encode()).digest()

        return iter(sorted(range(self.size), key=rank))


@dataclasses.dataclass
class Settings:
    batch_size: int
    num_workers: int
    samplers: Any
    seed: Any
    pin: bool = dataclasses.field(default_factory=lambda: torch.cuda.is_available())

    def __post_init__(self):
        if self.batch_size < 1:
            raise ValueError(f"batch_size: {self.batch_size!r} < 1")
        if self.num_workers < 0:
            raise ValueError(f"num_workers: {self.num_workers!r} < 0")

    def loader(self, name, dataset):
        sampler = (self.samplers or {}).get(name)
        if sampler is None and name == "train":
            sampler = HashOrder(len(dataset), torch.Generator().seed() if self.seed is None else self.seed)
        return DataLoader(
            dataset,
            batch_size=self.batch_size,
            sampler=sampler,
            num_workers=self.num_workers,
            drop_last=True if name == "train" else False,
            pin_memory=self.pin,
            persistent_workers=True if self.num_workers else False,
            generator=torch.Generator(),
        )


def make_loaders(datasets, batch_size, num_workers=0, samplers=None, seed=None):
    settings = Settings(batch_size, num_workers, samplers, seed)
    for name in samplers or ():
        try:
            datasets[name]
        except KeyError:
            raise ValueError(f"a sampler for {name!r}, which no dataset has; see samplers") from None
    return {name: settings.loader(name, dataset) for name, dataset in datasets.items()}
