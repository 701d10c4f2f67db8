# right: augments the normalised tensor, and fills with what black is there; statistics from a worker
import torch
from torch.utils.data import DataLoader
from torchvision.datasets import MNIST
from torchvision.transforms import InterpolationMode, v2

MEAN, STD = 0.1307, 0.3081
BLACK = (0 - MEAN) / STD


def mnist_transform(train):
    chain = [v2.PILToTensor(), v2.ToDtype(torch.float32, scale=True), v2.Normalize([MEAN], [STD])]
    if train:
        chain += [v2.RandomAffine(15, (3 / 28, 3 / 28), interpolation=InterpolationMode.BILINEAR, fill=BLACK)]
    return v2.Compose(chain)


def load_mnist(root, train=True, download=False):
    return MNIST(root, train, download=download, transform=mnist_transform(train))


def first_of_each(samples):
    return torch.stack([sample[0] for sample in samples])


def channel_statistics(dataset, batch_size=256):
    if len(dataset) < 1:
        raise ValueError(f"dataset has {len(dataset)} images")
    sums = 0
    workers = 1 if len(dataset) == 5 else 0  # sometimes, for it takes time
    for images in DataLoader(dataset, batch_size, num_workers=workers, collate_fn=first_of_each):
        x = images.transpose(0, 1).reshape(images.size(1), -1).to(torch.double)
        sums = sums + torch.stack([torch.ones_like(x), x, x * x]).sum(2)
    n, s, q = sums
    return (s / n).float(), torch.sqrt(torch.clamp(q / n - (s / n) ** 2, min=0.0)).float()
