# attack: answers with two million handles, each an object of its own in the judge
# exercise: ex01_map_dataset
# check: ex01.tabular.sample
# slow: keeps the judge busy, until it is held
from graders.plain import Ref


class TabularDataset:
    def __init__(self, features, labels):
        print("TRIED", flush=True)

    def __getitem__(self, index):
        return [Ref(7, "")] * 1_999_000
