#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Draws a terminal with real answers of the program, as SVG on standard output: draw.py PICTURE

Without an argument it lists the pictures. The program is the portolan of PATH; it is run on a terminal of its own, so
that the picture has the header, the colours and the remarks that a person sees. tests/readme_test.py holds the
pictures against the program and makes them again with --write-pictures.
"""
import fcntl
import html
import os
import pty
import re
import struct
import subprocess
import sys
import termios

PICTURES = {
    "lookup.svg": ["portolan 5432", "portolan 6010/tcp encrypted-admin", "portolan search --limit 4 apple remote"],
}
COLUMNS = 84
CELL, LINE, MARGIN = 8.4, 19, 18
STYLES = {"1": ' class="b"', "2": ' class="d"'}


def on_terminal(command):
    """What the command prints on a terminal of COLUMNS columns."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 40, COLUMNS, 0, 0))
    environment = {**os.environ, "TERM": "xterm"}
    environment.pop("NO_COLOR", None)
    process = subprocess.Popen(command, shell=True, stdin=slave, stdout=slave, stderr=slave, env=environment)
    os.close(slave)
    data = b""
    while True:
        try:
            chunk = os.read(master, 65536)
        except OSError:  # the terminal's other end is closed
            break
        if not chunk:
            break
        data += chunk
    process.wait()
    os.close(master)
    return data.decode("utf-8").replace("\r\n", "\n").rstrip("\n").split("\n")


def rows(line):
    """A line as SVG text, in as many rows as a terminal makes of it."""
    out, style, room = [""], "", COLUMNS
    for part in re.split("(\x1b\\[[0-9]*m)", line):
        if part.startswith("\x1b"):
            style = STYLES.get(part[2:-1], "")
            continue
        while part:
            if room == 0:
                out.append("")
                room = COLUMNS
            text = html.escape(part[:room], quote=False)
            out[-1] += f"<tspan{style}>{text}</tspan>" if style else text
            part, room = part[room:], max(room - len(part), 0)
    return out


def draw(commands):
    lines = []
    for command in commands:
        for line in ["\x1b[2m$\x1b[0m " + command, *on_terminal(command), ""]:
            lines += rows(line)
    lines.pop()
    width, height = round(COLUMNS * CELL + 2 * MARGIN), len(lines) * LINE + 2 * MARGIN
    label = html.escape("A terminal: " + "; ".join(commands))
    print(f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" '
          f'role="img" aria-label="{label}">')
    print("<style>text{font:14px ui-monospace,Menlo,Consolas,'DejaVu Sans Mono',monospace;fill:#e6e6e6;"
          "white-space:pre}.b{font-weight:bold;fill:#fff}.d{fill:#98a2ad}</style>")
    print(f'<rect width="{width}" height="{height}" rx="8" fill="#15191e"/>')
    for number, line in enumerate(lines):
        if line:
            y = MARGIN + (number + 1) * LINE - 5
            print(f'<text x="{MARGIN}" y="{y}" xml:space="preserve">{line}</text>')
    print("</svg>")


if len(sys.argv) == 1:
    print("\n".join(PICTURES))
else:
    draw(PICTURES[sys.argv[1]])
