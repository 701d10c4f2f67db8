# wrong: rolls the image: what leaves on one side comes in on the other
# caught by: ex05.transform.black
import torch
from torchvision.transforms import v2


def mnist_transform(train):
    steps = [v2.ToImage(), v2.ToDtype(torch.float32, scale=True), v2.Normalize([0.1307], [0.3081])]
    if train:
        steps.append(lambda x: torch.roll(x, torch.randint(-3, 4, (2,)).tolist(), (1, 2)))
    return v2.Compose(steps)
