# wrong: draws one index when num_draws is left out
# caught by: ex04.loss.draws
import torch
from torch.utils.data import Sampler


class LossSampler(Sampler):
    def __init__(self, num_examples, num_draws=None, generator=None):
        self.num_draws = 1 if num_draws is None else num_draws
        self.weights = torch.ones(num_examples, dtype=torch.float64)
        self.generator = generator

    def __len__(self):
        return self.num_draws

    def __iter__(self):
        weights = self.weights if self.weights.any() else torch.ones_like(self.weights)
        yield from torch.multinomial(
            weights, self.num_draws, replacement=True, generator=self.generator
        ).tolist()

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
