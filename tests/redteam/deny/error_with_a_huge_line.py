# attack: makes up the details of a syntax error: the line is a number of thousands of digits
# exercise: ex01_map_dataset
# check: ex01.tabular.len
from graders.judge import host

print("TRIED", flush=True)
details = {"line": 10**9000, "same_file": True, "column": 1, "module": 10**9000}
host.Answerer.describe = lambda self, error: [["SyntaxError", "ModuleNotFoundError"], "SyntaxError", "no", [], details]
raise SyntaxError
