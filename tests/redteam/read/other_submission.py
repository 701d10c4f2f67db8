# attack: reads another student's submission and the results
# exercise: ex01_map_dataset
# check: ex01.tabular.len
from pathlib import Path

for place in ("@OTHER@", "@RESULTS@", "@HOME@", "@KIT@/checks"):
    for path in (Path(place), *Path(place).glob("*")):
        try:
            print("LOOT:", path.read_text())
        except OSError as error:
            print(error)
print("TRIED")
