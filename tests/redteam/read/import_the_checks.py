# attack: imports the judge, the checks and the solutions by name, by path, by a repaired package, as compiled files
# exercise: ex01_map_dataset
# check: ex01.tabular.len
import importlib
import importlib.util
import inspect
import linecache
import os
import pkgutil
import sys
from importlib.metadata import distributions

ROOT = os.path.dirname("@KIT@")
for place in (ROOT, "@KIT@", f"{ROOT}/solutions", f"{ROOT}/tests"):
    sys.path.insert(0, place)
for name in ("graders", "graders.judge"):
    sys.modules[name].__path__ = ["@KIT@" + name.removeprefix("graders").replace(".", "/")]
importlib.invalidate_caches()
for name in ("graders.checks", "graders.checks.expect", "graders.checks.test_ex01_map_dataset", "graders.judge.judge", "graders.judge.verdict", "graders.catalog",
             "graders.judge.sources", "checks.test_ex01_map_dataset", "solutions.ex01_map_dataset", "tests.redteam.harness", "conftest"):  # fmt: skip
    try:
        print("LOOT: imported", importlib.import_module(name))
    except (ImportError, OSError) as error:
        print(name, error)
version = f"cpython-{sys.version_info[0]}{sys.version_info[1]}"
for path in (f"{ROOT}/solutions/ex01_map_dataset.py", "@KIT@/checks/test_ex01_map_dataset.py", f"@KIT@/checks/__pycache__/test_ex01_map_dataset.{version}.pyc",
             f"@KIT@/judge/__pycache__/judge.{version}.pyc", "@KIT@/judge/host.py"):  # fmt: skip
    try:
        spec = importlib.util.spec_from_file_location("found", path)
        spec.loader.exec_module(importlib.util.module_from_spec(spec))
        print("LOOT: loaded", path)
    except (ImportError, OSError) as error:
        print(error)
    if linecache.getlines(path):
        print("LOOT: lines of", path)
for name, module in [(n, m) for n, m in sys.modules.items() if n.startswith("graders")]:
    try:
        print("the text of", name, len(inspect.getsource(module)))  # no secret: it is in the host's memory anyway
    except (OSError, TypeError) as error:
        print(name, error)
try:
    print("LOOT:", len(pkgutil.get_data("graders", "checks/expect.py")))
except (OSError, AttributeError, TypeError) as error:
    print(error)
print([d.name for d in distributions() if "grader" in (d.name or "").lower()])
print("TRIED")
