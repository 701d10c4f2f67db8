# wrong: copies the outermost list or dict only, and the tensors in it are shared
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
        x = copy.copy(x) if isinstance(x, (list, dict)) else copy.deepcopy(x)
        return self.transform(x), y
