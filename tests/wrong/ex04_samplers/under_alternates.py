# wrong: mode "under" alternates between two halves of a class: the same few subsets for ever
# caught by: ex04.balanced.new_epoch
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
        self.epochs = 0

    def __len__(self):
        return self.draws * len(self.classes)

    def shuffled(self, items):
        return [items[i] for i in torch.randperm(len(items), generator=self.generator).tolist()]

    def __iter__(self):
        self.epochs += 1
        epoch = []
        for members in self.classes:
            rounds, extra = divmod(self.draws, len(members))
            if rounds:
                epoch += members * rounds + self.shuffled(members)[:extra]
            else:
                epoch += members[:extra] if self.epochs % 2 else members[-extra:]
        yield from self.shuffled(epoch)
