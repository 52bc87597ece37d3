"""Chromium, driven by its own driver: what a page did, asked for and refused while it was shown."""

from __future__ import annotations

import json
import shutil
from importlib.util import find_spec
from pathlib import Path
from typing import Any, NamedTuple

from .packages import Unavailable

# Before anything of the page: what its policy refuses, and the calls by which a script would show itself.
_WATCH = """
window.refused = []; window.ran = [];
document.addEventListener('securitypolicyviolation', event => window.refused.push(
    event.effectiveDirective + ' ' + event.blockedURI + ' ' + event.lineNumber));
for (const name of ['alert', 'confirm', 'prompt', 'print', 'open', 'fetch']) window[name] = () => window.ran.push(name);
"""
_ALIVE = """
const found = [];
for (const element of document.querySelectorAll('*')) {
  const name = element.localName;
  if (['script', 'iframe', 'frame', 'object', 'embed', 'img', 'image', 'link', 'form', 'base', 'input', 'button', 'video',
       'audio', 'foreignObject', 'animate', 'set', 'use'].includes(name)) found.push(name);
  for (const {name: attribute, value} of element.attributes) {
    if (attribute.startsWith('on')) found.push(name + ' ' + attribute);
    if (['href', 'src', 'xlink:href', 'action'].includes(attribute) && !value.startsWith('#')) found.push(name + ' ' + value);
    if (name === 'meta' && attribute === 'http-equiv' && value !== 'Content-Security-Policy') found.push(value);
  }
}
return found;
"""


class Shown(NamedTuple):
    """``asked`` are the addresses that the page asked for beside its own; ``dialogs`` the boxes it opened."""

    refused: list[str]
    ran: list[str]
    alive: list[str]
    asked: list[str]
    dialogs: list[str]
    title: str


class Browser:
    """One headless browser; each page is a file."""

    def __init__(self, scratch: Path) -> None:
        chromium, driver = shutil.which("chromium"), shutil.which("chromedriver")
        if not chromium or not driver or not find_spec("selenium"):
            raise Unavailable("Chromium, its driver or selenium is not installed")
        from selenium import webdriver
        from selenium.webdriver.chrome.service import Service

        options = webdriver.ChromeOptions()
        options.binary_location = chromium
        for word in (
            "headless", "no-sandbox", "disable-gpu", "disable-background-networking", "disable-component-update",
            "disable-sync", "no-first-run", "hide-scrollbars", f"user-data-dir={scratch / 'profile'}",
        ):  # fmt: skip
            options.add_argument(f"--{word}")
        options.set_capability("goog:loggingPrefs", {"performance": "ALL"})
        options.set_capability("unhandledPromptBehavior", "dismiss")
        self._driver = webdriver.Chrome(options=options, service=Service(driver))
        self._driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": _WATCH})
        self._scratch = scratch

    def close(self) -> None:
        self._driver.quit()

    def show(self, text: str, suffix: str = ".html") -> Shown:
        """What came of showing that page."""
        page = self._scratch / f"page{suffix}"
        page.write_bytes(text.encode("utf-8", "backslashreplace"))
        return self.visit(page.as_uri())

    def visit(self, url: str) -> Shown:
        """What came of opening that page."""
        self._driver.get_log("performance")
        self._driver.get(url)
        return self.seen(url)

    def seen(self, url: str) -> Shown:
        """What came since the last page was opened, whose own address is no other's."""
        run = self._driver.execute_script
        refused, ran = run("return [window.refused, window.ran]")
        events = [json.loads(entry["message"])["message"] for entry in self._driver.get_log("performance")]
        failed = [event["params"] for event in events if event["method"] == "Network.loadingFailed"]
        stopped = {params["requestId"] for params in failed if params.get("blockedReason") == "csp"}
        wished = [event["params"] for event in events if event["method"] == "Network.requestWillBeSent"]
        asked = [params["request"]["url"] for params in wished if params["requestId"] not in stopped]
        return Shown(
            refused,
            ran,
            run(_ALIVE),
            [other for other in asked if other != url],
            [event["params"]["message"] for event in events if event["method"] == "Page.javascriptDialogOpening"],
            run("return document.title"),
        )

    def run(self, script: str) -> Any:
        return self._driver.execute_script(script)

    def go(self, url: str) -> None:
        """Open a page that a server has."""
        self._driver.get(url)

    def scripts(self, on: bool) -> None:
        """Whether pages opened from now on may run any."""
        self._driver.execute_cdp_cmd("Emulation.setScriptExecutionDisabled", {"value": not on})

    def press(self, *keys: str, held: str = "") -> None:
        """What a user types, into whatever has the focus, with the key ``held`` held down."""
        from selenium.webdriver import ActionChains

        chain = ActionChains(self._driver)
        chain = chain.key_down(held).send_keys(*keys).key_up(held) if held else chain.send_keys(*keys)
        chain.perform()

    def paste(self, text: str) -> None:
        """Into what has the focus, as a paste comes: all at once."""
        self._driver.execute_cdp_cmd("Input.insertText", {"text": text})

    def fill(self, selector: str, text: str) -> None:
        """Type into an element; into a file's, its path."""
        self._driver.find_element("css selector", selector).send_keys(text)

    def click(self, selector: str) -> None:
        self._driver.find_element("css selector", selector).click()

    def text(self, selector: str) -> str:
        """The words of the first such element."""
        return str(self._driver.find_element("css selector", selector).text)

    def has(self, selector: str) -> bool:
        return bool(self._driver.find_elements("css selector", selector))

    def wait_for(self, selector: str) -> None:
        """Until there is such an element."""
        from selenium.webdriver.support.ui import WebDriverWait

        WebDriverWait(self._driver, 60).until(lambda driver: driver.find_elements("css selector", selector))

    def drop(self, *files: Path) -> None:
        """Drag files from the desktop onto the middle of the page, and let them go."""
        data = {"items": [], "files": list(map(str, files)), "dragOperationsMask": 1}
        for kind in ("dragEnter", "dragOver", "drop"):
            self._driver.execute_cdp_cmd("Input.dispatchDragEvent", {"type": kind, "x": 150, "y": 150, "data": data})

    def picture(self) -> bytes:
        """What is seen, as PNG."""
        return bytes(self._driver.get_screenshot_as_png())

    def look(self, scheme: str, width: int) -> None:
        """The page as a reader with that scheme ("dark", "light") and width has it."""
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        self._driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": features})
        metrics = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
        self._driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", metrics)

    def barriers(self) -> list[str]:
        """What axe-core finds in the page that keeps people out, each with the element it is about."""
        self._driver.execute_script(_axe())
        found = self._driver.execute_async_script("axe.run().then(arguments[arguments.length - 1])")
        return [f"{rule['id']}: {node['html'][:200]}" for rule in found["violations"] for node in rule["nodes"]]


def _axe() -> str:
    """The text of axe-core, out of a package that carries it; the package itself is not needed."""
    spec = find_spec("axe_playwright_python")
    if spec is None or not spec.submodule_search_locations:
        raise Unavailable("axe-core is not installed: pip install --no-deps axe-playwright-python")
    return (Path(spec.submodule_search_locations[0]) / "axe.min.js").read_text("utf-8")
