# attack: learns by stat and readlink that foreign files are there, how large and how old they are, and where links lead
# exercise: ex01_map_dataset
# check: ex01.tabular.len
# where: namespaces
# Landlock, all there is without them, guards what files hold, not that they exist; whoever guesses a name learns its size.
import os

for place in ("@OTHER@", "@OTHER@/ex01_map_dataset.py", "@RESULTS@/canary.txt", "@HOME@", "@KIT@/checks/expect.py", "@KIT@/../solutions/ex01_map_dataset.py", "/home", "/etc/shadow"):
    for what, look in (("stat", os.stat), ("readlink", os.readlink), ("access", lambda p: os.access(p, os.F_OK) or os.stat(p)), ("chdir", os.chdir),
                       ("statvfs", os.statvfs), ("listxattr", os.listxattr), ("O_PATH", lambda p: os.open(p, os.O_PATH))):  # fmt: skip
        try:
            print("LOOT:", place, what, look(place))
        except OSError as error:
            print(place, what, error.strerror)
print("TRIED")
