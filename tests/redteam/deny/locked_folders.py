# attack: makes folders that nobody may read, or enter, or list, and leaves files in them
# exercise: ex01_map_dataset
# check: ex01.tabular.len
import os

os.umask(0)
for mode in (0o000, 0o100, 0o300, 0o200, 0o555):
    name = f"mode{mode:o}"
    try:
        os.mkdir(name, mode)
        os.mkdir(f"{name}/inner", 0o700)
        with open(f"{name}/inner/file", "w") as file:
            file.write("stays")
    except OSError as error:
        print(error)
print("TRIED")
