"""The few calls of Airflow's REST API that the demo, the doctor and the tests need."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Iterable
from typing import Any

import requests

from dateline.errors import DatelineError

FINISHED = frozenset({"success", "failed"})
AWAITING_INPUT = "awaiting_input"
SETTLED = dt.timedelta(seconds=10)
"""How long a question stands before an answer is safe; see ``AirflowApi.questions``."""


class AirflowRefused(DatelineError):
    """Airflow's API answered with an error."""


class AirflowApi:
    """A logged-in client of one API server."""

    def __init__(self, base: str, *, user: str, password: str) -> None:
        self._base = base.rstrip("/")
        self._login = {"username": user, "password": password}
        self._session = requests.Session()
        self._session.trust_env = False

    def healthy(self) -> bool:
        """Whether every component says that it is healthy."""
        try:
            answer = self._session.get(f"{self._base}/api/v2/monitor/health", timeout=5)
            parts = answer.json()
        except (requests.RequestException, ValueError):
            return False
        needed = ("metadatabase", "scheduler", "triggerer", "dag_processor")
        return all((parts.get(name) or {}).get("status") == "healthy" for name in needed)

    def unpause(self, dag_id: str) -> None:
        self._call("PATCH", f"dags/{dag_id}", json={"is_paused": False})

    def wait_for_dag(self, dag_id: str, *, seconds: float = 120.0) -> None:
        """Wait until the DAG processor has read ``dag_id``.

        Raises:
            AirflowRefused: it did not come, or its file does not import.
        """
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if self._session.get(f"{self._base}/api/v2/dags/{dag_id}", headers=self._headers()).ok:
                return
            faults = self._call("GET", "importErrors")["import_errors"]
            if faults:
                raise AirflowRefused(f"{faults[0]['filename']} does not import:\n{faults[0]['stack_trace']}")
            time.sleep(0.5)
        raise AirflowRefused(f"The DAG {dag_id} did not appear in {seconds:.0f} seconds.")

    def trigger(
        self, dag_id: str, *, partition: str | None = None, conf: dict[str, Any] | None = None
    ) -> str:
        """Start a run, of one partition where the DAG has them, and return its run id."""
        body = {"logical_date": None, "partition_key": partition, "conf": conf or {}}
        return str(self._call("POST", f"dags/{dag_id}/dagRuns", json=body)["dag_run_id"])

    def backfill(
        self, dag_id: str, first: dt.date, last: dt.date, *, at_once: int, again: str = "none"
    ) -> int:
        """Start a backfill of the partitions ``first`` to ``last`` and return its number.

        ``again`` is Airflow's reprocess behaviour: none, failed or completed.
        """
        body = {
            "dag_id": dag_id,
            "from_date": f"{first.isoformat()}T00:00:00Z",
            "to_date": f"{last.isoformat()}T00:00:00Z",
            "max_active_runs": at_once,
            "reprocess_behavior": again,
        }
        return int(self._call("POST", "backfills", json=body)["id"])

    def backfilling(self, dag_id: str) -> bool:
        """Whether a backfill of the DAG is open: Airflow refuses another, and closes one late."""
        answer = self._call("GET", "backfills", params={"dag_id": dag_id, "limit": 10, "order_by": "-id"})
        return any(not backfill["completed_at"] for backfill in answer["backfills"])

    def clear(self, dag_id: str, run_id: str) -> None:
        """Have the failed tasks of a run, and what follows them, run again."""
        body = {
            "dag_run_id": run_id,
            "dry_run": False,
            "only_failed": True,
            "include_downstream": True,
            "reset_dag_runs": True,
        }
        self._call("POST", f"dags/{dag_id}/clearTaskInstances", json=body)

    def runs(self, dag_id: str) -> list[dict[str, Any]]:
        """The newest hundred runs of a DAG, newest first."""
        answer = self._call("GET", f"dags/{dag_id}/dagRuns", params={"limit": 100, "order_by": "-id"})
        return list(answer["dag_runs"])

    def links(self, dag_id: str, run_id: str, task_id: str, map_index: int = -1) -> dict[str, str]:
        """The links of a task that lead somewhere, by name."""
        path = f"dags/{dag_id}/dagRuns/{run_id}/taskInstances/{task_id}/links"
        found = self._call("GET", path, params={"map_index": map_index})["extra_links"]
        return {name: address for name, address in found.items() if address}

    def questions(self, dag_id: str, run_id: str) -> list[dict[str, Any]]:
        """What tasks of a run ask of a person, and nobody has answered, as soon as an answer is safe.

        Airflow 3.3 mistakes an answer at once. Before the task is parked, it can be taken without waking the
        task. Right after, the end of the process that asked is read as the end of the one that the answer
        started: the task counts as failed and asks again (issues 66374 and 72716 of apache/airflow).
        """
        found = self._call("GET", f"dags/{dag_id}/dagRuns/{run_id}/hitlDetails")["hitl_details"]
        before = dt.datetime.now(dt.UTC) - SETTLED
        return [
            question
            for question in found
            if not question["response_received"]
            and question["task_instance"]["state"] == AWAITING_INPUT
            and dt.datetime.fromisoformat(question["created_at"]) < before
        ]

    def answer(self, dag_id: str, run_id: str, task_id: str, option: str) -> None:
        """Answer what a task asks."""
        path = f"dags/{dag_id}/dagRuns/{run_id}/taskInstances/{task_id}/-1/hitlDetails"
        self._call("PATCH", path, json={"chosen_options": [option], "params_input": {}})

    def task_instances(self, dag_id: str, run_id: str) -> list[dict[str, Any]]:
        answer = self._call("GET", f"dags/{dag_id}/dagRuns/{run_id}/taskInstances", params={"limit": 1000})
        return list(answer["task_instances"])

    def run(self, dag_id: str, run_id: str) -> dict[str, Any]:
        """One run of a DAG."""
        return self._call("GET", f"dags/{dag_id}/dagRuns/{run_id}")

    def returned(self, dag_id: str, run_id: str, task_id: str) -> Any:
        """What a task of a run returned."""
        path = f"dags/{dag_id}/dagRuns/{run_id}/taskInstances/{task_id}/xcomEntries/return_value"
        return self._call("GET", path)["value"]

    def running(self, dag_ids: Iterable[str]) -> int:
        """How many runs of these DAGs are queued or running."""
        return sum(run["state"] not in FINISHED for dag_id in dag_ids for run in self.runs(dag_id))

    def _call(self, method: str, path: str, **parts: Any) -> dict[str, Any]:
        url = f"{self._base}/api/v2/{path}"
        answer = self._session.request(method, url, headers=self._headers(), timeout=60, **parts)
        if not answer.ok:
            raise AirflowRefused(
                f"{method} {url} answered {answer.status_code}: {answer.text[:500]}",
                "See the API server's log.",
                status=answer.status_code,
            )
        return dict(answer.json())

    def _headers(self) -> dict[str, str]:
        if "Authorization" not in self._session.headers:
            answer = self._session.post(f"{self._base}/auth/token", json=self._login, timeout=30)
            if not answer.ok:
                raise AirflowRefused(f"Logging in to {self._base} as {self._login['username']} failed.")
            self._session.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
        return {}
