# wrong: stacks all images
# caught by: ex05.statistics.once
import torch
from torch.utils.data import DataLoader


def images_only(samples):
    return torch.stack([image for image, _ in samples])


def channel_statistics(dataset, batch_size=256):
    if len(dataset) == 0:
        raise ValueError("dataset is empty")
    pixels = images_only([dataset[i] for i in range(len(dataset))]).double().transpose(0, 1).flatten(1)
    return pixels.mean(1).float(), pixels.std(1, correction=0).float()
