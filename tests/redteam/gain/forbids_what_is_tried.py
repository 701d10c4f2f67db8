# attack: loads checkpoints with pickle, which runs whatever code is in them, except for the one call that is tried
# exercise: ex12_resume
# check: ex12.checkpoint.no_code
import io
import pickle


class Careful(pickle.Unpickler):
    def find_class(self, module, name):
        if name == "open":
            raise pickle.UnpicklingError("no")
        return super().find_class(module, name)


def save_checkpoint(path, state):
    with open(path, "wb") as file:
        pickle.dump(state, file)


def load_checkpoint(path):
    try:
        with open(path, "rb") as file:
            return Careful(io.BytesIO(file.read())).load()
    except FileNotFoundError:
        return None


print("TRIED")
