# wrong: `train` chooses the transform only: the test digits are training digits
# caught by: ex05.mnist.samples
import torch
from torchvision.datasets import MNIST
from torchvision.transforms import v2


def mnist_transform(train):
    steps = [v2.ToImage(), v2.ToDtype(torch.float32, scale=True), v2.Normalize([0.1307], [0.3081])]
    if train:
        steps.insert(0, v2.RandomAffine(15, (0.1, 0.1)))
    return v2.Compose(steps)


def load_mnist(root, train=True, download=False):
    return MNIST(root, transform=mnist_transform(train), download=download)
