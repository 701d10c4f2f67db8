# wrong: copies every x into one buffer, so that a batch holds its last sample over and over
# caught by: ex06.transformed.workers
import copy

import torch
from torch.utils.data import Dataset


class TransformedSubset(Dataset):
    def __init__(self, subset, transform):
        self.subset = subset
        self.transform = transform
        self.buffer = None

    def __len__(self):
        return len(self.subset)

    def __getitem__(self, index):
        x, y = self.subset[index]
        if isinstance(x, torch.Tensor) and self.buffer is not None:
            if (x.shape, x.dtype) == (self.buffer.shape, self.buffer.dtype):
                x = self.buffer.copy_(x)
            else:
                x = x.clone()
        elif isinstance(x, torch.Tensor):
            x = self.buffer = x.clone()
        else:
            x = copy.deepcopy(x)
        return self.transform(x), y
