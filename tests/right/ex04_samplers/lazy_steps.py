# right: lazy: each next() makes one random step, of a Fisher-Yates shuffle or of a bisection
from bisect import bisect_right
from itertools import accumulate

import torch
from torch.utils.data import Sampler


class BalancedSampler(Sampler):
    def __init__(self, labels, mode="over", generator=None):
        if str(mode) not in "over under".split() or not isinstance(mode, str):
            raise ValueError(f"mode: expected over or under, found {mode!r}")
        self.members = {}
        for index, label in enumerate(torch.as_tensor(labels)):
            self.members.setdefault(int(label), []).append(index)
        if not self.members:
            raise ValueError("found no labels")
        self.mode = mode
        self.generator = generator

    @property
    def per_class(self):
        sizes = [len(indices) for indices in self.members.values()]
        return max(sizes) if self.mode == "over" else min(sizes)

    def __len__(self):
        return sum(self.per_class for _ in self.members)

    def below(self, n):
        return torch.randint(n, (1,), generator=self.generator).item()

    def pop(self, pool):
        at = self.below(len(pool))
        pool[at], pool[-1] = pool[-1], pool[at]
        return pool.pop()

    def __iter__(self):
        # One step of a Fisher-Yates shuffle for each next().
        pool = []
        for members in self.members.values():
            spare = list(members)
            pool += members * (self.per_class // len(members))
            pool += [self.pop(spare) for _ in range(self.per_class % len(members))]
        while pool:
            yield self.pop(pool)


class LossSampler(Sampler):
    def __init__(self, num_examples, num_draws=None, generator=None):
        self.weights = [1.0] * num_examples
        self.num_draws = num_draws if num_draws is not None else num_examples
        self.generator = generator

    def __len__(self):
        return self.num_draws

    def __iter__(self):
        largest = max(self.weights)
        edges = list(accumulate(w / largest if largest else 1.0 for w in self.weights))
        for _ in range(self.num_draws):
            point = torch.rand(1, dtype=torch.float64, generator=self.generator).item()
            yield bisect_right(edges, point * edges[-1])

    def update(self, indices, losses):
        indices, losses = torch.as_tensor(indices), torch.as_tensor(losses).detach()
        if indices.numel() != losses.numel():
            raise ValueError(f"losses: {losses.numel()} of them for {indices.numel()} indices")
        weights = list(self.weights)
        for index, loss in zip(indices.tolist(), losses.tolist()):
            if index < 0:
                raise IndexError("negative")
            if loss < 0 or loss != loss or loss == float("inf"):
                raise ValueError(f"cannot use the value {loss!r} in losses")
            weights[index] = float(loss)
        self.weights = weights
