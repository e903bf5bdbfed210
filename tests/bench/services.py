"""What a round of checks costs, against the vendors' own clients for Node and against what the network
alone would take. Writes the section between the markers in docs/reports/performance.md.

    services.py <practice> <services> [--runs 5] [--largest 10000]

The two programs are this workspace's, built for release; scripts/bench-services builds them. Every job runs in
a process of its own, and both sides ask the same practice server: another process, which answers after
50 ms. A job that was not done whole ends the bench.
"""

import argparse
import calendar
import datetime
import http.client
import json
import os
import pathlib
import platform
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
REPORT = ROOT / "docs" / "reports" / "performance.md"
BEGIN, END = "<!-- services: written by make bench -->", "<!-- services: end -->"

DELAY_MS = 50
IN_FLIGHT = 32
SIZES = [100, 1_000, 10_000]
SIZE = 1_000
TRANSACTIONS = 10_000
# An order to fail is used up by requests, and this is more than anybody sends.
FOREVER = 1_000_000_000


class Practice:
    """The practice server, until the `with` block ends."""

    def __init__(self, program):
        self.process = subprocess.Popen(
            [program, "--empty"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
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

    def write_books(self, client):
        """Practice makes a company's books when they are first asked for, which is none of the job."""
        conductor = self.ready["conductor"]
        request = urllib.request.Request(
            f"{conductor['baseUrl']}/quickbooks-desktop/classes",
            headers={"authorization": f"Bearer {conductor['secretKey']}", "conductor-end-user-id": client},
        )
        urllib.request.urlopen(request).close()

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
            "books": [node, HERE / "conductor-books.mjs"],
        }

    def folder(self, task, size, read_before=True):
        """A firm of that size, and a folder in which our side has it as clients."""
        folder = pathlib.Path(tempfile.mkdtemp(dir=self.scratch))
        companies, end_users = {"round": (size, 0), "list": (0, size), "books": (0, 1)}[task]
        firm = self.practice.firm(companies, end_users)
        if task == "books":
            (client,) = firm["endUsers"]
            # The first that is made has never opened its link.
            self.practice.control("fate", {"client": client, "fate": "complete_flow"})
            self.practice.control("books", {"client": client, "transactions": size})
            self.practice.write_books(client)
        read_before = read_before and task == "list"
        job = {**firm, "practice": self.practice.ready, "readBefore": read_before}
        (folder / "job.json").write_text(json.dumps(job))
        return folder

    def ours_do(self, task, size, read_before=True):
        folder = self.folder(task, size, read_before)
        if task != "books":
            subprocess.run([*self.ours, "prepare", folder], check=True)
        return self.run([*self.ours, task, folder], task, size, folder)

    def rival_does(self, task, size):
        folder = self.folder(task, size)
        return self.run([*self.rivals[task], folder], task, size, folder)

    def run(self, command, task, size, folder):
        """One job in a process of its own. `cpu` and `seconds` are the job's, as the process itself says;
        `whole` is the processor time of the process from its start to its end."""
        at_once = [str(IN_FLIGHT)] if task == "round" else []
        process = subprocess.Popen([*command, *at_once], stdout=subprocess.PIPE)
        said = process.stdout.read()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            sys.exit(f"{command} ended with {process.returncode}")
        said = json.loads(said)
        expect(command, said["done"], task, size)
        shutil.rmtree(folder)
        return {**said, "whole": used.ru_utime + used.ru_stime}


def bare(bench, size):
    """The seconds that a reader takes over the same pages which looks for the cursor and at nothing else."""
    folder = bench.folder("books", size)
    job = json.loads((folder / "job.json").read_text())
    shutil.rmtree(folder)
    conductor = bench.practice.ready["conductor"]
    base = urllib.parse.urlsplit(conductor["baseUrl"])
    headers = {
        "authorization": f"Bearer {conductor['secretKey']}",
        "conductor-end-user-id": job["endUsers"][0],
    }
    connection = http.client.HTTPConnection(base.hostname, base.port)
    began = time.perf_counter()
    for at in range(12):
        year, month = (2025, 12) if at == 0 else (2026, at)
        last = calendar.monthrange(year, month)[1]
        days = f"{year}-{month:02}-"
        asked = {"limit": 150, "transactionDateFrom": f"{days}01", "transactionDateTo": f"{days}{last}"}
        while True:
            path = f"{base.path}/quickbooks-desktop/transactions?{urllib.parse.urlencode(asked)}"
            connection.request("GET", path, headers=headers)
            body = connection.getresponse().read()
            cursor = re.search(rb'"nextCursor":"([^"]+)"', body)
            if cursor is None:
                break
            asked["cursor"] = cursor.group(1).decode()
    took = time.perf_counter() - began
    connection.close()
    return took


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
    elif task == "books":
        wanted = f"{size} rows or a few more"
        right = size <= done["rows"] < 1.1 * size
    else:
        # Of ten end-users one never opened its link and one went no further.
        wanted = {"never": 2 * size // 10, "and the rest": "connected, fresh or stale"}
        right = done.get("never") == 2 * size // 10 and sum(done.values()) == size
    if not right:
        sys.exit(f"{command} did not do its job: {done} instead of {wanted}")


def compare(bench, task, size, runs):
    """Ours and the rival in turns, the first turn of each thrown away."""
    ours, theirs = [], []
    for turn in range(runs + 1):
        order = [(ours, bench.ours_do), (theirs, bench.rival_does)]
        for side, do in order if turn % 2 else reversed(order):
            side.append(do(task, size))
        if ours[-1]["done"] != theirs[-1]["done"]:
            sys.exit(f"the two sides differ: {ours[-1]['done']} and {theirs[-1]['done']}")
    return ours[1:], theirs[1:]


def alone(bench, task, size, runs, **more):
    return [bench.ours_do(task, size, **more) for _ in range(runs)]


def all_of(runs, what):
    return [run[what] for run in runs]


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


def turns(size):
    """The same where a turn that is not full takes as long as a full one."""
    return 2 * -(-size // IN_FLIGHT) * DELAY_MS / 1000


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
        for task in list(measured):
            say(f"{task}: {SIZE} clients, ours and the rival in turns")
            compared = compare(bench, task, SIZE, asked.runs)
            measured[task]["compared"] = compared
            for size in sizes:
                if size == SIZE:
                    measured[task][size] = compared[0]
                else:
                    say(f"{task}: {size} clients")
                    measured[task][size] = alone(bench, task, size, asked.runs)
        say(f"books: {TRANSACTIONS} transactions, ours and the rival in turns")
        measured["books"] = compare(bench, "books", TRANSACTIONS, asked.runs)
        measured["bare"] = [bare(bench, TRANSACTIONS) for _ in range(asked.runs + 1)][1:]
        say("list: with news about every client")
        measured["news"] = alone(bench, "list", SIZE, asked.runs, read_before=False)
    text = section(measured, sizes, asked.runs)
    print(text)
    if not asked.dry:
        write(text)


def section(measured, sizes, runs):
    (rounds, their_rounds), (lists, their_lists) = (
        measured[task]["compared"] for task in ["round", "list"]
    )
    books, their_books = measured["books"]
    took = all_of(rounds, "seconds")
    # One request at a time for each computer: no list can be read faster than its pages come.
    (pages,) = {*all_of(books, "pages"), *all_of(their_books, "pages")}
    least = pages * DELAY_MS / 1000
    read_in = all_of(books, "seconds")
    rows = books[0]["done"]["rows"]
    lines = [
        BEGIN,
        f"{machine()}, {datetime.date.today()}, commit {commit()}, load {os.getloadavg()[0]:.0f} at the end. "
        f"{runs} runs each: median (lowest–highest).",
        "",
        "| what | ours | against | ratio | target |",
        "|---|--:|--:|--:|--:|",
        f"| {SIZE:,} companies renewed and asked, {IN_FLIGHT} in flight: time | {spread(took, ' s')} | "
        f"the network alone: {bound(SIZE):.3f} s | {spread([it / bound(SIZE) for it in took])} | 1.1 |",
        rivalry("the same: processor time", "npm `intuit-oauth`", rounds, their_rounds, "0.25"),
        rivalry(
            f"{SIZE:,} end-users listed and diagnosed: processor time",
            "npm `conductor-node`",
            lists,
            their_lists,
            "0.5",
        ),
        f"| {rows:,} transactions of one client in 12 months, {pages} pages one after the other: time | "
        f"{spread(read_in, ' s')} | the network alone: {least:.3f} s | "
        f"{spread([it / least for it in read_in])} | 1.1 |",
        f"| the same, to a reader that looks at nothing but the cursor | {spread(read_in, ' s')} | "
        f"{spread(measured['bare'], ' s')} | {ratios(read_in, measured['bare'])} | 1.1 |",
        f"| the same, to npm `conductor-node` | {spread(read_in, ' s')} | "
        f"{spread(all_of(their_books, 'seconds'), ' s')} | "
        f"{ratios(read_in, all_of(their_books, 'seconds'))} | 1 |",
        rivalry("the same: processor time", "npm `conductor-node`", books, their_books, "0.5"),
        "",
        "Processor time is user and system time of all threads of the client's process, from the job's beginning to "
        "its end. Of the whole process, its start included, the ratios are "
        f"{ratios(all_of(rounds, 'whole'), all_of(their_rounds, 'whole'))} and "
        f"{ratios(all_of(lists, 'whole'), all_of(their_lists, 'whole'))}: besides the job, ours takes "
        f"{beside(rounds)} and {beside(lists)}, Node {beside(their_rounds)} and {beside(their_lists)}. "
        f"A list with news about every one of {SIZE:,} clients (their states written down, a line in each timeline) "
        f"takes {spread(all_of(measured['news'], 'cpu'), ' ms', 1000)} of processor time. "
        f"A transaction of the books takes {spread([it['bytes'] / rows / 1000 for it in books], ' kB')} of memory while "
        "it is held.",
        "",
        "| clients | round: time | to whole turns | round: processor time a client | list: processor time a client |",
        "|--:|--:|--:|--:|--:|",
    ]
    for size in sizes:
        one, other = measured["round"][size], measured["list"][size]
        lines.append(
            f"| {size:,} | {spread(all_of(one, 'seconds'), ' s')} | "
            f"{spread([seconds / turns(size) for seconds in all_of(one, 'seconds')])} | "
            f"{spread([cpu / size for cpu in all_of(one, 'cpu')], ' µs', 1e6)} | "
            f"{spread([cpu / size for cpu in all_of(other, 'cpu')], ' µs', 1e6)} |"
        )
    first, last = sizes[0], sizes[-1]

    def growth(task, what):
        small, large = (
            statistics.median(all_of(measured[task][size], what)) / size for size in [first, last]
        )
        return amount(large / small)

    lines += [
        "",
        f"Whole turns: {first:,} companies are {-(-first // IN_FLIGHT)} turns of {IN_FLIGHT}, the last one not full. "
        f"From {first:,} to {last:,} clients, what one client takes grows {growth('round', 'seconds')} times (a round's "
        f"time), {growth('round', 'cpu')} times (its processor time) and {growth('list', 'cpu')} times (a list's); "
        "1 is linear, more is worse.",
        END,
    ]
    return "\n".join(lines)


def rivalry(what, rival, ours, theirs, target):
    ours, theirs = all_of(ours, "cpu"), all_of(theirs, "cpu")
    return (
        f"| {what} | {spread(ours, ' ms', 1000)} | {rival}: {spread(theirs, ' ms', 1000)} | "
        f"{ratios(ours, theirs)} | {target} |"
    )


def beside(runs):
    return f"{amount(1000 * statistics.median(run['whole'] - run['cpu'] for run in runs))} ms"


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
