# wrong: saves every second batch too: after a crash, half an epoch is trained twice
# caught by: ex13.train.crash
import os

import torch
from torch import nn
from torch.nn import functional as F


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
        for step, (x, y) in enumerate(loaders["train"]):
            if checkpoint is not None and step % 2 == 1:
                torch.save({"model": model.state_dict(), "optimizer": optimizer.state_dict(), "done": epoch}, checkpoint)
            x, y = x.to(device), y.to(device)
            loss = F.cross_entropy(model(x), y)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        if checkpoint is not None:
            torch.save({"model": model.state_dict(), "optimizer": optimizer.state_dict(), "done": epoch + 1}, checkpoint)
    return model.eval()
