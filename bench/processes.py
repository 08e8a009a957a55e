#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Whole processes against rivals, in turn: processes.py PORTOLAN REGISTRY.xml. Ends with 1 if a ratio does not hold."""
import filecmp
import os
import statistics
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))


def run(command, output=None):
    # A new file each time: what is measured is the conversion, not the flushing of what replaces an old file.
    if output and os.path.exists(output):
        os.remove(output)
    begin = time.perf_counter()
    subprocess.run(command, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - begin


def pair(ours, rival, rounds, outputs=(None, None)):
    """Median times of both and the median of the ratios of neighbouring rounds, the rival's time over ours."""
    run(ours, outputs[0]), run(rival, outputs[1])
    times = [(run(ours, outputs[0]), run(rival, outputs[1])) for _ in range(rounds)]
    return (statistics.median(t[0] for t in times), statistics.median(t[1] for t in times),
            statistics.median(t[1] / t[0] for t in times))


def line(what, rival, ours_time, rival_time, ratio, words, limit, holds):
    print(f"| {what} | {ours_time * 1e3:.2f} ms | {rival} | {rival_time * 1e3:.2f} ms | {ratio:.2f} {words} | {limit} | "
          f"{'yes' if holds else 'NO'} |")
    return holds


def main(program, xml):
    print("| what, whole process | portolan | rival | its time | ratio | limit | holds |\n|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        ours, rival = os.path.join(folder, "ours.csv"), os.path.join(folder, "rival.csv")
        a, b, ratio = pair([program, "convert", xml, ours], [sys.executable, os.path.join(HERE, "etree_csv.py"), xml, rival], 9,
                           (ours, rival))
        same = filecmp.cmp(ours, rival, shallow=False)
        good = line("XML to CSV", "Python ElementTree" + ("" if same else " (OTHER OUTPUT)"), a, b, ratio, "times faster",
                    "at least 6", same and ratio >= 6)
    # Without an installed registry of this machine: the program's own.
    os.environ.update(PORTOLAN_DATA=folder, XDG_DATA_HOME=folder)
    a, b, ratio = pair([program, "443/tcp"], ["getent", "services", "443/tcp"], 301)
    good &= line("`portolan 443/tcp`", "`getent services 443/tcp`", a, b, 1 / ratio, "times its time", "at most 2", 1 / ratio <= 2)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))
