# wrong: takes each class to be one run of neighbouring indices: right for sorted labels only
# caught by: ex04.balanced.every_index
import torch
from torch.utils.data import Sampler


class BalancedSampler(Sampler):
    def __init__(self, labels, mode="over", generator=None):
        if mode not in ("over", "under"):
            raise ValueError(f"mode must be 'over' or 'under', got {mode!r}")
        labels = torch.as_tensor(labels).tolist()
        if not labels:
            raise ValueError("labels must not be empty, got []")
        self.classes = []
        for c in sorted(set(labels)):
            start = sum(map(len, self.classes))
            self.classes.append(list(range(start, start + labels.count(c))))
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
