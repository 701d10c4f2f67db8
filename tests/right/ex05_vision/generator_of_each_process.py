# right: a generator of its own for each process, seeded by the system; nearest pixels by index arithmetic
import os
from fractions import Fraction

import numpy as np
import torch
from torchvision.datasets import MNIST

_generators = {}


def rng():
    return _generators.setdefault(os.getpid(), np.random.default_rng())


def moved(pixels):
    angle, (right, down) = np.radians(rng().uniform(-15, 15)), rng().uniform(-3, 3, 2)
    y, x = np.mgrid[:28, :28] - 13.5
    x, y = x - right, y - down
    column = np.rint(np.cos(angle) * x + np.sin(angle) * y + 13.5).astype(int)
    row = np.rint(np.cos(angle) * y - np.sin(angle) * x + 13.5).astype(int)
    inside = (0 <= row) & (row < 28) & (0 <= column) & (column < 28)
    return np.where(inside, pixels[row.clip(0, 27), column.clip(0, 27)], 0)


def mnist_transform(train):
    def transform(image):
        pixels = np.asarray(image)
        pixels = moved(pixels) if train else pixels
        return torch.as_tensor((pixels[None] / 255 - 0.1307) / 0.3081).to(torch.float32)

    return transform


def load_mnist(root, train=True, download=False):
    return MNIST(root, train, mnist_transform(train), download=bool(download))


def channel_statistics(dataset, batch_size=256):
    count, sums = 0, None
    for i in range(len(dataset)):
        image, _ = dataset[i]
        channels = [channel.flatten().tolist() for channel in image.to(torch.float64)]
        sums = sums or [[Fraction(0), Fraction(0)] for _ in channels]
        count += len(channels[0])
        for total, values in zip(sums, channels):
            whole = [v.as_integer_ratio() for v in values]
            scale = max(d for _, d in whole)
            numbers = [n * (scale // d) for n, d in whole]
            total[0] += Fraction(sum(numbers), scale)
            total[1] += Fraction(sum(n * n for n in numbers), scale * scale)
    if sums is None:
        raise ValueError("dataset is empty")
    means = [a / count for a, _ in sums]
    stds = [float(b / count - m * m) ** 0.5 for (_, b), m in zip(sums, means)]
    return torch.tensor([float(m) for m in means]), torch.tensor(stds)
