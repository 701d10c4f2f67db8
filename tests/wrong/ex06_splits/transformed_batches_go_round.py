# wrong: inherits the batch fetching of Subset, so that a DataLoader gets samples without the transform
# caught by: ex06.transformed.workers
import copy

import torch
from torch.utils.data import Subset


class TransformedSubset(Subset):
    def __init__(self, subset, transform):
        super().__init__(subset, range(len(subset)))
        self.transform = transform

    def __getitem__(self, index):
        x, y = self.dataset[self.indices[index]]
        x = x.clone() if isinstance(x, torch.Tensor) else copy.deepcopy(x)
        return self.transform(x), y

    def __getitems__(self, indices):
        return super().__getitems__(indices)
