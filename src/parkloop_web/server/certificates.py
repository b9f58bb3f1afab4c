"""A certificate for hosts that have none: made once per installation, renewed before it ends.

Partners who are to trust it get the file; a host on the internet brings its own (--certificate).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

_LIFE: Final = timedelta(days=397)
_RENEW_BEFORE: Final = timedelta(days=30)


def own_certificate(folder: Path, host: str, now: datetime) -> tuple[Path, Path]:
    """Certificate and key of this installation for ``host`` and this machine."""
    certificate, key = folder / "tls" / f"{host}.pem", folder / "tls" / f"{host}.key"
    if not (certificate.is_file() and key.is_file()) or _ends_soon(certificate, now):
        _make(certificate, key, host, now)
    return certificate, key


def _ends_soon(certificate: Path, now: datetime) -> bool:
    known = x509.load_pem_x509_certificate(certificate.read_bytes())
    return known.not_valid_after_utc - _RENEW_BEFORE < now


def _make(certificate: Path, key: Path, host: str, now: datetime) -> None:
    secret = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Parkloop")])
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(secret.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + _LIFE)
        .add_extension(x509.SubjectAlternativeName(_names(host)), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(secret, hashes.SHA256())
    )
    certificate.parent.mkdir(parents=True, exist_ok=True)
    key.touch(mode=0o600)
    key.write_bytes(
        secret.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    certificate.write_bytes(signed.public_bytes(serialization.Encoding.PEM))


def _names(host: str) -> list[x509.GeneralName]:
    found = dict.fromkeys([host, "localhost", "127.0.0.1"])
    return [_name(one) for one in found]


def _name(host: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(host))
    except ValueError:
        return x509.DNSName(host)
