"""The description of the API: valid, true to the published schema, and held against the running server."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import jsonschema
import pytest
from openapi_spec_validator import validate

from headertrace.remote.secrets import Secret
from headertrace.web.openapi import document
from headertrace.web.settings import Settings
from helpers.serving import serving

TOKEN = "correct-horse-battery"


@pytest.mark.parametrize("settings", [Settings(), Settings(token=Secret(TOKEN, "x"), root_path="/mail")])
def test_it_is_valid(settings: Settings) -> None:
    made = json.loads(document(settings))
    validate(made)
    assert ("security" in made) == (settings.token is not None)
    assert TOKEN not in json.dumps(made)


def test_its_schema_is_the_published_one() -> None:
    made = json.loads(document(Settings()))["components"]["schemas"]["Trace"]
    published = json.loads(files("headertrace").joinpath("trace.schema.json").read_text("utf-8"))
    jsonschema.Draft202012Validator.check_schema(made)
    assert made["properties"].keys() == published["properties"].keys()
    assert '"$ref": "#"' not in json.dumps(made)


@pytest.mark.slow
@pytest.mark.parametrize("token", ["", TOKEN])
def test_the_server_does_what_it_says(token: str, tmp_path: Path) -> None:
    """Schemathesis: what it makes up by the description, and what goes against it."""
    program = Path(sys.executable).with_name("schemathesis")
    with serving("--max-rate", "1000000", HEADERTRACE_TOKEN=token) as server:
        command = [program, "run", f"{server.url}api/openapi.json", "--max-examples", "40", "--seed", "1"]
        command += ["--no-color"]
        # A text that is no message is refused though the description allows any.
        command += ["--exclude-checks", "positive_data_acceptance"]
        command += ["-H", f"Authorization: Bearer {token}"] if token else []
        hooks = {"SCHEMATHESIS_HOOKS": "making_mail", "PYTHONPATH": str(Path(__file__).parent)}
        done = subprocess.run(
            command, cwd=tmp_path, env={**os.environ, **hooks}, capture_output=True, text=True, check=False
        )
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr
    assert "2 selected" in done.stdout
