# right: the standard library alone: random.Random, Counter, random.choices over plain lists
import random
from collections import Counter
from math import isfinite

import torch
from torch.utils.data import Sampler


def rng_from(generator):
    return random.Random(torch.randint(2**60, (1,), generator=generator).item())


class BalancedSampler(Sampler):
    def __init__(self, labels, mode="over", generator=None):
        self.labels = torch.as_tensor(labels).tolist()
        if not self.labels:
            raise ValueError("labels is empty: []")
        sizes = Counter(self.labels).values()
        if mode == "over":
            self.target = max(sizes)
        elif mode == "under":
            self.target = min(sizes)
        else:
            raise ValueError(f"unknown mode: {mode}")
        self.random = rng_from(generator)

    def __len__(self):
        return self.target * len(set(self.labels))

    def __iter__(self):
        epoch = []
        for label in sorted(set(self.labels)):
            members = [i for i, other in enumerate(self.labels) if other == label]
            picked = []
            while len(picked) < self.target:
                picked += self.random.sample(members, min(len(members), self.target - len(picked)))
            epoch.extend(picked)
        self.random.shuffle(epoch)
        yield from epoch


class LossSampler(Sampler):
    def __init__(self, num_examples, num_draws=None, generator=None):
        self.n = num_examples
        self.draws = num_examples if num_draws is None else num_draws
        self.weight = dict.fromkeys(range(num_examples), 1)
        self.random = rng_from(generator)

    def __len__(self):
        return self.draws

    def __iter__(self):
        weights = list(self.weight.values())
        if not any(weights):
            weights = [1] * self.n
        yield from self.random.choices(range(self.n), weights, k=self.draws)

    def update(self, indices, losses):
        indices = [int(i) for i in torch.as_tensor(indices)]
        losses = [float(loss) for loss in torch.as_tensor(losses).detach()]
        if len(indices) != len(losses):
            raise ValueError(f"got {len(indices)} indices but {len(losses)} losses")
        for loss in losses:
            if not isfinite(loss) or loss < 0:
                raise ValueError(f"every loss must be a finite number from 0 up; losses has {loss}")
        if not set(indices) <= self.weight.keys():
            raise IndexError("no such example")
        self.weight.update(zip(indices, losses))
