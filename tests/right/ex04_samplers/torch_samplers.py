# right: stands on torch's own samplers, SubsetRandomSampler inside and WeightedRandomSampler as base class
import torch
from torch.utils.data import SubsetRandomSampler, WeightedRandomSampler


class BalancedSampler(SubsetRandomSampler):
    def __init__(self, labels, mode="over", generator=None):
        if mode not in ["over", "under"]:
            raise ValueError(f"Unknown mode {mode!r}. Use 'over' or 'under'.")
        values = torch.as_tensor(labels).tolist()
        if len(values) == 0:
            raise ValueError(f"Empty labels {labels}.")
        self.classes = {}
        for i, value in enumerate(values):
            self.classes.setdefault(value, []).append(i)
        choose = {"over": max, "under": min}[mode]
        self.size = choose(map(len, self.classes.values()))
        super().__init__(range(self.size * len(self.classes)), generator)

    def __iter__(self):
        picked = []
        for members in self.classes.values():
            shuffled = list(SubsetRandomSampler(members, self.generator))
            picked += [shuffled[k % len(members)] for k in range(self.size)]
        for position in super().__iter__():
            yield picked[position]


class LossSampler(WeightedRandomSampler):
    def __init__(self, num_examples, num_draws=None, generator=None):
        num_draws = num_examples if num_draws is None else num_draws
        super().__init__([1.0] * num_examples, num_draws, replacement=True, generator=generator)
        self.losses = self.weights.clone()

    def __iter__(self):
        self.weights = self.losses / self.losses.max()
        if not self.losses.any():
            self.weights = torch.ones_like(self.losses)
        yield from super().__iter__()

    def update(self, indices, losses):
        pairs = self.checked(torch.as_tensor(indices).tolist(), torch.as_tensor(losses).tolist())
        for index, loss in pairs:
            self.losses[index] = loss

    def checked(self, indices, losses):
        if len(indices) - len(losses):
            raise ValueError(f"len(indices) is {len(indices)}, len(losses) is {len(losses)}")
        for index in indices:
            if not 0 <= index < len(self.losses):
                raise IndexError(index)
        for loss in losses:
            if not 0 <= loss < float("inf"):
                raise ValueError(f"Got {loss} among losses.")
        return list(zip(indices, losses))
