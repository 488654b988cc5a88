"""Every DAG imports without a database and says who owns it, what it does and what follows what."""

import json
import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import airflow_local_settings
import pytest

from dateline.errors import ConfigError, SourceRefused, SourceUnavailable, WarehouseError

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
    "maintain": ["boilerplate", "lake", "retention", "statistics", "takedowns"],
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


@pytest.mark.parametrize("dag_id", TASKS)
def test_a_dag_has_no_cycle(bag, dag_id):
    bag.dags[dag_id].check_cycle()


def tasks(bag):
    return [task for dag in bag.dags.values() for task in dag.tasks]


def test_mapped_tasks_say_what_they_work_on(bag):
    assert [task.task_id for task in tasks(bag) if task.is_mapped and not task.map_index_template] == []
    inside = [task for task in tasks(bag) if task.task_id.startswith("process.")]
    assert len(inside) == 11
    assert all(task.map_index_template for task in inside)


def test_every_pool_is_one_that_init_makes(bag):
    pools = json.loads((DAGS.parent / "include" / "airflow_pools.json").read_text())
    used = {task.pool for task in tasks(bag)} - {"default_pool"}
    assert used == set(pools)


def test_daily_work_goes_before_what_can_wait(bag):
    weights = {
        dag_id: {(task.priority_weight, str(task.weight_rule)) for task in dag.tasks}
        for dag_id, dag in bag.dags.items()
    }
    (daily,) = weights["ingest"] | weights["report"]
    (later,) = weights["reextract"] | weights["maintain"]
    assert daily[0] > airflow_local_settings.BACKFILLED > later[0]


def test_a_backfill_stands_behind_the_daily_run():
    daily = SimpleNamespace(run_id="scheduled__2026-11-12", priority_weight=100)
    old = SimpleNamespace(run_id="backfill__2016-11-12", priority_weight=100)
    for task in (daily, old):
        airflow_local_settings.task_instance_mutation_hook(task)
    assert (daily.priority_weight, old.priority_weight) == (100, airflow_local_settings.BACKFILLED)


def test_every_parameter_of_a_run_by_hand_explains_itself(bag):
    for dag in bag.dags.values():
        for name in dag.params:
            param = dag.params.get_param(name)
            assert param.schema.get("title"), f"{dag.dag_id}.{name} has no title"
            assert {"type", "enum"} & set(param.schema), f"{dag.dag_id}.{name} has no type"
            assert param.description, f"{dag.dag_id}.{name} has no help"


@pytest.mark.parametrize(
    ("error", "action"),
    [
        (ConfigError("The file is wrong."), "fail"),
        (SourceRefused("Every feed answered 404."), "fail"),
        (SourceUnavailable("No feed answered."), "default"),
        (WarehouseError("The server is away."), "default"),
        (ConnectionError(), "default"),
    ],
)
def test_only_what_can_pass_is_tried_again(bag, error, action):
    for task in tasks(bag):
        assert task.retry_policy.evaluate(error, 1, 3).action.value == action, task.task_id


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
