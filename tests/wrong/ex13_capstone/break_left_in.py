# wrong: the `break` that was to overfit one batch is still in the loop
# caught by: ex13.train.accuracy
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
    test = MNIST(root, train=False, transform=mnist_transform(False))
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


from pathlib import Path

from torch import nn
from torch.nn.functional import cross_entropy


def classifier():
    hidden = [nn.Flatten(), nn.Linear(784, 64), nn.BatchNorm1d(64), nn.ReLU(), nn.Dropout(0.1)]
    return nn.Sequential(*hidden, nn.Linear(64, 10))


def train(loaders, epochs, device, checkpoint=None):
    model = classifier().to(device)
    optimizer = torch.optim.Adam(model.parameters(), lr=3e-3)
    done = 0
    if checkpoint is not None and Path(checkpoint).exists():
        saved = torch.load(checkpoint, map_location=device, weights_only=True)
        model.load_state_dict(saved["model"])
        optimizer.load_state_dict(saved["optimizer"])
        done = saved["epochs"]
    for epoch in range(done, epochs):
        model.train()
        for images, labels in loaders["train"]:
            optimizer.zero_grad()
            cross_entropy(model(images.to(device)), labels.to(device)).backward()
            optimizer.step()
            break
        if checkpoint is not None:
            state = {"model": model.state_dict(), "optimizer": optimizer.state_dict()}
            torch.save({**state, "epochs": epoch + 1}, checkpoint)
    return model.eval()
