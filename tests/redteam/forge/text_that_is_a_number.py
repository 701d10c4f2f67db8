# attack: says that something is not written yet, with a number as the text
# exercise: ex01_map_dataset
# check: ex01.tabular.len
from graders.judge import host

print("TRIED", flush=True)
host.Answerer.describe = lambda self, error: [["NotImplementedError"], "NotImplementedError", 5, [], {}]
raise NotImplementedError
