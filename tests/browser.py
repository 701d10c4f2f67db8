"""`make browser`: the notebook and the formgrader in a real browser (headless Chromium), with screenshots.

    python -m tests.browser [--shots DIR]

Starts JupyterLab on loopback with a token and a made course; runs answers and their test cell, in
JupyterLab and in Notebook 7, and reads the verdict; autogrades a submission in the formgrader and opens its feedback. Exit status 1 if
anything that is due does not appear. Needs the notebooks' packages, playwright and Chromium.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from graders import catalog
from graders.course.folder import write
from graders.course.notebooks import notebook, to_text

CHROMIUM = next((p for name in ("chromium", "chromium-browser", "google-chrome") if (p := shutil.which(name))), "")
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]
PATIENCE = 120_000  # ms; importing PyTorch takes long on a small machine
EXERCISE = "ex11_distributed"


def say(text: str) -> None:
    print(text, flush=True)


def make_course(folder: Path) -> None:
    write(folder, [catalog.find(EXERCISE)])
    command = [str(folder / "run"), "nbgrader", "generate_assignment", "loaders"]
    subprocess.run(command, cwd=folder, env=environment(folder), check=True, capture_output=True)
    handed_in = folder / "submitted" / "ada" / "loaders"
    handed_in.mkdir(parents=True)
    (handed_in / f"{EXERCISE}.ipynb").write_text(to_text(notebook(catalog.find(EXERCISE))), encoding="utf-8")
    (folder / "stub.ipynb").write_text(to_text(notebook(catalog.find(EXERCISE), solved=False)), encoding="utf-8")
    wrong = notebook(catalog.find(EXERCISE))
    answer = next(c for c in wrong["cells"] if c["source"].startswith(f"%%answer {EXERCISE} RankSampler"))
    mistake = Path(__file__).parent / "wrong" / EXERCISE / "epoch_ignored.py"
    answer["source"] = answer["source"].split("\n")[0] + "\n" + mistake.read_text(encoding="utf-8")
    (folder / "wrong.ipynb").write_text(to_text(wrong), encoding="utf-8")


def environment(folder: Path) -> dict[str, str]:
    return {**os.environ, "HOME": str(folder), "JUPYTER_PLATFORM_DIRS": "1"}


@contextlib.contextmanager
def lab(folder: Path) -> Iterator[str]:
    """JupyterLab in this folder; the address with its token."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port = one.getsockname()[1]
    token = secrets.token_hex(16)
    command = [str(folder / "run"), "jupyter", "lab", "--no-browser", "--ip=127.0.0.1", f"--port={port}", f"--IdentityProvider.token={token}",
               "--allow-root", f"--ServerApp.root_dir={folder}"]  # fmt: skip
    log = (folder / "lab.log").open("w")
    server = subprocess.Popen(command, cwd=folder, env=environment(folder), stdout=log, stderr=log)
    try:
        until = time.monotonic() + 90
        while time.monotonic() < until:
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"http://127.0.0.1:{port}/api?token={token}", timeout=2).read()
                break
            time.sleep(0.3)
        yield f"http://127.0.0.1:{port}|{token}"
    finally:
        server.terminate()
        try:
            server.wait(10)
        except subprocess.TimeoutExpired:
            server.kill()


def run_all(page: Any, url: str, due: list[str], shot: Path) -> None:
    """Open a notebook, run all its cells, wait for what the verdict must say."""
    page.goto(url)
    page.wait_for_selector(".jp-Notebook .jp-CodeCell", timeout=PATIENCE)
    with contextlib.suppress(Exception):
        page.get_by_role("button", name="No", exact=True).click(timeout=2000)  # news of Jupyter?
    page.locator(".jp-Notebook").click()
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.locator('[data-command="runmenu:run-all"], [data-command="notebook:run-all-cells"]').first.click()
    for text in due:
        page.locator(f".jp-RenderedHTML >> text={text}").first.wait_for(timeout=PATIENCE)
    page.locator(f".jp-RenderedHTML >> text={due[0]}").first.scroll_into_view_if_needed()
    page.screenshot(path=shot)


def in_the_notebook(page: Any, address: str, token: str, shots: Path) -> None:
    run_all(page, f"{address}/lab/workspaces/one/tree/stub.ipynb?token={token}", ["RankSampler: 0 of 7 points, to do"], shots / "lab-stub.png")
    say("JupyterLab: the stub's verdict is shown")
    mistake = ["of 7 points", "set_epoch", "the cell RankSampler, line", 'hint("ex11")']
    run_all(page, f"{address}/lab/workspaces/two/tree/wrong.ipynb", mistake, shots / "lab-wrong.png")
    run_all(page, f"{address}/notebooks/wrong.ipynb", mistake, shots / "notebook-wrong.png")
    say("JupyterLab and Notebook 7: a mistake's smallest failing call is shown")


def in_the_formgrader(page: Any, address: str, token: str, shots: Path) -> None:
    page.goto(f"{address}/formgrader/manage_submissions/loaders?token={token}")
    page.wait_for_selector("text=ada", timeout=PATIENCE)
    page.locator("tr:has-text('ada') .autograde a").click()
    page.wait_for_selector("text=Success", timeout=PATIENCE)
    page.screenshot(path=shots / "autograded.png")
    page.goto(f"{address}/formgrader/manage_submissions/loaders")
    row = page.locator("tr:has-text('ada')")
    row.locator("text=graded").first.wait_for(timeout=PATIENCE)
    assert "7 / 7" in row.inner_text().replace("\xa0", " "), row.inner_text()
    page.screenshot(path=shots / "scores.png")
    say("formgrader: autograded, 7 of 7 points")


def feedback(page: Any, folder: Path, shots: Path) -> None:
    command = [str(folder / "run"), "nbgrader", "generate_feedback", "loaders"]
    subprocess.run(command, cwd=folder, env=environment(folder), check=True, capture_output=True)
    page.goto((folder / "feedback" / "ada" / "loaders" / f"{EXERCISE}.html").as_uri())
    page.wait_for_selector("text=RankSampler: 7 of 7 points", timeout=PATIENCE)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), "the page is wider than the window"
    page.locator("text=RankSampler: 7 of 7 points").first.scroll_into_view_if_needed()
    page.screenshot(path=shots / "feedback.png")
    say("feedback: the verdict is on the page")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--shots", type=Path, default=Path("build/screenshots"))
    shots = parser.parse_args().shots.resolve()
    shots.mkdir(parents=True, exist_ok=True)
    from playwright.sync_api import sync_playwright

    if not CHROMIUM:
        say("there is no Chromium here (apt-get install chromium)")
        return 2
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        make_course(Path(folder))
        with lab(Path(folder)) as where:
            address, token = where.split("|")
            browser = driver.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
            page = browser.new_page(viewport={"width": 1280, "height": 900})
            try:
                in_the_notebook(page, address, token, shots)
                in_the_formgrader(page, address, token, shots)
                feedback(page, Path(folder), shots)
            except Exception as error:
                page.screenshot(path=shots / "failed.png")
                shutil.copy(Path(folder, "lab.log"), shots / "lab.log")
                say(f"not as it should be: {type(error).__name__}: {str(error)[:1500]}")
                return 1
            finally:
                browser.close()
    say(f"all as it should be; the screenshots are in {shots}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
