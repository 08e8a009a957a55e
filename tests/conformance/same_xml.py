#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Says whether two registry XML files are equal up to the order of a record's children.

A second opinion that shares no code with portolan: ElementTree, and a comparison of everything that a document says.
White space between elements is not part of it; every character inside a text is.
"""
import itertools
import sys
import xml.etree.ElementTree as ElementTree

NS = "{http://www.iana.org/assignments}"
MIXED = {"description", "note", "unauthorized", "expert", "footnote", "paragraph"}


def form(element, mixed=False):
    """An element as nested tuples."""
    tag = element.tag.removeprefix(NS)
    mixed = tag in MIXED
    children = [form(child) for child in element]
    if tag == "record":
        # The order among persons, and among the other references, does mean something: it is kept inside each group.
        persons = [c for c in children if c[0] == "xref" and ("type", "person") in c[1]]
        others = [c for c in children if c[0] == "xref" and ("type", "person") not in c[1]]
        rest = sorted((c for c in children if c[0] != "xref"), key=repr)
        children = rest + persons + others

    def chars(text):
        text = text or ""
        return text if mixed or not children else text.strip()

    body = [chars(element.text)]
    if mixed:
        for child, shaped in zip(element, children):
            body += [shaped, chars(child.tail)]
    else:
        body += children
        assert not any((child.tail or "").strip() for child in element), tag
    return (tag, tuple(sorted(element.attrib.items())), tuple(body))


def main(first, second):
    for left, right in itertools.zip_longest(ElementTree.parse(first).getroot(), ElementTree.parse(second).getroot()):
        if left is None or right is None or form(left) != form(right):
            print(f"different:\n{left is not None and ElementTree.tostring(left)}\n{right is not None and ElementTree.tostring(right)}")
            return 1
    a, b = ElementTree.parse(first).getroot(), ElementTree.parse(second).getroot()
    return 0 if a.attrib == b.attrib and prolog(first) == prolog(second) else 1


def prolog(path):
    with open(path, encoding="utf-8") as file:
        return file.read().split("<registry", 1)[0]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))
