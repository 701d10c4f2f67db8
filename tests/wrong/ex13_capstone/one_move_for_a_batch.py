# wrong: the collate function draws one shift for all images of the batch
# caught by: ex13.loaders.train
import torch
from torch.utils.data import DataLoader, Subset
from torchvision import transforms
from torchvision.datasets import MNIST


def collate(samples):
    x = torch.stack([s[0] for s in samples])
    dx, dy = torch.randint(-3, 4, (2,)).tolist()
    x = transforms.functional.affine(x, 0.0, [dx, dy], 1.0, [0.0], fill=[-0.1307 / 0.3081])
    return x, torch.tensor([s[1] for s in samples])


def mnist_transform(train):
    steps = [transforms.RandomAffine(12, translate=(0.1, 0.1))] if train else []
    steps += [transforms.ToTensor(), transforms.Normalize((0.1307,), (0.3081,))]
    return transforms.Compose(steps)


def build_loaders(root, batch_size, seed):
    generator = torch.Generator().manual_seed(seed)
    augmented = MNIST(root, train=True, transform=mnist_transform(False))
    plain = MNIST(root, train=True, transform=mnist_transform(False))
    test = MNIST(root, train=False, transform=mnist_transform(False))
    order = torch.randperm(len(plain), generator=generator).tolist()
    n_val = len(order) // 10
    val, train = order[:n_val], order[n_val:]
    pin = torch.cuda.is_available()
    return {
        "train": DataLoader(
            Subset(augmented, train),
            batch_size,
            shuffle=True,
            drop_last=True,
            generator=generator,
            collate_fn=collate,
            pin_memory=pin,
        ),
        "val": DataLoader(Subset(plain, val), batch_size, pin_memory=pin),
        "test": DataLoader(test, batch_size, pin_memory=pin),
    }
