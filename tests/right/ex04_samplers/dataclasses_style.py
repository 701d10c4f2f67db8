# right: both samplers are dataclasses (no __hash__, fields instead of __init__), with extra methods
from dataclasses import dataclass, field

import torch
from torch.utils.data import Sampler


@dataclass
class BalancedSampler(Sampler):
    labels: object
    mode: str = "over"
    generator: object = None

    def __post_init__(self):
        self.labels = torch.as_tensor(self.labels).tolist()
        if self.mode not in ("over", "under"):
            raise ValueError(f"I only know the modes over and under. You gave: {self.mode}")
        if len(self.labels) < 1:
            raise ValueError("`labels` has length 0")

    def class_members(self):
        return [
            [i for i, label in enumerate(self.labels) if label == wanted]
            for wanted in dict.fromkeys(self.labels)
        ]

    def per_class(self):
        sizes = list(map(len, self.class_members()))
        return {"over": max, "under": min}[self.mode](sizes)

    def __len__(self):
        return self.per_class() * len(set(self.labels))

    def shuffled(self, items):
        # Sort by random keys.
        keys = torch.rand(len(items), dtype=torch.float64, generator=self.generator)
        return [items[i] for i in keys.argsort().tolist()]

    def __iter__(self):
        wanted = self.per_class()
        epoch = []
        for members in self.class_members():
            # The extra draws always go to the class's first members: that is free.
            pool = members if self.mode == "over" else self.shuffled(members)
            epoch += [pool[k % len(pool)] for k in range(wanted)]
        return iter(self.shuffled(epoch))

    def epochs(self, n):
        return [list(self) for _ in range(n)]


@dataclass
class LossSampler(Sampler):
    num_examples: int
    num_draws: int = None
    generator: object = None
    weights: list = field(init=False, repr=False)

    def __post_init__(self):
        self.weights = [1.0 for _ in range(self.num_examples)]
        if self.num_draws is None:
            self.num_draws = self.num_examples

    def __len__(self):
        return self.num_draws

    def __iter__(self):
        # A race of exponential clocks: the first to ring wins, with probability ~ its weight.
        weights = torch.tensor(self.weights, dtype=torch.float64)
        weights = weights if weights.any() else weights + 1
        for _ in range(self.num_draws):
            clocks = torch.empty(self.num_examples, dtype=torch.float64)
            clocks.exponential_(generator=self.generator)
            yield int((clocks / weights).argmin())

    def mean_weight(self):
        return sum(self.weights) / self.num_examples

    def update(self, indices, losses):
        indices = torch.as_tensor(indices).tolist()
        losses = torch.as_tensor(losses).tolist()
        try:
            pairs = list(zip(indices, losses, strict=True))
        except ValueError:
            raise ValueError(
                f"lengths differ: indices {len(indices)}, losses {len(losses)}"
            ) from None
        before = list(self.weights)
        try:
            for index, loss in pairs:
                if not loss >= 0 or loss == float("inf"):
                    raise ValueError(f"losses contains {loss}")
                if index < 0:
                    raise IndexError(index)
                self.weights[index] = loss
        except Exception:
            self.weights = before
            raise
