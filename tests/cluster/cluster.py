"""Several Zope processes on one ZEO server, each a real process behind waitress, in a temporary directory."""

from pathlib import Path

import os
import requests
import signal
import socket
import subprocess
import sys
import time


HERE = Path(__file__).resolve().parent
BIN = Path(sys.executable).parent

ZOPE_CONF = """\
%define HERE {directory}
instancehome $HERE
default-zpublisher-encoding utf-8
max-conflict-retries {retries}
<zodb_db main>
  mount-point /
  cache-size 30000
  {storage}
</zodb_db>
"""

FILE_STORAGE = """\
<filestorage>
    path $HERE/Data.fs
    blob-dir $HERE/blobs
  </filestorage>"""

ZEO_CLIENT = """\
<zeoclient>
    server localhost:{port}
    storage 1
    blob-dir $HERE/blobs
    shared-blob-dir true
    cache-size 64MB
    name {name}
  </zeoclient>"""

WSGI_INI = """\
[server:main]
use = egg:waitress#main
host = localhost
port = {port}
threads = {threads}

[app:zope]
use = {app}
zope_conf = {conf}

[pipeline:main]
pipeline =
    egg:Zope#httpexceptions
    zope

[loggers]
keys = root

[handlers]
keys = file

[formatters]
keys = plain

[logger_root]
level = {level}
handlers = file

[handler_file]
class = FileHandler
args = ("{log}", "a")
formatter = plain

[formatter_plain]
format = %(asctime)s %(levelname)s [%(name)s] %(message)s
"""

ZEO_CONF = """\
<zeo>
  address localhost:{port}
</zeo>
<filestorage 1>
  path {directory}/Data.fs
  blob-dir {directory}/blobs
</filestorage>
"""


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        return probe.getsockname()[1]


class Cluster:
    """``processes`` Zope processes of ``threads`` threads; ``addresses`` are those of the site.

    ``app`` and ``retries`` are how they publish, and ``site`` is the script that makes the site.
    """

    def __init__(
        self,
        directory: Path,
        processes: int = 2,
        threads: int = 1,
        level: str = "INFO",
        app: str = "egg:collective.trail",
        retries: int = 20,
        site: Path = HERE / "make_site.py",
    ):
        self.directory = directory
        self.threads = threads
        self.level = level
        self.app = app
        self.retries = retries
        self.site = site
        self.zeo_port = free_port()
        self.ports = [free_port() for _ in range(processes)]
        self.addresses = [f"http://localhost:{port}/records" for port in self.ports]
        self.server: subprocess.Popen | None = None
        self.clients: dict[int, subprocess.Popen] = {}

    def make_site(self) -> None:
        """Create the site straight in the file storage, before the server has it."""
        (self.directory / "blobs").mkdir(mode=0o700)
        conf = self.directory / "site.conf"
        conf.write_text(ZOPE_CONF.format(directory=self.directory, storage=FILE_STORAGE, retries=self.retries))
        subprocess.run([sys.executable, str(self.site), str(conf)], check=True, env=self.environment())

    def start(self) -> None:
        """Start the server and every process, and wait until each answers."""
        conf = self.directory / "zeo.conf"
        conf.write_text(ZEO_CONF.format(port=self.zeo_port, directory=self.directory))
        self.server = self._spawn("zeo", [str(BIN / "runzeo"), "-C", str(conf)])
        _wait_for_port(self.zeo_port)
        for index in range(len(self.ports)):
            self.start_process(index)
        for address in self.addresses:
            _wait_for_page(address)

    def client_conf(self, name: str) -> Path:
        """The zope.conf of a client of the server."""
        conf = self.directory / f"{name}.conf"
        storage = ZEO_CLIENT.format(port=self.zeo_port, name=name)
        conf.write_text(ZOPE_CONF.format(directory=self.directory, storage=storage, retries=self.retries))
        return conf

    def sequencer(self, *options: str, **environment: str) -> subprocess.Popen:
        """The job ``sequence`` in a process of its own, as cron would start it."""
        return self.job("sequence", *options, **environment)

    def job(self, name: str, *options: str, **environment: str) -> subprocess.Popen:
        """A job in a process of its own."""
        command = [str(BIN / "trail"), "jobs", "run", name, "--zope-conf", str(self.client_conf("sequencer"))]
        return subprocess.Popen(
            [*command, *options],
            env={**self.environment(), **environment},
            cwd=self.directory,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def start_process(self, index: int) -> None:
        """Start (again) one Zope process."""
        name = f"zope{index}"
        conf, ini = self.client_conf(name), self.directory / f"{name}.ini"
        log = self.directory / f"{name}.log"
        ini.write_text(
            WSGI_INI.format(
                port=self.ports[index], threads=self.threads, app=self.app, conf=conf, log=log, level=self.level
            )
        )
        self.clients[index] = self._spawn(name, [str(BIN / "runwsgi"), str(ini)])

    def kill_process(self, index: int) -> None:
        """SIGKILL: the process can say nothing and clean up nothing."""
        self.clients[index].send_signal(signal.SIGKILL)
        self.clients.pop(index).wait()

    def stop(self) -> None:
        """End everything that was started here."""
        for process in [*self.clients.values(), self.server]:
            if process is not None:
                process.terminate()
        for process in [*self.clients.values(), self.server]:
            if process is not None:
                try:
                    process.wait(10)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()
        self.clients, self.server = {}, None

    def log(self, index: int) -> str:
        """What a process has logged."""
        return (self.directory / f"zope{index}.log").read_text()

    def _spawn(self, name: str, command: list[str]) -> subprocess.Popen:
        with (self.directory / f"{name}.out").open("ab") as out:
            return subprocess.Popen(
                command, stdout=out, stderr=out, stdin=subprocess.DEVNULL, env=self.environment(), cwd=self.directory
            )

    def environment(self) -> dict[str, str]:
        """What every process of the cluster gets."""
        cache = self.directory / "cache"
        cache.mkdir(exist_ok=True)
        return {**os.environ, "CHAMELEON_CACHE": str(cache), "COLLECTIVE_TRAIL_LOCKS": str(self.directory / "locks")}


def _wait_for_port(port: int, patience: float = 30) -> None:
    deadline = time.monotonic() + patience
    while True:
        try:
            socket.create_connection(("localhost", port), 1).close()
            return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


def _wait_for_page(address: str, patience: float = 120) -> None:
    deadline = time.monotonic() + patience
    while True:
        try:
            if requests.get(address, headers={"Accept": "application/json"}, timeout=30).status_code < 500:
                return
        except requests.ConnectionError:
            pass
        if time.monotonic() > deadline:
            raise TimeoutError(f"{address} does not answer")
        time.sleep(0.3)
