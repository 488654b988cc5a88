"""What cannot be started here, for want of containers, names only what exists and starts what is tested."""

import importlib
import re
import shlex

import pytest
import yaml

from dateline.runtime.environment import RECOVERY
from dateline.runtime.topology import CORE, WORKER
from dateline.settings import PROJECT, Settings

COMPOSE = (PROJECT / "docker-compose.yaml").read_text()
SERVICES = yaml.safe_load(COMPOSE)["services"]
HELM = yaml.safe_load((PROJECT / "helm" / "values.yaml").read_text())
DOCKERFILE = (PROJECT / "Dockerfile").read_text()
AIRFLOW_SERVICES = [*(part.name for part in CORE), "worker"]


@pytest.fixture(scope="module")
def airflow_options():
    from airflow.configuration import conf

    return {
        (section.lower(), option.lower())
        for section, described in conf.configuration_description.items()
        for option in described["options"]
    }


def unknown(names, airflow_options):
    """Those of the variables that neither Airflow nor Dateline reads."""
    fields = {f"DATELINE_{name.upper()}" for name in Settings.model_fields}
    left = []
    for name in names:
        if name.startswith("AIRFLOW__"):
            _, section, option = name.lower().split("__")
            if (section, option) not in airflow_options and section != "celery_broker_transport_options":
                left.append(name)
        elif name.startswith("DATELINE_") and name.partition("__")[0] not in fields:
            left.append(name)
    return left


def test_each_service_starts_what_the_local_stack_starts():
    started = {name: tuple(SERVICES[name]["command"]) for name in AIRFLOW_SERVICES}
    expected = {part.name: ("airflow", *part.command) for part in CORE} | {"worker": ("airflow", *WORKER)}
    assert started == expected


def test_every_variable_is_one_that_airflow_or_dateline_reads(airflow_options):
    names = SERVICES["worker"]["environment"]
    assert unknown(names, airflow_options) == ["DATELINE_PRELOAD"], "which the file in config/ reads"
    assert unknown(["AIRFLOW__CORE__EXECUTER", "DATELINE_LAKES"], airflow_options) == [
        "AIRFLOW__CORE__EXECUTER",
        "DATELINE_LAKES",
    ]


def test_lost_tasks_come_back_as_soon_as_on_one_machine():
    environment = SERVICES["worker"]["environment"]
    assert {name: environment[name] for name in RECOVERY} == RECOVERY


def test_no_password_has_a_default():
    for name, value in re.findall(
        r"^ +(\w*(?:PASSWORD|SECRET|KEY|CLI_AUTH|LOGINS)\w*): (\S.*)$", COMPOSE, re.M
    ):
        if "PASSWORDS_FILE" not in name:
            assert re.match(r"'?\$\{\w+:\?", value), name
    assert all(":?" in part for part in re.findall(r"\$\{\w*PASSWORD[^}]*\}", COMPOSE))


def test_nobody_is_root_and_nothing_but_the_ui_is_published():
    for name, service in SERVICES.items():
        assert service["user"] not in ("root", "0", 0), name
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["api-server"]
    assert all(port.startswith("127.0.0.1:") for port in SERVICES["api-server"]["ports"])
    assert DOCKERFILE.rstrip().splitlines()[-2] == "USER 50000:0"


def test_everything_that_runs_on_has_a_health_check_and_waits_for_what_it_needs():
    for name, service in SERVICES.items():
        assert ("healthcheck" in service) == (name != "init"), name
        for needed, how in service.get("depends_on", {}).items():
            finished = how["condition"] == "service_completed_successfully"
            assert finished == (needed == "init")
    assert {"init", "redis", "api-server"} <= set(SERVICES["worker"]["depends_on"])


def test_health_checks_call_what_exists():
    from airflow.cli.cli_parser import get_parser
    from celery import Celery

    checked = {name: SERVICES[name]["healthcheck"]["test"] for name in AIRFLOW_SERVICES}
    for name in ("dag-processor", "triggerer"):
        words = shlex.split(checked[name][1].replace("$$(hostname)", "here"))
        assert get_parser().parse_args(words[1:]).job_type == words[words.index("--job-type") + 1]
    application = shlex.split(checked["worker"][1])[2]
    module, _, name = application.rpartition(".")
    assert isinstance(getattr(importlib.import_module(module), name), Celery)
    for name in ("api-server", "scheduler"):
        compile(checked[name][3], name, "exec")


def test_the_image_is_made_from_the_lock_with_hashes():
    assert "pip install --require-hashes -r /tmp/requirements.txt" in DOCKERFILE
    locked = (PROJECT / "requirements.txt").read_text()
    assert locked.count("==") == len(re.findall(r"^\S+==\S+ \\\n +--hash=sha256:", locked, re.M))


def test_the_image_holds_what_runs_and_nothing_else():
    """What .dockerignore lets through is in the repository, and leaves out data, tests and secrets."""
    lines = (PROJECT / ".dockerignore").read_text().splitlines()
    allowed = [line[1:].rstrip("/") for line in lines if line.startswith("!")]
    assert "*" in lines
    assert all((PROJECT / name).exists() for name in allowed)
    assert {"dags", "plugins", "include", "config", "requirements.txt"} <= set(allowed)
    assert not {".dateline", ".env", "tests", ".git"} & set(allowed)


def test_kubernetes_gets_the_same_settings(airflow_options):
    given = [
        f"AIRFLOW__{section.upper()}__{option.upper()}"
        for section, options in HELM["config"].items()
        for option in options
    ]
    assert unknown(given, airflow_options) == []
    assert unknown([variable["name"] for variable in HELM["env"]], airflow_options) == ["DATELINE_PRELOAD"]
    assert HELM["executor"] == "KubernetesExecutor"
    pinned = re.search(r"^apache-airflow==(\S+)", (PROJECT / "requirements.in").read_text(), re.M)
    assert pinned and HELM["airflowVersion"] == pinned[1]
