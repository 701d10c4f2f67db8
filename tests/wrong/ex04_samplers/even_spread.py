# wrong: gives every example its exact share of the draws, so that nothing is left to chance
# caught by: ex04.loss.draws
import torch
from torch.utils.data import Sampler


class LossSampler(Sampler):
    def __init__(self, num_examples, num_draws=None, generator=None):
        self.num_draws = num_examples if num_draws is None else num_draws
        self.weights = torch.ones(num_examples, dtype=torch.float64)
        self.generator = generator

    def __len__(self):
        return self.num_draws

    def __iter__(self):
        weights = self.weights if self.weights.any() else torch.ones_like(self.weights)
        steps = torch.arange(self.num_draws, dtype=torch.float64) + torch.rand(
            1, generator=self.generator
        )
        edges = weights.cumsum(0) / weights.sum()
        drawn = torch.searchsorted(edges, steps / self.num_draws, right=True)
        drawn = drawn.clamp(max=len(weights) - 1)
        order = torch.randperm(self.num_draws, generator=self.generator)
        yield from drawn[order].tolist()

    def update(self, indices, losses):
        indices = torch.as_tensor(indices).tolist()
        losses = torch.as_tensor(losses).detach().tolist()
        if len(indices) != len(losses):
            raise ValueError(f"got {len(indices)} indices and {len(losses)} losses")
        for index, loss in zip(indices, losses):
            if not 0 <= index < len(self.weights):
                raise IndexError(index)
            if not 0 <= loss < float("inf"):
                raise ValueError(f"losses must be finite and >= 0, got {loss}")
        for index, loss in zip(indices, losses):
            self.weights[index] = loss
