"""Tipring and its neighbours, each as it is measured."""

import glob
import os
import shutil
import signal
import subprocess
import tempfile
import time

from machine import Process, free_port, installed

HERE = os.path.dirname(os.path.abspath(__file__))
TOP = os.path.dirname(os.path.dirname(HERE))
PROGRAM = os.environ.get("TIPRING", f"{TOP}/build/release/cli/tipring")
DECISIONS = os.environ.get("TIPRING_DECISIONS", f"{TOP}/build/release/tests/bench/decisions_bench")
MATCHING = os.environ.get("TIPRING_MATCHING", f"{TOP}/build/release/tests/bench/matching_bench")
RECORDS = os.environ.get("TIPRING_RECORDS_BENCH", f"{TOP}/build/release/tests/bench/records_bench")
LOAD = os.environ.get("TIPRING_LOAD", f"{TOP}/build/release/tests/bench/relay_load")


class Tipring(Process):
    name = "tipring"

    def __init__(self, folder, core, source=f"{HERE}/site"):
        site = f"{folder}/site"
        if not os.path.exists(site):
            shutil.copytree(source, site)
        self.port, self.target = free_port(), free_port()
        self.socket = f"{folder}/control"
        self.state = f"{folder}/state-{self.port}"
        environment = dict(os.environ, TIPRING_LISTEN=f"udp://127.0.0.1:{self.port}",
                           TIPRING_BENCH_TARGET=f"sip:bench@127.0.0.1:{self.target}")
        words = [PROGRAM, "run", site, "--state", self.state, "--socket", self.socket, "--log-level", "warning",
                 "--media-timeout", "0"]
        super().__init__(words, core, env=environment)
        while self.status().returncode != 0:
            if self.child.poll() is not None:
                raise SystemExit("tipring does not start")
            time.sleep(0.05)

    def ask(self, *words):
        """What a command prints about it."""
        return subprocess.run([PROGRAM, *words, "--socket", self.socket, "-o", "json"], capture_output=True, text=True)

    def status(self):
        return self.ask("status")


class Kamailio(Process):
    name = "kamailio"

    def __init__(self, folder, core):
        self.port, self.target = free_port(), free_port()
        script, settings = f"{folder}/route.lua", f"{folder}/kamailio.cfg"
        for source, made in (("route.lua", script), ("kamailio.cfg", settings)):
            with open(f"{HERE}/kamailio/{source}") as text, open(made, "w") as out:
                out.write(text.read().replace("KAMAILIO_TARGET", str(self.target))
                          .replace("KAMAILIO_PORT", str(self.port)).replace("KAMAILIO_SCRIPT", f'"{script}"'))
        words = [installed("kamailio"), "-DD", "-E", "-f", settings, "-P", f"{folder}/kamailio.pid", "-Y", folder,
                 "-m", "64", "-M", "16"]
        super().__init__(words, core, stdout=subprocess.DEVNULL, stderr=open(f"{folder}/kamailio.log", "w"))
        time.sleep(2)
        if self.child.poll() is not None:
            raise SystemExit("kamailio does not start: " + open(f"{folder}/kamailio.log").read())


class Postgres(Process):
    """A server of its own in a new folder, which its user may write. It refuses to be root."""

    name = "postgresql"

    def __init__(self, core):
        versions = glob.glob("/usr/lib/postgresql/*/bin")
        if not versions:
            raise RuntimeError("no PostgreSQL below /usr/lib/postgresql")
        programs = max(versions, key=lambda path: int(path.split("/")[-2]))
        self.folder = tempfile.mkdtemp(prefix="tipring-bench-")
        user = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}
        if user:
            shutil.chown(self.folder, "postgres", "postgres")
        self.port, data, log = free_port(), f"{self.folder}/data", open(f"{self.folder}/log", "w")
        own = {"cwd": self.folder, "stdout": log, "stderr": log, **user}
        subprocess.run([f"{programs}/initdb", "-D", data, "--username=bench", "--auth=trust", "--encoding=UTF8"], check=True,
                       **own)
        words = [f"{programs}/postgres", "-D", data, "-k", self.folder, "-p", self.port, "-c", "listen_addresses=127.0.0.1"]
        super().__init__(words, core, **own)
        while subprocess.run([f"{programs}/pg_isready", "-q", "-h", self.folder, "-p", str(self.port)]).returncode != 0:
            if self.child.poll() is not None:
                raise RuntimeError("PostgreSQL does not start: " + open(f"{self.folder}/log").read())
            time.sleep(0.05)

    @property
    def connection(self):
        return f"host=127.0.0.1 port={self.port} user=bench dbname=postgres"

    def stop(self):
        if self.child.poll() is None:
            self.child.send_signal(signal.SIGQUIT)  # In order: shared memory would stay behind.
            self.child.wait(20)
        shutil.rmtree(self.folder, ignore_errors=True)


class Rtpengine(Process):
    name = "rtpengine"

    def __init__(self, folder, core):
        self.port = free_port()
        words = [installed("rtpengine"), "--table=-1", "--interface=127.0.0.1", f"--listen-ng=127.0.0.1:{self.port}",
                 "--foreground", "--log-level=1", "--port-min=40000", "--port-max=60000", f"--pidfile={folder}/rtpengine.pid"]
        log = open(f"{folder}/rtpengine.log", "w")
        super().__init__(words, core, stdout=log, stderr=log)
        time.sleep(2)
        if self.child.poll() is not None:
            raise SystemExit("rtpengine does not start: " + open(f"{folder}/rtpengine.log").read())
