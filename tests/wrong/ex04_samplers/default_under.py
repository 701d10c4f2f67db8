# wrong: mode "under" is the default
# caught by: ex04.balanced.over
import torch
from torch.utils.data import Sampler


class BalancedSampler(Sampler):
    def __init__(self, labels, mode="under", generator=None):
        if mode not in ("over", "under"):
            raise ValueError(f"mode must be 'over' or 'under', got {mode!r}")
        labels = torch.as_tensor(labels).tolist()
        if not labels:
            raise ValueError("labels must not be empty, got []")
        self.classes = [[i for i, label in enumerate(labels) if label == c] for c in set(labels)]
        sizes = [len(members) for members in self.classes]
        self.draws = max(sizes) if mode == "over" else min(sizes)
        self.generator = generator

    def __len__(self):
        return self.draws * len(self.classes)

    def shuffled(self, items):
        return [items[i] for i in torch.randperm(len(items), generator=self.generator).tolist()]

    def __iter__(self):
        epoch = []
        for members in self.classes:
            rounds, extra = divmod(self.draws, len(members))
            epoch += members * rounds + self.shuffled(members)[:extra]
        yield from self.shuffled(epoch)
