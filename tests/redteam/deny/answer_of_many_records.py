# attack: answers with a million images of no pixels, as large as a message may be
# exercise: ex01_map_dataset
# check: ex01.tabular.sample
# slow: keeps the judge busy, until it is held
from graders.plain import Image


class TabularDataset:
    def __init__(self, features, labels):
        print("TRIED", flush=True)

    def __getitem__(self, index):
        return [Image("", (0, 0), b"")] * 1_900_000
