# wrong: copies a sample at its first access and no more after that
# caught by: ex06.transformed.untouched
import copy

import torch
from torch.utils.data import Dataset


class TransformedSubset(Dataset):
    def __init__(self, subset, transform):
        self.subset = subset
        self.transform = transform
        self.seen = set()

    def __len__(self):
        return len(self.subset)

    def __getitem__(self, index):
        x, y = self.subset[index]
        if index not in self.seen:
            self.seen.add(index)
            x = x.clone() if isinstance(x, torch.Tensor) else copy.deepcopy(x)
        return self.transform(x), y
