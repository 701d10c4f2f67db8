# attack: says that its length is a number that no len() may give
# exercise: ex01_map_dataset
# check: ex01.tabular.len
from graders.judge import host

print("TRIED", flush=True)
host.Answerer.do_len = lambda self, target: 10**30


class TabularDataset:
    def __init__(self, features, labels):
        pass
