# wrong: moves come from a numpy generator that each worker gets a copy of, anew each epoch
# caught by: ex13.loaders.train
import numpy as np
import torch
from torch.utils.data import DataLoader, Subset
from torchvision import transforms
from torchvision.datasets import MNIST


def mnist_transform(train):
    rng = np.random.default_rng(0)

    def shift(image):
        dx, dy = rng.integers(-3, 4, 2)
        return transforms.functional.affine(image, float(rng.uniform(-12, 12)), [int(dx), int(dy)], 1.0, [0.0])

    steps = [shift] if train else []
    steps += [transforms.ToTensor(), transforms.Normalize((0.1307,), (0.3081,))]
    return transforms.Compose(steps)


def build_loaders(root, batch_size, seed):
    generator = torch.Generator().manual_seed(seed)
    augmented = MNIST(root, train=True, transform=mnist_transform(True))
    plain = MNIST(root, train=True, transform=mnist_transform(False))
    test = MNIST(root, train=False, transform=mnist_transform(False))
    order = torch.randperm(len(plain), generator=generator).tolist()
    n_val = len(order) // 10
    val, train = order[:n_val], order[n_val:]
    pin = torch.cuda.is_available()
    return {
        "train": DataLoader(
            Subset(augmented, train), batch_size, shuffle=True, drop_last=True, generator=generator, num_workers=2, pin_memory=pin
        ),
        "val": DataLoader(Subset(plain, val), batch_size, pin_memory=pin),
        "test": DataLoader(test, batch_size, pin_memory=pin),
    }
