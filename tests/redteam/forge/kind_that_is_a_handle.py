# attack: says with a handle of what kind its answer is
# exercise: ex01_map_dataset
# check: ex01.tabular.len
from graders.judge import host, wire
from graders.plain import Ref

print("TRIED", flush=True)
original = host.Answerer.answer
host.Answerer.answer = lambda self, request: [Ref(1, "value"), 7] if request[3] == "has" else original(self, request)
