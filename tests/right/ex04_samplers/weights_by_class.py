# right: one function does the drawing for both classes; counts are dealt out per index first, then spread out
import torch
from torch.utils.data.sampler import Sampler


def spread(counts, generator):
    """Each index as often as its count says, in random order."""
    epoch = torch.tensor([i for i, count in enumerate(counts.tolist()) for _ in range(count)])
    return epoch[torch.randperm(len(epoch), generator=generator)]


class BalancedSampler(Sampler):
    def __init__(self, labels, mode="over", generator=None):
        if mode not in ("over", "under"):
            msg = f"mode should be 'over' or 'under' and not {mode!r}"
            raise ValueError(msg)
        labels = torch.tensor(torch.as_tensor(labels).tolist(), dtype=torch.int64)
        if not len(labels):
            msg = "labels should not be empty"
            raise ValueError(msg)
        self.classes, self.inverse = torch.unique(labels, return_inverse=True)
        sizes = self.inverse.bincount()
        self.target = (sizes.max() if mode == "over" else sizes.min()).item()
        self.generator = generator

    def __len__(self):
        return self.target * self.classes.numel()

    def counts(self):
        counts = torch.zeros_like(self.inverse)
        for c in range(len(self.classes)):
            members = (self.inverse == c).nonzero()[:, 0]
            counts[members] = self.target // len(members)
            lucky = torch.randperm(len(members), generator=self.generator)
            counts[members[lucky[: self.target % len(members)]]] += 1
        return counts

    def __iter__(self):
        return iter(spread(self.counts(), self.generator).tolist())


class LossSampler(Sampler):
    def __init__(self, num_examples, num_draws=None, generator=None):
        self.weights = torch.ones(num_examples, dtype=torch.double)
        self.num_draws = num_draws
        self.generator = generator

    def __len__(self):
        return len(self.weights) if self.num_draws is None else self.num_draws

    def __iter__(self):
        p = self.weights if self.weights.max() > 0 else torch.ones_like(self.weights)
        drawn = torch.multinomial(p, len(self), replacement=True, generator=self.generator)
        counts = drawn.bincount(minlength=len(p))
        yield from spread(counts, self.generator).tolist()

    def update(self, indices, losses):
        indices = torch.as_tensor(indices).reshape(-1).to(torch.int64)
        losses = torch.as_tensor(losses).detach().reshape(-1).to(torch.float64)
        if len(indices) != len(losses):
            msg = f"indices ({len(indices)}) and losses ({len(losses)}) should be of one length"
            raise ValueError(msg)
        for loss in losses.tolist():
            if not 0.0 <= loss <= 1.7e308:
                msg = f"losses should be finite and non-negative, one is {loss}"
                raise ValueError(msg)
        if len(indices) and (indices.min() < 0 or indices.max() >= len(self.weights)):
            raise IndexError("indices should be in range")
        for i in range(len(indices)):
            self.weights[indices[i]] = losses[i]
