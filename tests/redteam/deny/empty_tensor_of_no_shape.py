# attack: answers with an array of no elements whose other dimensions numpy cannot multiply
# exercise: ex01_map_dataset
# check: ex01.tabular.sample
from graders.plain import Tensor


class TabularDataset:
    def __init__(self, features, labels):
        print("TRIED", flush=True)

    def __getitem__(self, index):
        return Tensor("torch", "float32", (2**62, 2**62, 0), b""), Tensor("scalar", "int64", (0,), b"")
