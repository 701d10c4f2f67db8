# attack: says that the helpers of the checks, which stand beside it, are not there, so that the kit seems to be broken
# exercise: ex01_map_dataset
# check: ex01.tabular.untouched
from graders.judge import host

print("TRIED", flush=True)
host.Answerer.do_has = lambda self, space, name: space == "student"


class TabularDataset:
    def __init__(self, features, labels):
        pass
