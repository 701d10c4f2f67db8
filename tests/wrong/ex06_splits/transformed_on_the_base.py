# wrong: sets the transform on the base dataset, where every other subset gets it too
# caught by: ex06.transformed.untouched
from torch.utils.data import Dataset


class TransformedSubset(Dataset):
    def __init__(self, subset, transform):
        self.subset = subset
        subset.dataset.transform = transform

    def __len__(self):
        return len(self.subset)

    def __getitem__(self, index):
        return self.subset[index]
