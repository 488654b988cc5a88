"""The command line teaches by its help, and its exit codes mean something."""

import json
import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from typer.testing import CliRunner

from dateline.cli import app
from dateline.cli.commands import COMMANDS, SUBCOMMANDS, register
from dateline.runtime.environment import airflow_environment
from dateline.settings import Settings

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
    for check in ("models", "executors", "providers", "dags"):
        assert findings[check]["ok"], findings[check]
    assert "reextract" in findings["dags"]["detail"]
    assert all(finding["mend"] for finding in findings.values() if not finding["ok"])


@pytest.fixture(scope="module")
def airflow(make_database, migrated_template, tmp_path_factory):
    """The environment of an Airflow whose database is migrated and has no pool of ours."""
    warehouse, folder = make_database(migrated_template), tmp_path_factory.mktemp("airflow")
    environment = airflow_environment(
        Settings(home=folder), folder=folder, port=1, metadata_url=make_database(), warehouse_url=warehouse
    )
    done = subprocess.run(
        [Path(sys.executable).parent / "airflow", "db", "migrate"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return environment


def test_init_makes_pools_that_are_missing_and_leaves_those_that_somebody_changed(airflow):
    before = {
        finding["check"]: finding for finding in json.loads(dateline("doctor", "--json", **airflow).stdout)
    }
    assert not before["pools"]["ok"]
    assert before["pools"]["mend"] == "Run: dateline init"
    assert "pool dateline_fetch: made, 8 slots" in dateline("init", **airflow).stdout
    with psycopg.connect(
        airflow["AIRFLOW__DATABASE__SQL_ALCHEMY_CONN"].replace("+psycopg2", "")
    ) as connection:
        connection.execute("UPDATE slot_pool SET slots = 20 WHERE pool = 'dateline_fetch'")
    told = dateline("init", **airflow)
    assert "pool dateline_fetch: kept, 20 slots" in told.stdout
    assert "connection dateline_warehouse: found" in told.stdout
    assert airflow["DATELINE_WAREHOUSE_URL"].split(":")[2].split("@")[0] not in told.stdout + told.stderr


def test_doctor_tells_a_connection_that_names_another_warehouse(airflow):
    dateline("init", **airflow)
    elsewhere = {**airflow, "AIRFLOW_CONN_DATELINE_WAREHOUSE": "postgres://u:p@127.0.0.1:1/other"}
    found = {
        finding["check"]: finding for finding in json.loads(dateline("doctor", "--json", **elsewhere).stdout)
    }
    assert [name for name, finding in found.items() if not finding["ok"]] == ["connection"]
    assert "the same warehouse" in found["connection"]["mend"]


def test_the_version_costs_no_heavy_import():
    code = "import sys, dateline.cli.commands as c; from dateline.cli import app; c.register(app); "
    code += "sys.exit(any(name in sys.modules for name in ('spacy', 'trafilatura', 'airflow', 'pyarrow')))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
