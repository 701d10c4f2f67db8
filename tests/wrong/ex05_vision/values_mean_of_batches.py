# wrong: averages the means of the batches, the short last one like the others
# caught by: ex05.statistics.values
import torch
from torch.utils.data import DataLoader


def images_only(samples):
    return torch.stack([image for image, _ in samples])


def channel_statistics(dataset, batch_size=256):
    if len(dataset) == 0:
        raise ValueError("dataset is empty")
    batches = [b.double().transpose(0, 1).flatten(1) for b in DataLoader(dataset, batch_size, collate_fn=images_only)]
    mean = torch.stack([b.mean(1) for b in batches]).mean(0)
    std = torch.stack([(b - mean[:, None]).square().mean(1) for b in batches]).mean(0).sqrt()
    return mean.float(), std.float()
