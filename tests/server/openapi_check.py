# SPDX-License-Identifier: Apache-2.0
"""Holds requests and answers against an OpenAPI 3.1 description.

Stricter than the description needs to be read: an address, status, media type, parameter or key that is not declared
is a finding, and so is a schema of an answer that would let undeclared keys pass.
"""
import json
import re
from urllib.parse import parse_qsl, unquote, urlsplit

import jsonschema

JSON = re.compile(r"^application/([a-z.+-]+\+)?json$")


class Description:
    def __init__(self, document):
        self.document = document
        self.routes = []
        for path, item in document["paths"].items():
            # Names may hold slashes; the part with most slashes is the last.
            pattern = re.sub(r"\\\{[^/]+?\\\}", "([^/]+)", re.escape(path))
            if path.endswith(("{name}", "{id}")):
                pattern = pattern[: -len("([^/]+)")] + "(.+)"
            names = re.findall(r"\{([^/]+?)\}", path)
            self.routes.append((re.compile(f"^{pattern}$"), names, path, item))
        self.answered = set()  # (path, status)
        self.asked = set()  # (path, parameter)

    def resolve(self, node):
        while isinstance(node, dict) and "$ref" in node and set(node) == {"$ref"}:
            target = self.document
            for part in node["$ref"].removeprefix("#/").split("/"):
                target = target[part]
            node = target
        return node

    def validate(self, value, schema, at):
        """What is wrong with a value, as sentences."""
        whole = {"allOf": [schema], "components": self.document["components"]}
        validator = jsonschema.Draft202012Validator(whole)
        return [
            f"{at}/{'/'.join(str(part) for part in error.absolute_path)}: {error.message[:300]}"
            for error in validator.iter_errors(value)
        ]

    def route_of(self, path):
        for pattern, names, template, item in self.routes:
            match = pattern.match(path)
            if match:
                return template, item, dict(zip(names, (unquote(part) for part in match.groups())))
        return None

    # --- requests

    def request_findings(self, target):
        """Of a request that shall be answered with 200: undeclared or wrong parameters, missing ones."""
        parts = urlsplit(target)
        found = self.route_of(parts.path)
        if found is None:
            return [f"{target}: the address is not described"]
        template, item, in_path = found
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        findings = []
        for parameter in map(self.resolve, item["get"].get("parameters", [])):
            name = parameter["name"]
            values = in_path if parameter["in"] == "path" else query
            if name not in values:
                if parameter.get("required"):
                    findings.append(f"{target}: {name} is missing")
                continue
            self.asked.add((template, name))
            value = self.typed(values.pop(name), parameter)
            findings += self.validate(value, parameter["schema"], f"{target} {name}")
        return findings + [f"{target}: parameter {name} is not described" for name in query]

    def body_findings(self, target, body):
        """Of the body of a POST that shall be taken."""
        template, item, _ = self.route_of(urlsplit(target).path)
        schema = item["post"]["requestBody"]["content"]["application/json"]["schema"]
        return self.validate(body, schema, f"{target} body")

    def typed(self, text, parameter):
        schema = self.resolve(parameter["schema"])
        if schema.get("type") == "array":
            return text.split(",")
        if schema.get("type") == "integer":
            return int(text) if re.fullmatch(r"-?\d+", text) else text
        return text

    # --- answers

    def answer_findings(self, target, status, headers, body, method="get"):
        """What of an answer is not as described."""
        found = self.route_of(urlsplit(target).path)
        if found is None:
            return [f"{target}: the address is not described"]
        template, item, _ = found
        if method not in item:
            return [f"{method} {target}: the address is not described"]
        responses = item[method]["responses"]
        self.answered.add((template if method == "get" else f"{method} {template}", status))
        response = self.resolve(responses.get(str(status), responses.get("default")))
        if str(status) not in responses and status < 400:
            return [f"{target}: status {status} is not described"]
        named = {name.lower(): value for name, value in headers}
        findings = self.header_findings(target, response, named)
        content = response.get("content")
        if content is None:
            return findings + ([f"{target}: {status} has a body"] if body else [])
        media_type = named.get("content-type", "").split(";")[0]
        if media_type not in content:
            return findings + [f"{target}: {media_type!r} is not described for {status}"]
        if JSON.match(media_type):
            try:
                value = json.loads(body)
            except ValueError as error:
                return findings + [f"{target}: no JSON: {error}"]
            findings += self.validate(value, content[media_type]["schema"], target)
            if status >= 400 and value.get("status") != status:
                findings.append(f"{target}: the problem says {value.get('status')}, the answer {status}")
        return findings

    def header_findings(self, target, response, named):
        findings = []
        for name, header in response.get("headers", {}).items():
            schema = self.resolve(header)["schema"]
            value = named.get(name.lower())
            if value is None:
                if name != "Portolan-Position":  # only where there is a ledger
                    findings.append(f"{target}: the header {name} is missing")
                continue
            if schema.get("type") == "integer" and value.isdigit():
                value = int(value)
            findings += self.validate(value, schema, f"{target} {name}")
        return findings

    # --- the description itself

    def own_findings(self):
        """Schemas that are none, references to nothing, objects that are open, examples that do not fit."""
        findings = []
        for name, schema in self.document["components"]["schemas"].items():
            try:
                jsonschema.Draft202012Validator.check_schema(schema)
            except jsonschema.SchemaError as error:
                findings.append(f"schema {name}: {error.message}")
            findings += [f"schema {name}{at}: open to undeclared keys" for at in open_objects(schema)]
        findings += list(self.broken_references(self.document, ""))
        for name, parameter in self.document["components"]["parameters"].items():
            examples = [parameter["example"]] if "example" in parameter else []
            examples += [example["value"] for example in parameter.get("examples", {}).values()]
            for example in examples:
                findings += self.validate(example, parameter["schema"], f"example of parameter {name}")
        for name, response in self.document["components"]["responses"].items():
            for content in response.get("content", {}).values():
                if "example" in content:
                    findings += self.validate(content["example"], content["schema"], f"example of response {name}")
        return findings

    def broken_references(self, node, at):
        if isinstance(node, dict):
            if isinstance(node.get("$ref"), str):
                try:
                    self.resolve({"$ref": node["$ref"]})
                except (KeyError, TypeError):
                    yield f"{at}: {node['$ref']} leads nowhere"
            for key, value in node.items():
                yield from self.broken_references(value, f"{at}/{key}")
        elif isinstance(node, list):
            for i, value in enumerate(node):
                yield from self.broken_references(value, f"{at}/{i}")

    def unasked(self):
        """Addresses that were never answered with 200, and parameters that were never used."""
        findings = []
        for _, _, template, item in self.routes:
            if "post" in item and not {(f"post {template}", 200), (f"post {template}", 201)} & self.answered:
                findings.append(f"post {template}: never done")
            if "get" not in item:
                continue
            if (template, 200) not in self.answered:
                findings.append(f"{template}: never answered with 200")
            for parameter in map(self.resolve, item["get"].get("parameters", [])):
                if (template, parameter["name"]) not in self.asked:
                    findings.append(f"{template}: the parameter {parameter['name']} was never used")
        return findings


def open_objects(schema, at=""):
    if isinstance(schema, list):
        for i, part in enumerate(schema):
            yield from open_objects(part, f"{at}/{i}")
    if not isinstance(schema, dict):
        return
    if "properties" in schema and schema.get("type", "object") == "object":
        if schema.get("additionalProperties") is not False:
            yield at
        missing = set(schema.get("required", [])) - set(schema["properties"])
        if missing:
            yield f"{at} (requires {', '.join(sorted(missing))}, which it does not declare)"
    for key, part in schema.items():
        if key not in ("enum", "const", "required", "example"):
            yield from open_objects(part, f"{at}/{key}")
