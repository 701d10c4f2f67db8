# attack: each answer takes just less than it may, so that every limit is used up, the next one too
# exercise: ex01_map_dataset
# slow: uses up the time for the exercise
import time

print("TRIED", flush=True)


class TabularDataset:
    def __init__(self, *args, **kwargs):
        time.sleep(2.9)

    def __getattribute__(self, name):
        while True:
            time.sleep(1)

    def __len__(self):
        time.sleep(2.9)
        return 3

    def __getitem__(self, index):
        while True:
            pass

    def __iter__(self):
        while True:
            yield time.sleep(0.01)

    def __del__(self):
        time.sleep(2.9)


ImageFileDataset = TabularDataset
