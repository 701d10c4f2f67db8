# wrong: the test images are scaled to [0, 1] only
# caught by: ex13.loaders.val_test
import torch
from torch.utils.data import DataLoader, Subset, random_split
from torchvision import transforms
from torchvision.datasets import MNIST


def mnist_transform(train):
    move = [transforms.RandomAffine(10, translate=(0.07, 0.07))] if train else []
    tail = [transforms.ToTensor(), transforms.Normalize((0.1307,), (0.3081,))]
    return transforms.Compose([*move, *tail])


def build_loaders(root, batch_size, seed):
    augmented = MNIST(root, train=True, transform=mnist_transform(True))
    plain = MNIST(root, train=True, transform=mnist_transform(False))
    test = MNIST(root, train=False, transform=transforms.ToTensor())
    generator = torch.Generator().manual_seed(seed)
    train, val = random_split(range(len(plain)), [0.9, 0.1], generator=generator)
    pin = torch.cuda.is_available()
    return {
        "train": DataLoader(
            Subset(augmented, train.indices),
            batch_size=batch_size,
            shuffle=True,
            drop_last=True,
            pin_memory=pin,
            generator=generator,
        ),
        "val": DataLoader(Subset(plain, val.indices), batch_size=batch_size, pin_memory=pin),
        "test": DataLoader(test, batch_size=batch_size, pin_memory=pin),
    }
