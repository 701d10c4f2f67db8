# wrong: keeps a torch generator, which is copied into every worker
# caught by: ex05.transform.workers
import torch
from torchvision.transforms import v2


class Rotate:
    def __init__(self):
        self.generator = torch.Generator()

    def __call__(self, image):
        angle = torch.rand(1, generator=self.generator).item() * 30 - 15
        return v2.functional.rotate(image, angle)


def mnist_transform(train):
    steps = [v2.ToImage(), v2.ToDtype(torch.float32, scale=True), v2.Normalize([0.1307], [0.3081])]
    if train:
        steps.insert(0, Rotate())
    return v2.Compose(steps)
