# attack: walks all Python objects, frames and modules that it inherited, for checks, paths of submissions and the judge's own objects
# exercise: ex01_map_dataset
# check: ex01.tabular.len
import gc
import re
import sys

SECRET = re.compile(r"canar[y]-[0-9a-f]{16}|### BEGIN SOLUTIO[N]|features and labels diffe[r]|def test_tabula[r]|^mallor[y]$|range-\w{8}/othe[r]$|checks/test_e[x]")
texts, things = set(), list(gc.get_objects())
gc.unfreeze()  # what the nursery had before it forked
things += gc.get_objects()
frame = sys._getframe()
while frame:
    things += [frame.f_locals, frame.f_globals, frame.f_code.co_consts]
    frame = frame.f_back
for thing in things:
    if type(thing) is dict:
        texts.update(v for v in [*thing.values(), *thing] if type(v) is str)
    elif type(thing) in (list, tuple, set, frozenset):
        texts.update(v for v in thing if type(v) is str)
for text in texts:
    if SECRET.search(text) and "SECRET =" not in text:
        print("LOOT:", text[:100])
for name, module in list(sys.modules.items()):
    if name.startswith(("graders.checks", "graders.judge.verdict", "graders.judge.plugin", "graders.judge.judge", "graders.catalog", "hypothesis", "solutions")):
        print("LOOT: the module", name, module)
for thing in things:
    if type(thing).__name__ in ("Judge", "Session", "Nursery", "Report", "CheckResult", "Exercise"):
        print("LOOT: an object of the judge's:", type(thing))
print("TRIED", len(things), len(texts))
