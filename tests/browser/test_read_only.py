"""An installation that nobody can write to: every page works, and a net is trained."""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import mkdtemp

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from graphlab.ui.frame.pages import PAGES
from tests.browser.conftest import ROOT, served
from tests.browser.driver import Explorer
from tests.needs import lacking

# Nobody may read what only root could, because Python itself may lie in root's folder, and write nothing.
AS_NOBODY = (
    *("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"),
    *("--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search", "--bounding-set=-all,+dac_read_search"),
)
READ_ONLY = ("unshare", "--mount", "sh", "-c", 'mount -o remount,bind,ro / && exec "$@"', "sh")


@pytest.fixture
def read_only_server(tmp_path: Path) -> Iterator[str]:
    """A server of another user, in a folder that cannot be written; the whole file system, where that is possible."""
    if os.geteuid() != 0:
        lacking("only root can start a server as another user")
    # Not in pytest's own folder, which is closed to other users.
    root = Path(mkdtemp(prefix="graphlab-"))
    try:
        for part in ("graphlab", "pages", ".streamlit"):
            shutil.copytree(ROOT / part, root / part, ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(ROOT / "app.py", root)
        subprocess.run(["chmod", "-R", "a-w,a+rX", root], check=True)
        possible = subprocess.run([*READ_ONLY, "true"], capture_output=True, check=False).returncode == 0
        before = (*(READ_ONLY if possible else ()), *AS_NOBODY)
        with served(tmp_path / "log", before=before, root=root, HOME="/nonexistent") as address:
            yield address
        assert not list(root.rglob("__pycache__"))
        assert "Traceback" not in (tmp_path / "log").read_text(errors="replace")
    finally:
        shutil.rmtree(root)


def test_every_page_works_and_a_net_is_trained(
    read_only_server: str, new_context: Callable[..., BrowserContext], watch: Callable[[Page], Page]
) -> None:
    page = watch(new_context().new_page())
    Explorer(page, read_only_server).open(figure="5-17", step=3)
    for one in PAGES:
        name = "" if one.file == "app.py" else Path(one.file).stem
        answer = page.goto(f"{read_only_server}/{name}?lang=en")
        # The browser keeps to the policy, and `watch` fails on what it refuses.
        assert answer
        assert answer.headers["content-security-policy"].endswith("frame-ancestors 'self'")
        expect(page.locator("[data-test-script-state=notRunning]")).to_be_attached()
        expect(page.get_by_test_id("stException")).to_have_count(0)
    page.get_by_role("button", name="Start", exact=True).click()
    expect(page.locator(".stProgress")).to_contain_text("test accuracy")
