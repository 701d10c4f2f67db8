# attack: calls a function of the judge's without end, each time with tens of megabytes, which the judge keeps
# exercise: ex01_map_dataset
# check: ex01.tabular.transform
# slow: uses up the time for an answer
import torch


class TabularDataset:
    def __init__(self, features, labels, transform):
        self.transform = transform
        print("TRIED", flush=True)

    def __getitem__(self, index):
        big = torch.zeros(30 << 20, dtype=torch.uint8)
        for _ in range(60):  # bounded: 1.8 GiB
            self.transform(big)
        while True:
            self.transform(None)
