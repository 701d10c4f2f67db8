# wrong: takes the index modulo the length, so that a loop never ends
# caught by: ex06.transformed.index
import copy

import torch
from torch.utils.data import Dataset


class TransformedSubset(Dataset):
    def __init__(self, subset, transform):
        self.subset = subset
        self.transform = transform

    def __len__(self):
        return len(self.subset)

    def __getitem__(self, index):
        x, y = self.subset[index % len(self)]
        x = x.clone() if isinstance(x, torch.Tensor) else copy.deepcopy(x)
        return self.transform(x), y
