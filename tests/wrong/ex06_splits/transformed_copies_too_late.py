# wrong: copies what the transform returned, when the harm is done
# caught by: ex06.transformed.untouched
import copy

from torch.utils.data import Dataset


class TransformedSubset(Dataset):
    def __init__(self, subset, transform):
        self.subset = subset
        self.transform = transform

    def __len__(self):
        return len(self.subset)

    def __getitem__(self, index):
        x, y = self.subset[index]
        return copy.deepcopy(self.transform(x)), y
