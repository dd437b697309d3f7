"""limited.py - commands that end, and leave nothing behind: for the test scripts in Python.

run(args, timeout) is subprocess.run with a process group for the command; after `timeout` seconds,
or when the script itself is told to end, everything in the group is ended. The import takes the
signals that tell it, whatever thread runs commands later.
"""
import os
import signal
import subprocess
import sys
import threading

_groups = set()
_lock = threading.Lock()


def _end(pid):
    try:
        os.killpg(pid, signal.SIGKILL)
    except OSError:
        pass


def _end_all(*_):
    with _lock:
        for pid in _groups:
            _end(pid)
    os._exit(143)


for _signal in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
    signal.signal(_signal, _end_all)


def run(args, timeout, **kw):
    """The finished process; subprocess.TimeoutExpired as subprocess.run raises it."""
    with _lock:
        p = subprocess.Popen(args, start_new_session=True, **kw)
        _groups.add(p.pid)
    try:
        out, err = p.communicate(timeout=timeout)
    except subprocess.TimeoutExpired as e:
        _end(p.pid)
        out, err = p.communicate()
        raise subprocess.TimeoutExpired(args, timeout, out, err) from e
    finally:
        _end(p.pid)  # what it left in the background
        p.wait()
        with _lock:
            _groups.discard(p.pid)
    return subprocess.CompletedProcess(args, p.returncode, out, err)


if __name__ == '__main__':  # limited.py SECONDS COMMAND...
    try:
        sys.exit(run(sys.argv[2:], float(sys.argv[1])).returncode)
    except subprocess.TimeoutExpired:
        sys.exit(124)
