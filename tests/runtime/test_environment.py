"""A shell that joined a stack can start stacks as if it had not."""

import os
import shlex

from dateline.runtime.environment import leave_stack, shell_exports


def joined(monkeypatch, environment):
    for line in shell_exports(environment).splitlines():
        name, _, value = shlex.split(line)[1].partition("=")
        monkeypatch.setenv(name, value)


def test_leaving_a_stack_forgets_what_it_made_and_keeps_what_the_user_set(monkeypatch):
    monkeypatch.setenv("DATELINE_FETCH__CONTACT", "desk@example.org")
    monkeypatch.delenv("DATELINE_WAREHOUSE_URL", raising=False)
    made = {
        "DATELINE_HOME": "/srv/dateline",
        "DATELINE_WAREHOUSE_URL": "postgresql://postgres:it's@127.0.0.1:5/warehouse",
        "DATELINE_FETCH__CONTACT": "desk@example.org",
        "AIRFLOW__API__PORT": "40001",
        "PATH": "/bin",
    }
    joined(monkeypatch, made)
    assert os.environ["DATELINE_WAREHOUSE_URL"] == made["DATELINE_WAREHOUSE_URL"]
    leave_stack()
    assert os.environ["DATELINE_HOME"] == "/srv/dateline", "down must find the same stack"
    assert os.environ["DATELINE_FETCH__CONTACT"] == "desk@example.org"
    assert "DATELINE_WAREHOUSE_URL" not in os.environ
    assert "AIRFLOW__API__PORT" not in os.environ
