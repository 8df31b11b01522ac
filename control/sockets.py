"""Where the control sockets are in the recorder's data folder, and the header that says how long a client waits."""

SOCKET = "control.sock"
COURIER_SOCKET = "courier/courier.sock"

DEADLINE = "X-Attune-Deadline"  # ms of CLOCK_MONOTONIC: nobody waits for the answer any longer
