"""`workers`: what is measured, and how it is drawn."""

import re
import xml.etree.ElementTree as ET
from argparse import Namespace

import pytest
import torch
from torch.utils.data import Dataset

from graders import workers
from graders.errors import KitError
from graders.workers import Point


class Dies(Dataset):
    def __len__(self):
        return 4

    def __getitem__(self, index):
        if torch.utils.data.get_worker_info():
            raise RuntimeError("no memory")
        return index


def test_twice_the_cores_are_tried_and_never_hundreds():
    assert workers.counts(1) == [0, 1, 2, 4]
    assert workers.counts(2) == [0, 1, 2, 4]
    assert workers.counts(6) == [0, 1, 2, 4, 8]
    assert workers.counts(128) == [0, 1, 2, 4, 8, 16]


def test_a_crash_is_a_point_without_figures():
    assert workers.measure(Dies(), 0, 1).first > 0
    assert workers.measure(Dies(), 1, 1) == Point(1)


def test_bars_show_the_fastest_and_what_crashed():
    text = workers.bars("MNIST", [Point(0, 100, 110), Point(1, 200, 300), Point(2)])
    lines = [line.split() for line in text.splitlines()]
    assert lines[2][:3] == ["0", "100", "110"] and lines[3][:3] == ["1", "200", "300"] and lines[4] == ["2", "crashed"]
    assert "fastest" in lines[3] and "fastest" not in lines[2]
    assert len(lines[3][3]) == 2 * len(lines[2][3])
    assert "crashed" in workers.bars("all", [Point(0)])


def test_the_picture_is_well_formed_and_has_a_line_for_each_curve():
    picture = ET.fromstring(workers.svg({"a": [Point(0, 1, 2), Point(1)], "b": [Point(0, 5, 5), Point(1, 9, 10)]}, "2 cores"))
    lines = [e.get("points").split() for e in picture.iter() if e.tag.endswith("polyline")]
    assert [len(points) for points in lines] == [1, 1, 2, 2]
    top = min(float(p.split(",")[1]) for points in lines for p in points)
    assert top == pytest.approx(60), "the best of each is at the top"


def test_the_command_measures_both_datasets_and_writes_the_picture(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(workers, "counts", lambda cores: [0, 1])
    monkeypatch.setattr(workers, "SLOW_SECONDS", 0.0)
    assert workers.workers(Namespace(mnist=None, out=tmp_path / "w.svg", repeats=1)) == 0
    text = capsys.readouterr().out
    assert len(re.findall(r"^ +[01] +[\d,]+ +[\d,]+ +█", text, re.MULTILINE)) == 4
    ET.parse(tmp_path / "w.svg")


def test_a_missing_mnist_and_an_unwritable_picture_are_said(tmp_path, monkeypatch):
    with pytest.raises(KitError, match="no whole MNIST"):
        workers.workers(Namespace(mnist=tmp_path, out=tmp_path / "w.svg", repeats=1))
    monkeypatch.setattr(workers, "counts", lambda cores: [0])
    monkeypatch.setattr(workers, "SLOW_SECONDS", 0.0)
    with pytest.raises(KitError, match="picture cannot be written"):
        workers.workers(Namespace(mnist=None, out=tmp_path / "nowhere" / "w.svg", repeats=1))
