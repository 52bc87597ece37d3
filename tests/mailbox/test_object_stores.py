"""Mail in an object store, read through fsspec from a real server: rclone's, which speaks S3."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from socket import create_connection, socket

import pytest
from fsspec import get_filesystem_class

from headertrace.mailbox import planning
from headertrace.mailbox.inputs import is_object
from helpers.command import said
from helpers.datasets import asked, differences
from helpers.inline import Inline, scanned
from helpers.mailboxes import entry, mailbox, maildir, message

pytestmark = pytest.mark.slow
KEY, SECRET = "lab", "lab-secret"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder whose folders are the buckets of a server that the environment names."""
    rclone = shutil.which("rclone") or shutil.which("rclone", path=os.path.dirname(sys.executable))
    if rclone is None:
        pytest.skip("no rclone on this machine")
    folder = tmp_path_factory.mktemp("store")
    (folder / "mail").mkdir()
    with socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    words = [
        rclone,
        "serve",
        "s3",
        "--addr",
        address,
        "--auth-key",
        f"{KEY},{SECRET}",
        str(folder),
        "--vfs-cache-mode",
        "off",
    ]
    server = subprocess.Popen([*words, "--dir-cache-time", "0s", "--config", "/dev/null"], stderr=subprocess.DEVNULL)
    before = dict(os.environ)
    os.environ.update(
        AWS_ENDPOINT_URL=f"http://{address}",
        AWS_ACCESS_KEY_ID=KEY,
        AWS_SECRET_ACCESS_KEY=SECRET,
        AWS_REGION="us-east-1",
    )
    for _ in range(200):
        with suppress(OSError), create_connection(address.split(":")):  # type: ignore[arg-type]
            break
        time.sleep(0.05)
    yield folder / "mail"
    os.environ.clear()
    os.environ.update(before)
    server.kill()
    server.wait()


@pytest.fixture(autouse=True)
def forget() -> None:
    """What was listed before is listed again, as in another run."""
    get_filesystem_class("s3").clear_instance_cache()


def test_a_mailbox_in_a_store_gives_the_rows_of_one_on_disk(
    store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    box = mailbox(store / "a.mbox", range(60))
    monkeypatch.setattr(planning, "_SHORTEST", 9_000)
    engine = Inline()
    scanned(tmp_path / "there", "s3://mail/a.mbox", engine=engine)
    assert sum(task.function == "working:work" for task in engine.done) > 3
    scanned(tmp_path / "here", box)
    columns = "subject, number, at_byte, sha256, bytes, total_s, answer"
    question = f"SELECT {columns} FROM {{messages}} ORDER BY number"
    assert asked(tmp_path / "there", question) == asked(tmp_path / "here", question)
    assert asked(tmp_path / "there", "SELECT DISTINCT input FROM {messages}") == [("s3://mail/a.mbox",)]


def test_of_a_mailbox_that_has_grown_only_what_is_new_is_read(store: Path, tmp_path: Path) -> None:
    box = mailbox(store / "grown.mbox", range(20))
    scanned(tmp_path / "out", "s3://mail/grown.mbox")
    box.write_bytes(box.read_bytes() + b"".join(map(entry, range(20, 25))))
    get_filesystem_class("s3").clear_instance_cache()
    assert scanned(tmp_path / "out", "s3://mail/grown.mbox").messages == 5
    assert scanned(tmp_path / "out", "s3://mail/grown.mbox").messages == 0


def test_all_objects_below_a_name_are_read(store: Path, tmp_path: Path) -> None:
    (store / "below" / "inner").mkdir(parents=True)
    mailbox(store / "below" / "inner" / "b.mbox", range(5))
    (store / "below" / "one.eml").write_bytes(message(7))
    maildir(store / "below" / "dir", range(10, 13))
    summary = scanned(tmp_path / "out", "s3://mail/below")
    assert (summary.messages, summary.failed) == (9, 0)
    assert asked(tmp_path / "out", "SELECT count(DISTINCT input) FROM {messages}") == [(5,)]


def test_by_the_command_over_several_processes(store: Path, tmp_path: Path) -> None:
    mailbox(store / "c.mbox", range(3_000))
    done = said("scan", "s3://mail/c.mbox", "-o", str(tmp_path / "one"), "--jobs", "2")
    assert done.returncode == 0, done.stderr
    scanned(tmp_path / "other", "s3://mail/c.mbox")
    assert differences(tmp_path / "one", tmp_path / "other") == []


def test_a_store_that_refuses_is_told_in_a_line(store: Path, tmp_path: Path) -> None:
    mailbox(store / "d.mbox", range(3))
    done = said("scan", "s3://mail/d.mbox", "-o", str(tmp_path / "out"), env={"AWS_SECRET_ACCESS_KEY": "wrong"})
    assert done.returncode == 4 and done.stderr.count("s3://mail/d.mbox") == 1 and "Traceback" not in done.stderr


def test_what_is_not_there_is_told_in_a_line(store: Path, tmp_path: Path) -> None:
    done = said("scan", "s3://mail/none.mbox", "-o", str(tmp_path / "out"))
    assert done.returncode == 4 and "s3://mail/none.mbox" in done.stderr and "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("name", "is_one"), [("s3://b/k", True), ("imap://h/x", False), ("mail.mbox", False), ("sftp://h/p", True)]
)
def test_which_names_are_of_object_stores(name: str, is_one: bool) -> None:
    assert is_object(name) == is_one
