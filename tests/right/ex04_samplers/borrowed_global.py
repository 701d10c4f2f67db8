# right: draws from the global torch RNG inside fork_rng, which puts it back, when there is a generator
from contextlib import contextmanager

import torch
from torch.utils.data import Sampler


@contextmanager
def randomness(generator):
    if generator is None:
        yield
        return
    seed = torch.randint(2**50, (), generator=generator).item()
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        yield


class BalancedSampler(Sampler):
    def __init__(self, labels, mode="over", generator=None):
        if mode not in ("over", "under"):
            raise ValueError(f"no mode {mode!r}")
        self.labels = [int(label) for label in labels]
        if self.labels == []:
            raise ValueError("no label at all in labels []")
        self.mode, self.generator = mode, generator
        self.kinds = sorted(set(self.labels))
        self.sizes = [self.labels.count(kind) for kind in self.kinds]

    def __len__(self):
        return len(self.kinds) * (max if self.mode == "over" else min)(self.sizes)

    def __iter__(self):
        each = len(self) // len(self.kinds)
        labels = torch.tensor(self.labels)
        with randomness(self.generator):
            epoch = []
            for kind in self.kinds:
                indices = torch.argwhere(labels == kind).flatten().tolist()
                while each > len(indices):
                    indices = indices + torch.argwhere(labels == kind).flatten().tolist()
                if self.mode == "under":
                    indices = [indices[i] for i in torch.randperm(len(indices))]
                epoch += indices[:each]
            order = torch.randperm(len(epoch)).tolist()
        yield from (epoch[i] for i in order)


class LossSampler(Sampler):
    def __init__(self, num_examples, num_draws=None, generator=None):
        self.num_examples, self.generator = num_examples, generator
        self.num_draws = num_draws if num_draws is not None else num_examples
        self.losses = {}

    def __len__(self):
        return self.num_draws

    def __iter__(self):
        weights = torch.tensor([float(self.losses.get(i, 1)) for i in range(self.num_examples)])
        if not weights.count_nonzero():
            weights.fill_(1.0)
        with randomness(self.generator):
            drawn = torch.multinomial(weights, self.num_draws, replacement=True)
        yield from drawn.numpy()

    def update(self, indices, losses):
        indices, losses = torch.as_tensor(indices), torch.as_tensor(losses).detach()
        if indices.size(0) != losses.size(0):
            raise ValueError(
                f"Expected as many losses as indices, {indices.size(0)}, but got {losses.size(0)}"
            )
        for loss in losses.tolist():
            if loss in (float("inf"), float("-inf")) or loss != loss or loss < 0:
                raise ValueError(f"Bad entry in losses: {loss}")
        for index in indices.tolist():
            if index not in range(self.num_examples):
                raise IndexError(f"index {index} is not in range({self.num_examples})")
        self.losses |= dict(zip(indices.tolist(), losses.tolist()))
