// Turns times in UTC into the phone's own: "today, 14:05", "22 November 2026, 14:05".

const hour = new Intl.DateTimeFormat(document.documentElement.lang, { timeStyle: "short", hourCycle: "h23" });
const day = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "long" });

export function localise(root) {
  for (const place of root.querySelectorAll("time[datetime]")) {
    const moment = new Date(place.dateTime);
    if (Number.isNaN(moment.valueOf())) continue;
    const today = moment.toDateString() === new Date().toDateString();
    place.textContent = `${today ? "today" : day.format(moment)}, ${hour.format(moment)}`;
  }
}
