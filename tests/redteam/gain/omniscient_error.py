# attack: an error whose text holds every number and every word that could be asked for, whatever went wrong
# exercise: ex01_map_dataset
# check: ex01.tabular.lengths
import torch

EVERYTHING = "features labels fractions mode start dataset " + " ".join(map(str, range(-50, 700)))


class TabularDataset:
    def __init__(self, features, labels, transform=None):
        if len(features) != len(labels):
            raise ValueError(EVERYTHING)
        self.labels = torch.as_tensor(labels)

    def __len__(self):
        return len(self.labels)


print("TRIED")
