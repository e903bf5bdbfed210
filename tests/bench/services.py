"""What a round of checks costs, against the vendors' own clients for Node and against what the network
alone would take. Writes the section between the markers in docs/performance.md.

    services.py <practice> <services> [--runs 5] [--largest 10000]

The two programs are this workspace's, built for release; .ci/bench-services builds them. Every job runs in
a process of its own, and both sides ask the same practice server: another process, which answers after
50 ms. A job that was not done whole ends the bench.
"""

import argparse
import datetime
import json
import os
import pathlib
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
REPORT = ROOT / "docs" / "performance.md"
BEGIN, END = "<!-- services: written by make bench -->", "<!-- services: end -->"

DELAY_MS = 50
IN_FLIGHT = 32
SIZES = [100, 1_000, 10_000]
SIZE = 1_000
# An order to fail is used up by requests, and this is more than anybody sends.
FOREVER = 1_000_000_000


class Practice:
    """The practice server, until the `with` block ends."""

    def __init__(self, program):
        self.process = subprocess.Popen(
            [program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        self.ready = json.loads(self.process.stdout.readline())

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.stdin.close()
        self.process.wait()

    def control(self, path, body):
        request = urllib.request.Request(
            f"{self.ready['origin']}/practice/{path}",
            data=json.dumps(body).encode(),
            headers={"content-type": "application/json"},
        )
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)

    def firm(self, companies, end_users):
        """A new firm of that size, whose refresh tokens are replaced at every use."""
        self.control("reset", {})
        self.control("switches", {"rotateAlways": True})
        firm = self.control("generate", {"companies": companies, "endUsers": end_users})
        for path in ["/oauth2/", "/2020-04/graphql", "/v1/end-users"]:
            fault = {"path": path, "kind": "delay", "delayMs": DELAY_MS, "count": FOREVER}
            self.control("faults", fault)
        return firm


class Bench:
    """Runs jobs and takes their time."""

    def __init__(self, practice, services, scratch):
        self.practice = practice
        self.scratch = scratch
        node = shutil.which("node") or sys.exit("The bench needs Node 20 or newer: see https://nodejs.org.")
        self.ours = [services]
        self.rivals = {
            "round": [node, HERE / "intuit-oauth.mjs"],
            "list": [node, HERE / "conductor-node.mjs"],
        }

    def folder(self, task, size, read_before=True):
        """A firm of that size, and a folder in which our side has it as clients."""
        folder = pathlib.Path(tempfile.mkdtemp(dir=self.scratch))
        companies, end_users = (size, 0) if task == "round" else (0, size)
        firm = self.practice.firm(companies, end_users)
        read_before = read_before and task == "list"
        job = {**firm, "practice": self.practice.ready, "readBefore": read_before}
        (folder / "job.json").write_text(json.dumps(job))
        return folder

    def run(self, command, task, size, read_before=True):
        """One job in a process of its own: the processor time of the whole process, the seconds from the
        job's beginning to its end, and what came of it."""
        folder = self.folder(task, size, read_before)
        idle = command[-1] == "idle"
        if command[0] == self.ours[0]:
            subprocess.run([*self.ours, "prepare", folder], check=True)
        at_once = [str(IN_FLIGHT)] if task == "round" else []
        process = subprocess.Popen([*command, folder, *at_once], stdout=subprocess.PIPE)
        said = process.stdout.read()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            sys.exit(f"{command} ended with {process.returncode}")
        said = json.loads(said)
        if not idle:
            expect(command, said["done"], task, size)
        shutil.rmtree(folder)
        return {"cpu": used.ru_utime + used.ru_stime, "seconds": said["seconds"], "done": said["done"]}

    def ours_do(self, task, size, **more):
        return self.run([*self.ours, task], task, size, **more)

    def rival_does(self, task, size):
        return self.run([*self.rivals[task], task], task, size)

    def idle(self, command, task, size, runs):
        """Median processor time of a process that gets ready for the job and does not begin it."""
        return statistics.median(
            self.run([*command, "idle"], task, size)["cpu"] for _ in range(runs)
        )


def expect(command, done, task, size):
    """Ends the bench unless the whole job was done."""
    if task == "round":
        wanted = {
            "reported": size,
            "admins": size - size // 3,
            "payroll": (size + 1) // 2,
            "renewed": size,
        }
        right = done == wanted
    else:
        # Of ten end-users one never opened its link and one went no further.
        wanted = {"never": 2 * size // 10, "and the rest": "connected, fresh or stale"}
        right = done.get("never") == 2 * size // 10 and sum(done.values()) == size
    if not right:
        sys.exit(f"{command} did not do its job: {done} instead of {wanted}")


class Side:
    """Runs of one side at one size."""

    def __init__(self, idle):
        self.idle = idle
        self.runs = []

    def cpu(self):
        """Processor seconds of the job, without what getting ready for it takes."""
        return [run["cpu"] - self.idle for run in self.runs]

    def whole(self):
        return [run["cpu"] for run in self.runs]

    def seconds(self):
        return [run["seconds"] for run in self.runs]


def compare(bench, task, size, runs):
    """Ours and the rival in turns, the first turn of each thrown away."""
    ours = Side(bench.idle([*bench.ours], task, size, runs))
    theirs = Side(bench.idle(bench.rivals[task], task, size, runs))
    for turn in range(runs + 1):
        order = [(ours, bench.ours_do), (theirs, bench.rival_does)]
        for side, do in order if turn % 2 else reversed(order):
            done = do(task, size)
            if turn > 0:
                side.runs.append(done)
        if ours.runs and ours.runs[-1]["done"] != theirs.runs[-1]["done"]:
            sys.exit(f"the two sides differ: {ours.runs[-1]['done']} and {theirs.runs[-1]['done']}")
    return ours, theirs


def alone(bench, task, size, runs, **more):
    side = Side(bench.idle([*bench.ours], task, size, runs))
    for _ in range(runs):
        side.runs.append(bench.ours_do(task, size, **more))
    return side


def amount(value):
    """Seconds or a ratio, with as many digits as say something."""
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}" if value >= 0.001 else f"{value:.2g}"


def spread(values, unit="", scale=1):
    values = [value * scale for value in values]
    low, high = amount(min(values)), amount(max(values))
    return f"{amount(statistics.median(values))}{unit} ({low}–{high})"


def ratios(values, others):
    return spread([a / b for a, b in zip(values, others)])


def bound(size):
    return 2 * size * DELAY_MS / 1000 / IN_FLIGHT


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("practice")
    parser.add_argument("services")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--largest", type=int, default=SIZES[-1])
    parser.add_argument("--dry", action="store_true", help="print the section and write nothing")
    asked = parser.parse_args()
    sizes = [size for size in SIZES if size <= asked.largest]
    with tempfile.TemporaryDirectory() as scratch, Practice(asked.practice) as practice:
        bench = Bench(practice, asked.services, scratch)
        measured = {"list": {}, "round": {}}
        for task in measured:
            say(f"{task}: {SIZE} clients, ours and the rival in turns")
            compared = compare(bench, task, SIZE, asked.runs)
            measured[task]["compared"] = compared
            for size in sizes:
                if size == SIZE:
                    measured[task][size] = compared[0]
                else:
                    say(f"{task}: {size} clients")
                    measured[task][size] = alone(bench, task, size, asked.runs)
        say("list: with news about every client")
        measured["news"] = alone(bench, "list", SIZE, asked.runs, read_before=False)
    text = section(measured, sizes, asked.runs)
    print(text)
    if not asked.dry:
        write(text)


def section(measured, sizes, runs):
    rounds, lists = measured["round"]["compared"], measured["list"]["compared"]
    took = rounds[0].seconds()
    lines = [
        BEGIN,
        f"{machine()}, {datetime.date.today()}, commit {commit()}. {runs} runs each: median (lowest–highest).",
        "",
        "| what | ours | against | ratio | target |",
        "|---|--:|--:|--:|--:|",
        f"| {SIZE:,} companies renewed and asked, {IN_FLIGHT} in flight: time | {spread(took, ' s')} | "
        f"the network alone: {bound(SIZE):.3f} s | "
        f"{spread([seconds / bound(SIZE) for seconds in took])} | 1.1 |",
        rivalry("the same: processor time | npm `intuit-oauth`", rounds, "0.25"),
        rivalry(f"{SIZE:,} end-users listed and diagnosed: processor time | npm `conductor-node`", lists, "0.5"),
        "",
        "Processor time is user and system time of the client's process, less the median of a process that gets "
        "ready and does not begin. With it, "
        f"the ratios are {ratios(rounds[0].whole(), rounds[1].whole())} and "
        f"{ratios(lists[0].whole(), lists[1].whole())}: getting ready takes us {milliseconds(rounds[0].idle)} and "
        f"{milliseconds(lists[0].idle)}, Node {milliseconds(rounds[1].idle)} and {milliseconds(lists[1].idle)}. "
        f"A list with news about every one of {SIZE:,} clients (their states written down, a line in each timeline) "
        f"takes {spread(measured['news'].cpu(), ' ms', 1000)} of processor time.",
        "",
        "| clients | round: time | to the bound | round: processor time a client | list: processor time a client |",
        "|--:|--:|--:|--:|--:|",
    ]
    for size in sizes:
        one, other = measured["round"][size], measured["list"][size]
        lines.append(
            f"| {size:,} | {spread(one.seconds(), ' s')} | "
            f"{spread([seconds / bound(size) for seconds in one.seconds()])} | "
            f"{spread([cpu / size for cpu in one.cpu()], ' µs', 1e6)} | "
            f"{spread([cpu / size for cpu in other.cpu()], ' µs', 1e6)} |"
        )
    first, last = sizes[0], sizes[-1]
    growth = [
        statistics.median(measured[task][last].cpu()) / last
        / (statistics.median(measured[task][first].cpu()) / first)
        for task in ["round", "list"]
    ]
    time = statistics.median(measured["round"][last].seconds()) / last / (
        statistics.median(measured["round"][first].seconds()) / first
    )
    lines += [
        "",
        f"From {first:,} to {last:,} clients, what one client takes grows {amount(time)} times (a round's time), "
        f"{amount(growth[0])} times (its processor time) and {amount(growth[1])} times (a list's); 1 is linear.",
        END,
    ]
    return "\n".join(lines)


def rivalry(name, sides, target):
    what, rival = name.split(" | ")
    ours, theirs = (side.cpu() for side in sides)
    return (
        f"| {what} | {spread(ours, ' ms', 1000)} | {rival}: {spread(theirs, ' ms', 1000)} | "
        f"{ratios(ours, theirs)} | {target} |"
    )


def milliseconds(seconds):
    return f"{amount(seconds * 1000)} ms"


def machine():
    names = [
        line.split(":", 1)[1].strip()
        for line in read("/proc/cpuinfo").splitlines()
        if line.startswith("model name")
    ]
    model = names[0] if names else platform.processor() or platform.machine()
    return f"{platform.system()} on {os.cpu_count()} × {model}, Node {node_version()}"


def read(path):
    try:
        return pathlib.Path(path).read_text()
    except OSError:
        return ""


def node_version():
    return subprocess.run(["node", "--version"], capture_output=True, text=True).stdout.strip().lstrip("v")


def commit():
    def git(*arguments):
        return subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True).stdout.strip()

    return git("rev-parse", "--short", "HEAD") + (" with changes" if git("status", "--porcelain", "-uno") else "")


def write(text):
    page = REPORT.read_text()
    if BEGIN not in page or END not in page:
        sys.exit(f"{REPORT} has lost the marks between which the figures stand.")
    before, rest = page.split(BEGIN, 1)
    _, after = rest.split(END, 1)
    REPORT.write_text(before + text + after)


def say(text):
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
