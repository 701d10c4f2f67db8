# wrong: draws once, when the transform is built
# caught by: ex05.transform.random
import torch
from torchvision.transforms import v2


def mnist_transform(train):
    steps = [v2.ToImage(), v2.ToDtype(torch.float32, scale=True), v2.Normalize([0.1307], [0.3081])]
    if train:
        angle = torch.empty(1).uniform_(5, 15).item()
        steps.insert(0, lambda image: v2.functional.rotate(image, angle))
    return v2.Compose(steps)
