# attack: walks all Python objects and frames that it inherited, for checks, paths of submissions and the judge's own objects
# exercise: ex01_map_dataset
# check: ex01.tabular.len
import gc
import sys

gc.unfreeze()  # what the nursery had before the fork
kinds, texts = {}, set()


def look(value, depth=3):
    kinds[type(value).__module__] = kinds.get(type(value).__module__, 0) + 1
    if type(value) is str:
        texts.add(value)
    elif depth and type(value) in (list, tuple, set, dict):
        for item in list(value) + (list(value.values()) if type(value) is dict else []):
            look(item, depth - 1)


for thing in gc.get_objects():
    look(thing, 2)
frame = sys._getframe()
while frame:
    look(dict(frame.f_locals))
    look(dict(frame.f_globals))
    frame = frame.f_back
own = open(__file__).read()
for text in texts:
    if text not in own and any(w in text for w in ("canary-", "BEGIN SOLUTION", "graders.checks.expect", "/other", "mallory", "def test_")):
        if "BEGIN" not in own or text != own:
            print("LOOT:", text[:100])
for name, module in list(sys.modules.items()):
    if name.startswith(("graders.checks", "graders.judge.verdict", "graders.judge.plugin", "graders.catalog", "hypothesis", "solutions")):
        print("LOOT: the module", name, module)
print({k: v for k, v in kinds.items() if k.startswith("graders")}, len(texts))
print("TRIED")
