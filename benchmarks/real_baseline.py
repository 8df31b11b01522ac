"""picamera2 films as its manual shows it: H264Encoder into PyavOutput, an MP4 in the clear.

`benchmarks.real` runs it.

usage: python -m benchmarks.real_baseline FILM BITS
(in the rig; films until standard input ends; BITS 0 encodes nothing)
"""

import sys

from tests.rig import launch

SOUND = {"file": "default", "format": "alsa", "options": {"channels": "1", "sample_rate": "48000"}}


def main(film: str, bits: int) -> None:
    """Film with the recorder's shape of frames and sound, preset, threads and length of a group of frames."""
    launch.main()
    from picamera2 import Picamera2  # noqa: PLC0415 - after the virtual camera
    from picamera2.encoders import H264Encoder  # noqa: PLC0415
    from picamera2.outputs import PyavOutput  # noqa: PLC0415

    camera = Picamera2()
    shape, small = ({"format": "YUV420", "size": size} for size in ((1280, 720), (640, 360)))
    rate = {"FrameDurationLimits": (40_000, 40_000)}
    camera.configure(camera.create_video_configuration(shape, lores=small, controls=rate))
    if bits:
        encoder = H264Encoder(bitrate=bits, iperiod=24, framerate=25)
        encoder.preset, encoder.threads = "superfast", 1
        encoder.audio, encoder.audio_input = True, SOUND
        encoder.audio_output = {"codec_name": "aac", "rate": 48000, "layout": "mono"}
        camera.start_recording(encoder, PyavOutput(film))
    else:
        camera.start()
    print("filming", flush=True)
    sys.stdin.read()
    if bits:
        camera.stop_recording()
    else:
        camera.stop()
    camera.close()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
