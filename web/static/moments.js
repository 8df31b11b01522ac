// Turns times in UTC into the phone's own: "today, 14:05", "22 November 2026, 14:05".

const { lang } = document.documentElement;
const hour = new Intl.DateTimeFormat(lang, { timeStyle: "short", hourCycle: "h23" });
const day = new Intl.DateTimeFormat(lang === "en" ? "en-GB" : lang, { dateStyle: "long" });
const words = JSON.parse(document.body.dataset.words);

export function localise(root) {
  for (const place of root.querySelectorAll("time[datetime]")) {
    const moment = new Date(place.dateTime);
    if (Number.isNaN(moment.valueOf())) continue;
    const today = moment.toDateString() === new Date().toDateString();
    place.textContent = `${today ? words.today : day.format(moment)}, ${hour.format(moment)}`;
  }
}
