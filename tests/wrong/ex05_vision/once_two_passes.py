# wrong: reads everything twice: first for the mean, then for the std
# caught by: ex05.statistics.once
import torch
from torch.utils.data import DataLoader


def images_only(samples):
    return torch.stack([image for image, _ in samples])


def channel_statistics(dataset, batch_size=256):
    if len(dataset) == 0:
        raise ValueError("dataset is empty")
    count, mean, std = 0, 0, 0
    for images in DataLoader(dataset, batch_size, collate_fn=images_only):
        count += images[:, 0].numel()
        mean += images.double().sum((0, 2, 3))
    mean = mean / count
    for images in DataLoader(dataset, batch_size, collate_fn=images_only):
        std += (images.double() - mean[:, None, None]).square().sum((0, 2, 3))
    return mean.float(), (std / count).sqrt().float()
