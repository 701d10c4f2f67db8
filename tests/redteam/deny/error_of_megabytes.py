# attack: the message of its error is megabytes of control characters, each of which the judge writes out
# exercise: ex01_map_dataset
# check: ex01.tabular.len
# slow: the judge writes it all out, until it is held
from graders.judge import host

print("TRIED", flush=True)
text = "\1\t\n" * 2_000_000  # bounded: a message may be ten times as long
host.Answerer.describe = lambda self, error: [["SyntaxError"], text, text, [], {"line": 1, "same_file": True}]
raise SyntaxError
