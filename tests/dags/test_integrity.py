"""Every DAG imports without a database and says who owns it, what it does and what follows what."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

DAGS = Path(__file__).parents[2] / "dags"
TASKS = {
    "ingest": [
        "discover",
        "plan",
        "process.clean",
        "process.entities",
        "process.fetch",
        "process.load",
        "process.parse",
        "process.quotes",
        "sources",
        "verify",
    ],
    "reextract": [
        "compare",
        "decide",
        "discard",
        "make_current",
        "plan",
        "process.clean",
        "process.entities",
        "process.parse",
        "process.quotes",
        "process.stage",
    ],
    "report": ["checks", "marts", "report", "warnings"],
    "watch": ["runs", "send", "sources"],
}

PEOPLE = {"decide"}
"""Tasks that wait for a person, for as long as it takes."""


@pytest.fixture(scope="module")
def bag(tmp_path_factory):
    os.environ.setdefault("AIRFLOW_HOME", str(tmp_path_factory.mktemp("airflow")))
    os.environ["AIRFLOW__CORE__LOAD_EXAMPLES"] = "False"
    sys.path.insert(0, str(DAGS))  # as Airflow's DAG processor does
    from airflow.dag_processing.dagbag import DagBag

    yield DagBag(str(DAGS))
    sys.path.remove(str(DAGS))


def test_every_file_imports(bag):
    assert bag.import_errors == {}


def test_these_dags_and_no_others(bag):
    assert sorted(bag.dags) == sorted(TASKS)


@pytest.mark.parametrize("dag_id", TASKS)
def test_a_dag_has_the_tasks_it_is_known_for(bag, dag_id):
    assert sorted(task.task_id for task in bag.dags[dag_id].tasks) == TASKS[dag_id]


@pytest.mark.parametrize("dag_id", TASKS)
def test_a_dag_says_what_it_does_whose_it_is_and_how_it_is_found(bag, dag_id):
    dag = bag.dags[dag_id]
    assert dag.doc_md
    assert "dateline" in dag.tags
    assert not dag.catchup
    for task in dag.tasks:
        assert task.doc_md, f"{task.task_id} has no doc_md"
        assert task.owner == "newsroom-data"
        assert task.execution_timeout or task.task_id in PEOPLE
        assert task.retries >= 1


@pytest.mark.parametrize("dag_id", TASKS)
def test_every_failure_is_told(bag, dag_id):
    dag = bag.dags[dag_id]
    silent = {task.task_id for task in dag.tasks if not task.on_failure_callback}
    assert silent == ({"send"} if dag_id == "watch" else set()), "what cannot be sent cannot tell so itself"
    assert dag.on_failure_callback or dag_id == "watch", "its tasks stand for all its runs"


def test_every_file_in_the_folder_is_a_dag_or_ignored(bag):
    ignored = (DAGS / ".airflowignore").read_text().split()
    files = {path.name for path in DAGS.glob("*.py")} - set(ignored)
    assert files == {Path(dag.fileloc).name for dag in bag.dags.values()}


def test_the_library_imports_no_airflow():
    code = (
        "import pkgutil, sys, importlib, dateline\n"
        "for module in pkgutil.walk_packages(dateline.__path__, 'dateline.'):\n"
        "    if '.migrations.' not in module.name and not module.name.endswith('__main__'):\n"
        "        importlib.import_module(module.name)\n"
        "sys.exit('airflow' in sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_dag_files_hold_no_logic_at_import():
    """Parsing reads no source file, opens no connection and loads no model."""
    code = (
        "import socket, sys\n"
        "def refuse(*_): raise SystemExit('a DAG file opened a connection')\n"
        "from airflow.dag_processing.dagbag import DagBag\n"
        "socket.socket.connect = refuse\n"
        f"sys.path.insert(0, {str(DAGS)!r})\n"
        f"bag = DagBag({str(DAGS)!r})\n"
        "assert not bag.import_errors, bag.import_errors\n"
        "sys.exit(any(name in sys.modules for name in ('spacy', 'trafilatura')))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
