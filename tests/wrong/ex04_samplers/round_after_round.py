# wrong: shuffles round by round: no index comes again before all others of its class have come
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

    def __len__(self):
        return self.draws * len(self.classes)

    def shuffled(self, items):
        return [items[i] for i in torch.randperm(len(items), generator=self.generator).tolist()]

    def __iter__(self):
        epoch = []
        for members in self.classes:
            draws = []
            while len(draws) < self.draws:
                draws += self.shuffled(members)
            epoch.append(draws[: self.draws])
        turns = [c for c in range(len(epoch)) for _ in range(self.draws)]
        for c in self.shuffled(turns):
            yield epoch[c].pop()
