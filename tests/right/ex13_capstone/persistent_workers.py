# right: two workers that stay, which serve one pass at a time; the usual `shuffle=True` with a generator
import os

import torch
from torch import nn
from torch.nn import functional as F
from torch.utils.data import DataLoader, Subset
from torchvision import transforms
from torchvision.datasets import MNIST


def mnist_transform(train):
    steps = [transforms.RandomAffine(12, translate=(0.1, 0.1))] if train else []
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
            Subset(augmented, train),
            batch_size,
            shuffle=True,
            drop_last=True,
            generator=generator,
            num_workers=2,
            persistent_workers=True,
            pin_memory=pin,
        ),
        "val": DataLoader(Subset(plain, val), batch_size, pin_memory=pin),
        "test": DataLoader(test, batch_size, pin_memory=pin),
    }


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.body = nn.Sequential(
            nn.Conv2d(1, 16, 3, stride=2, padding=1),
            nn.BatchNorm2d(16),
            nn.ReLU(),
            nn.Conv2d(16, 32, 3, stride=2, padding=1),
            nn.BatchNorm2d(32),
            nn.ReLU(),
            nn.Flatten(),
        )
        self.head = nn.Linear(32 * 49, 10)

    def forward(self, x):
        x = self.body(x)
        return self.head(x)


def train(loaders, epochs, device, checkpoint=None):
    model = Net().to(device)
    optimizer = torch.optim.Adam(model.parameters(), lr=2e-3)
    done = 0
    if checkpoint is not None and os.path.exists(checkpoint):
        saved = torch.load(checkpoint, map_location=device)
        model.load_state_dict(saved["model"])
        optimizer.load_state_dict(saved["optimizer"])
        done = saved["done"]
    for epoch in range(done, epochs):
        model.train()
        for x, y in loaders["train"]:
            x, y = x.to(device), y.to(device)
            loss = F.cross_entropy(model(x), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        if checkpoint is not None:
            torch.save({"model": model.state_dict(), "optimizer": optimizer.state_dict(), "done": epoch + 1}, checkpoint)
    return model.eval()
