# wrong: transforms when it is built, so that random augmentation is frozen
# caught by: ex06.transformed.sample
import copy

from torch.utils.data import Dataset


class TransformedSubset(Dataset):
    def __init__(self, subset, transform):
        self.samples = [(transform(copy.deepcopy(x)), y) for x, y in subset]

    def __len__(self):
        return len(self.samples)

    def __getitem__(self, index):
        return self.samples[index]
