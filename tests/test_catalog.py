"""The catalog: read from the checks' text, each exercise by itself."""

import pytest

from graders import catalog
from graders.errors import KitError

CHECKS = '''
EXERCISE = {"title": "T", "minutes": 5, "needs": ["ex01_map_dataset"]}
HINTS = {"f": ("a", "b", "c"), "f.one": ("d", "e", "f")}

@check("ex50.f.one", 1.5, about="f", why="w", device="simulated", seconds=90)
def test_one(student):
    """Requirement
    one."""

@check("ex50.f.two", 1, about="f", why="w")
def test_two(student):
    """Two."""
'''


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(catalog, "CHECKS", tmp_path)
    catalog.get.cache_clear()
    (tmp_path / "test_ex50_good.py").write_text(CHECKS)
    yield tmp_path
    catalog.get.cache_clear()


def test_an_exercise_is_read_without_importing_it(folder):
    one = catalog.find("ex50")
    assert (one.id, one.title, one.minutes, one.needs, one.points) == ("ex50_good", "T", 5, ("ex01_map_dataset",), 2.5)
    assert [(c.id, c.requirement, c.device, c.seconds) for c in one.checks] == [
        ("ex50.f.one", "Requirement one.", "simulated", 90), ("ex50.f.two", "Two.", "", 0.0),
    ]  # fmt: skip
    assert one.hints_for("ex50.f.one") == ("d", "e", "f") and one.hints_for("ex50.f.two") == ("a", "b", "c")


@pytest.mark.parametrize(
    "text", ["def (", "EXERCISE = 3", "HINTS = {}", CHECKS.replace('"w"', "WHY"), CHECKS.replace("[\"ex01_map_dataset\"]", "other()")]
)
def test_a_file_that_is_no_file_of_checks_is_named_and_disturbs_no_other(folder, text):
    (folder / "test_ex51_bad.py").write_text(text)
    assert catalog.find("good").id == "ex50_good" and len(catalog.select(["ex50", "good"])) == 1
    with pytest.raises(KitError, match="test_ex51_bad.py"):
        catalog.find("ex51")


def test_parts_of_names(folder):
    (folder / "test_ex51_goods.py").write_text(CHECKS)
    assert catalog.find("ex50_good.py").id == "ex50_good" and catalog.find("goods").id == "ex51_goods"
    with pytest.raises(KitError, match="ambiguous: it could be ex50_good, ex51_goods"):
        catalog.find("good")
    with pytest.raises(KitError, match="'x9' is not an exercise; there are ex50_good, ex51_goods"):
        catalog.find("x9")
