# wrong: looks at the first sample to learn how many channels there are
# caught by: ex05.statistics.once
import torch
from torch.utils.data import DataLoader


def images_only(samples):
    return torch.stack([image for image, _ in samples])


def channel_statistics(dataset, batch_size=256):
    if len(dataset) == 0:
        raise ValueError("dataset is empty")
    zeros = torch.zeros(len(dataset[0][0]), dtype=torch.float64)
    count, total, squares = 0, zeros, zeros.clone()
    for images in DataLoader(dataset, batch_size, collate_fn=images_only):
        pixels = images.double().transpose(0, 1).flatten(1)
        count += pixels.shape[1]
        total += pixels.sum(1)
        squares += pixels.square().sum(1)
    mean = total / count
    std = (squares / count - mean.square()).clamp(min=0).sqrt()
    return mean.float(), std.float()
