# right: random.Random seeded by a string of seed and epoch, drawn lazily, one index at a time
import random

import torch
import torch.utils.data as data


class Lazy(data.Sampler):
    def __init__(self, size, seed):
        self.size, self.seed, self.epoch = size, seed, 0

    def __iter__(self):
        rng = random.Random(f"{self.seed}/{self.epoch}")
        self.epoch += 1
        return self.draw(rng)

    def draw(self, rng):
        left = list(range(self.size))
        while left:
            k = rng.randrange(len(left))
            left[k], left[-1] = left[-1], left[k]
            yield left.pop()

    def __len__(self):
        return self.size


def make_loaders(datasets, batch_size, num_workers=0, samplers=None, seed=None):
    for name, value, least in (("batch_size", batch_size, 1), ("num_workers", num_workers, 0)):
        if value < least:
            raise ValueError(f"{name}={value}: the least allowed is {least}")
    chosen = dict(samplers or {})
    for key in chosen.keys() - datasets.keys():
        raise ValueError(f"samplers[{key!r}]: no such split")
    if seed is None:
        seed = random.SystemRandom().random()
    loaders = {}
    for key, dataset in datasets.items():
        if key not in chosen:
            n = len(dataset)
            chosen[key] = Lazy(n, seed) if key == "train" else range(n)
        loaders[key] = data.DataLoader(
            dataset, batch_size=batch_size, sampler=chosen[key], drop_last=key == "train",
            num_workers=num_workers, persistent_workers=num_workers > 0,
            pin_memory=torch.cuda.is_available(),
        )
    return loaders
