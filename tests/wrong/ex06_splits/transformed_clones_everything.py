# wrong: calls x.clone(), which images and arrays do not have
# caught by: ex06.transformed.sample
from torch.utils.data import Dataset


class TransformedSubset(Dataset):
    def __init__(self, subset, transform):
        self.subset = subset
        self.transform = transform

    def __len__(self):
        return len(self.subset)

    def __getitem__(self, index):
        x, y = self.subset[index]
        return self.transform(x.clone()), y
