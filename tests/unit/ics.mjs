// Reads a calendar as two libraries of calendar programs do. Standard input: the file; prints by
// library its events: uid, summary, date, day of the end, sequence, whole day, rule, alarms.
import { text } from "node:stream/consumers";
import ICAL from "ical.js";
import ical from "node-ical";

const content = await text(process.stdin);
const root = new ICAL.Component(ICAL.parse(content));
const first = root.getAllSubcomponents("vevent").map((component) => {
  const event = new ICAL.Event(component);
  return {
    uid: event.uid,
    summary: event.summary,
    date: event.startDate.toString(),
    end: event.endDate.toString(),
    whole: event.startDate.isDate,
    floating: event.startDate.zone === ICAL.Timezone.localTimezone,
    sequence: event.sequence,
    rule: component.getFirstPropertyValue("rrule")?.toString() ?? null,
    alarms: component.getAllSubcomponents("valarm").map((alarm) => String(alarm.getFirstPropertyValue("trigger"))),
  };
});
const second = Object.values(ical.sync.parseICS(content))
  .filter(({ type }) => type === "VEVENT")
  .map((event) => ({
    uid: event.uid,
    summary: event.summary,
    date: event.start.toLocaleDateString("sv-SE"),
    whole: event.datetype === "date",
    sequence: Number(event.sequence),
    repeats: Boolean(event.rrule),
    alarms: event.alarms?.length ?? 0,
  }));
console.log(JSON.stringify({ first, second }));
