# attack: holds all images at once, and replaces the helper that counts them
# exercise: ex05_vision
# open: what probes and hooks see beside the submission can be switched off by it
# check: ex05.statistics.once
import sys

import torch

sys.modules["probes"].watched = lambda function, dataset, *args: (function(dataset, *args), 4)


def channel_statistics(dataset, batch_size=64):
    if not len(dataset):
        raise ValueError("dataset is empty")
    images = torch.stack([dataset[i][0] for i in range(len(dataset))]).double()
    return images.mean((0, 2, 3)).float(), images.var((0, 2, 3), unbiased=False).sqrt().float()


print("TRIED")
