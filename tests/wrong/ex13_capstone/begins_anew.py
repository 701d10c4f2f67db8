# wrong: only the weights are loaded, so that a run that goes on trains all epochs again
# caught by: ex13.train.resume
from pathlib import Path

import torch
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
    for epoch in range(done, epochs):
        model.train()
        for images, labels in loaders["train"]:
            optimizer.zero_grad()
            cross_entropy(model(images.to(device)), labels.to(device)).backward()
            optimizer.step()
        if checkpoint is not None:
            state = {"model": model.state_dict(), "optimizer": optimizer.state_dict()}
            torch.save({**state, "epochs": epoch + 1}, checkpoint)
    return model.eval()
