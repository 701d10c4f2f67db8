# attack: makes up the details of a syntax error: the column is no number
# exercise: ex01_map_dataset
# check: ex01.tabular.len
from graders.judge import host

print("TRIED", flush=True)
details = {"line": 1, "same_file": True, "column": "one"}
host.Answerer.describe = lambda self, error: [["SyntaxError"], "SyntaxError", "no", [], details]
raise SyntaxError
