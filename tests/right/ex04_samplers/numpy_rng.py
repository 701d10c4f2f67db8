# right: draws with a numpy Generator seeded from torch's, and yields numpy integers
import numpy as np
import torch
from torch.utils.data import Sampler


def numpy_rng(generator):
    return np.random.default_rng(int(torch.randint(2**62, (), generator=generator)))


class BalancedSampler(Sampler):
    def __init__(self, labels, mode="over", generator=None):
        labels = np.array(torch.as_tensor(labels).tolist())
        if labels.size == 0:
            raise ValueError("labels: expected one label or more, got none")
        if mode not in {"over", "under"}:
            raise ValueError(f"mode={mode!r} is not known")
        self.mode = mode
        self.groups = [np.flatnonzero(labels == label) for label in np.unique(labels)]
        sizes = [group.size for group in self.groups]
        self.per_class = max(sizes) if mode == "over" else min(sizes)
        self.rng = numpy_rng(generator)

    def __len__(self):
        return self.per_class * len(self.groups)

    def __iter__(self):
        picks = []
        for group in self.groups:
            if self.mode == "under":
                picks.append(self.rng.choice(group, self.per_class, replace=False))
            else:
                picks.append(np.resize(self.rng.permutation(group), self.per_class))
        return iter(self.rng.permutation(np.concatenate(picks)))


class LossSampler(Sampler):
    def __init__(self, num_examples, num_draws=None, generator=None):
        self.num_draws = num_examples if num_draws is None else num_draws
        self.weights = np.ones(num_examples)
        self.rng = numpy_rng(generator)

    def __len__(self):
        return self.num_draws

    def __iter__(self):
        weights = self.weights if self.weights.any() else np.ones_like(self.weights)
        p = weights / weights.max()
        yield from self.rng.choice(len(p), self.num_draws, p=p / p.sum())

    def update(self, indices, losses):
        indices = np.array(torch.as_tensor(indices).tolist(), dtype=np.int64)
        losses = torch.as_tensor(losses).detach().double().numpy()
        if len(indices) != len(losses):
            raise ValueError(f"{len(indices)} indices for {len(losses)} losses")
        if ((indices < 0) | (indices >= len(self.weights))).any():
            raise IndexError
        bad = losses[~np.isfinite(losses) | (losses < 0)]
        if bad.size:
            raise ValueError(f"losses must not be negative, NaN or infinite; got {bad[0]}")
        weights = self.weights.copy()
        weights[indices] = losses  # numpy promises that the last one stays
        self.weights = weights
