# right: always moves as far as it may: a corner of the square of shifts, and 15 degrees to either side
import random

import torch
from torch import nn
from torch.utils.data import DataLoader
from torchvision.datasets import MNIST
from torchvision.transforms import v2


class Corner(nn.Module):
    def forward(self, image):
        shift = [random.choice((-3, 3)), random.choice((-3, 3))]
        return v2.functional.affine(image, random.choice((-15.0, 15.0)), shift, 1.0, [0.0, 0.0])


def mnist_transform(train):
    first = Corner() if train else nn.Identity()
    last = [v2.ToImage(), v2.ToDtype(torch.float32, scale=True), v2.ToPureTensor(), v2.Normalize((0.1307,), (0.3081,))]
    return nn.Sequential(first, *last)


def load_mnist(root, train=True, download=False):
    return MNIST(root, train, mnist_transform(train), download=download)


def channel_statistics(dataset, batch_size=256):
    if len(dataset) == 0:
        raise ValueError("cannot compute statistics of an empty dataset")

    def collate(samples):
        images, labels = zip(*samples)
        return torch.stack(images).double(), labels

    n, mean, square = 0, 0, 0
    for images, _ in DataLoader(dataset, batch_size=min(batch_size, len(dataset)), collate_fn=collate):
        k = images.shape[0]
        n += k
        mean = mean + (images.mean((0, 2, 3)) - mean) * (k / n)
        square = square + ((images**2).mean((0, 2, 3)) - square) * (k / n)
    return mean.float(), (square - mean**2).clamp(0).sqrt().float()
