"""Recording real footage: the recorder's CPU against ffmpeg piped into age, and whether its memory stays flat.

Run: `python -m benchmarks.recording [--minutes N]`. The recorder is the real program, with simulated devices that play
the footage at its true rate; it decodes, encodes, seals, signs and writes durably. ffmpeg decodes the same footage at
its true rate, encodes it with the same settings into fragments of the same length, and `age` seals all of it as one
file. Both film the same minute side by side, so that whatever else the machine does meets both. User and system time of
the whole programs count; where frames were lost because the machine was busy otherwise, nothing counts. Memory is what
the kernel calls resident, sampled while the film goes on.
"""

import argparse
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.table import Table

from appliance.capture.settings import EncoderSettings
from control.client import Client
from control.errors import ControlError
from control.messages import RunningFilm
from control.sockets import SOCKET
from provision.laptop import Laptop
from provision.settings import LaptopSettings
from sealed.age import generate
from tests.support.footage import footage

SECONDS = 60
CPU = 1.15
GROWTH = 5.0
PEAK = 200.0
"""Times the pipeline's CPU; MiB from minute 1 to the last; MiB at most."""


def main() -> int:
    """Print both tables; 1 if a promise is not kept."""
    parser = argparse.ArgumentParser(description="Measure the recorder's CPU and memory.")
    parser.add_argument("--minutes", type=int, default=20, help="how long the film is; memory is compared to minute 1")
    minutes = max(1, parser.parse_args().minutes)
    with tempfile.TemporaryDirectory(prefix="attune-benchmarks-") as folder, recorder(Path(folder)) as (process, box):
        box.start()
        begin, before = time.monotonic(), cpu(process)
        with ThreadPoolExecutor(1) as beside:
            pipeline = beside.submit(ffmpeg_and_age, Path(folder))
            time.sleep(SECONDS)
            ours = cpu(process) - before
        resident = [memory(process, "VmRSS")]
        for minute in range(2, minutes + 1):
            time.sleep(max(0.0, begin + minute * 60 - time.monotonic()))
            resident.append(memory(process, "VmRSS"))
        film = box.status().film
        box.stop()
        peak = memory(process, "VmHWM")
    return report(ours, pipeline.result(), resident, peak, film)


def report(ours: float, pipeline: float, resident: list[float], peak: float, film: RunningFilm | None) -> int:
    """Print what was measured; 1 if it is not what was promised."""
    growth = max(resident) - resident[0]
    checks = [
        ("CPU of 60 s, ffmpeg | age", f"{pipeline:.1f} s", None),
        ("CPU of 60 s, recorder", f"{ours:.1f} s", None),
        (f"ratio (at most {CPU})", f"{ours / pipeline:.2f}", ours <= CPU * pipeline),
        ("memory at minute 1", f"{resident[0]:.1f} MiB", None),
        (f"growth by minute {len(resident)} (at most {GROWTH:.0f} MiB)", f"{growth:+.1f} MiB", growth <= GROWTH),
        (f"peak (under {PEAK:.0f} MiB)", f"{peak:.1f} MiB", peak < PEAK),
        (
            "frames kept of those delivered",
            f"{film.frames} of {film.delivered}" if film else "the film has ended",
            film is not None and film.delivered - film.frames < 3,
        ),
    ]
    table = Table("recording 720p25 of real footage", "", "")
    for name, value, good in checks:
        table.add_row(name, value, {None: "", True: "PASS", False: "SHORT"}[good])
    Console().print(table)
    return int(any(good is False for _, _, good in checks))


@contextmanager
def recorder(folder: Path) -> Iterator[tuple[int, Client]]:
    """The recorder's process id, once it is ready, and its client."""
    settings = LaptopSettings(limit={"film": 24 * 3600.0, "reminder": 23 * 3600.0})
    Laptop(folder, settings).prepare([], footage(), "127.0.0.1:0")
    command = [sys.executable, "-m", "attune", "recorder", "--config", str(folder / "recorder.toml")]
    log = folder / "recorder.log"
    with log.open("w") as file, subprocess.Popen(command, stderr=file) as process, Client(folder / SOCKET) as box:
        try:
            ready(process, box)
            yield process.pid, box
        except ControlError:
            sys.stderr.write(log.read_text())
            raise
        finally:
            process.send_signal(signal.SIGTERM)


def ready(process: "subprocess.Popen[bytes]", box: Client) -> None:
    """Wait until the recorder can film."""
    deadline = time.monotonic() + 30
    while True:
        try:
            if box.status().state == "ready":
                return
        except ControlError:
            if process.poll() is not None or time.monotonic() > deadline:
                raise
        time.sleep(0.1)


def ffmpeg_and_age(folder: Path) -> float:
    """Film a minute with ffmpeg, sealed by age; the CPU seconds that the two took."""
    settings = EncoderSettings()
    video = [
        *("-c:v", "libx264", "-preset", settings.preset, "-tune", "zerolatency", "-crf", str(settings.crf)),
        *("-maxrate", str(settings.peak), "-bufsize", str(settings.peak), "-threads", str(settings.threads)),
        *("-g", "24", "-sc_threshold", "0"),
    ]
    audio = ["-c:a", "aac", "-b:a", str(settings.sound[1]), "-ac", "1", "-ar", "48000"]
    fragments = ["-movflags", "empty_moov+default_base_moof+frag_keyframe", "-f", "mp4", "-"]
    source = ["-threads", "1", "-stream_loop", "-1", "-re", "-i", str(footage()), "-t", str(SECONDS)]
    before = children()
    with (
        subprocess.Popen(
            ["ffmpeg", "-v", "error", "-nostdin", *source, *video, *audio, *fragments], stdout=subprocess.PIPE
        ) as ffmpeg,
        subprocess.Popen(
            ["age", "-r", str(generate(post_quantum=False).recipient), "-o", str(folder / "pipeline.age")],
            stdin=ffmpeg.stdout,
        ) as age,
    ):
        if ffmpeg.stdout is not None:
            ffmpeg.stdout.close()
        age.wait()
    if ffmpeg.returncode or age.returncode:
        raise RuntimeError("the pipeline that is compared with failed")
    return children() - before


def children() -> float:
    """CPU seconds of processes that have ended and were waited for."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def cpu(process: int) -> float:
    """CPU seconds of a process that runs, all its threads (proc(5): fields 14 and 15 of stat)."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory(process: int, kind: str) -> float:
    """MiB of a process that runs: VmRSS is what it has now, VmHWM the most it ever had."""
    status = Path(f"/proc/{process}/status").read_text()
    (line,) = (line for line in status.splitlines() if line.startswith(kind + ":"))
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    sys.exit(main())
