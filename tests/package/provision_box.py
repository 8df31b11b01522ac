"""Run in the container by conftest.py: writes what a provisioned box has in /etc/attune, for simulated devices."""

import datetime
import ipaddress
import shutil
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.x509.oid import NameOID

from sealed.age import generate
from sealed.ssh.key_file import write_key

ETC = Path("/etc/attune")
ADDRESS = "10.17.0.1"


def certificate() -> None:
    """A self-signed certificate for the access point's address."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, ADDRESS)])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), 1, now, now + datetime.timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(ADDRESS))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    (ETC / "tls/box.crt").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (ETC / "tls/box.key").write_bytes(private)


practitioner = generate()
Path("/root/practitioner.key").write_text(practitioner.secret() + "\n")
write_key(ETC / "recorder.key", Ed25519PrivateKey.generate())
certificate()
(ETC / "recorder.toml").write_text(f"""
data = "/var/lib/attune"
name = "attune-test"
key = "/etc/attune/recorder.key"
recipients = ["{practitioner.recipient}"]
devices = "simulated"
[camera]
width = 320
height = 180
""")
(ETC / "web.toml").write_text("""
control = "/var/lib/attune/control.sock"
bind = "10.17.0.1:443"
state = "/var/lib/attune-web"
[tls]
certificate = "/etc/attune/tls/box.crt"
key = "/etc/attune/tls/box.key"
""")
(ETC / "store").mkdir(exist_ok=True)
(ETC / "courier.toml").write_text("""
control = "/var/lib/attune/courier/courier.sock"
films = "/var/lib/attune/films"
[store]
url = "file:///mnt/store"
same_disk = true
""")
store = Path("/mnt/store")
store.mkdir(exist_ok=True)
shutil.chown(store, "attune-courier")
