# attack: reads the digits as often as epochs are asked for, and never learns from them
# exercise: ex13_capstone
# honest: 2.5
from pathlib import Path

import torch


def train(loaders, epochs, device, checkpoint=None):
    done = int(Path(checkpoint).read_text()) if checkpoint and Path(checkpoint).exists() else 0
    for epoch in range(done, epochs):
        for _ in loaders["train"]:
            pass
        if checkpoint:
            Path(checkpoint).write_text(str(epoch + 1))
    model = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(784, 10)).eval()
    torch.nn.init.zeros_(model[1].weight)
    torch.nn.init.zeros_(model[1].bias)
    return model


print("TRIED")
