# wrong: turns a fixed order round by a random amount instead of shuffling
# caught by: ex04.balanced.order
import torch
from torch.utils.data import Sampler


class BalancedSampler(Sampler):
    def __init__(self, labels, mode="over", generator=None):
        if mode not in ("over", "under"):
            raise ValueError(f"mode must be 'over' or 'under', got {mode!r}")
        labels = torch.as_tensor(labels).tolist()
        if not labels:
            raise ValueError("labels must not be empty, got []")
        self.classes = [[i for i, label in enumerate(labels) if label == c] for c in set(labels)]
        sizes = [len(members) for members in self.classes]
        self.draws = max(sizes) if mode == "over" else min(sizes)
        self.generator = generator
        self.fixed = None

    def __len__(self):
        return self.draws * len(self.classes)

    def shuffled(self, items):
        return [items[i] for i in torch.randperm(len(items), generator=self.generator).tolist()]

    def __iter__(self):
        epoch = []
        for members in self.classes:
            rounds, extra = divmod(self.draws, len(members))
            epoch += members * rounds + self.shuffled(members)[:extra]
        self.fixed = self.fixed or self.shuffled(epoch)
        order = self.fixed if sorted(self.fixed) == sorted(epoch) else epoch
        start = int(torch.randint(len(order), (1,), generator=self.generator))
        yield from order[start:] + order[:start]
