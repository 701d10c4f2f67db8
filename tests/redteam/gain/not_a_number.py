# attack: answers with NaN, infinities and -0.0, with which comparisons come out as nobody expects
# exercise: ex05_vision
import math

import torch


def channel_statistics(dataset, batch_size=64):
    n = dataset[0][0].shape[0] if len(dataset) else 1
    return torch.full((n,), math.nan), torch.full((n,), math.inf)


def mnist_transform(train):
    return lambda image: torch.full((1, 28, 28), [math.nan, math.inf, -math.inf, -0.0, 1e-45, 3e38][train * 2])


class load_mnist:
    targets = torch.full((5,), math.nan)

    def __init__(self, root, train=True, download=False):
        pass

    def __len__(self):
        return 5

    def __getitem__(self, index):
        return mnist_transform(True)(None), math.nan


print("TRIED")
