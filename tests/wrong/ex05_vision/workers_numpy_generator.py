# wrong: keeps a numpy generator, which is copied into every worker
# caught by: ex05.transform.workers
import numpy as np
import torch
from torchvision.transforms import v2


def mnist_transform(train):
    steps = [v2.ToImage(), v2.ToDtype(torch.float32, scale=True), v2.Normalize([0.1307], [0.3081])]
    if train:
        rng = np.random.default_rng()
        steps.insert(0, lambda image: v2.functional.rotate(image, rng.uniform(-15, 15)))
    return v2.Compose(steps)
