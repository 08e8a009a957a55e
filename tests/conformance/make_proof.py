#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes a proof without portolan, for portolan to check: make_proof.py NAME SEED INDEX ENTRY...

SEED is the key's secret seed in hexadecimal, the ENTRYs are files. Prints the verifier key, then the proof. For tests
only: arithmetic like this tells the secret to whoever can measure its time.
"""
import base64
import hashlib
import sys

import check_proof as c


def sign(seed, message):
    """RFC 8032, section 5.1.6."""
    digest = hashlib.sha512(seed).digest()
    scalar = int.from_bytes(digest[:32], "little") & (1 << 254) - 8 | 1 << 254
    public_key = c.encode(c.multiply(scalar, c.BASE))
    nonce = c.challenge(digest[32:], message)
    r = c.encode(c.multiply(nonce, c.BASE))
    return public_key, r + ((nonce + c.challenge(r, public_key, message) * scalar) % c.L).to_bytes(32, "little")


def split(entries):
    k = 1
    while 2 * k < len(entries):
        k *= 2
    return entries[:k], entries[k:]


def root(entries):
    """RFC 6962, section 2.1."""
    if len(entries) == 1:
        return c.sha256(b"\x00" + entries[0])
    left, right = split(entries)
    return c.sha256(b"\x01" + root(left) + root(right))


def path(index, entries):
    """RFC 6962, section 2.1.1."""
    if len(entries) == 1:
        return []
    left, right = split(entries)
    if index < len(left):
        return [*path(index, left), root(right)]
    return [*path(index - len(left), right), root(left)]


def main(arguments):
    name, seed, index = arguments[0], bytes.fromhex(arguments[1]), int(arguments[2])
    entries = [c.read(entry) for entry in arguments[3:]]

    def text(data):
        return base64.b64encode(data).decode()

    checkpoint = f"{name}\n{len(entries)}\n{text(root(entries))}\n"
    public_key, signature = sign(seed, checkpoint.encode())
    key_id = c.sha256(name.encode() + b"\n\x01" + public_key)[:4]
    print(f"{name}+{key_id.hex()}+{text(bytes([1]) + public_key)}")
    print(f"c2sp.org/tlog-proof@v1\nindex {index}")
    for one in path(index, entries):
        print(text(one))
    print(f"\n{checkpoint}\n— {name} {text(key_id + signature)}")


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")
    main(sys.argv[1:])
