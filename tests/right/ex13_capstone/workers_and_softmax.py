# right: a worker for the training loader, a softmax too many (which learns all the same), a class that does the training
import os

import torch
from torch import nn
from torch.utils.data import DataLoader, Subset
from torchvision import transforms as T
from torchvision.datasets import MNIST


def mnist_transform(train):
    tail = T.Compose([T.PILToTensor(), T.ConvertImageDtype(torch.float32), T.Normalize(0.1307, 0.3081)])
    return T.Compose([T.RandomAffine(8, (0.1, 0.1)), tail]) if train else tail


def build_loaders(root, batch_size, seed):
    with torch.random.fork_rng(devices=[]):
        torch.default_generator.manual_seed(seed)
        base = MNIST(root)
        order = torch.randperm(len(base)).tolist()
    cut = len(order) - len(order) // 10
    datasets = {
        "train": Subset(MNIST(root, transform=mnist_transform(True)), order[:cut]),
        "val": Subset(MNIST(root, transform=mnist_transform(False)), sorted(order[cut:])),
        "test": MNIST(root, False, mnist_transform(False)),
    }
    return {
        name: DataLoader(
            data,
            batch_size,
            shuffle=name == "train",
            drop_last=name == "train",
            num_workers=int(name == "train"),
            pin_memory=torch.cuda.is_available(),
            generator=torch.Generator().manual_seed(seed),
        )
        for name, data in datasets.items()
    }


class Trainer:
    def __init__(self, device, checkpoint):
        self.device, self.checkpoint, self.done = device, checkpoint, 0
        self.model = nn.Sequential(
            nn.Conv2d(1, 16, 5, 2), nn.BatchNorm2d(16), nn.ReLU(),
            nn.Conv2d(16, 32, 5, 2), nn.BatchNorm2d(32), nn.ReLU(),
            nn.Flatten(), nn.Dropout(0.1), nn.Linear(512, 10), nn.Softmax(1),
        ).to(device)  # fmt: skip
        self.optimizer = torch.optim.NAdam(self.model.parameters(), lr=4e-3)
        if checkpoint is not None and os.path.exists(checkpoint):
            self.load(torch.load(checkpoint, map_location=device, weights_only=True))

    def load(self, state):
        self.done, model, optimizer = state
        self.model.load_state_dict(model)
        self.optimizer.load_state_dict(optimizer)

    def epoch(self, loader):
        self.model.train()
        for images, labels in loader:
            loss = nn.functional.cross_entropy(self.model(images.to(self.device)), labels.to(self.device))
            loss.backward()
            self.optimizer.step()
            self.optimizer.zero_grad()
        self.done += 1

    def save(self):
        if self.checkpoint is not None:
            torch.save((self.done, self.model.state_dict(), self.optimizer.state_dict()), self.checkpoint)


def train(loaders, epochs, device, checkpoint=None):
    trainer = Trainer(torch.device(device), checkpoint)
    while trainer.done < epochs:
        trainer.epoch(loaders["train"])
        trainer.save()
    return trainer.model.eval()
