"""Processes of a measurement: on one core, with what they cost, ended by their ids."""

import os
import resource
import shutil
import signal
import socket
import subprocess
import time

CLOCK = os.sysconf("SC_CLK_TCK")


def raise_limits():
    """Thousands of calls want as many sockets."""
    hard = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


def free_port():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def installed(program):
    return shutil.which(program, path=os.environ["PATH"] + ":/usr/sbin")


class Process:
    """A program pinned to one core, and its children."""

    def __init__(self, words, core, **options):
        self.core = core
        words = ["taskset", "-c", str(core), *map(str, words)]
        self.child = subprocess.Popen(words, **options)

    @property
    def pid(self):
        return self.child.pid

    def family(self):
        """The process and all that descend from it."""
        parents = {}
        for name in os.listdir("/proc"):
            if name.isdigit():
                try:
                    with open(f"/proc/{name}/stat") as stat:
                        parents[int(name)] = int(stat.read().rpartition(")")[2].split()[1])
                except OSError:
                    pass
        found = {self.pid}
        while more := {pid for pid, parent in parents.items() if parent in found and pid not in found}:
            found |= more
        return found

    def cpu(self):
        """Seconds of processor time so far, of all threads and children."""
        total = 0
        for pid in self.family():
            try:
                with open(f"/proc/{pid}/stat") as stat:
                    fields = stat.read().rpartition(")")[2].split()
                total += sum(map(int, fields[11:15])) / CLOCK
            except OSError:
                pass
        return total

    def resident(self):
        """KB of memory."""
        with open(f"/proc/{self.pid}/status") as status:
            for line in status:
                if line.startswith("VmRSS:"):
                    return int(line.split()[1])
        return 0

    def stop(self):
        for signal_number in (signal.SIGTERM, signal.SIGTERM, signal.SIGKILL):
            if self.child.poll() is not None:
                return
            self.child.send_signal(signal_number)
            try:
                self.child.wait(5)
            except subprocess.TimeoutExpired:
                pass


class Cost:
    """What a process costs while the block runs: `.cpu` in seconds, of `.seconds`."""

    def __init__(self, process):
        self.process = process

    def __enter__(self):
        self.cpu, self.seconds = self.process.cpu(), time.monotonic()
        return self

    def __exit__(self, *problem):
        self.cpu = self.process.cpu() - self.cpu
        self.seconds = time.monotonic() - self.seconds
