#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checks printed proofs without portolan: check_proof.py VERIFIER_KEY PROOF ENTRY [PROOF ENTRY]...

PROOF is a file that docs/proofs.md describes, ENTRY a file with the very bytes of the entry. Prints one line for each
pair; the exit status is 0 if all hold, 1 if one does not, 2 for wrong usage. Nothing but Python's standard library is
used, and the root is found by RFC 6962's recursion, not by the loop that the program has.
"""
import base64
import binascii
import hashlib
import re
import sys

# Ed25519, RFC 8032, section 5.1.
P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
SQRT_MINUS_1 = pow(2, (P - 1) // 4, P)
NEUTRAL = (0, 1, 1, 0)  # X, Y, Z, T with x = X/Z, y = Y/Z, x*y = T/Z


def add(a, b):
    """Section 5.1.4."""
    e, f = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    g, h = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    return (f - e) * (h - g) % P, (h + g) * (f + e) % P, (h - g) * (h + g) % P, (f - e) * (f + e) % P


def multiply(number, point):
    product = NEUTRAL
    while number > 0:
        if number & 1:
            product = add(product, point)
        point = add(point, point)
        number >>= 1
    return product


def recover_x(y, sign):
    """Section 5.1.3, from step 2 on; None if there is no such point."""
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P != 0:
        x = x * SQRT_MINUS_1 % P
    if (x * x - square) % P != 0 or (x == 0 and sign == 1):
        return None
    return x if x & 1 == sign else P - x


BASE_Y = 4 * pow(5, P - 2, P) % P
BASE_X = recover_x(BASE_Y, 0)
BASE = (BASE_X, BASE_Y, 1, BASE_X * BASE_Y % P)


def encode(point):
    inverse = pow(point[2], P - 2, P)
    x, y = point[0] * inverse % P, point[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


def decode(data):
    number = int.from_bytes(data, "little")
    sign, y = number >> 255, number & (1 << 255) - 1
    x = recover_x(y, sign) if y < P else None
    return None if x is None else (x, y, 1, x * y % P)


def challenge(*parts):
    return int.from_bytes(hashlib.sha512(b"".join(parts)).digest(), "little") % L


def verify(public_key, message, signature):
    """Section 5.1.7."""
    if len(public_key) != 32 or len(signature) != 64:
        return False
    a, r, s = decode(public_key), decode(signature[:32]), int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= L:
        return False
    k = challenge(signature[:32], public_key, message)
    return encode(multiply(s, BASE)) == encode(add(r, multiply(k, a)))


class Refused(Exception):
    pass


def require(holds, rule):
    if not holds:
        raise Refused(rule)


def from_base64(text):
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise Refused("not base 64") from error
    require(base64.b64encode(data) == text, "not canonical base 64")
    return data


def number_of(text):
    require(re.fullmatch(rb"0|[1-9][0-9]*", text), "not a number")
    return int(text)


def sha256(data):
    return hashlib.sha256(data).digest()


def root_by_path(index, size, leaf, path):
    """RFC 6962, section 2.1.1, read backwards: the root that this path gives."""
    if size == 1:
        require(not path, "too many hashes")
        return leaf
    require(path, "too few hashes")
    k = 1
    while 2 * k < size:
        k *= 2
    if index < k:
        return sha256(b"\x01" + root_by_path(index, k, leaf, path[:-1]) + path[-1])
    return sha256(b"\x01" + path[-1] + root_by_path(index - k, size - k, leaf, path[:-1]))


def read_key(text):
    """Name, id and public key of a verifier key."""
    name, key_id, rest = text.encode().split(b"+", 2)
    key = from_base64(rest)
    require(len(key) == 33 and key[0] == 1, "not a key of Ed25519")
    require(sha256(name + b"\n" + key)[:4].hex().encode() == key_id, "the id of the key does not fit")
    return name, bytes.fromhex(key_id.decode()), key[1:]


def open_note(note, key):
    """The text of a signed note."""
    name, key_id, public_key = key
    note.decode("utf-8")
    require(not re.search(rb"[\x00-\x09\x0b-\x1f]", note), "a control character")
    text, gap, signatures = note.rpartition(b"\n\n")
    require(gap and signatures.endswith(b"\n"), "not a signed note")
    text += b"\n"
    signed = False
    for line in signatures[:-1].split(b"\n"):
        parts = re.fullmatch("— ([^ +]+) (.+)".encode(), line)
        require(parts, "not a line of signature")
        signature = from_base64(parts[2])
        require(len(signature) > 4, "a signature is too short")
        if parts[1] == name and signature[:4] == key_id:
            require(verify(public_key, text, signature[4:]), "the signature does not hold")
            signed = True
    require(signed, "not signed with this key")
    return text


def check(key, proof, entry):
    """What the proof says, in words; raises Refused if it does not hold."""
    head, gap, note = proof.partition(b"\n\n")
    require(gap, "no checkpoint")
    lines = head.split(b"\n")
    require(lines.pop(0) == b"c2sp.org/tlog-proof@v1", "not a proof")
    if lines and lines[0].startswith(b"extra "):
        require(from_base64(lines.pop(0)[6:]), "empty extra data")
    require(lines and lines[0].startswith(b"index "), "no index")
    index = number_of(lines.pop(0)[6:])
    path = [from_base64(line) for line in lines]
    require(all(len(one) == 32 for one in path), "a hash is not of 32 bytes")
    origin, size, root, *extensions = open_note(note, key).split(b"\n")[:-1]
    require(origin and all(extensions), "an empty line in the checkpoint")
    size = number_of(size)
    require(index < size, "no such entry")
    require(root_by_path(index, size, sha256(b"\x00" + entry), path) == from_base64(root), "the root is another")
    return f"entry {index} of {size} of {origin.decode()}"


def read(path):
    with open(path, "rb") as file:
        return file.read()


def main(arguments):
    if len(arguments) < 3 or len(arguments) % 2 == 0:
        print(__doc__.strip().splitlines()[0], file=sys.stderr)
        return 2
    key = read_key(arguments[0])
    status = 0
    for proof, entry in zip(arguments[1::2], arguments[2::2]):
        try:
            print(f"{proof}: {check(key, read(proof), read(entry))}")
        except (Refused, ValueError) as error:
            print(f"{proof}: refused: {error}")
            status = 1
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
