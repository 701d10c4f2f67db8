# attack: gives tensors of a subclass that lies about its dtype, its shape, its values and its type
# exercise: ex01_map_dataset
import numpy as np
import torch


class Lying(torch.Tensor):
    dtype = property(lambda self: torch.float32)
    shape = property(lambda self: torch.Size([2]))
    __class__ = property(lambda self: torch.Tensor)

    @classmethod
    def __torch_function__(cls, func, types, args=(), kwargs=None):
        return torch.tensor([39.1, 18.7])

    def __array__(self, *args, **kwargs):
        return np.array([39.1, 18.7], np.float32)

    def __getattribute__(self, name):
        return (lambda *args, **kwargs: self) if name in ("detach", "cpu", "contiguous", "view", "numpy") else super().__getattribute__(name)

    def __eq__(self, other):
        return True

    def __len__(self):
        return 2


class TabularDataset:
    def __init__(self, *args, **kwargs):
        pass

    def __getitem__(self, index):
        return torch.zeros(3, dtype=torch.float64).as_subclass(Lying), torch.zeros(1).as_subclass(Lying)


print("TRIED")
