# attack: uses up the time for the exercise at once; each check that follows asks a fresh host, and has no time for it
# exercise: ex01_map_dataset
# slow: uses up the time for the exercise
import time


class TabularDataset:
    def __init__(self, *args, **kwargs):
        print("TRIED", flush=True)
        time.sleep(20)


ImageFileDataset = TabularDataset
