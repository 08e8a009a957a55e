# SPDX-License-Identifier: Apache-2.0
"""api_test.py PROGRAM OPENAPI FIXTURE: every answer of every address of the API, held against its description.

PROGRAM is server_api_answers. The site runs over the fixture, and over a ledger made of it in a scratch folder. Needs
PyYAML and jsonschema (Debian: python3-yaml, python3-jsonschema); ends with 77 where they are missing.
"""
import copy
import json
import re
import subprocess
import sys
import tempfile

try:
    import yaml

    from openapi_check import Description
except ImportError as missing:
    print(f"skipped: {missing}")
    sys.exit(77)

# What is asked of both sites, and answered with 200.
FINE = """
/api/v1/ports/1113
/api/v1/ports/1113/dccp
/api/v1/ports/1138
/api/v1/ports/1276/tcp
/api/v1/ports/1301/udp
/api/v1/ports/1100-1130
/api/v1/ports/1100-1130/udp
/api/v1/ports/0
/api/v1/ports/65535
/api/v1/ports/65535/sctp
/api/v1/ports/1000-1100
/api/v1/ports/0-65535
/api/v1/services/proofd
/api/v1/services/PROOFD
/api/v1/services/ltp-deepspace/dccp
/api/v1/services/_ltp-deepspace._udp
/api/v1/services/encrypted_admin
/api/v1/contacts/Nexum
/api/v1/contacts/Mikhailov_Center
/api/v1/records
/api/v1/records?limit=1000
/api/v1/records?limit=7&sort=-name
/api/v1/records?limit=7&skip=20&sort=name
/api/v1/records?q=admin
/api/v1/records?status=reserved,de-assigned&sort=-port
/api/v1/records?transport=dccp,any,none&range=user,none
/api/v1/records?transport=tcp&range=user&ports=1100-1110,1200&sort=registered
/api/v1/records?assignee=Nexum&sort=modified
/api/v1/records?q=nothing-has-this-word-in-it
/api/v1/records.csv
/api/v1/records.csv?q=admin&status=assigned&transport=tcp&range=user&ports=1093-1306&assignee=Nexum
/api/v1/records.csv?columns=port_number,service_name&sort=-name
/api/v1/search?q=admin
/api/v1/search?q=admin&limit=1
/api/v1/search?q=encripted
/api/v1/search?q=nexum
/api/v1/search?q=%C3%A9%22%5C
/api/v1/availability?port=1113
/api/v1/availability?port=8765
/api/v1/availability?port=80&transport=tcp,udp&allow=system
/api/v1/availability?port=60000
/api/v1/pick
/api/v1/pick?name=myapp&user=alice&count=3
/api/v1/pick?name=b%22c&range=1093-1306&transports=tcp&allow=assigned,browser&exclude=1100-1200,1201
/api/v1/pick?range=0-1023&count=2
/api/v1/moments
/api/v1/registry
/api/v1/statistics
/api/v1/map
/api/v1/openapi.yaml
/api/v1/openapi.json
""".split()

# What is answered although it is not as described: the server takes more than it says.
LENIENT = """
/api/v1/ports/1113/TCP
/api/v1/records?q=&status=&limit=
/api/v1/records?status=assigned&status=reserved
/api/v1/ports/1113?as_of=
""".split()

# What only a ledger answers.
PAST = """
/api/v1/changes
/api/v1/changes?limit=1
/api/v1/changes?since=2024-01-01
/api/v1/changes?since=2023&until=2023-06-30
/api/v1/changes?until=2023-06
/api/v1/changes?since=@1&until=@3
/api/v1/diff?from=2023-01-04&to=2024-07-01
/api/v1/diff?from=2023-01-04
/api/v1/diff?from=2024-07-01&to=2023-01
/api/v1/history/ports/1113
/api/v1/history/ports/1999
/api/v1/history/ports/7
/api/v1/history/ports/1113/tcp
/api/v1/history/ports/1100-1130
/api/v1/history/services/proofd
/api/v1/history/contacts/Nexum
""".replace("since=2023&", "since=2023-01&").split()

# What is refused: the target, the status, the parameter that is wrong.
WRONG = [
    ("/api/v1/ports/65536", 400, "port"),
    ("/api/v1/ports/http", 400, "port"),
    ("/api/v1/ports/20-10", 400, "port"),
    ("/api/v1/ports/-1", 400, "port"),
    ("/api/v1/ports/443/ftp", 400, "transport"),
    ("/api/v1/ports/443?transport=tcp", 400, "transport"),
    ("/api/v1/ports/443?as_of=yesterday", 400, "as_of"),
    ("/api/v1/services/no-such-name", 404, "name"),
    ("/api/v1/services/443", 404, "name"),
    ("/api/v1/services/proofd/tcp", 404, "name"),
    ("/api/v1/contacts/No_One", 404, "id"),
    ("/api/v1/records?statu=assigned", 400, "statu"),
    ("/api/v1/records?status=taken", 400, "status"),
    ("/api/v1/records?transport=tcp,", 400, "transport"),
    ("/api/v1/records?range=big", 400, "range"),
    ("/api/v1/records?ports=70000", 400, "ports"),
    ("/api/v1/records?sort=size", 400, "sort"),
    ("/api/v1/records?limit=0", 400, "limit"),
    ("/api/v1/records?limit=1001", 400, "limit"),
    ("/api/v1/records?limit=1e3", 400, "limit"),
    ("/api/v1/records?skip=-1", 400, "skip"),
    ("/api/v1/records?cursor=here", 400, "cursor"),
    ("/api/v1/records?cursor=a.b.c", 400, "cursor"),
    ("/api/v1/records?sort=name&cursor=zz.1.a", 400, "cursor"),
    ("/api/v1/records.csv?limit=5", 400, "limit"),
    ("/api/v1/records.csv?columns=name", 400, "columns"),
    ("/api/v1/records?columns=service_name", 400, "columns"),
    ("/api/v1/search", 400, "q"),
    ("/api/v1/search?q=", 400, "q"),
    ("/api/v1/search?q=a&limit=101", 400, "limit"),
    ("/api/v1/availability", 400, "port"),
    ("/api/v1/availability?port=1-2", 400, "port"),
    ("/api/v1/availability?port=80&transport=ip", 400, "transport"),
    ("/api/v1/availability?port=80&allow=all", 400, "allow"),
    ("/api/v1/pick?count=0", 400, "count"),
    ("/api/v1/pick?count=101", 400, "count"),
    ("/api/v1/pick?count=3&range=1-2", 400, "count"),
    ("/api/v1/pick?range=9-8", 400, "range"),
    ("/api/v1/pick?exclude=a", 400, "exclude"),
    ("/api/v1/pick?name=" + "n" * 257, 400, "name"),
    ("/api/v1/diff", 400, "from"),
    ("/api/v1/diff?from=then", 400, "from"),
    ("/api/v1/diff?from=20240&to=2024", 400, "from"),
    ("/api/v1/changes?since=then", 400, "since"),
    ("/api/v1/changes?until=then", 400, "until"),
    ("/api/v1/changes?limit=51", 400, "limit"),
    ("/api/v1/changes?cursor=x", 400, "cursor"),
    ("/api/v1/search?q=%C3", 400, None),
]
WRONG_IN_PAST = [
    ("/api/v1/diff?from=1999-01-01", 404, "from"),
    ("/api/v1/diff?from=2023-01-04&to=@999999", 404, "to"),
    ("/api/v1/ports/443?as_of=1999-01-01", 404, None),
    ("/api/v1/history/services/no-such-name", 404, "name"),
    ("/api/v1/history/contacts/No_One", 404, "id"),
]


class Site:
    """The program, and how it is asked."""

    def __init__(self, program, *arguments):
        self.process = subprocess.Popen(
            [program, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
        )

    def ask(self, target, method="GET", body=None, **headers):
        asked = {"method": method, "target": target, "headers": {k.replace("_", "-"): v for k, v in headers.items()}}
        if body is not None:
            asked["body"] = body
        self.process.stdin.write(json.dumps(asked) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"no answer to {target}")
        answer = json.loads(line)
        return answer["status"], answer["headers"], answer["body"]

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def value_of(headers, name):
    return next((value for key, value in headers if key.lower() == name.lower()), None)


class Test:
    def __init__(self, program, openapi, fixture):
        self.program = program
        self.fixture = fixture
        with open(openapi, encoding="utf-8") as file:
            self.yaml = file.read()
        self.description = Description(yaml.safe_load(self.yaml))
        self.findings = []
        self.count = 0

    def check(self, holds, words):
        self.count += 1
        if not holds:
            self.findings.append(words)

    def fine(self, site, target, as_described=True):
        """Asks, checks, asks again with the tag, and with HEAD."""
        if as_described:
            self.findings += self.description.request_findings(target)
        status, headers, body = site.ask(target)
        self.count += 1
        self.findings += self.description.answer_findings(target, status, headers, body)
        if status != 200:
            self.findings.append(f"{target}: {status} {body}")
            return body
        tag = value_of(headers, "ETag")
        again, kept, nothing = site.ask(target, If_None_Match=tag)
        self.findings += self.description.answer_findings(target, again, kept, nothing)
        self.check(again == 304, f"{target}: {again} although the client has it")
        self.check(value_of(kept, "ETag") == tag, f"{target}: another tag with 304")
        other, _, whole = site.ask(target, If_None_Match='"something-else"')
        self.check(other == 200 and whole == body, f"{target}: not the same again")
        head, head_headers, _ = site.ask(target, method="HEAD")
        self.check(head == 200 and head_headers == headers, f"{target}: HEAD has other headers")
        return body

    def wrong(self, site, target, status, field):
        got, headers, body = site.ask(target)
        self.count += 1
        self.findings += self.description.answer_findings(target, got, headers, body)
        told = json.loads(body).get("field") if got >= 400 else None
        self.check(got == status and told == field, f"{target}: {got} {body}")

    def pages_of(self, site, target, key):
        """All of a list, page by page."""
        items = []
        cursor = ""
        for _ in range(200):
            page = json.loads(self.fine(site, target + (f"&cursor={cursor}" if cursor else "")))
            items += page[key]
            cursor = page["next"]
            if cursor is None:
                return items
        self.findings.append(f"{target}: no end")
        return items

    def both(self, site):
        for target in FINE:
            self.fine(site, target)
        for target in LENIENT:
            self.fine(site, target, as_described=False)
        for target, status, field in WRONG:
            self.wrong(site, target, status, field)
        whole = json.loads(self.fine(site, "/api/v1/records?limit=1000"))["records"]
        for sort in ("port", "-port", "name", "-name", "registered", "-registered", "modified", "-modified"):
            paged = self.pages_of(site, f"/api/v1/records?limit=9&sort={sort}", "records")
            key = lambda record: json.dumps(record, sort_keys=True)
            self.check(sorted(map(key, paged)) == sorted(map(key, whole)), f"pages by {sort} are not the whole")
        self.check(
            json.loads(site.ask("/api/v1/openapi.json")[2]) == self.description.document, "openapi.json is another one"
        )
        self.check(site.ask("/api/v1/openapi.yaml")[2] == self.yaml, "openapi.yaml is another one")
        self.preflight(site)
        self.other_methods(site)

    def preflight(self, site):
        for target in ("/api/v1/ports/443/tcp", "/api/v1/services/a/b", "/api/v1/map"):
            status, headers, body = site.ask(
                target, method="OPTIONS", Origin="https://a.example", Access_Control_Request_Method="GET"
            )
            self.check(
                status == 204 and not body and value_of(headers, "Access-Control-Allow-Origin") == "*"
                and value_of(headers, "Access-Control-Allow-Methods") == "GET, HEAD, OPTIONS",
                f"{target}: preflight gives {status} {headers}",
            )

    def other_methods(self, site):
        status, headers, body = site.ask("/api/v1/ports/443", method="POST")
        self.findings += self.description.answer_findings("/api/v1/ports/443", status, headers, body)
        self.check(status == 405 and value_of(headers, "Allow") == "GET, HEAD, OPTIONS", f"POST: {status} {headers}")
        for target in ("/api/v1/nothing", "/api/v1/ports", "/api/v1/ports/", "/api/v1/ports/1/tcp/x", "/api/v2/ports/1"):
            for method in ("GET", "OPTIONS"):
                status, headers, body = site.ask(target, method=method)
                self.check(
                    status == 404 and value_of(headers, "Content-Type") == "application/problem+json"
                    and not self.description.validate(
                        json.loads(body), {"$ref": "#/components/schemas/Problem"}, target
                    ),
                    f"{method} {target}: {status} {body}",
                )

    def file(self):
        site = Site(self.program, "file", self.fixture)
        self.both(site)
        for target in PAST + ["/api/v1/ports/1113?as_of=2024-07-01"]:
            self.wrong(site, target, 404, None)
        self.check(json.loads(site.ask("/api/v1/moments")[2]) == {"moments": []}, "moments without a ledger")
        site.close()

    def ledger(self):
        with tempfile.TemporaryDirectory() as folder:
            site = Site(self.program, "ledger", self.fixture, folder)
            self.both(site)
            for target in PAST:
                self.fine(site, target)
            for target, status, field in WRONG_IN_PAST:
                self.wrong(site, target, status, field)
            self.moments(site)
            self.as_of(site)
            site.close()

    def moments(self, site):
        moments = json.loads(self.fine(site, "/api/v1/moments"))["moments"]
        self.check([moment["date"] for moment in moments] == ["2023-01-04", "2024-07-01"], f"moments: {moments}")
        changes = self.pages_of(site, "/api/v1/changes?limit=1", "changes")
        self.check([change["date"] for change in changes] == ["2024-07-01", "2023-01-04"], "changes: newest first")
        self.check(changes[0]["previous"] == changes[1]["position"] == moments[0]["position"], "changes: positions")
        self.check(changes[0]["changes"] and not changes[1]["changes"], "changes: what the ledger began with")
        self.check(changes[1]["previous"] is None, "changes: nothing is before the beginning")
        for moment in moments:
            status, headers, body = site.ask(f"/api/v1/registry?as_of={moment['date']}")
            by_position = site.ask(f"/api/v1/registry?as_of=@{moment['position']}")[2]
            self.check(status == 200 and body == by_position, f"{moment}: date and position give different states")
            self.check(value_of(headers, "Portolan-Position") == str(moment["position"]), f"{moment}: {headers}")

    def as_of(self, site):
        """Every address, of a state of the past."""
        for target in FINE + PAST:
            if "diff" not in target and "openapi" not in target:
                self.fine(site, target + ("&" if "?" in target else "?") + "as_of=2023-01-04")
        self.fine(site, "/api/v1/diff?from=2023-01-04&as_of=2023-01-04")
        before = json.loads(site.ask("/api/v1/registry?as_of=2023-01-04")[2])
        now = json.loads(site.ask("/api/v1/registry")[2])
        self.check(now["records"] - before["records"] == 10, "as_of: another number of records")
        self.check(json.loads(site.ask("/api/v1/moments?as_of=2023-01-04")[2])["moments"][-1]["date"] == "2023-01-04",
                   "as_of: moments of the future")

    def people(self):
        """What programs do for people, one application from the asking to the record."""
        with tempfile.TemporaryDirectory() as folder:
            site = Site(self.program, "people", folder)
            tokens = json.loads(site.process.stdout.readline())

            def ask(who, target, status):
                headers = {"Authorization": f"Bearer {tokens[who]}"} if who else {}
                if status == 200:
                    self.findings.extend(self.description.request_findings(target))
                got, answered, text = site.ask(target, **headers)
                self.findings.extend(self.description.answer_findings(target, got, answered, text))
                self.check(got == status, f"GET {target} by {who}: {got} {text}")
                return json.loads(text)

            def post(who, target, body, status, **headers):
                if who:
                    headers["Authorization"] = f"Bearer {tokens[who]}"
                if status < 300:
                    self.findings.extend(self.description.body_findings(target, body))
                headers.setdefault("Content_Type", "application/json")
                got, answered, text = site.ask(target, method="POST", body=json.dumps(body), **headers)
                self.findings.extend(self.description.answer_findings(target, got, answered, text, "post"))
                self.check(got == status, f"POST {target} by {who}: {got} {text}")
                return json.loads(text)

            self.work(ask, post)
            site.close()

    def work(self, ask, post):
        gate = {"service_name": "gate", "port_number": "Gateways", "transports": ["tcp"], "description": "A gate",
                "reference": "RFC6335", "reason": "clients"}
        whole = "&".join(f"{name}={value}" for name, value in {
            "kind": "assignment", "new_service_name": "x", "assignee": "A", "contact": "A", "document": "d",
            "service_code": "1", "unauthorized_use": "u", "notes": "n", "gives_up_name": "false"}.items())
        ask(None, f"/api/v1/check?service_name=gate&port_number=9000&transports=tcp,udp&description=d&reference=r&reason=y&{whole}", 200)
        wrong = ask(None, "/api/v1/check?service_name=-&port_number=7", 200)
        self.check({one["field"] for one in wrong["violations"]} >= {"service_name", "port_number"}, f"{wrong}")
        ask(None, "/api/v1/check?service=gate", 400)
        ask(None, "/api/v1/me", 401)
        ask("ann", "/api/v1/me", 200)
        claim = {"service_name": "billing", "description": "Bills"}
        post(None, "/api/v1/claims", claim, 401)
        first = post("ann", "/api/v1/claims", claim, 201, Idempotency_Key="k-1")
        again = post("ann", "/api/v1/claims", claim, 200, Idempotency_Key="k-1")
        self.check(first["port"] == again["port"] == 8000 and again["repeated"], f"{first} {again}")
        post("ann", "/api/v1/claims", {**claim, "service_name": "other"}, 409, Idempotency_Key="k-1")
        post("ann", "/api/v1/claims", {**claim, "name": "other"}, 400)
        post("ann", "/api/v1/claims", {**claim, "port_number": 8000, "service_name": "late"}, 422)
        refused = post("ann", "/api/v1/applications", {"service_name": "-", "port_number": "Gateways"}, 422)
        self.check(len(refused["violations"]) >= 3, f"not everything at once: {refused}")
        tried = post("ann", "/api/v1/applications?dry_run=true", gate, 200)
        self.check(tried["application"] == 0, f"{tried}")
        made = post("ann", "/api/v1/applications", gate, 201)
        at = f"/api/v1/applications/{made['application']}"
        post("ann", f"{at}/approve", {"text": "mine"}, 403)
        post("eve", f"{at}/take-review", {}, 200)
        post("eve", f"{at}/ask", {"text": "Why?"}, 200)
        post("eve", f"{at}/nothing", {}, 404)
        post("ann", f"{at}/answer", {"text": "So"}, 200)
        post("eve", f"{at}/approve", {"text": "fine"}, 200)
        post("eve", "/api/v1/applications/77/approve", {}, 404)
        published = post("olga", f"{at}/publish", {}, 200)
        self.check(published["port"] == 9000, f"{published}")
        told = ask(None, at, 200)
        self.check([one["happened"] for one in told["events"]][-2:] == ["approved", "published"], f"{told}")
        post("ann", "/api/v1/applications", {**gate, "service_name": "gate2"}, 201)
        ask(None, "/api/v1/applications/77", 404)
        page = ask(None, "/api/v1/applications?state=all&limit=2&newest=false", 200)
        rest = ask(None, f"/api/v1/applications?state=all&limit=2&beyond={page['beyond']}", 200)
        self.check([one["application"] for one in page["applications"] + rest["applications"]] == [1, 2, 3], f"{page} {rest}")
        self.check(len(ask("ann", "/api/v1/applications?name=gate2", 200)["applications"]) == 1, "by name")
        ask(None, "/api/v1/applications?state=none", 400)

    def routes(self):
        printed = subprocess.run([self.program, "routes"], check=True, capture_output=True, text=True).stdout.split("\n")
        served = {re.sub(r"\.\.\.\}", "}", line) for line in printed if line}
        described = {
            f"{method.upper()} {path}" for path, item in self.description.document["paths"].items() for method in item
        }
        self.check(served == described, f"served, or described, but not both: {sorted(served ^ described)}")

    def seeded(self):
        """The checker finds what is wrong: each defect is put into a real answer or into the description."""
        site = Site(self.program, "file", self.fixture)
        target = "/api/v1/ports/1113/dccp"
        status, headers, body = site.ask(target)
        answer = json.loads(body)
        site.close()
        found = lambda what, **other: self.description.answer_findings(
            other.get("target", target), other.get("status", status), other.get("headers", headers), json.dumps(what)
        )
        self.check(not found(answer), "seeded: the answer itself is wrong")

        def defect(name, change):
            changed = copy.deepcopy(answer)
            change(changed)
            self.check(found(changed), f"seeded: {name} is not found")

        defect("a wrong type", lambda a: a.update(first_port="1113"))
        defect("a missing key", lambda a: a.pop("uncovered"))
        defect("an undeclared key", lambda a: a.update(more=1))
        defect("a null", lambda a: a.update(records=None))
        defect("a wrong type in a record", lambda a: a["records"][0].update(service_code="7107696"))
        defect("a missing key of a record", lambda a: a["records"][0].pop("status"))
        defect("an undeclared key of a record", lambda a: a["records"][0].update(nick="x"))
        defect("a word that is none", lambda a: a["transports"][0].update(status="taken"))
        self.check(found(answer, target="/api/v1/port/1113"), "seeded: an undeclared address is not found")
        self.check(found(answer, status=201), "seeded: an undeclared status is not found")
        self.check(found(answer, headers=[h for h in headers if h[0] != "ETag"]), "seeded: a missing tag is not found")
        plain = [[k, "text/plain" if k == "Content-Type" else v] for k, v in headers]
        self.check(found(answer, headers=plain), "seeded: another media type is not found")
        self.check(self.description.request_findings("/api/v1/search?q=a&like=b"),
                   "seeded: an undeclared parameter is not found")
        opened = copy.deepcopy(self.description.document)
        del opened["components"]["schemas"]["PortAnswer"]["additionalProperties"]
        self.check(Description(opened).own_findings(), "seeded: an open object is not found")
        unused = Description(copy.deepcopy(self.description.document))
        self.check(len(unused.unasked()) > 40, "seeded: what was never asked is not found")

    def run(self):
        self.findings += self.description.own_findings()
        self.routes()
        self.file()
        self.ledger()
        self.people()
        self.findings += self.description.unasked()
        self.seeded()
        for finding in self.findings[:100]:
            print(finding)
        print(f"{self.count} checks, {len(self.findings)} findings")
        return 1 if self.findings else 0


if __name__ == "__main__":
    sys.exit(Test(*sys.argv[1:]).run())
