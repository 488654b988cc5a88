"""A real S3 API on loopback, as a process of its own, with one empty bucket."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import boto3
import botocore.exceptions
from s3fs import S3FileSystem

from dateline.runtime.ports import LOOPBACK, free_port

BUCKET = "newsroom"


@contextlib.contextmanager
def s3_server() -> Iterator[dict[str, str]]:
    """Serve S3 while the block runs; gives the variables by which any program finds it.

    s3fs keeps clients for the rest of a process by what they were made with, of which the variables are no
    part: those of a server that another module's tests had in this process are let go.
    """
    port = free_port()
    program = str(Path(sys.executable).parent / "moto_server")
    process = subprocess.Popen(
        [program, "-H", LOOPBACK, "-p", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    environment = {
        "AWS_ENDPOINT_URL": f"http://{LOOPBACK}:{port}",
        "AWS_ACCESS_KEY_ID": "newsroom",
        "AWS_SECRET_ACCESS_KEY": "on-loopback-only",
        "AWS_DEFAULT_REGION": "us-east-1",
    }
    try:
        _make_bucket(environment, process)
        S3FileSystem.clear_instance_cache()
        yield environment
    finally:
        S3FileSystem.clear_instance_cache()
        process.terminate()
        process.wait()


def _make_bucket(environment: dict[str, str], process: subprocess.Popen[bytes]) -> None:
    client = boto3.client(
        "s3",
        endpoint_url=environment["AWS_ENDPOINT_URL"],
        aws_access_key_id=environment["AWS_ACCESS_KEY_ID"],
        aws_secret_access_key=environment["AWS_SECRET_ACCESS_KEY"],
        region_name=environment["AWS_DEFAULT_REGION"],
    )
    until = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < until:
        with contextlib.suppress(botocore.exceptions.EndpointConnectionError):
            client.create_bucket(Bucket=BUCKET)
            return
        time.sleep(0.1)
    raise RuntimeError("the S3 server did not start")
