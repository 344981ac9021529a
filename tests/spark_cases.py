"""A standalone Spark cluster on loopback: a master and workers of one core each, in processes of their own."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import IO

from tests.cli_cases import ROOT, environment

OPTIONS = {
    "spark.driver.host": "127.0.0.1",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.ui.enabled": "false",
    "spark.executor.memory": "512m",
    "spark.driver.memory": "512m",
    "spark.sql.shuffle.partitions": "4",
    "spark.executorEnv.PYTHONPATH": str(ROOT),
    "spark.hadoop.fs.defaultFS": "file:///",
}
"""Small, and on no address but loopback."""


def missing() -> str:
    """Why there can be no cluster here; empty where there can."""
    if find_spec("pyspark") is None:
        return "needs pyspark, of the extra spark"
    java = shutil.which("java")
    if java is None:
        return "needs Java 17"
    told = subprocess.run([java, "-version"], capture_output=True, text=True).stderr
    version = re.search(r'version "(\d+)', told)
    return "" if version and int(version[1]) >= 17 else f"needs Java 17, not {told.splitlines()[:1]}"


def spark_environment() -> dict[str, str]:
    """Of the cluster's processes and of the driver."""
    found = find_spec("pyspark")
    assert found is not None and found.origin is not None
    options = " ".join(f"--conf {key}={value}" for key, value in OPTIONS.items())
    return {
        **environment(),
        "SPARK_HOME": str(Path(found.origin).parent),
        "SPARK_LOCAL_IP": "127.0.0.1",
        "SPARK_DAEMON_MEMORY": "256m",
        "PYSPARK_PYTHON": sys.executable,
        "PYSPARK_DRIVER_PYTHON": sys.executable,
        "PYSPARK_SUBMIT_ARGS": f"{options} pyspark-shell",
    }


class Cluster:
    """A running cluster."""

    def __init__(self, folder: Path, workers: int) -> None:
        self.folder = folder
        self._files: list[IO[bytes]] = []
        self._master = self._start("master", "master.Master", "--port", "0")
        self.url = self._told("master", r"Starting Spark master at (spark://\S+)")
        self.workers = [
            self._start(f"worker{n}", "worker.Worker", "--cores", "1", "--memory", "1g", "--work-dir", folder, self.url)
            for n in range(workers)
        ]
        for number in range(workers):
            self._told(f"worker{number}", r"(Successfully registered)")

    def _start(self, name: str, daemon: str, *args: str | Path) -> subprocess.Popen[bytes]:
        env = spark_environment()
        command = [f"{env['SPARK_HOME']}/bin/spark-class", f"org.apache.spark.deploy.{daemon}"]
        command += ["--host", "127.0.0.1", "--webui-port", "0", *map(str, args)]
        self._files.append((self.folder / f"{name}.log").open("wb"))
        return subprocess.Popen(
            command, env=env, stdout=self._files[-1], stderr=subprocess.STDOUT, start_new_session=True, cwd=self.folder
        )

    def _told(self, name: str, pattern: str) -> str:
        until = time.monotonic() + 90
        while time.monotonic() < until:
            if found := re.search(pattern, (self.folder / f"{name}.log").read_text(encoding="utf-8")):
                return found[1]
            time.sleep(0.1)
        raise AssertionError((self.folder / f"{name}.log").read_text(encoding="utf-8"))

    def kill(self, worker: int) -> None:
        """Kills a worker with the executor that it started, as when a machine fails."""
        os.killpg(self.workers[worker].pid, signal.SIGKILL)

    def stop(self) -> None:
        """Ends every process."""
        for process in (*self.workers, self._master):
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait(timeout=30)
        for file in self._files:
            file.close()


@contextmanager
def cluster(folder: Path, workers: int = 2) -> Iterator[Cluster]:
    """A cluster for a while."""
    folder.mkdir(parents=True)
    running = Cluster(folder, workers)
    try:
        yield running
    finally:
        running.stop()


def driver(*args: str | Path, master: str) -> subprocess.Popen[str]:
    """`python -m geo.spark ARGS...` on a cluster."""
    command = [sys.executable, "-m", "geo.spark", *map(str, args), "--master", master]
    return subprocess.Popen(
        command, cwd=ROOT, env=spark_environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
