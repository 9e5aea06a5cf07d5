"""Key material of one's own: read from a file or made, and wrapped so that KMS alone can open it.

It is kept in memory only. No message, step or record holds any of it.
"""

import os
import stat
from pathlib import Path
from typing import Any

from camunda_byok.errors import InputError

SIZE = 32
"""Bytes of the material of a symmetric KMS key. Source: AWS KMS developer guide, "Importing key material", AES-256."""
WRAPPING_ALGORITHM = "RSAES_OAEP_SHA_256"
WRAPPING_KEY = "RSA_4096"
"""Source: AWS KMS developer guide, "Importing key material", step 2: both serve a symmetric key, and it is the strongest key."""
OTHERS = stat.S_IRWXG | stat.S_IRWXO


def read_material(file: Path) -> bytes:
    """Returns the material in a file. Raises InputError where it is not what KMS takes, or others can read it."""
    try:
        with file.open("rb") as opened:
            mode = os.fstat(opened.fileno()).st_mode
            material = opened.read(SIZE * 4)
    except OSError as error:
        raise _wrong(file, f"it cannot be read: {error.strerror}", "Name the file that holds the key material.") from error
    if stat.S_ISREG(mode) and mode & OTHERS:
        raise _wrong(
            file,
            "others than its owner may read or write it",
            f"Run chmod 600 {file}, and ask yourself who may have read it.",
            value=f"mode {stat.S_IMODE(mode):04o}",
        )
    if len(material) != SIZE:
        raise _wrong(
            file,
            f"it does not hold {SIZE} bytes",
            "Write the bytes themselves, not their hexadecimal or base64 text, and no line end.",
            value=f"{len(material)} bytes" if len(material) < SIZE * 4 else "many bytes",
        )
    return material


def must_not_exist(file: Path) -> None:
    """Raises InputError where there is a file already: material that is overwritten is lost."""
    if os.path.lexists(file):
        raise _wrong(file, "there is such a file already, and it is not overwritten", "Name a file that does not exist.")


def write_material(file: Path, material: bytes) -> None:
    """Writes material into a new file that its owner alone can read, and makes sure that it is on the disk. Raises InputError."""
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise _wrong(
            file, f"it cannot be made: {error.strerror}", "Name a file that does not exist, in a folder of yours."
        ) from error
    with os.fdopen(handle, "wb") as opened:
        try:
            opened.write(material)
            opened.flush()
            os.fsync(opened.fileno())
        except OSError as error:
            raise _wrong(file, f"it cannot be written: {error.strerror}", "Name a file in another folder.") from error


def wrap(material: bytes, public_key: bytes) -> bytes:
    """Returns the material as KMS alone can open it. public_key: in DER, from GetParametersForImport."""
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import padding, rsa

    key: Any = serialization.load_der_public_key(public_key)
    assert isinstance(key, rsa.RSAPublicKey)
    sha256 = hashes.SHA256()
    return key.encrypt(material, padding.OAEP(mgf=padding.MGF1(algorithm=sha256), algorithm=sha256, label=None))


def _wrong(file: Path, problem: str, remedy: str, *, value: str = "") -> InputError:
    return InputError(file=str(file), field="key material", value=value, problem=problem, remedy=remedy)
