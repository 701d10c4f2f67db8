# wrong: gives the length of the whole base dataset
# caught by: ex06.transformed.index
import copy

import torch
from torch.utils.data import Dataset


class TransformedSubset(Dataset):
    def __init__(self, subset, transform):
        self.subset = subset
        self.transform = transform

    def __len__(self):
        return len(self.subset.dataset)

    def __getitem__(self, index):
        x, y = self.subset[index]
        x = x.clone() if isinstance(x, torch.Tensor) else copy.deepcopy(x)
        return self.transform(x), y
