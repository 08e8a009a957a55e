# SPDX-License-Identifier: Apache-2.0
"""The demonstration (`./dev run --demo`): every state of an application is there to be looked at, and it leaves nothing
running: demo_test.py PROGRAM DEMO"""
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request

# What only time brings is left out: expired.
WANTED = {
    ("review", False), ("review", True), ("question", True), ("document", False), ("ballot", False), ("call", True),
    ("check", False), ("approved", True), ("done", True), ("declined", True), ("appeal", True), ("withdrawn", False),
}
CLAIMED = {"billing": "8100", "finder": "8042", "lighthouse": None}
DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))
LAST_LINE = "Ctrl-C ends it."


def ask(address):
    with DIRECT.open(address) as answer:
        return answer.read().decode()


def told(demo):
    """What it says, to its last line."""
    lines = []
    for line in demo.stdout:
        lines.append(line)
        if line.strip() == LAST_LINE:
            return "".join(lines)
    sys.exit(f"PROBLEM: it ended with {demo.wait()} behind:\n{''.join(lines)}")


def check_queue(base):
    """What is wrong with the queue, and how many it has."""
    queue = json.loads(ask(f"{base}/api/v1/applications?state=all"))["applications"]
    found = {(one["state"], "reviewer" in one) for one in queue}
    wrong = [f"no application is in the state {state}, reviewer: {reviewer}" for state, reviewer in WANTED - found]
    done = {one["service_name"] for one in queue if one["state"] == "done"}
    wrong += [f"{name} was not claimed" for name in CLAIMED.keys() - done]
    for name, port in CLAIMED.items():
        records = json.loads(ask(f"{base}/api/v1/services/{name}"))["records"]
        if {one["port_number"] for one in records} != {port}:
            wrong.append(f"{name} has not the port {port}: {records}")
    return wrong


def check_words(text, base):
    steps = re.findall(r"^  (\d)  ", text, re.MULTILINE)
    wrong = [] if steps == list("12345") else [f"it tells the steps {steps}"]
    for address in re.findall(rf"{base}[^\s,]*", text):
        # The service of the walk is there when somebody has walked.
        if "/services/pilot" in address:
            continue
        try:
            ask(address)
        except urllib.error.HTTPError as error:
            wrong.append(f"it names {address}: {error.code}")
    return wrong


def run(program, script, folder):
    demo = subprocess.Popen([script, program, folder, "0"], stdout=subprocess.PIPE, text=True)
    try:
        text = told(demo)
        base = re.search(r"http://127\.0\.0\.1:\d+", text)[0]
        wrong = check_queue(base) + check_words(text, base)
    finally:
        demo.send_signal(signal.SIGTERM)
        status = demo.wait()
    if status != 0:
        wrong.append(f"it ended with {status}")
    try:
        ask(base)
        wrong.append("the server goes on without it")
    except urllib.error.URLError:
        pass
    verified = subprocess.run([program, "-r", f"{folder}/ledger", "verify"], capture_output=True, text=True, check=False)
    if verified.returncode != 0:
        wrong.append(f"its ledger does not prove itself: {verified.stderr}")
    return wrong


def refused(program, script, folder):
    """A folder of somebody else's is left alone."""
    kept = os.path.join(folder, "kept")
    with open(kept, "w", encoding="utf-8"):
        pass
    status = subprocess.run([script, program, folder, "0"], capture_output=True, check=False).returncode
    return [] if status == 2 and os.path.exists(kept) else [f"a folder that is not its own: {status}"]


def main():
    program, script = sys.argv[1:3]
    for needed in ("curl", "jq"):
        if shutil.which(needed) is None:
            print(f"skipped: there is no {needed}")
            return 77
    with tempfile.TemporaryDirectory() as folder:
        mine = os.path.join(folder, "demo")
        # Made anew: the second time it finds what the first one left.
        wrong = run(program, script, mine) + run(program, script, mine) + refused(program, script, folder)
    for one in wrong:
        print(f"PROBLEM: {one}")
    return 1 if wrong else 0


sys.exit(main())
