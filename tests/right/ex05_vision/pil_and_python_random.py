# right: Pillow's own rotate with bicubic resampling, Python's `random`, numpy arithmetic; Welford image by image
import random

import numpy as np
import torch
from PIL import Image
from torchvision.datasets import MNIST


class Jitter:
    def __init__(self, pixels, degrees):
        self.pixels, self.degrees = pixels, degrees

    def __call__(self, image):
        angle = random.uniform(-self.degrees, self.degrees)
        shift = [random.uniform(-self.pixels, self.pixels) for _ in range(2)]
        return image.rotate(angle, resample=Image.Resampling.BICUBIC, translate=shift)


class Digit:
    def __init__(self, jitter=None):
        self.jitter = jitter

    def __call__(self, image):
        if self.jitter is not None:
            image = self.jitter(image)
        values = (np.asarray(image, dtype=np.float32) / 255 - 0.1307) / 0.3081
        return torch.from_numpy(values.astype(np.float32)[np.newaxis].copy())


def mnist_transform(train):
    return Digit(Jitter(3, 15) if train else None)


def load_mnist(root, train=True, download=False):
    dataset = MNIST(root, train=train, download=download)
    dataset.transform = dataset.transforms = None
    dataset.transform = mnist_transform(train)
    return dataset


def channel_statistics(dataset, batch_size=256):
    total = len(dataset)
    if total == 0:
        raise ValueError(f"dataset must have images, got {total}")
    pixels = 0
    for index in range(total):  # a batch of one, which is no more than a batch
        flat = dataset[index][0].double().flatten(1).numpy()
        if pixels == 0:
            mean, m2 = np.zeros(len(flat)), np.zeros(len(flat))
        n = flat.shape[1]
        delta = flat.mean(1) - mean
        m2 += ((flat - flat.mean(1, keepdims=True)) ** 2).sum(1) + delta**2 * pixels * n / (pixels + n)
        mean += delta * n / (pixels + n)
        pixels += n
    return torch.tensor(mean, dtype=torch.float32), torch.tensor(np.sqrt(m2 / pixels), dtype=torch.float32)
