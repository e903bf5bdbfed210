"""What the Python checks share: one line per check, and the practice firm's controls."""

import json
import os
import sys
import traceback
import urllib.request

READY = json.loads(os.environ["PRACTICE_READY"])
ORIGIN = READY["origin"]


def check(name):
    """Runs the decorated check at once and says how it went; the next one runs in any case."""

    def run(body):
        try:
            body()
            print(f"  ok   {name}", flush=True)
        except Exception:
            said = "\n".join(f"       {line}" for line in traceback.format_exc().strip().splitlines())
            print(f"FAILED {name}\n{said}", flush=True)
            kept["failed"] = True
        return body

    return run


kept = {"failed": False}


def finish():
    sys.exit(1 if kept["failed"] else 0)


def control(path, body=None):
    """Asks the practice firm's own controls."""
    sent = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(ORIGIN + path, data=sent, headers={"Content-Type": "application/json"})
    with urllib.request.urlopen(request) as response:
        return json.load(response)


def requests_during(run):
    """What the services were asked while `run` ran, and what it gave back or raised."""
    before = len(control("/practice/log"))
    try:
        outcome = run()
    except Exception as error:
        outcome = error
    return outcome, control("/practice/log")[before:]


def raised(kind, run):
    """The error `run` ends with, which is of this kind."""
    try:
        outcome = run()
    except kind as error:
        return error
    raise AssertionError(f"expected {kind.__name__}, got {outcome!r}")
