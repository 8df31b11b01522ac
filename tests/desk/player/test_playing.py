"""Playing: slow with its pitch kept, a loop with nothing past its end, thirty seconds of buffer whatever the length."""

from pathlib import Path

import pytest

from tests.support.frame_judge import SCRIPT
from tests.support.player_page import SECOND_FILM, Player
from tests.support.tabs import tab

pytestmark = pytest.mark.browser

PLAY = """async ([rate, ms]) => {
  const video = document.querySelector("video");
  document.querySelector(`[name^=rate][value="${rate}"]`).click();
  watch.press("l");
  const wait = (ms) => new Promise((done) => setTimeout(done, ms));
  while (video.paused || !video.currentTime || !document.querySelector(".screen canvas").hidden) await wait(20);
  const speeds = [];
  for (let part = 0; part < 3; part += 1) {
    const [began, from] = [performance.now(), video.currentTime];
    await wait(ms / 3);
    speeds.push((video.currentTime - from) / ((performance.now() - began) / 1000));
  }
  const speed = Math.min(...speeds); // what had to wait for the machine catches up afterwards
  const facts = { speed, pitch: video.preservesPitch, rate: video.playbackRate, muted: video.muted };
  await watch.after(() => watch.press("k"));
  return { ...facts, clock: watch.clock(), ns: Number(watch.root.dataset.picture), paused: video.paused };
}"""
LOOP = """async ([turns]) => {
  const video = document.querySelector("video");
  const [ready] = [watch.press("i"), await watch.steps([1, 1, 1, 1, 1, 1, 1, 1])];
  const [first, last] = [watch.clock() - 8, watch.clock()];
  watch.press("o");
  watch.press("r");
  const seen = new Set();
  let [again, before] = [0, 0];
  const until = performance.now() + 120000;
  while ((again < turns || !seen.has(last)) && performance.now() < until) {
    await new Promise(requestAnimationFrame);
    const clock = watch.clock();
    if (clock < before) again += 1;
    seen.add((before = clock));
  }
  watch.press("k");
  return { first, last, again, seen: [...seen].sort((a, b) => a - b) };
}"""
BUFFERED = """async (shares) => {
  const video = document.querySelector("video");
  let most = 0;
  for (const share of shares) {
    await watch.seeks([share]);
    watch.press("l");
    const began = performance.now();
    let sum = 0;
    for (let past = 0; past < 4000 || (sum <= 5 && past < 60000); past = performance.now() - began) {
      await new Promise((done) => setTimeout(done, 100));
      sum = 0;
      for (let n = 0; n < video.buffered.length; n += 1) sum += video.buffered.end(n) - video.buffered.start(n);
      most = Math.max(most, sum);
    }
    watch.press("k");
  }
  return { most, duration: video.duration };
}"""


def test_slow_keeps_its_pitch_and_stops_on_the_frame_that_counts(
    served_player: Player, browser_kind: str, tmp_path: Path
) -> None:
    with tab(browser_kind, tmp_path / "profile") as driven:
        driven.goto(served_player.page())
        driven.wait("#film[data-ready=yes]")
        driven.evaluate(f"() => {{ {SCRIPT} }}")
        for rate in (1, 0.5, 0.125):
            facts = driven.evaluate(PLAY, [rate, 1500])
            assert (facts["rate"], facts["pitch"], facts["muted"], facts["paused"]) == (rate, True, False, True)
            assert facts["speed"] < rate * 1.2, facts
            assert facts["clock"] >= 0
        assert driven.complaints == []


def test_nothing_past_the_end_of_a_loop_is_seen(served_player: Player, browser_kind: str, tmp_path: Path) -> None:
    with tab(browser_kind, tmp_path / "profile") as driven:
        driven.goto(served_player.page())
        driven.wait("#film[data-ready=yes]")
        driven.evaluate(f"() => {{ {SCRIPT} }}")
        facts = driven.evaluate(LOOP, [3])
        assert facts["again"] >= 3, facts
        assert set(facts["seen"]) <= set(range(facts["first"], facts["last"] + 1)), facts
        assert facts["last"] in facts["seen"]


def test_no_more_than_a_minute_is_buffered(served_player: Player, browser_kind: str, tmp_path: Path) -> None:
    with tab(browser_kind, tmp_path / "profile") as driven:
        driven.goto(served_player.page(SECOND_FILM))
        driven.wait("#film[data-ready=yes]")
        driven.evaluate(f"() => {{ {SCRIPT} }}")
        facts = driven.evaluate(BUFFERED, [0.1, 0.7, 0.2])
        assert facts["duration"] > 200
        assert 5 < facts["most"] < 65, facts


def test_two_films_in_step(served_player: Player, browser_kind: str, tmp_path: Path) -> None:
    stepped = """async () => {
      const pictures = () => [...document.querySelectorAll(".player")].map((root) => Number(root.dataset.picture));
      const wait = () => new Promise((done) => setTimeout(done, 1000));
      const press = async (moves) => {
        const before = pictures();
        watch.press("ArrowRight");
        const stands = () => moves.some((each) => pictures()[each] === before[each]);
        for (let tries = 0; tries < 120 && stands(); tries += 1) await wait();
        await wait(); // for what should stay
        return pictures();
      };
      const alone = await press([0]);
      document.querySelector("[name=in_step]").click();
      return [alone, await press([0, 1])];
    }"""
    with tab(browser_kind, tmp_path / "profile") as driven:
        driven.goto(f"{served_player.page()}/beside/{SECOND_FILM}")
        driven.wait("#film[data-ready=yes]")
        driven.evaluate(f"() => {{ {SCRIPT} }}")
        alone, together = driven.evaluate(stepped)
        assert alone[0] > 0
        assert alone[1] == 0
        assert together[0] > alone[0]
        assert together[1] > 0
        assert driven.complaints == []
