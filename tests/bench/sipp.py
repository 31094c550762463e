"""sipp as a load: started, waited for, and asked how many of its calls went as written."""

import csv
import subprocess
import tempfile

from machine import Process, free_port

NOWHERE = subprocess.DEVNULL


class Load(Process):
    def __init__(self, words, core, folder):
        super().__init__(words, core, cwd=folder, stdout=NOWHERE, stderr=NOWHERE)
        self.folder = folder

    def succeeded(self):
        with open(f"{self.folder}/statistics") as table:
            return int(list(csv.DictReader(table, delimiter=";"))[-1]["SuccessfulCall(C)"])


def start(folder, port, words, calls, rate, core):
    """So many calls, so many a second, to a loopback port."""
    own = tempfile.mkdtemp(dir=folder)
    return Load(["sipp", f"127.0.0.1:{port}", "-i", "127.0.0.1", "-p", free_port(), "-m", calls, "-r", int(rate),
                 "-l", 100_000, "-nostdin", "-trace_stat", "-fd", 5, "-stf", f"{own}/statistics", *words], core, own)


def answering(folder, port, core):
    """A callee at this port."""
    return Process(["sipp", "-sn", "uas", "-i", "127.0.0.1", "-p", port, "-nostdin"], core, cwd=folder, stdout=NOWHERE,
                   stderr=NOWHERE)
