# SPDX-License-Identifier: Apache-2.0
"""yaml_to_json.py FROM TO: writes a YAML file as JSON. Needs PyYAML (Debian: python3-yaml)."""
import json
import sys

import yaml

with open(sys.argv[1], encoding="utf-8") as source:
    document = yaml.safe_load(source)
with open(sys.argv[2], "w", encoding="utf-8") as target:
    json.dump(document, target, ensure_ascii=False, separators=(",", ":"))
    target.write("\n")
