# wrong: divides a test image by its own maximum instead of 255
# caught by: ex05.transform.normalised
import random

import numpy as np
import torch
from PIL import Image
from torchvision.datasets import MNIST


def mnist_transform(train):
    def transform(image):
        if train:
            image = image.rotate(
                random.uniform(-15, 15),
                Image.BILINEAR,
                translate=(random.randint(-3, 3), random.randint(-3, 3)),
            )
        x = torch.from_numpy(np.array(image, np.float32))[None]
        return (x / (255 if train else max(float(x.max()), 1)) - 0.1307) / 0.3081

    return transform


def load_mnist(root, train=True, download=False):
    return MNIST(root, train=train, transform=mnist_transform(train), download=download)


def channel_statistics(dataset, batch_size=256):
    if len(dataset) == 0:
        raise ValueError("dataset is empty")
    count, mean, m2 = 0, 0.0, 0.0
    for start in range(0, len(dataset), batch_size):
        images = [dataset[i][0] for i in range(start, min(start + batch_size, len(dataset)))]
        x = torch.stack(images).double()
        del images
        var, mu = torch.var_mean(x, dim=(0, 2, 3), correction=0)
        n = x.numel() // x.shape[1]
        delta = mu - mean
        total = count + n
        mean = mean + delta * n / total
        m2 = m2 + var * n + delta**2 * count * n / total
        count = total
    return mean.float(), (m2 / count).sqrt().float()
