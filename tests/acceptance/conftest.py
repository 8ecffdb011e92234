"""A real Chromium on the test server, one window for each person."""

from collective.trail.testing import PASSWORD
from playwright.sync_api import sync_playwright

import pytest


CHROMIUM = "/usr/bin/chromium"
ARGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
SIZES = {"desktop": {"width": 1280, "height": 900}, "phone": {"width": 390, "height": 844}}


@pytest.fixture(scope="module")
def chromium():
    """One browser for the module's tests."""
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=list(ARGS))
        yield browser
        browser.close()


@pytest.fixture(params=sorted(SIZES))
def size(request):
    """Each story is walked on a desktop and on a phone."""
    return SIZES[request.param]


@pytest.fixture
def window(chromium, http, size):
    """``window("drafter")`` opens a window in which that person is logged in."""
    contexts = []

    def open_window(person: str, language: str = "en"):
        context = chromium.new_context(viewport=size, accept_downloads=True, locale=language)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(60_000)
        page.goto(f"{http.base}/login")
        page.fill("#__ac_name", person)
        page.fill("#__ac_password", PASSWORD)
        page.click("#buttons-login")
        page.wait_for_load_state()
        return page

    yield open_window
    for context in contexts:
        context.close()
