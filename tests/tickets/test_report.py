"""``headertrace report`` as a user meets it: options, settings, exit codes, what is attached, what is kept."""

from __future__ import annotations

import hashlib
import json
import os
import re
import signal
import stat
import subprocess
import sys
import tempfile
from email import message_from_string
from pathlib import Path

import pytest

from headertrace import trace
from headertrace.installing import command
from headertrace.tickets import SYSTEMS
from headertrace.tickets.report import BRIEF, compose
from helpers.command import COMMAND, interruptible
from helpers.http_server import Asked, Says, serving
from helpers.poison import SLOTS, message
from helpers.samples import HOME

from .command import MAIL, environment, report, run

REPORT = compose(trace(MAIL), MAIL)
RT = ("--to", "rt", "--set", "queue=General")
DIGEST = re.compile(r"headertrace-report: ([0-9a-f]{16})")


@pytest.mark.parametrize(
    ("args", "said"),
    [
        ((), f"--to: say where the report goes: {', '.join(SYSTEMS)}"),
        (("--to", "nowhere"), "'nowhere' is not one of file, email, rt"),
        (("--to", "rt"), "rt needs url (the address of RT"),
        (("--to", "rt", "--set", "url=https://rt.example"), "rt needs queue (the queue of a new ticket)"),
        ((*RT, "--set", "url=http://rt.example"), "in the clear"),
        ((*RT, "--set", "url=https://rt.example", "--set", "nope=1"), "--set: 'nope' is not one of url, queue"),
        ((*RT, "--set", "url"), "--set: 'url' has no value: write url=value"),
        ((*RT, "--set", "url=https://rt.example", "--set", "timeout=soon"), "must be a whole number"),
        ((*RT, "--set", "url=https://rt.example", "--set", "keyring=1"), "must be true or false"),
        ((*RT, "--set", "url=https://rt.example\nX: y"), "control characters"),
        ((*RT, "--set", "url=https://rt.example", "--ticket", "../1"), "is not a ticket of Request Tracker"),
        (("--to", "github", "--set", "repository=a/b"), "GitHub has no private comments: say --public"),
        (("--to", "github", "--set", "repository=a/..", "--public", "--dry-run"), "is not OWNER/NAME"),
        (("--to", "gitlab", "--set", "project=a/../b", "--dry-run"), "is neither GROUP/NAME nor a number"),
        (("--to", "servicenow", "--set", "url=https://x.example", "--set", "table=a/b", "--dry-run"), "not the name of a table"),
        (("--to", "jira", "--set", "url=https://x.example", "--set", "project=A", "--set", "flavour=x", "--dry-run"), "flavour"),
        (("--to", "osticket", "--ticket", "1"), "osTicket takes new tickets only"),
        (("--to", "email"), "email needs from"),
        (("--to", "email", "--set", "from=x", "--set", "to=b@example.org"), "from: 'x' is not a mail address"),
        (("--to", "email", "--set", "from=a@example.org", "--set", "to=b@example.org, c"), "is not a mail address"),
        (("--to", "email", "--set", "from=a@example.org\r\nBcc: x@example.org", "--set", "to=b@example.org"), "control characters"),
        (("--to", "email", "--set", "from=a@e.example", "--set", "to=b@e.example", "--smtp", "host:x"), "is not host:port"),
        (("--to", "email", "--set", "from=a@e.example", "--set", "to=b@e.example", "--smtp", "h:1", "--set", "encryption=rot13"), "is not one of starttls"),
        (("--to", "email", "--set", "from=a@e.example", "--set", "to=b@e.example", "--smtp", "h:1", "--set", "encryption=none", "--set", "user=a"), "in the clear"),
        (("--to", "email", "--set", "from=a@e.example", "--set", "to=b@e.example", "--smtp", "a..b:25"), "not the name of a host"),
        (("--to", "file", "--smtp", "mx.example.org:25"), "--smtp goes with --to email"),
        (("--to", "file", "--evidence", "all"), "'all' is not one of headers, message, none"),
        (("--to", "file", "--evidence", "message", "--redact"), "message cannot be redacted"),
        (("--to", "file", "--redact-key", "x"), "needs --redact"),
        (("--to", "file", "--redact=nope"), "'nope' is not one of"),
        (("--to", "file", "--message", "0"), "not a whole number above 0"),
    ],
    ids=lambda part: " ".join(part)[-40:],
)  # fmt: skip
def test_what_cannot_be_followed_is_one_line(tmp_path: Path, args: tuple[str, ...], said: str) -> None:
    done = report(tmp_path, *args)
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    assert said in done.err


@pytest.mark.parametrize(
    ("mail", "args", "code", "said"),
    [
        (b"", (), 3, "no message in the input"),
        (b"Subject: no path\n\n", (), 3, "no Received line to report on"),
        (b"From ann Tue Nov 24 08:00:00 2026\n" + MAIL + b"\nFrom ann Tue Nov 24 08:00:00 2026\n" + MAIL, (), 2, "there are 2 messages"),
        (MAIL, ("--message", "2"), 3, "there is no message number 2"),
    ],
)  # fmt: skip
def test_what_there_is_to_report_on(tmp_path: Path, mail: bytes, args: tuple[str, ...], code: int, said: str) -> None:
    done = report(tmp_path, "--to", "file", *args, mail=mail)
    assert (done.code, done.out, done.err.count("\n")) == (code, "", 1)
    assert said in done.err
    assert not list((tmp_path / "here").iterdir())


def test_one_message_of_a_mailbox(tmp_path: Path) -> None:
    box = b"".join(
        b"From ann Tue Nov 24 08:00:00 2026\n" + MAIL.replace(b"lunch", word) + b"\n" for word in (b"one", b"two")
    )
    assert report(tmp_path, "--to", "file", "--message", "2", mail=box).code == 0
    (text,) = (tmp_path / "here").glob("*.txt")
    assert "two" in text.read_text("utf-8")


def test_unreadable_input_is_four(tmp_path: Path) -> None:
    done = run(tmp_path, "report", "none.eml", "--to", "file")
    assert (done.code, done.err) == (4, "headertrace: none.eml: No such file or directory\n")


@pytest.mark.parametrize(("what", "body"), [("headers", False), ("message", True), ("none", None)])
def test_what_is_attached_of_the_message(tmp_path: Path, what: str, body: bool | None) -> None:
    assert report(tmp_path, "--to", "file", "--evidence", what).code == 0
    found = [path.read_bytes() for path in (tmp_path / "here").glob("*.eml")]
    head = MAIL.partition(b"\n\n")[0] + b"\n\n"
    assert found == ([] if body is None else [MAIL if body else head])
    assert all(b"stays at home" not in path.read_bytes() for path in (tmp_path / "here").glob("*.html"))


def test_a_folder_gets_the_report_once(tmp_path: Path) -> None:
    args = ("--to", "file", "--set", f"folder={tmp_path / 'new' / 'reports'}", "--ticket", "T-7")
    first, second = report(tmp_path, *args), report(tmp_path, *args)
    names = sorted(path.name for path in (tmp_path / "new/reports").iterdir())
    assert [name.rpartition(".")[2] for name in names] == ["eml", "html", "txt"]
    assert all(re.fullmatch(r"T-7-headertrace-[0-9a-f]{16}\.[a-z]+", name) for name in names)
    assert (first.code, second.code) == (0, 0)
    assert "Written: " in first.out and "is there already" in second.out
    (tmp_path / "blocked").write_text("")
    done = report(tmp_path, "--to", "file", "--set", f"folder={tmp_path / 'blocked'}")
    assert (done.code, done.err.count("\n")) == (5, 1)


def test_a_hostile_file_name_goes_nowhere(tmp_path: Path) -> None:
    """Names of what is written and sent are made of the digest alone."""
    name = '$(id)"\r\n;name=..\\..%2f\x1b[31m<b>.eml'
    (tmp_path / name).write_bytes(MAIL)

    def sent_to(*system: str) -> str:
        done = run(tmp_path, "report", name, "--to", *system)
        assert done.code == 0
        return done.out

    sent_to("file", "--set", "folder=out")
    assert all(re.fullmatch(r"headertrace-[0-9a-f]{16}\.[a-z]+", path.name) for path in (tmp_path / "out").iterdir())
    sent = sent_to("email", "--set", "from=a@example.org", "--set", "to=b@example.org")
    assert "$(id)" not in sent and "\x1b" not in sent
    assert all("$(id)" not in path.read_text("utf-8") for path in (tmp_path / "out").iterdir())


def test_redacted_the_same_in_every_run_and_nothing_is_left(tmp_path: Path) -> None:
    args = ("--to", "webhook", "--set", "url=https://x.example/hook", "--dry-run", "--redact=public")
    first, second = report(tmp_path, *args), report(tmp_path, *args)
    digest = DIGEST.search(first.out)
    assert digest and digest[0] in second.out
    for secret in ("ann@example.net", "bob@example.org", "lunch", "4ABC123", "relay.example.net", "192.0.2.1"):
        assert secret not in first.out
    key = tmp_path / "state/headertrace/redact.key"
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    key.unlink()
    assert digest[0] not in report(tmp_path, *args).out
    (tmp_path / "here/key").write_bytes(b"k" * 32)
    shared = [DIGEST.search(report(tmp_path, *args, "--redact-key", "key").out)]
    key.unlink()
    shared.append(DIGEST.search(report(tmp_path, *args, "--redact-key", "key").out))
    assert shared[0] and shared[1] and shared[0][0] == shared[1][0] != digest[0]


def test_a_key_that_cannot_be_kept_is_no_fault_of_the_message(tmp_path: Path) -> None:
    (tmp_path / "blocked").write_text("")
    done = report(tmp_path, "--to", "file", "--redact", XDG_STATE_HOME=str(tmp_path / "blocked"))
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    assert "redact.key: " in done.err and "left out" not in done.err


def test_settings_come_from_the_user_s_own_file_alone(tmp_path: Path) -> None:
    """A file in the working directory may be a stranger's, and would say where the token goes."""
    (tmp_path / "here").mkdir()
    (tmp_path / "here/headertrace.toml").write_text('[tickets.rt]\nurl = "https://evil.example"\nqueue = "q"\n')
    done = report(tmp_path, "--to", "rt", "--dry-run")
    assert (done.code, done.err.count("\n")) == (2, 1)
    assert "[tickets] says where credentials go" in done.err
    shown = run(tmp_path, stdin=MAIL, cwd=tmp_path / "here")
    assert shown.code == 0 and shown.out.startswith("Delivered in")


@pytest.mark.parametrize(
    ("toml", "said"),
    [
        ("[tickets]\nnope = 1\n", "there is no setting tickets.nope"),
        ("[tickets.rt]\nnope = 1\n", "there is no setting tickets.rt.nope"),
        ("[tickets.rt]\nurl = 1\n", "tickets.rt.url must be a word in quotes"),
        ("[tickets.rt]\ntimeout = 'x'\n", "tickets.rt.timeout must be a whole number"),
        ("[tickets.rt]\nkeyring = 1\n", "tickets.rt.keyring must be true or false"),
        ("[tickets]\nrt = 1\n", "[tickets.rt] must be a table"),
        ("tickets = 1\n", "[tickets] must be a table"),
        ("[tickets]\nevidence = 'all'\nto = 'file'\n", "is not one of headers, message, none"),
    ],
)
def test_a_bad_file_is_one_line(tmp_path: Path, toml: str, said: str) -> None:
    done = report(tmp_path, "--dry-run", toml=toml)
    assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
    assert said in done.err


def test_settings_choose_the_system_and_the_command_line_wins(tmp_path: Path) -> None:
    toml = '[tickets]\nto = "rt"\n[tickets.rt]\nurl = "https://rt.example.org"\nqueue = "Mail"\n'
    assert '"Queue": "Mail"' in report(tmp_path, "--dry-run", toml=toml).out
    assert '"Queue": "Other"' in report(tmp_path, "--dry-run", "--set", "queue=Other", toml=toml).out
    shown = run(tmp_path, "config")
    assert shown.code == 0 and "tickets.rt.queue" in shown.out and "RT_TOKEN" in shown.out


def test_undelivered_is_five_and_the_report_is_kept(tmp_path: Path) -> None:
    with serving([Says({"message": "no"}, 422)] * 2) as server:
        args = (*RT, "--set", f"url={server.url}")
        done = report(tmp_path, *args, RT_TOKEN="t")
        elsewhere = report(tmp_path, *args, "--keep", str(tmp_path / "kept"), RT_TOKEN="t")
    for one, place in ((done, tmp_path / "state/headertrace/unsent"), (elsewhere, tmp_path / "kept")):
        assert (one.code, one.out, one.err.count("\n")) == (5, "", 1)
        (folder,) = place.iterdir()
        assert one.err.strip().endswith(f"the report is kept in {folder}")
        assert {path.suffix for path in folder.iterdir()} == {".txt", ".html", ".eml"}
        assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}


@pytest.mark.skipif(os.name == "nt", reason="rights as POSIX has them")
@pytest.mark.parametrize("there", ["nothing", "open", "link"])
def test_what_is_kept_is_private_whatever_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, there: str
) -> None:
    """In the user's own folder, in one that the user names, and, where none of these can be had, in the temporary one."""
    from headertrace.tickets import kept

    name = f"headertrace-{REPORT.digest}"
    trap = tmp_path / "trap"
    for place in (tmp_path / "state/headertrace/unsent", tmp_path / "shared", tmp_path / "tmp"):
        place.mkdir(parents=True)
        place.chmod(0o777)
        if there == "open":
            (place / name).mkdir()
            (place / name).chmod(0o777)
        elif there == "link":
            trap.mkdir(exist_ok=True)
            (place / name).symlink_to(trap)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    made = [kept.keep(REPORT), kept.keep(REPORT, str(tmp_path / "shared"))]
    (tmp_path / "blocked").write_text("")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "blocked"))
    made.append(kept.keep(REPORT))
    assert made[2].parent == tmp_path / "tmp" and made[2].name != name
    for folder in made:
        assert not folder.is_symlink() and stat.S_IMODE(folder.lstat().st_mode) == 0o700
        assert sorted(path.suffix for path in folder.iterdir()) == [".eml", ".html", ".txt"]
    assert not trap.exists() or not list(trap.iterdir())
    assert there == "link" or stat.S_IMODE((tmp_path / "state/headertrace/unsent").stat().st_mode) == 0o700


@pytest.mark.skipif(os.name == "nt", reason="rights as POSIX has them")
def test_another_user_s_folder_is_not_taken(tmp_path: Path) -> None:
    if os.geteuid():
        pytest.skip("only root can give a folder away")
    from headertrace.tickets import kept

    theirs = tmp_path / f"headertrace-{REPORT.digest}"
    theirs.mkdir()
    os.chown(theirs, 12345, 12345)
    assert kept.keep(REPORT, str(tmp_path)) != theirs
    assert not list(theirs.iterdir())


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252", "utf-16", "utf-8:strict"])
def test_a_rehearsal_in_any_encoding(tmp_path: Path, encoding: str) -> None:
    mail = MAIL.replace(b"lunch", "Mittag \N{FORK AND KNIFE} im Café ✓".encode())
    args = ("--to", "webhook", "--set", "url=https://x.example", "--dry-run")
    done = report(tmp_path, *args, mail=mail, PYTHONIOENCODING=encoding, LC_ALL="C", PYTHONUTF8="0")
    assert (done.code, done.err) == (0, "")
    assert "Mittag \N{FORK AND KNIFE} im Café ✓" in done.out


def test_without_a_credential_nothing_is_sent(tmp_path: Path) -> None:
    with serving([]) as server:
        done = report(tmp_path, *RT, "--set", f"url={server.url}")
    assert (done.code, done.err.count("\n"), server.asked) == (2, 1, [])
    assert "rt wants an authentication token: set RT_TOKEN" in done.err


@pytest.mark.skipif(os.name == "nt", reason="POSIX signals")
def test_interrupted_is_130_and_the_report_is_kept(tmp_path: Path) -> None:
    process: list[subprocess.Popen[bytes]] = []

    def interrupt(asked: Asked) -> Says:
        process[0].send_signal(signal.SIGINT)
        return Says({}, wait=1)

    with serving(interrupt) as server:
        command = [*COMMAND, "report", "-", *RT, "--set", f"url={server.url}"]
        env = environment(tmp_path, RT_TOKEN="t")
        process.append(
            subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=env,
                preexec_fn=interruptible,
            )
        )
        out, err = process[0].communicate(MAIL, timeout=60)
    assert (process[0].returncode, out) == (130, b"")
    assert re.fullmatch(rb"headertrace: interrupted; the report is kept in [^\n]+\n", err)


def test_a_missing_library_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "without").mkdir()
    (tmp_path / "without/urllib3.py").write_text("raise ImportError\n")
    path = os.pathsep.join([str(tmp_path / "without"), *sys.path])
    done = report(tmp_path, *RT, "--set", "url=https://rt.example", RT_TOKEN="t", PYTHONPATH=path)
    assert done.code == 2
    assert f"ticket systems need: {command('tickets')}" in done.err and done.err.count("\n") == 1


def test_nothing_is_loaded_that_is_not_needed() -> None:
    """Showing a message loads no part of the tickets; writing to a folder loads no HTTP."""
    script = "import sys; from headertrace.cli.show import Options, run; run(Options(['-'])); sys.exit('headertrace.tickets' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], input=MAIL, capture_output=True, check=False).returncode == 0
    script = "import sys, headertrace.tickets as t; t.load('file'); sys.exit('urllib3' in sys.modules or 'ssl' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], capture_output=True, check=False).returncode == 0


def test_a_title_of_one_s_own_is_one_line(tmp_path: Path) -> None:
    addresses = ("--set", "from=a@example.org", "--set", "to=b@example.org")
    done = report(tmp_path, "--to", "email", *addresses, "--title", "late\r\nBcc: eve@example.org\x1b[31m")
    message = message_from_string(done.out)
    assert message["Subject"] == "late Bcc: eve@example.org\\x1b[31m" and message["Bcc"] is None


def test_the_digest_is_of_what_is_reported(tmp_path: Path) -> None:
    """The same from a pipe and from a file of any name; another for another message or other evidence."""

    def digest(*args: str, mail: bytes = MAIL) -> str:
        found = DIGEST.search(
            report(tmp_path, "--to", "webhook", "--set", "url=https://x.example", "--dry-run", *args, mail=mail).out
        )
        assert found
        return found[1]

    assert len({digest(), digest(), digest("--evidence", "message"), digest(mail=MAIL.replace(b"lunch", b"tea"))}) == 3
    (tmp_path / "here/a.eml").write_bytes(MAIL)
    assert run(tmp_path, "report", "a.eml", "--to", "file", cwd=tmp_path / "here").code == 0
    assert (tmp_path / f"here/headertrace-{digest()}.html").exists()


def test_webhook_is_signed_as_the_specification_has_it(tmp_path: Path) -> None:
    """Held against the specification's own library, which refuses what is altered."""
    from standardwebhooks import Webhook, WebhookVerificationError

    secret = "whsec_" + "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
    with serving(lambda asked: Says(b"thanks")) as server:
        args = ("--to", "webhook", "--set", f"url={server.url}/hook", "--ticket", "T-1")
        first = report(tmp_path, *args, WEBHOOK_SECRET=secret, WEBHOOK_TOKEN="t0ken")
        second = report(tmp_path, *args, WEBHOOK_SECRET=secret)
    assert (first.code, second.code, len(server.asked)) == (0, 0, 1)
    assert "is there already" in second.out
    (asked,) = server.asked
    headers = {name: value for name, value in asked.headers.items() if name.startswith("webhook-")}
    body = Webhook(secret).verify(asked.body, headers)
    with pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(asked.body.replace(b"lunch", b"punch"), headers)
    assert asked.headers["authorization"] == "Bearer t0ken"
    assert (body["ticket"], body["public"], body["trace"]["schema"]) == ("T-1", False, "headertrace.trace/1")
    for file in body["attachments"]:
        import base64

        assert hashlib.sha256(base64.b64decode(file["data"])).hexdigest() == file["sha256"]
    journal = tmp_path / "state/headertrace/sent.jsonl"
    assert [json.loads(line)["report"] for line in journal.read_text().splitlines()] == [body["report"]]
    assert "t0ken" not in journal.read_text()


def test_notes_that_cannot_be_read_keep_it_from_being_sent_twice(tmp_path: Path) -> None:
    journal = tmp_path / "state/headertrace/sent.jsonl"
    journal.mkdir(parents=True)
    with serving(lambda asked: Says(b"thanks")) as server:
        args = ("--to", "webhook", "--set", f"url={server.url}/hook")
        refused = report(tmp_path, *args)
        assert (refused.code, server.asked) == (2, [])
        assert f"{journal}: Is a directory" in refused.err and "--again" in refused.err
        report(tmp_path, *args, "--again")
    assert len(server.asked) == 1


@pytest.mark.parametrize("form", ["text", "pre", "markdown", "jira"])
@pytest.mark.parametrize("name", ["queue-retry", "authenticated", "bounce", "forged-chain", "poison"])
def test_a_brief_comment_is_short_and_the_same_report(form: str, name: str) -> None:
    data = message(b"<x>|`*_[a](b) " * 400, *SLOTS) if name == "poison" else (HOME / f"{name}.eml").read_bytes()
    found = trace(data)
    whole, brief = (compose(found, data, form, brief=is_brief) for is_brief in (False, True))
    assert len(brief.body) <= BRIEF < len(whole.body) and len(brief.text) <= BRIEF
    assert (brief.digest, brief.title, brief.attachments) == (whole.digest, whole.title, whole.attachments)
    assert brief.mark in brief.body and brief.mark in brief.text
    if name != "poison":
        words = " ".join(brief.text.split())
        assert found.answer.split(".")[0] in words and all(item.code in words for item in found.findings)


def test_what_finds_no_room_in_a_brief_comment_is_counted() -> None:
    found = trace(MAIL)
    many = tuple(
        finding._replace(code=f"HT{n}", severity="warning") for n in range(100, 160) for finding in found.findings[:1]
    )
    words = compose(found._replace(findings=many), MAIL, brief=True).text
    told = len(re.findall(r"HT\d+", words))
    assert 0 < told < 60 and f"{60 - told} more findings" in words


def test_brief_is_an_option(tmp_path: Path) -> None:
    args = ("--to", "email", "--set", "from=a@example.org", "--set", "to=b@example.org", "--dry-run")
    whole, brief = report(tmp_path, *args), report(tmp_path, *args, "--brief")
    assert whole.code == brief.code == 0 and "What stands out" in whole.out
    assert "\nPath\n" in whole.out.replace("\r", "") and "\nPath\n" not in brief.out.replace("\r", "")
    assert "* SPF " in brief.out or "no SPF result" in brief.out
