# wrong: seeds a generator by the number of the worker: every epoch is the same
# caught by: ex05.transform.workers
import random

import torch
from torchvision.transforms import v2


def worker():
    info = torch.utils.data.get_worker_info()
    return -1 if info is None else info.id


def mnist_transform(train):
    steps = [v2.ToImage(), v2.ToDtype(torch.float32, scale=True), v2.Normalize([0.1307], [0.3081])]
    if train:
        rngs = {}
        steps.insert(0, lambda image: v2.functional.rotate(image, rngs.setdefault(worker(), random.Random(worker())).uniform(-15, 15)))
    return v2.Compose(steps)
