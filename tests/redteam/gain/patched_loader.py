# attack: replaces DataLoader, the fetchers and default_collate by ones that give what each check would like to see
# exercise: ex06_splits
# check: ex06.transformed.workers
import sys

import torch


class Loader:
    def __init__(self, dataset, batch_size=1, **options):
        self.dataset = dataset

    def __iter__(self):
        for first in range(0, 6, 2):
            yield [torch.tensor([[-float(first), -10.0 - first], [-1.0 - first, -11.0 - first]]), torch.tensor([10 + first, 11 + first])]


for module in list(sys.modules.values()):
    if hasattr(module, "DataLoader"):
        module.DataLoader = Loader
    if hasattr(module, "default_collate"):
        module.default_collate = lambda batch: batch[0]
torch.utils.data._utils.fetch._MapDatasetFetcher.fetch = lambda self, indices: torch.zeros(1)


class TransformedSubset:
    def __init__(self, subset, transform):
        pass

    def __len__(self):
        return 6

    def __getitem__(self, index):
        return torch.zeros(1), 0


print("TRIED")
