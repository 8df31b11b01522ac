"""Run as a second process by test_power_cut: wipes one film. Arguments: box folder, key file, film, wipe or discard."""

import sys
from pathlib import Path

from appliance.films.receipts import Receipts
from appliance.films.wipe import Wiper
from sealed.ssh.key_file import read_key
from tests.support.sample_film import WHEN

box, key_file, film, how = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], sys.argv[4]
key = read_key(key_file)
wiper = Wiper(box / "films", box / "wiped", key, lambda: WHEN)
if how == "wipe":
    wiper.wipe(film, Receipts(box / "receipts", key).require(film))
else:
    wiper.discard(film)
