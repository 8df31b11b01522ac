"""The list of signers is read as the real ssh-keygen reads it."""

import os
import subprocess
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import event, given, settings
from hypothesis import strategies as st

from sealed.errors import SignersError
from sealed.ssh import sshsig
from sealed.ssh.allowed_signers import Signers

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = sshsig.public_bytes(KEY)
LINE = sshsig.key_line(PUBLIC)
OTHER = sshsig.key_line(bytes(32))
ECDSA = (
    ec.derive_private_key(1, ec.SECP256R1()).public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()
)
FILM = "attune-film"
WHEN = datetime(2026, 11, 22, 14, 5, 9, tzinfo=UTC)


def name(text: str | bytes, at: datetime | None = WHEN) -> str | None:
    return Signers.parse(text if isinstance(text, bytes) else text.encode()).name(PUBLIC, FILM, at)


def openssh_accepts(text: str | bytes, name: str, at: datetime = WHEN) -> bool:
    """Whether `ssh-keygen -Y verify` takes a film's signature by KEY as one by `name`, made at that time."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "signers").write_bytes(text if isinstance(text, bytes) else text.encode())
        Path(folder, "sig").write_text(sshsig.sign(KEY, b"m", FILM))
        command = ["ssh-keygen", "-Y", "verify", "-f", "signers", "-I", name, "-n", FILM, "-s", "sig"]
        command.append(f"-Overify-time={at:%Y%m%d%H%M%S}Z")
        done = subprocess.run(
            [os.fsencode(word) for word in command], cwd=folder, input=b"m", capture_output=True, check=False
        )
    return done.returncode == 0


@pytest.mark.process
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"box {LINE}", "box"),
        (f"box {LINE} a comment here", "box"),
        (f"box,other {LINE}", "box"),
        (f'"a box" {LINE}', "a box"),
        (f'a" box" {LINE}', "a box"),
        (f"  box\t{LINE}\r\n", "box"),
        (f"# a comment\n\nbox {LINE}\n", "box"),
        (f"# from Windows\r\n\r\nbox {LINE}\r\n", "box"),
        (f"   # north team\n\t#\nbox {LINE}\n", "box"),
        (f'box namespaces="attune-film" {LINE}', "box"),
        (f'box NameSpaces="file,attune-film" {LINE}', "box"),
        (f'box namespaces="attune-*" {LINE}', "box"),
        (f'box namespaces="attune-*,!attune-film" {LINE}', None),
        (f'box namespaces="attune-????" {LINE}', "box"),
        (f'box namespaces="file" {LINE}', None),
        (f'box namespaces="" {LINE}', None),
        (f'old namespaces="file" {LINE}\nbox {LINE}', "box"),
        (f"other {ECDSA}\nbox {LINE}", "box"),
        (f"other {ECDSA}", None),
        ("", None),
        (f"box-* {LINE}", "box-*"),
        (f"!box,box {LINE}", None),
        (f"!box {LINE}", None),
        (f"box cert-authority {LINE}", None),
        (f'box valid-before="20300101Z" {LINE}', "box"),
        (f'box valid-after="202611221405",valid-before="20261122140509UTC" {LINE}', "box"),
        (f'box valid-after="20261122140509Z" {LINE}', "box"),
        (f'box valid-after="20261122140510Z" {LINE}', None),
        (f'box valid-before="20261122140508Z" {LINE}', None),
        # what was read otherwise once: names that ssh-keygen never saw
        (f" #box {LINE}", None),
        (f"\t#box {LINE}", None),
        (f"# replaced on Monday\u2028box {LINE}", None),
        (f"# replaced on Monday\x0cbox {LINE}", None),
        (f"other {OTHER} comment\u0085box {LINE}", None),
        (f"box {LINE} of M\u00fcller", "box"),
    ],
)
def test_who_a_key_is(monkeypatch: pytest.MonkeyPatch, text: str, expected: str | None) -> None:
    monkeypatch.setenv("TZ", "UTC")  # a time without Z is local
    assert name(text) == expected
    assert openssh_accepts(text, expected or "box") == (expected is not None)


def test_a_comment_need_not_be_utf_8() -> None:
    assert name(f"box {LINE} of M".encode() + b"\xfcller\n") == "box"


def test_a_byte_order_mark_is_no_part_of_a_name() -> None:
    assert name(b"\xef\xbb\xbf" + f"box {LINE}\n".encode()) == "box"
    assert name(b"\xef\xbb\xbf" + f"# box {LINE}\n".encode()) is None


def test_a_key_with_limits_does_not_count_at_an_unknown_time() -> None:
    limited = f'box valid-before="20300101Z" {LINE}'
    assert name(limited, None) is None
    assert Signers.parse(limited.encode()).lists(PUBLIC, FILM)
    assert not Signers.parse(limited.encode()).lists(bytes(32), FILM)
    assert name(f"{limited}\nspare {LINE}", None) == "spare"


@pytest.mark.process
@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("box", "Line 1 .* no key"),
        (f"\n\n{LINE}", "Line 3 .* cannot be used"),
        (f"box {LINE[:-8]}", "Line 1 .* damaged"),
        (f'box namespaces="a",namespaces="attune-film" {LINE}', "namespaces twice"),
        (f'box valid-after="2026",valid-before="20300101" {LINE}', "time that cannot be read"),
        (f'box valid-before="20260231" {LINE}', "does not exist"),
        (f'box valid-after="20300101",valid-before="20290101" {LINE}', "not after"),
        (f"box principals=x {LINE}", "options"),
        (f'box namespaces="a\\" {LINE}', "quote"),
        (f'"box {LINE}', "quote"),
    ],
)
def test_a_line_that_cannot_be_read_spoils_the_list(text: str, cause: str) -> None:
    with pytest.raises(SignersError, match=cause):
        name(text)
    assert not openssh_accepts(text, "box")


def test_a_list_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(SignersError, match="No such file"):
        Signers.read(tmp_path / "none")
    for data in (f"box {LINE}".encode("utf-16-le"), f"box {LINE}".encode("utf-16")[:-1]):
        (tmp_path / "not plain").write_bytes(data)
        with pytest.raises(SignersError, match="Save it as UTF-8"):
            Signers.read(tmp_path / "not plain")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_list_from_windows(encoding: str) -> None:
    assert Signers.parse(f"box {LINE}".encode(encoding)).entries == Signers.parse(f"box {LINE}".encode()).entries


blanks = st.text(" \t", max_size=2)
odd = st.text(st.sampled_from('ab,*?!#"\\ \t=\r\x0b\x0c\x85\u2028\xa0\xff'), max_size=6)
words = st.text(st.sampled_from('abox-*?!,"'), min_size=1, max_size=8)
quoted = st.sampled_from(["box", "a box", "box,a", "!box,*", "b*", "box,!a", "#box"])
patterns = st.lists(st.sampled_from([FILM, "attune-*", "!attune-film", "file", "*", "", "?ttune-film"]), max_size=3)
times = st.sampled_from(
    ["20261122140509Z", "20261122140508Z", "20261122140510UTC", "20261123", "202611221405", "2026", "20261301", "0", ""]
)
options = st.one_of(
    patterns.map(lambda items: f'namespaces="{",".join(items)}"'),
    st.builds('valid-{}="{}"'.format, st.sampled_from(["after", "before", "AFTER", "until"]), times),
    st.sampled_from(["cert-authority", "no-cert-authority", "namespaces=attune-film", ",", ""]),
    odd,
)
lines = st.tuples(
    st.one_of(blanks, blanks, odd),
    st.one_of(quoted.map('"{}"'.format), words, st.sampled_from(["box", "box", "#", "#box"])),
    blanks.filter(bool),
    st.lists(options, max_size=2).map(",".join),
    blanks,
    st.sampled_from(
        [LINE, LINE, LINE, OTHER, ECDSA, ECDSA[:-9], LINE.replace(" ", "\t "), "ED25519" + LINE[11:], LINE[:-4]]
    ),
    st.one_of(st.just(""), odd, odd.map(lambda text: f" {text}box {LINE}")),
).map("".join)
lists = st.lists(lines, min_size=1, max_size=3).map("\n".join)


@pytest.mark.process
@settings(max_examples=150, deadline=None)
@given(lists, st.sampled_from([("utf-8", "strict"), ("latin-1", "replace")]))
def test_whoever_is_known_here_is_known_to_openssh(text: str, encoding: tuple[str, str]) -> None:
    data = text.encode(*encoding)
    try:
        names = Signers.parse(data).names(PUBLIC, FILM, WHEN)
    except SignersError:
        event("refused")
        return
    event("known" if names else "unknown")
    for known in names:
        if "\\x" in known:
            continue  # a name that is not UTF-8 is only shown
        assert openssh_accepts(data, known), known
    if not names:
        assert not any(openssh_accepts(data, candidate) for candidate in ("box", "a", "a box", "#box", "\u2028box"))


good_lines = st.tuples(
    st.sampled_from(["", " ", "\t"]),
    st.sampled_from(["box", '"a box"', "box,a", "b*,!a", "# box", "#"]),
    st.sampled_from(
        ["", *(f" {option}" for option in ('namespaces="attune-*"', 'namespaces="file"', "cert-authority"))]
    ),
    st.sampled_from(["", ' valid-before="20261123Z"']),
).map(lambda parts: f"{parts[0]}{parts[1]}{parts[2]}{parts[3] if not parts[2] else ''} {LINE}")


@pytest.mark.process
@pytest.mark.slow
@settings(max_examples=100, deadline=None)
@given(st.lists(good_lines, max_size=3).map("\n".join))
def test_a_list_in_form_is_never_refused_here(text: str) -> None:
    assert bool(name(text)) == any(openssh_accepts(text, candidate) for candidate in ("box", "a box", "a", "b*"))
