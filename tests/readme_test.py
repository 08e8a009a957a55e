#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs what the documents show: readme_test.py PROGRAM [--write-pictures]

In README.md, CONTRIBUTING.md and docs/*.md every block that begins with ```console is a session of bash: a line that
begins with "$ " is a command ("> " continues it), the lines up to the next command are all that it prints, standard
error included. A line "..." stands for any lines, also none. The program is called portolan, the working folder is a
temporary one that holds a link to tests/. Links to files of the project must lead somewhere, and the pictures in
docs/pictures must be what docs/pictures/draw.py makes today.
"""
import difflib
import os
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
MARK = "\x1e"
INSTALLED = "/var/lib/portolan/registry.lookup"
SKIPPED = 77


def console_blocks(text):
    """Each block as a list of (line number, command, expected lines)."""
    block = None
    for number, line in enumerate(text.splitlines(), 1):
        if block is None:
            if line.rstrip() == "```console":
                block = []
        elif line.rstrip() == "```":
            yield block
            block = None
        elif line.startswith("$ "):
            block.append((number, line[2:], []))
        elif line.startswith("> ") and block and not block[-1][2]:
            block[-1] = (block[-1][0], block[-1][1] + "\n" + line[2:], [])
        elif block:
            block[-1][2].append(line)
        else:
            raise SystemExit(f"line {number}: a console block begins with a command")
    if block is not None:
        raise SystemExit("a console block does not end")


def run_block(block, environment, folder):
    """What each command of the block printed, as lines."""
    script = "exec 2>&1\n"
    for _, command, _ in block:
        script += f"{command}\nreadme_status=$?; printf '%s' '{MARK}'; (exit $readme_status)\n"
    done = subprocess.run(["bash", "-c", script], env=environment, cwd=folder, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, timeout=120, check=False)
    parts = done.stdout.decode("utf-8").split(MARK)
    if len(parts) != len(block) + 1:
        raise SystemExit(f"line {block[0][0]}: the commands do not end")
    return [part.splitlines() for part in parts[:-1]]


def fits(expected, printed):
    """True if the lines are the same, where "..." stands for any number of lines."""
    if not expected:
        return not printed
    if expected[0] == "...":
        return any(fits(expected[1:], printed[skip:]) for skip in range(len(printed) + 1))
    return bool(printed) and expected[0] == printed[0] and fits(expected[1:], printed[1:])


def without_blank_end(lines):
    while lines and not lines[-1]:
        lines = lines[:-1]
    return lines


def usual_host():
    """True if the host's ephemeral range is Linux's own, which decides what pick picks."""
    try:
        with open("/proc/sys/net/ipv4/ip_local_port_range", encoding="ascii") as file:
            return file.read().split() == ["32768", "60999"]
    except OSError:
        return True


def check_sessions(document, environment):
    """The number of commands and the number of wrong ones."""
    count = wrong = 0
    with tempfile.TemporaryDirectory() as folder:
        os.symlink(ROOT / "tests", os.path.join(folder, "tests"))
        for block in console_blocks(document.read_text(encoding="utf-8")):
            for (number, command, expected), printed in zip(block, run_block(block, environment, folder)):
                if "portolan pick" in command and not usual_host():
                    print(f"{document.relative_to(ROOT)}:{number}: not compared: this host has another ephemeral range")
                    continue
                count += 1
                expected, printed = without_blank_end(expected), without_blank_end(printed)
                if fits(expected, printed):
                    continue
                wrong += 1
                print(f"{document.relative_to(ROOT)}:{number}: '{command}' prints something else:")
                print("\n".join(difflib.unified_diff(expected, printed, "document", "program", lineterm="")))
    return count, wrong


def check_links(document):
    wrong = 0
    text = re.sub(r"^```.*?^```", "", document.read_text(encoding="utf-8"), flags=re.M | re.S)
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", text):
        if re.match(r"[a-z]+:", target) or (document.parent / target).exists():
            continue
        wrong += 1
        print(f"{document.relative_to(ROOT)}: the link to {target} leads nowhere")
    return wrong


def check_pictures(environment, write):
    draw = ROOT / "docs" / "pictures" / "draw.py"
    wrong = 0
    for name in subprocess.run([sys.executable, draw], capture_output=True, text=True, check=True).stdout.split():
        made = subprocess.run([sys.executable, draw, name], env=environment, capture_output=True, check=True).stdout
        picture = draw.parent / name
        if write:
            picture.write_bytes(made)
        elif not picture.exists() or picture.read_bytes() != made:
            wrong += 1
            print(f"{picture.relative_to(ROOT)}: not what the program shows today; make it again with "
                  f"'python3 tests/readme_test.py PROGRAM --write-pictures'")
    return wrong


def main():
    if len(sys.argv) < 2 or not os.access(sys.argv[1], os.X_OK):
        raise SystemExit("usage: readme_test.py PROGRAM [--write-pictures]")
    if os.path.exists(INSTALLED):
        print(f"skipped: {INSTALLED} would answer instead of the registry inside the program")
        raise SystemExit(SKIPPED)
    with tempfile.TemporaryDirectory() as home:
        tools = os.path.join(home, "bin")
        os.mkdir(tools)
        os.symlink(os.path.abspath(sys.argv[1]), os.path.join(tools, "portolan"))
        environment = {"PATH": tools + ":/usr/local/bin:/usr/bin:/bin", "HOME": home, "LC_ALL": "C.UTF-8",
                       "PORTOLAN_DATA": os.path.join(home, "none"), "TZ": os.environ.get("TZ", "UTC")}
        for name in os.environ:
            if name.endswith("SAN_OPTIONS"):
                environment[name] = os.environ[name]
        count = wrong = 0
        for document in DOCUMENTS:
            commands, bad = check_sessions(document, environment)
            count += commands
            wrong += bad + check_links(document)
        wrong += check_pictures(environment, "--write-pictures" in sys.argv)
    if count == 0:
        raise SystemExit("the documents show no commands: this test would test nothing")
    print(f"{count} commands, {wrong} faults")
    raise SystemExit(1 if wrong else 0)


if __name__ == "__main__":
    main()
