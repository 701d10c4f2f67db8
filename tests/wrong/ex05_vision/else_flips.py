# wrong: mirrors half of the digits, as is usual for photographs
# caught by: ex05.transform.nothing_else
import torch
from torchvision.transforms import v2


def mnist_transform(train):
    steps = [v2.ToImage(), v2.ToDtype(torch.float32, scale=True), v2.Normalize([0.1307], [0.3081])]
    if train:
        steps[:0] = [v2.RandomAffine(15, (0.1, 0.1)), v2.RandomHorizontalFlip()]
    return v2.Compose(steps)
