"""What a store's server must be told so that a box adds films, and removes or replaces none (docs/it/stores.md)."""

import json

SFTP_DENIED = ("remove", "rmdir", "rename", "posix-rename", "setstat", "fsetstat", "lsetstat", "symlink", "copy-data")
"""OpenSSH's names of requests that could lose or alter what is there."""


def sftp_command() -> str:
    """What sshd runs for a box, whatever it asks for."""
    return f"internal-sftp -P {','.join(SFTP_DENIED)}"


def authorized_key(key_line: str, box: str) -> str:
    """A line of authorized_keys: this key, nothing but append-only SFTP."""
    return f'restrict,command="{sftp_command()}" {key_line} {box}\n'


def s3_policy(box: str, bucket: str, prefix: str) -> str:
    """An IAM policy: read, list, add; no version that is there can be removed."""
    arn = f"arn:aws:s3:::{bucket}"
    inside = f"{arn}/{prefix}/*" if prefix else f"{arn}/*"
    listing = {"Condition": {"StringLike": {"s3:prefix": [prefix, f"{prefix}/*"]}}} if prefix else {}
    allow = [
        {"Sid": "Add", "Effect": "Allow", "Action": ["s3:GetObject", "s3:PutObject"], "Resource": [inside]},
        {"Sid": "List", "Effect": "Allow", "Action": ["s3:ListBucket"], "Resource": [arn], **listing},
    ]
    return json.dumps({"Version": "2012-10-17", "Id": f"attune-{box}", "Statement": allow}, indent=1) + "\n"
