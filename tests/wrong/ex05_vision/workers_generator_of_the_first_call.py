# wrong: makes its generator at the first call; who looks at a digit before the workers start gives all of them the same
# caught by: ex05.transform.workers
import random

import torch
import torchvision.transforms.functional as F
from PIL import Image
from torchvision.datasets import MNIST


def to_tensor(image):
    return (F.to_tensor(image) - 0.1307) / 0.3081


class Augment:
    rng = None

    def __call__(self, image):
        if self.rng is None:
            self.rng = random.Random(torch.initial_seed())
        rng = self.rng
        return to_tensor(
            image.rotate(
                rng.uniform(-15, 15),
                Image.BILINEAR,
                translate=(rng.randint(-3, 3), rng.randint(-3, 3)),
            )
        )


def mnist_transform(train):
    return Augment() if train else to_tensor


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
