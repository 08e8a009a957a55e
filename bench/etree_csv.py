#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""IANA's XML to IANA's CSV with ElementTree: the usual way to do it, and the rival of `portolan convert`."""
import csv
import re
import sys
import xml.etree.ElementTree as ElementTree

NS = "{http://www.iana.org/assignments}"
INDENT = re.compile(r"[ \t]+\n[ \t]+")
NEWLINES = re.compile(r"\n+")
HEADER = ("Service Name,Port Number,Transport Protocol,Description,Assignee,Contact,Registration Date,"
          "Modification Date,Reference,Service Code,Unauthorized Use Reported,Assignment Notes").split(",")


def reference(xref):
    if xref.text:
        return "[" + INDENT.sub(" ", xref.text) + "]"
    data = xref.get("data", "")
    return "[" + (data.upper() if xref.get("type") == "rfc" else data) + "]"


def rich(element):
    if element is None:
        return ""
    parts = [INDENT.sub(" ", element.text or "")]
    for child in element:
        tail = child.tail or ""
        if child.tag == NS + "br":
            parts.append("\n")
        elif child.tag == NS + "xref":
            parts.append(reference(child))
        elif child.tag == NS + "paragraph":
            parts.append(rich(child) + "\n        ")
            tail = tail.removeprefix("\n")
        parts.append(INDENT.sub(" ", tail))
    return NEWLINES.sub("\n", "".join(parts)).strip()


def persons(element):
    return "".join(reference(x) for x in element.findall(NS + "xref") if x.get("type") == "person")


def row(record):
    def text(tag):
        return record.findtext(NS + tag) or ""

    contact = persons(record)
    assignee = record.find(NS + "assignee")
    references = "".join(reference(x) for x in record.findall(NS + "xref") if x.get("type") != "person")
    return [text("name"), text("number"), text("protocol"), rich(record.find(NS + "description")),
            persons(assignee) if assignee is not None else contact, contact, record.get("date", ""),
            record.get("updated", ""), references, text("sc"), rich(record.find(NS + "unauthorized")),
            rich(record.find(NS + "note"))]


def main(source, target):
    root = ElementTree.parse(source).getroot()
    with open(target, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(HEADER)
        writer.writerows(row(record) for record in root.findall(NS + "record"))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
