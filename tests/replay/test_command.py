"""``dateline replay`` as a process of its own."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import urllib3

DATELINE = Path(sys.executable).with_name("dateline")


def wait_for(path: Path, process: subprocess.Popen[str]) -> dict[str, object]:
    deadline = time.monotonic() + 20
    while not path.exists():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < deadline
        time.sleep(0.02)
    ready: dict[str, object] = json.loads(path.read_text(encoding="utf-8"))
    return ready


def test_it_serves_until_it_is_told_to_stop(newsroom_folder: Path, tmp_path: Path) -> None:
    ready_file, ca_file, log = tmp_path / "ready.json", tmp_path / "ca.pem", tmp_path / "access.jsonl"
    command = [DATELINE, "replay", newsroom_folder, "--clock", "2026-11-09T19:00:00+00:00"]
    command += ["--ca-file", ca_file, "--ready-file", ready_file, "--log", log]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        ready = wait_for(ready_file, process)
        assert ready["pid"] == process.pid
        assert ready["hosts"] == ["tiny.example", "www.tiny.example"]
        assert ready["ca_file"] == str(ca_file)
        with urllib3.HTTPSConnectionPool(
            "127.0.0.1",
            int(str(ready["port"])),
            ca_certs=str(ca_file),
            server_hostname="www.tiny.example",
            assert_hostname="www.tiny.example",
        ) as pool:
            answer = pool.request(
                "GET", "/town/2026/11/09/bridge-shuts", headers={"Host": "www.tiny.example"}
            )
        assert answer.status == 404
    finally:
        process.send_signal(signal.SIGTERM)
        told, complaints = process.communicate(timeout=20)
    assert (process.returncode, complaints) == (0, "")
    assert f"DATELINE_FETCH__CONNECT_TO='[\"::127.0.0.1:{ready['port']}\"]'" in told
    assert f"DATELINE_FETCH__CA_BUNDLE={ca_file}" in told
    assert not ready_file.exists()
    assert json.loads(log.read_text(encoding="utf-8"))["status"] == 404


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["nowhere"], 1, "nowhere does not exist"),
        (["nowhere", "--clock", "noon"], 2, "no ISO 8601 instant"),
        (["nowhere", "--clock", "2026-11-09T12:00:00"], 2, "no zone offset"),
    ],
)
def test_a_wrong_call_says_what_is_wrong(arguments: list[str], code: int, said: str) -> None:
    done = subprocess.run([DATELINE, "replay", *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == code
    assert said in " ".join(done.stderr.replace("│", " ").split())
