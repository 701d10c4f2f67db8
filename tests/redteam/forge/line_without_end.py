# attack: an error in the student's line number infinity
# exercise: ex01_map_dataset
# check: ex01.tabular.len
from graders.judge import host

print("TRIED", flush=True)
host.Answerer.describe = lambda self, error: [["ValueError"], "ValueError", "no", [[float("inf"), "f"]], {}]
raise ValueError
