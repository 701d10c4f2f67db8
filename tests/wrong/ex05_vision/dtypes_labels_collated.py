# wrong: stacks the labels too
# caught by: ex05.statistics.dtypes
import torch
from torch.utils.data import DataLoader


def images_only(samples):
    return torch.stack([image for image, _ in samples])


def channel_statistics(dataset, batch_size=256):
    if len(dataset) == 0:
        raise ValueError("dataset is empty")
    count, total, squares = 0, 0, 0
    for images, _ in DataLoader(dataset, batch_size):
        pixels = images.double().transpose(0, 1).flatten(1)
        count += pixels.shape[1]
        total += pixels.sum(1)
        squares += pixels.square().sum(1)
    mean = total / count
    std = (squares / count - mean.square()).clamp(min=0).sqrt()
    return mean.float(), std.float()
