"""One situation of each state, and the alarms and events that the tests of the state machine share."""

from msgspec.structs import replace

from appliance.recorder.events import GiveConsent, Paired, SetNote, SetPrinciple, TakeBack, Tap
from appliance.recorder.pairing import Window
from appliance.recorder.situation import SECOND, Alarm, Limits, Situation
from sealed.film.records import Consent

LIMITS = Limits()
NOW = 100 * SECOND
PLENTY = 10_000.0
CAMERA = Alarm("camera-missing", "The camera was not found.")
MICROPHONE = Alarm("microphone-missing", "No sound.", prevents=False)

STARTING = Situation()
READY = Situation("ready")
PAIRING = Situation("ready", pairing=Window(NOW + 30 * SECOND))
FILMING = Situation("filming", began=NOW - 5 * SECOND, zero=NOW - 5 * SECOND)
SEALING = replace(FILMING, state="sealing")
FAULT = Situation("fault", (CAMERA,))
PAIRED = Paired("214", NOW)
MARK = Tap(NOW, "phone", "guiding", None)
NAME = SetPrinciple("00112233445566aa", "guiding")
UNDO = TakeBack("00112233445566aa")
NOTE = SetNote("00112233445566aa", "She waits for him.")
CONSENT = GiveConsent(Consent(filming=True))

SITUATIONS = {
    "starting": STARTING,
    "ready": READY,
    "pairing": PAIRING,
    "filming": FILMING,
    "sealing": SEALING,
    "fault": FAULT,
}
