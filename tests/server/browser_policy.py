#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The Content-Security-Policy in a browser: browser_policy.py PROGRAM [--seeded].

Chromium opens pages of a registry whose every text is an attack. Nothing of it may run: the pages keep their titles, and
the browser asks for nothing but what the site's pages ask for. Then the escapes are taken away in between, so that the
attacks are elements of the page: the policy alone must keep their scripts from running.

With --seeded the policy is taken away as well; then scripts must be seen to run, or this test sees nothing."""
import json
import re
import subprocess
import sys

import crawl
import hostile
import served

PAGES = ("/ports/1-40", "/ports/3")


def dump(url):
    """The page's tree when its scripts have run."""
    with served.scratch() as profile:
        done = subprocess.run(["chromium", "--headless=new", "--no-sandbox", "--disable-gpu", "--no-proxy-server", "--disable-background-networking",
                               "--disable-component-update", "--no-first-run", f"--user-data-dir={profile}", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
                               "--virtual-time-budget=4000", "--dump-dom", url], capture_output=True, timeout=served.WAIT)
    return done.stdout.decode("utf-8", "replace")


def title_of(tree):
    match = re.search(r"<title[^>]*>([^<]*)", tree)
    return match[1] if match else ""


def bare(answer):
    """The page as if nothing had been escaped in it."""
    if answer.media_type() != "text/html":
        return answer
    body = answer.body
    for escaped, plain in ((b"&lt;", b"<"), (b"&gt;", b">"), (b"&quot;", b'"'), (b"&#39;", b"'"), (b"&amp;", b"&")):
        body = body.replace(escaped, plain)
    return answer.with_body(body)


def bare_without_policy(answer):
    """One of the attacks as an element; others would ask with dialogs that nobody answers."""
    script = rb"&lt;script&gt;document.title=[^o]{1,6}owned[^&]{0,2}(&#39;)?&lt;/script&gt;"
    answer = answer.with_body(re.sub(script, b"<script>document.title='owned'</script>", answer.body)) if answer.media_type() == "text/html" else answer
    return answer.with_headers(answer.without("content-security-policy"))


def plain_request(headers):
    return {key: value for key, value in headers.items() if key.lower() != "accept-encoding"}


def main(program, mode=""):
    served.need("chromium")
    findings = served.Findings()
    with served.scratch() as folder:
        ledger = crawl.ledgers(program, folder, hostile.attacks(False))
        log = f"{folder}/log"
        if mode == "--seeded":
            with served.Server(program, ledger) as server, served.Between(server.ports["http"], plain_request, bare_without_policy) as url:
                found = title_of(dump(url + "/ports/3")) == "owned"
            print("scripts run without escapes and policy" if found else "NOT FOUND: nothing ran")
            return 0 if found else 1
        with served.Server(program, ledger, log=log) as server:
            for page in PAGES:
                title = title_of(dump(server.url(page)))
                findings.check(title.endswith("portolan"), "the page is another one", f"{page}: {title!r}")
        with open(log) as file:
            asked = [json.loads(line)["target"] for line in file]
        findings.check("/ports/3" in asked and not [target for target in asked if "owned" in target or "evil" in target], "an attack asked for something", asked)
        with served.Server(program, ledger) as server, served.Between(server.ports["http"], plain_request, bare) as url:
            for page in PAGES:
                tree = dump(url + page)
                findings.check("<script>document.title='owned'" in tree, "nothing was made of the attacks", page)
                findings.check(title_of(tree) not in ("owned", ""), "the policy let a script run", page)
    return findings.report(f"{2 * len(PAGES)} pages in Chromium")


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
