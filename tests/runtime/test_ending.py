"""Who waits for the end of a process's output finds the process ended."""

import subprocess
import sys

import pytest

HOLDING = "from dateline.runtime.ending import hold_output_open; hold_output_open()\n"


@pytest.mark.parametrize(
    ("ends", "code"),
    [("print('done')", 0), ("import os; os._exit(3)", 3), ("import os; os.kill(os.getpid(), 9)", -9)],
    ids=["at its end", "at once", "killed"],
)
def test_at_the_end_of_its_output_the_process_has_ended(ends, code):
    for _ in range(10):
        process = subprocess.Popen([sys.executable, "-c", HOLDING + ends], stdout=subprocess.PIPE)
        process.stdout.read()
        assert process.poll() == code


def test_what_a_process_writes_comes_as_it_is_written():
    program = HOLDING + "print('first', flush=True); input(); print('second')"
    process = subprocess.Popen(
        [sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout.readline() == "first\n"
    assert process.communicate("\n", timeout=10) == ("second\n", None)
