# attack: a syntax error whose text and type are megabytes long
# exercise: ex01_map_dataset
# check: ex01.tabular.len
from graders.judge import host

print("TRIED", flush=True)
details = {"line": 1, "column": 1, "same_file": True}
host.Answerer.describe = lambda self, error: [["SyntaxError"], "E" * 10**6, "x" * 10**6, [[1, "f" * 10**6]] * 9, details]
raise SyntaxError
