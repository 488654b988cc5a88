"""The command line teaches by its help, and its exit codes mean something."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dateline.cli import app
from dateline.cli.commands import COMMANDS, SUBCOMMANDS, register

WORDS = [[name] for name in COMMANDS] + [
    [group, name] for group, (_, commands) in SUBCOMMANDS.items() for name in commands
]


def dateline(*words, **environment):
    """Run the installed command as a person would, in a shell without Dateline's settings."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("DATELINE_")}
    program = Path(sys.executable).parent / "dateline"
    return subprocess.run(
        [program, *words], env={**clean, **environment}, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def registered():
    if not app.registered_commands:
        register(app)
    return app


@pytest.mark.parametrize("words", WORDS, ids=" ".join)
def test_every_command_explains_itself(registered, words):
    shown = CliRunner().invoke(registered, [*words, "--help"])
    assert shown.exit_code == 0, shown.output
    assert len(shown.output.split()) > 15


def test_words_that_are_no_command_end_with_2():
    done = dateline("publish")
    assert done.returncode == 2
    assert "No such command" in done.stderr


def test_an_error_says_what_to_do_and_ends_with_1(tmp_path):
    done = dateline("outcomes", DATELINE_HOME=str(tmp_path))
    assert done.returncode == 1
    assert "No warehouse is named" in done.stderr
    assert "make up" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_malformed_sources_file_is_refused_with_its_line(tmp_path, warehouse_url):
    sources = tmp_path / "sources.yaml"
    sources.write_text("sources:\n  - id: post\n    name: The Post\n    home: not an address\n")
    done = dateline(
        "init", "--no-airflow", DATELINE_SOURCES=str(sources), DATELINE_WAREHOUSE_URL=warehouse_url
    )
    assert done.returncode == 1
    assert "line 4" in done.stderr


def test_init_may_be_run_again(warehouse_url):
    for _ in range(2):
        done = dateline("init", "--no-airflow", DATELINE_WAREHOUSE_URL=warehouse_url)
        assert done.returncode == 0, done.stderr


def test_doctor_names_what_is_not_in_order(tmp_path):
    done = dateline("doctor", "--json", DATELINE_HOME=str(tmp_path), AIRFLOW_HOME=str(tmp_path / "airflow"))
    assert done.returncode == 1
    findings = {finding["check"]: finding for finding in json.loads(done.stdout)}
    assert not findings["warehouse"]["ok"]
    assert "make up" in findings["warehouse"]["mend"]
    assert findings["models"]["ok"]


def test_the_version_costs_no_heavy_import():
    code = "import sys, dateline.cli.commands as c; from dateline.cli import app; c.register(app); "
    code += "sys.exit(any(name in sys.modules for name in ('spacy', 'trafilatura', 'airflow', 'pyarrow')))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
