# attack: answers with an empty tensor of millions of rows: nothing to send, but a list for each row when the judge shows it
# exercise: ex01_map_dataset
# check: ex01.tabular.sample
# slow: keeps the judge busy, until it is held
import torch


class TabularDataset:
    def __init__(self, features, labels):
        print("TRIED", flush=True)

    def __getitem__(self, index):
        return torch.empty(10_000_000, 0), torch.empty(2**40, 0) if index else 0  # bounded: 1.5 GiB in the judge
