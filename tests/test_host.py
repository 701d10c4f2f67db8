"""The student host and its proxy: values, errors, and hosts that die, hang, flood, lie and forge."""

import os
import time
from dataclasses import replace
from pathlib import Path

import pytest

from graders.checks.expect import Mismatch, equal
from graders.errors import (
    Halt,
    HostDied,
    HostLied,
    LoadFailed,
    MissingName,
    StudentError,
    StudentExit,
    TimeUp,
    ToDo,
)
from graders.judge.student import Remote
from graders.plain import Opaque, tensor
from tests.conftest import QUICK

# -- values ----------------------------------------------------------------------------------


def test_plain_values_come_back_exactly(student):
    s = student("def same(x): return x")
    for value in (None, True, 1, -(2**70), 1.5, "é\ud800\x1b", b"\0", [1, [2]], (1, (2,)), {"a": 1, 2: None}):
        got = s.same(value)
        assert type(got) is type(value) and got == value


def test_subclasses_cannot_answer_for_themselves(student):
    s = student("""
class Liar(int):
    __eq__ = lambda self, other: True
    __hash__ = int.__hash__
    __index__ = __int__ = lambda self: 42
class Text(str):
    __str__ = lambda self: "forged"
from collections import OrderedDict, namedtuple
Pair = namedtuple("Pair", "x y")
def values(): return [Liar(7), Text("real"), Pair(1, 2), OrderedDict(b=1, a=2)]
""")
    assert s.values() == [7, "real", (1, 2), {"b": 1, "a": 2}]
    assert [type(v) for v in s.values()] == [int, str, tuple, dict]


def test_bool_is_not_int_and_a_handle_is_no_value(student):
    s = student("class Box: pass\ndef yes(): return True")
    with pytest.raises(Mismatch):
        equal(s.yes(), 1)
    with pytest.raises(Mismatch):
        equal(s.Box(), 1)
    box = s.Box()
    for question in (lambda: box == 1, lambda: bool(box)):
        with pytest.raises(TypeError):
            question()


def test_arrays_cross_by_dtype_shape_and_bytes(student):
    s = student("""
import numpy as np, torch
def kinds(): return [torch.ones(2, requires_grad=True), np.float32(1.5), np.arange(3)[::-1], torch.eye(2).T, torch.tensor(True)]
def twice(x): return x * 2
""")
    grad, scalar, reverse, eye, true = s.kinds()
    assert (grad.kind, grad.tolist()) == ("torch", [1, 1])
    assert (scalar.kind, scalar.dtype, scalar.item()) == ("scalar", "float32", 1.5)
    assert (reverse.kind, reverse.tolist(), eye.tolist(), true.item()) == ("numpy", [2, 1, 0], [[1, 0], [0, 1]], True)
    equal(s.twice(tensor([[1, 2]])), tensor([[2, 4]]))


def test_a_column_of_one_row_crosses_although_its_stride_is_not_one(student):
    s = student("import torch\ndef f():\n    row = torch.tensor([2.5])\n    return torch.stack([row, row], 1)[:, 0]")
    equal(s.f(), tensor([2.5]))


@pytest.mark.parametrize(
    ("expression", "word"),
    [
        ("torch.zeros(1).expand(10**12)", "too large"),
        ("torch.eye(3).to_sparse()", "sparse"),
        ("torch.empty(3, device='meta')", "meta"),
        ("torch.quantize_per_tensor(torch.ones(2), 0.1, 0, torch.qint8)", "quantized"),
        ("[list(range(1000))] * 3000", "too large|more than|cannot"),
        ("loop()", "nested"),
        ("10**5000 and 1 << 10**6", "too large"),
    ],
)
def test_what_cannot_cross_is_described(student, expression, word):
    s = student(f"import torch\ndef loop():\n    a = []\n    a.append(a)\n    return a\ndef value(): return {expression}")
    try:
        got = s.value()
    except HostLied as lied:  # within the frame's size, but over the judge's budget of elements
        got = Opaque(lied.reason)
    assert isinstance(got, Opaque)
    assert any(w in got.text for w in word.split("|"))
    with pytest.raises(Mismatch):
        equal(got, tensor([1.0]))


def test_objects_stay_behind_handles_and_are_let_go(session):
    one = session("""
import weakref
class Box:
    living = weakref.WeakSet()
    def __init__(self): Box.living.add(self)
    def me(self): return self
def living(): return len(Box.living)
""")
    s = one.spaces()[0]
    box = s.Box()
    assert isinstance(box, Remote) and isinstance(box.me(), Remote)
    assert s.living() == 1
    del box
    one.begin_example()  # what was asked so far is forgotten
    s.living()
    assert s.living() == 0


def test_a_function_of_the_judges_is_called_back_with_plain_data(student):
    s = student("def apply(f, x): return f(x, k=2) + 1")
    seen = []
    assert s.apply(lambda x, k: (seen.append((x, k)), 10)[1], tensor([1])) == 11
    assert seen[0][0].tolist() == [1] and seen[0][1] == 2


def test_an_error_of_the_judges_function_is_raised_in_the_students_code(student):
    s = student("def safe(f):\n    try: f()\n    except RuntimeError as e: return str(e)")

    def broken():
        raise RuntimeError("crashed")

    assert s.safe(broken) == "crashed"


# -- errors ----------------------------------------------------------------------------------


def test_an_exception_arrives_as_the_same_type_with_the_students_lines(student):
    s = student("def outer(): return inner()\ndef inner(): raise IndexError('no 7')")
    with pytest.raises(IndexError, match="no 7") as caught:
        s.outer()
    assert isinstance(caught.value, StudentError)
    assert caught.value.raised.frames == [(1, "outer"), (2, "inner")]


def test_a_class_of_the_students_counts_as_its_built_in_ancestors(student):
    s = student("class Mine(KeyError, ValueError): pass\ndef f(): raise Mine('x')\nclass IndexError(Exception): pass\ndef g(): raise IndexError()")
    for kind in (KeyError, ValueError, LookupError):
        with pytest.raises(kind):
            s.f()
    with pytest.raises(Exception) as caught:
        s.g()
    assert not isinstance(caught.value, __builtins__["IndexError"])


@pytest.mark.parametrize("statement", ["raise SystemExit(0)", "raise KeyboardInterrupt", "import sys; sys.exit()", "exit()", "raise GeneratorExit"])
def test_attempts_to_leave_are_the_students_error(student, statement):
    with pytest.raises(StudentExit):
        student(f"def f(): {statement}").f()


def test_a_stub_is_to_do_and_a_missing_name_is_named(student):
    s = student("def f(): raise NotImplementedError('TODO')")
    with pytest.raises(ToDo):
        s.f()
    with pytest.raises(MissingName, match="defines no g"):
        s.g()


def test_what_torch_has_not_implemented_is_an_error_and_not_to_do(student):
    s = student("""
from torch.utils.data import DataLoader, Dataset
class Stub(Dataset):
    def __len__(self): return 2
    def __getitem__(self, i): raise NotImplementedError("TODO: Stub.__getitem__")
def g(): return list(DataLoader(Stub(), num_workers=1))
def k(): return __import__("asyncio").AbstractEventLoop().run_forever()
""")
    with pytest.raises(NotImplementedError) as caught:
        s.k()
    assert isinstance(caught.value, StudentError)
    with pytest.raises(ToDo):
        s.g()


def test_an_exception_without_a_text_does_no_harm(student):
    s = student("class Bad(ValueError):\n    def __str__(self): raise RuntimeError\ndef f(): raise Bad()")
    with pytest.raises(ValueError):
        s.f()


def test_workers_are_gone_when_a_workers_error_has_been_told(session):
    """Left to the garbage collector, stopping them costs 5 s each, at any later question."""
    one = session("""
import gc, torch
from torch.utils.data import DataLoader
class Broken(torch.utils.data.Dataset):
    def __len__(self): return 8
    def __getitem__(self, i): raise IndexError(i)
def f():
    for batch in DataLoader(Broken(), num_workers=2): pass
def collect(): return gc.collect() >= 0
""", limits=replace(QUICK, call=4.0))
    s = one.spaces()[0]
    with pytest.raises(IndexError):
        s.f()
    assert s.collect() is True


def test_an_image_whose_file_was_closed_is_described(student):
    s = student("""
import io
from PIL import Image
def f():
    file = io.BytesIO()
    Image.new("RGB", (2, 2)).save(file, "png")
    with Image.open(file) as image:
        return image
""")
    got = s.f()
    assert isinstance(got, Opaque) and "cannot be read" in got.text


# -- hosts that die, hang, flood, lie and forge ------------------------------------------------


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("os._exit(0)", "exit status 0"),
        ("os._exit(3)", "exit status 3"),
        ("os.kill(os.getpid(), 11)", "SIGSEGV"),
        ("os.kill(os.getpid(), 9)", "SIGKILL"),
        ("os.abort()", "SIGABRT"),
        ("[os.close(fd) for fd in range(3, 64) if is_open(fd)]; time.sleep(60)", "closed its connection"),
        ("open('big', 'wb').write(bytes(1 << 27)); os.kill(os.getpid(), 25)", "SIGXFSZ|File too large"),
    ],
)
def test_the_end_of_a_host_says_by_what(student, statement, said):
    s = student(f"import os, time\ndef is_open(fd):\n    try: os.fstat(fd)\n    except OSError: return False\n    return True\ndef f(): {statement}")
    with pytest.raises((HostDied, OSError)) as caught:
        s.f()
    assert any(word in str(caught.value) for word in said.split("|"))


def test_memory_is_limited(student):
    with pytest.raises((MemoryError, RuntimeError)):
        student("import torch\ndef f(): return [torch.empty(1 << 26) for _ in range(64)] and 0").f()


def test_a_hanging_call_ends_in_time(student):
    s = student("import time\ndef f(): time.sleep(60)", limits=replace(QUICK, call=0.3))
    before = time.monotonic()
    with pytest.raises(TimeUp, match="no answer within 0.3 s"):
        s.f()
    assert time.monotonic() - before < 30
    with pytest.raises(HostDied):
        s.f()


def test_the_next_check_gets_a_fresh_host(session):
    one = session("import os\ncalls = []\ndef f(): calls.append(1); return len(calls)\ndef die(): os._exit(1)")
    s = one.spaces()[0]
    assert s.f() == 1 and s.f() == 2
    with pytest.raises(HostDied):
        s.die()
    assert one.spaces()[0].f() == 1


FORGE = """
import gc, os, socket, struct
from graders.judge import wire
def sock():
    return next(o for o in gc.get_objects() if type(o) is socket.socket and o.fileno() >= 0)
def send(value): sock().sendall(wire.frame(value))
"""


@pytest.mark.parametrize(
    "statement",
    [
        "send([123, 'value', 4])",
        "sock().sendall(struct.pack('<I', 2**31))",
        "sock().sendall(struct.pack('<I', 10) + b'?' * 10)",
        "sock().sendall(b'x' * 10000)",
        "send([0, 'callback', 99, [], {}])",
        "send('value')",
        "send([[], 'value', 4])",
        "sock().sendall(wire.frame([1, 'value', 4]) * 100)",
    ],
)
def test_a_lying_host_fails_the_check_and_not_the_judge(student, statement):
    with pytest.raises(HostLied):
        student(f"{FORGE}\ndef f(): {statement}; return 1").f()


def test_an_answer_before_the_question_is_no_answer(student):
    s = student(f"""{FORGE}
import threading
def f():
    # waits for this call's own answer, then sends another one
    threading.Timer(0.2, lambda: send([0, 'value', 4])).start()
    return 1
def g(): return 2
""")
    assert s.f() == 1
    time.sleep(0.6)
    with pytest.raises(HostLied, match="before the question"):
        s.g()


def test_half_an_answer_is_waited_for_and_no_longer(student):
    s = student(f"{FORGE}\nimport time\ndef f(): sock().sendall(struct.pack('<I', 50) + b'N'); time.sleep(60)", limits=replace(QUICK, call=0.3))
    with pytest.raises(TimeUp):
        s.f()


def test_an_error_of_a_callback_reaches_its_caller_as_it_is(student):
    s = student("""
def f(serve):
    try:
        serve(3)
    except Exception as error:
        return [type(error).__name__, *error.args]
""")

    def serve(error):
        def fails(n):
            raise error

        return fails

    assert s.f(serve(KeyError("no sample 3"))) == ["KeyError", "no sample 3"]
    assert s.f(serve(KeyError(3))) == ["KeyError", "3"]
    assert s.f(serve(RuntimeError())) == ["RuntimeError", ""]


def test_a_callback_that_was_not_given_is_a_lie(student):
    s = student(f"{FORGE}\nimport sys\ndef f(g):\n    g._number = 99\n    g()")
    with pytest.raises(HostLied):
        s.f(lambda: 1)


def test_prints_are_read_kept_to_a_limit_and_never_block(session):
    one = session("import sys\ndef f():\n    for _ in range(100): sys.stdout.write('x' * 10**6)\n    print('the end')\n    return 1")
    assert one.spaces()[0].f() == 1
    text = one.take_output()
    assert len(text) <= QUICK.output + 100
    assert "bytes left out" in text and text.endswith("the end\n")


def test_a_closed_standard_output_does_no_harm(student):
    s = student("import os, sys\ndef f():\n    sys.stdout.close(); os.close(1); os.close(2); return 1\ndef g(): return 2")
    assert (s.f(), s.g()) == (1, 2)


# -- loading ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "status", "said"),
    [
        ("def f(:\n  pass", "failed", "invalid syntax"),
        ("import no_such_package", "failed", "no_such_package"),
        ("1 / 0", "failed", "division"),
        ("while True: pass", "timeout", "no answer within"),
        ("import os; os._exit(0)", "crashed", "exit status 0"),
        ("raise SystemExit", "failed", ""),
        ("raise NotImplementedError", "failed", "NotImplementedError"),
    ],
)
def test_a_file_that_cannot_be_loaded_says_why(session, source, status, said):
    one = session(source)
    for _ in range(2):  # the second check is told the same, at once
        with pytest.raises(LoadFailed) as caught:
            one.spaces()
        text = str(caught.value.raised.message) if caught.value.raised else caught.value.reason
        assert caught.value.status == status and said in text + caught.value.reason


def test_a_file_that_forks_prints_and_starts_threads_is_judged_by_its_answers(session):
    one = session("""
import os, threading, time
threading.Thread(target=time.sleep, args=(60,), daemon=True).start()
print('y' * 10**8)
os.fork()
def f(): return os.getppid() > 0
""")
    assert one.spaces()[0].f() is True


# -- confinement ------------------------------------------------------------------------------


def test_a_host_has_nothing_of_the_judges(student, monkeypatch):
    monkeypatch.setenv("SECRET_TOKEN", "abc")
    s = student("""
import os, sys, tempfile, resource
def environment(): return sorted(os.environ)
def clean(): return all(b'SECRET' not in open(f'/proc/{p}/environ', 'rb').read() for p in (os.getpid(), os.getppid()))
def folder(): return os.getcwd(), tempfile.gettempdir(), os.environ['HOME']
def descriptors(): return sorted(int(f) for f in os.listdir('/proc/self/fd'))
def modules(): return [m for m in sys.modules if m.startswith(('graders', 'tests', 'hypothesis', 'pytest', '_pytest', 'solutions'))]
def session(): return os.getsid(0) == os.getpid()
def limit(): return resource.getrlimit(resource.RLIMIT_DATA)[1]
def imports():
    try: import graders.checks
    except ImportError: return False
    return True
""")
    assert set(s.environment()) <= {"PATH", "LANG", "LD_LIBRARY_PATH", "CUDA_VISIBLE_DEVICES", "HIP_VISIBLE_DEVICES", "OMP_NUM_THREADS",
                                     "HOME", "TMPDIR", "LOGNAME"}  # fmt: skip
    assert s.clean() is True
    assert len(set(s.folder())) == 1
    # 0 to 2, the socket, and the one that listing the folder opens
    assert len(s.descriptors()) == 5
    assert set(s.modules()) <= {"graders", "graders.plain", "graders.judge", "graders.judge.wire", "graders.judge.host",
                               "graders.judge.convert", "graders.judge.confine", "graders.judge.nursery"}  # fmt: skip
    assert s.session() is True and s.limit() == QUICK.memory and s.imports() is False


def test_the_end_of_a_host_takes_its_processes_and_files_along(session):
    one = session("import subprocess\ndef f(): return subprocess.Popen(['sleep', '600']).pid")
    pid = one.spaces()[0].f()
    scratch = one.line.carrier.scratch.place
    assert Path(f"/proc/{pid}").exists() and scratch.exists()
    one.close()
    until = time.monotonic() + 5
    while Path(f"/proc/{pid}").exists() and "Z" not in Path(f"/proc/{pid}/stat").read_text().split()[2] and time.monotonic() < until:
        time.sleep(0.01)
    assert not Path(f"/proc/{pid}").exists() or Path(f"/proc/{pid}/stat").read_text().split()[2] == "Z"
    assert not scratch.exists()


def test_a_nursery_that_has_died_is_replaced(session, nursery):
    os.kill(nursery.process.pid, 9)
    nursery.process.wait()
    assert session("def f(): return 1").spaces()[0].f() == 1


def test_another_host_hashes_texts_otherwise_if_the_submission_hashes(session):
    one = session("def f(): return hash('train')")
    assert one.spaces()[0].f() == one.spaces()[0].f() != one.extra()[0].f()


def test_results_do_not_depend_on_the_number_of_cores(student):
    assert student("import torch\ndef f(): return torch.get_num_threads()").f() == 1


def test_the_same_strings_iterate_alike_in_every_host(session):
    texts = {tuple(session("def f(): return list({'a', 'b', 'c', 'd', 'e'})").spaces()[0].f()) for _ in range(3)}
    assert len(texts) == 1


def test_halts_are_not_caught_by_except_exception():
    assert not issubclass(Halt, Exception)




# -- what a host leaves behind, seen from outside ------------------------------------------------


def test_processes_that_the_students_code_started_are_counted_from_outside(student):
    s = student("""
import subprocess, sys
running = []
def start(): running.append(subprocess.Popen(["sleep", "60"], start_new_session=True))
def stop():
    running.pop().kill()
def collect(): running.clear()
""")
    assert s.processes() == 0
    s.start()
    s.start()
    assert s.processes() == 2
    s.stop()  # dead, but nobody has waited for it
    deadline = time.monotonic() + 5
    while s.processes() != 1 and time.monotonic() < deadline:
        time.sleep(0.01)
    assert s.processes() == 1


def test_files_of_the_scratch_folder_are_read_from_outside_and_no_links_followed(student, tmp_path):
    (tmp_path / "secret").write_text("somebody else's")
    s = student("""
import os
def leave(target):
    open("a.txt", "w").write("mine")
    os.mkdir("sub"); open("sub/b.txt", "w").write("mine too")
    os.symlink(target + "/secret", "link"); os.symlink(target, "folder")
""")
    s.leave(str(tmp_path))
    assert {"a.txt", "sub/b.txt"} <= set(s.files())
    assert s.read_file("sub/b.txt") == b"mine too"
    for name in ("link", "folder/secret", "../secret", "nothing", "sub"):
        assert s.read_file(name) is None


def test_another_process_hashes_texts_differently_where_the_submission_asks_for_hashes(session):
    one = session("def f(): return hash('a text')")
    first = one.spaces()[0].f()
    others = [one.extra()[0].f() for _ in range(2)]
    assert first not in others and others[0] == others[1], "the second such process comes from the same warm parent"


def test_what_only_speaks_of_hashes_needs_no_such_process():
    from graders.judge.session import uses_hash

    assert not uses_hash("import hashlib\n# hash\nx = 'hash'\n")
    assert uses_hash("x = hash") and uses_hash("x.__hash__()") and uses_hash("hash(")


def test_workers_that_are_spawned_find_the_classes_of_the_probes_and_of_the_submission(nursery):
    from graders.judge.line import Clock
    from graders.judge.session import Session

    clock = Clock(replace(QUICK, call=120, check=120), time.monotonic() + 600)
    clock.start("exercise")
    own = "class Own(list):\n    def __getitem__(self, i): return super().__getitem__(i)\n"
    source = """
from torch.utils.data import DataLoader
class Mine:
    def __init__(self, base): self.base = base
    def __len__(self): return len(self.base)
    def __getitem__(self, i): return self.base[i] + 1
def read(base): return [int(x) for x in DataLoader(Mine(base), num_workers=1, multiprocessing_context="spawn")]
"""
    one = Session("ex90_toy.py", source, ["import torch", own], nursery, clock)
    one.begin_check()
    try:
        student, probes = one.spaces()
        assert student.read(probes.Own([1, 2])) == [2, 3]
    finally:
        one.close()
