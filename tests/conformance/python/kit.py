"""What the Python checks share: one line per check, and the practice firm's controls."""

import json
import os
import sys
import traceback
import urllib.request
from pathlib import Path

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


def records(service):
    """The wire records of one service that our own clients are tested with."""
    folder = Path(__file__).resolve().parents[2] / "fixtures" / service
    return [{"name": file.stem, **json.loads(file.read_text())} for file in sorted(folder.glob("*.json"))]


def answer_with(path, response):
    """Has the practice firm give this answer to the next request for a path."""
    fault = {"path": path, "count": 1, "kind": "status", "status": response["status"]}
    control("/practice/faults", {**fault, "headers": response["headers"], "body": response["body"]})
