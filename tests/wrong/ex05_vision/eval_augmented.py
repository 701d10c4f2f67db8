# wrong: augments whatever `train` says
# caught by: ex05.transform.normalised
import torch
from torchvision.transforms import v2


def mnist_transform(train):
    return v2.Compose([
        v2.RandomAffine(15, (0.1, 0.1)), v2.ToImage(), v2.ToDtype(torch.float32, scale=True), v2.Normalize([0.1307], [0.3081]),
    ])
