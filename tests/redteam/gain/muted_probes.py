# attack: replaces the helpers that write into its samples by ones that do not, so that shared memory is never noticed
# exercise: ex01_map_dataset
# open: what probes and hooks see beside the submission can be switched off by it
# check: ex01.tabular.untouched
import sys

import torch

probes = sys.modules["probes"]
probes.overwrite = lambda dataset, index: dataset[index] and None
probes.double_in_place = lambda x: x * 2


class TabularDataset:
    def __init__(self, features, labels, transform=None):
        self.features, self.labels, self.transform = torch.as_tensor(features).float(), torch.as_tensor(labels), transform

    def __getitem__(self, index):
        x = self.features[index]
        return (self.transform(x) if self.transform else x), self.labels[index]


print("TRIED")
