"""``headertrace serve`` behind Debian's nginx, as its guide says: the block of the guide is the one that is used."""

from __future__ import annotations

import json
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent
from urllib.error import URLError

import pytest

import headertrace
from helpers.servers import free_port
from helpers.serving import Server, form, serving

from .conftest import REQUIRED, _said
from .packages import unpacked

GUIDE = Path(headertrace.__file__).parent / "explanations" / "guides" / "serve.md"
LATE = (Path(__file__).parent.parent.parent / "samples" / "greylisted.eml").read_bytes()
NAME = "trace.example.org"
_CONF = """
daemon off; master_process off; pid {home}/pid; error_log {home}/error.log;
events {{}}
http {{
    access_log off;
    client_body_temp_path {home}/body; proxy_temp_path {home}/proxy; fastcgi_temp_path {home}/fastcgi;
    uwsgi_temp_path {home}/uwsgi; scgi_temp_path {home}/scgi;
    server {{
        listen 127.0.0.1:{port};
        server_name {name};
{location}
    }}
}}
"""


def location(upstream: str) -> str:
    """The block of the guide, without its password."""
    block = dedent("    location " + GUIDE.read_text("utf-8").partition("    location ")[2].partition("\n\n")[0])
    lines = [line for line in block.splitlines() if "auth_basic" not in line]
    return "\n".join(lines).replace("http://127.0.0.1:8822/", upstream)


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    home = tmp_path_factory.mktemp("nginx")
    with _said():
        root = unpacked("nginx-light", fetch=REQUIRED)
    port = free_port()
    with serving("--host", NAME, "--root-path", "/headertrace") as server:
        (home / "conf").write_text(_CONF.format(home=home, port=port, name=NAME, location=location(server.url)))
        command = [
            str(root / "usr/sbin/nginx"),
            "-p",
            str(home),
            "-c",
            str(home / "conf"),
            "-e",
            str(home / "error.log"),
        ]
        process = subprocess.Popen(command)
        try:
            made = Server(process, f"http://127.0.0.1:{port}/headertrace/")
            for _ in range(100):
                try:
                    made.ask("healthz")
                    break
                except URLError:
                    time.sleep(0.1)
            yield made
        finally:
            process.terminate()
            process.wait(10)


def test_the_page_and_its_form(proxy: Server) -> None:
    page = proxy.ask("", Host=NAME)
    assert page.status == 200 and b'action="report"' in page.body
    body, content_type = form(LATE)
    # As a browser tells it that has the page by HTTPS.
    got = proxy.ask("report", body, Host=NAME, Content_Type=content_type, Origin=f"https://{NAME}")
    assert got.status == 200 and b"greylisted" in got.body
    assert "default-src 'none'" in got.headers["content-security-policy"]
    refused = proxy.ask("report", body, Host=NAME, Content_Type=content_type, Origin="https://attacker.example")
    assert refused.status == 403


def test_the_api(proxy: Server) -> None:
    assert json.loads(proxy.ask("api/openapi.json", Host=NAME).body)["servers"] == [{"url": "/headertrace"}]
    assert proxy.ask("api/trace", LATE, Host=NAME, Content_Type="message/rfc822").status == 200


def test_a_body_of_the_biggest_size(proxy: Server) -> None:
    big = LATE + b"x" * (9 * 1024 * 1024)
    assert proxy.ask("api/trace", big, Host=NAME, Content_Type="message/rfc822").status == 200


def test_the_slash_is_put_there(proxy: Server) -> None:
    without = proxy._replace(url=proxy.url.rstrip("/"))
    assert b'action="report"' in without.ask("", Host=proxy.url.split("/")[2]).body
