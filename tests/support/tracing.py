"""What a process does to the file system, as strace sees it: everything that could put bytes into a file."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

CALLS = (
    "%file,write,writev,pwrite64,pwritev,pwritev2,sendfile,copy_file_range,splice,tee,vmsplice,fallocate,ftruncate,"
    "memfd_create,mmap,io_uring_setup,execve,execveat,shmget,mq_open,process_vm_writev,open_by_handle_at"
)
STRACE = ("strace", "-D", "-f", "--seccomp-bpf", "-ttt", "-y", "-s", "8", "-e", f"trace={CALLS}", "-e", "signal=none")
"""-D: the traced program keeps its parent, and the signals that it is sent."""

LINE = re.compile(r"\d+ +(?P<time>[\d.]+) (?P<call>\w+)\((?P<words>.*)")
TEXT = re.compile(r'"((?:[^"\\]|\\.)*)"(?:\.\.\.)?')
HANDLE = re.compile(r"(?:AT_FDCWD|\d+)<([^>]*)>")
WRITES = re.compile(r"\bO_(?:WRONLY|RDWR|CREAT|TRUNC|APPEND|TMPFILE|__TMPFILE)\b")

OPENS = {"open", "openat", "openat2"}
ONE_PATH = OPENS | {"creat", "truncate", "mkdir", "mkdirat", "mknod", "mknodat"}
TWO_PATHS = {"rename", "renameat", "renameat2", "link", "linkat", "symlink", "symlinkat"}
PATHS = dict.fromkeys(ONE_PATH, 1) | dict.fromkeys(TWO_PATHS, 2)
INTO_A_HANDLE = {"write", "writev", "pwrite64", "pwritev", "pwritev2", "ftruncate", "fallocate"}
NEVER = {
    *("memfd_create", "io_uring_setup", "execve", "execveat", "shmget", "mq_open", "process_vm_writev"),
    *("sendfile", "copy_file_range", "splice", "tee", "vmsplice", "open_by_handle_at"),
}


@dataclass(frozen=True)
class Touch:
    """A call that may write, and where to: a path, or what a handle is when it is no file (`pipe:[7]`)."""

    time: float
    call: str
    where: str


def touches(trace: Path) -> Iterator[Touch]:
    """Every call of the trace that may write, when it was begun."""
    for line in trace.read_text().splitlines():
        if match := LINE.match(line):
            at, call, words = float(match["time"]), match["call"], match["words"]
            for where in _places(call, words):
                yield Touch(at, call, where)


def _places(call: str, words: str) -> list[str]:
    if call in NEVER:
        return [words]
    if call in INTO_A_HANDLE:
        return HANDLE.findall(words)[:1] or [words]
    if call == "mmap":
        return HANDLE.findall(words)[:1] if "MAP_SHARED" in words and "PROT_WRITE" in words else []
    if call in OPENS and not WRITES.search(words):
        return []
    return _paths(words)[: PATHS.get(call, 0)]


def _paths(words: str) -> list[str]:
    """The paths of a call, in order, each with the folder that it is relative to."""
    found, folder = [], ""
    for piece in re.finditer(f"{TEXT.pattern}|{HANDLE.pattern}", words):
        if piece[2] is not None:
            folder = piece[2]
        else:
            found.append(piece[1] if piece[1].startswith("/") else f"{folder}/{piece[1]}")
    return found
