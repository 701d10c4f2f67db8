"""A small exercise about accelerators, to try the engine on: `device()` and `slow(seconds)`."""

from graders.checks.expect import check, equal

EXERCISE = {"title": "A toy about devices", "minutes": 1, "needs": []}
HINTS = {"device": ("the idea", "the place", "the code")}


@check("ex91.device.follows", 1, about="device", why="it would not run elsewhere", device="configuration")
def test_follows(student, probes):
    """`device()` is "cuda" exactly when CUDA is available."""
    for there in (True, False, True):
        equal(probes.with_cuda(there, student.device.handle()), "cuda" if there else "cpu")


@check("ex91.device.real", 2, about="device", why="the GPU idles", device="cuda")
def test_real(student):
    """On a GPU, `device()` is "cuda"."""
    equal(student.device(), "cuda")


@check("ex91.device.slow", 1, about="slow", why="nothing", seconds=4)
def test_slow(student):
    """`slow(seconds)` may take longer than other checks allow."""
    equal(student.slow(2.5), "done")
