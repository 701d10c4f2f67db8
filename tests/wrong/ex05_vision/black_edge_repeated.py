# wrong: repeats the edge of the image
# caught by: ex05.transform.black
import torch
from torchvision.transforms import v2


def mnist_transform(train):
    steps = [v2.ToImage(), v2.ToDtype(torch.float32, scale=True), v2.Normalize([0.1307], [0.3081])]
    if train:
        steps.insert(0, v2.RandomCrop(28, padding=3, padding_mode="edge"))
    return v2.Compose(steps)
