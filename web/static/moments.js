// Turns times in UTC into the phone's own: "today, 14:05", "22 November 2026, 14:05".

import { all, words } from "./page.js";

export function localise(root) {
  const { lang } = document.documentElement;
  for (const place of all("time[datetime]", root)) {
    const moment = new Date(place.dateTime);
    if (Number.isNaN(moment.valueOf())) continue;
    try {
      const hour = new Intl.DateTimeFormat(lang, { timeStyle: "short", hourCycle: "h23" });
      const day = new Intl.DateTimeFormat(lang === "en" ? "en-GB" : lang, { dateStyle: "long" });
      const today = moment.toDateString() === new Date().toDateString();
      place.textContent = `${today ? words.today : day.format(moment)}, ${hour.format(moment)}`;
    } catch {
      // a browser without these formats: the time stays in UTC, and says so
    }
  }
}
