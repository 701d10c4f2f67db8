# wrong: `len()` is known only after the first epoch
# caught by: ex04.balanced.len
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
        self.size = 0

    def __len__(self):
        return self.size

    def shuffled(self, items):
        return [items[i] for i in torch.randperm(len(items), generator=self.generator).tolist()]

    def __iter__(self):
        epoch = []
        for members in self.classes:
            rounds, extra = divmod(self.draws, len(members))
            epoch += members * rounds + self.shuffled(members)[:extra]
        self.size = len(epoch)
        yield from self.shuffled(epoch)
