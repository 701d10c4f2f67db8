# attack: starts a loader with thousands of workers that stay, and leaves them
# exercise: ex01_map_dataset
# check: ex01.tabular.len
# slow: uses up the time for an answer
from torch.utils.data import DataLoader

print("TRIED", flush=True)
kept = []
for _ in range(3):
    try:
        kept.append(iter(DataLoader(list(range(10)), num_workers=5000, persistent_workers=True)))
    except BaseException as error:
        print(type(error).__name__, error, flush=True)
