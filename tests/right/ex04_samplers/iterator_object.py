# right: iterators are objects of a class of their own, not generators; the balanced order is drawn at iter()
import torch
from torch.utils.data import Sampler


class BalancedSampler(Sampler):
    def __init__(self, labels, mode="over", generator=None):
        labels = torch.as_tensor(labels)
        if mode != "over" and mode != "under":
            raise ValueError("mode must be over or under, not " + repr(mode))
        if len(labels) == 0:
            raise ValueError("labels must not be empty (0 labels)")
        self._labels, self._generator = labels.clone(), generator
        self._classes = [(labels == c).nonzero().flatten() for c in set(labels.tolist())]
        sizes = torch.tensor([len(c) for c in self._classes])
        self._target = int(sizes.max() if mode == "over" else sizes.min())

    def __len__(self):
        return self._target * len(self._classes)

    def _draw(self, members):
        rounds = -(-self._target // len(members))
        shuffled = members[torch.randperm(len(members), generator=self._generator)]
        return shuffled.repeat(rounds)[: self._target]

    def __iter__(self):
        epoch = torch.cat([self._draw(members) for members in self._classes])
        return iter(epoch[torch.randperm(len(epoch), generator=self._generator)].tolist())


class _Pass:
    def __init__(self, sampler):
        self._sampler = sampler
        self._left = None

    def __iter__(self):
        return self

    def __next__(self):
        if self._left is None:
            self._left = self._sampler._draw()[::-1]
        if not self._left:
            raise StopIteration
        return self._left.pop()


class LossSampler(Sampler):
    def __init__(self, num_examples, num_draws=None, generator=None):
        self._num_draws = num_examples if num_draws is None else num_draws
        self._weights = torch.ones(num_examples)
        self._generator = generator

    def __len__(self):
        return self._num_draws

    def _draw(self):
        weights = self._weights if self._weights.any() else torch.ones_like(self._weights)
        # Inverse of the cumulative sum, in doubles.
        edges = (weights.double() / weights.max()).cumsum(0)
        points = torch.rand(self._num_draws, dtype=torch.float64, generator=self._generator)
        return torch.searchsorted(edges, points * edges[-1], right=True).tolist()

    def __iter__(self):
        return _Pass(self)

    def update(self, indices, losses):
        indices = torch.as_tensor(indices).to(torch.int64)
        losses = torch.as_tensor(losses).detach().float()
        if indices.shape != losses.shape:
            raise ValueError(
                f"indices has shape {tuple(indices.shape)}, losses has shape {tuple(losses.shape)}"
            )
        bad = ~(torch.isfinite(losses) & (losses >= 0))
        if bad.any():
            raise ValueError(f"losses must be finite and not negative: {losses[bad][0].item()}")
        if bool(((indices < 0) | (indices >= len(self._weights))).any()):
            raise IndexError(f"indices {indices.tolist()} out of range")
        for i, loss in zip(indices, losses):
            self._weights[i] = loss
