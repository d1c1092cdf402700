// Conditions of the shared data, weighed as the package weighs them: true, false, or null while an
// answer they read is still open. Nothing here knows a question or a rule.

/** Whether one of the cases `when` [{variable: [values]}] holds for `known` {variable: [values]}. */
export function holds(when, known) {
  let open = false;
  for (const condition of when) {
    const met = Object.entries(condition).map(([name, allowed]) => meets(known[name], allowed));
    if (met.includes(false)) continue;
    if (!met.includes(null)) return true;
    open = true;
  }
  return open ? null : false;
}

function meets(values, allowed) {
  if (values === undefined) return null;
  const met = values.map((value) => allowed.includes(value));
  if (met.every(Boolean)) return true;
  return met.some(Boolean) ? null : false;
}

/** `entry` with the texts of the first of its cases that certainly hold, as the package tells it. */
export function fitting(entry, known) {
  const told = {};
  for (const { when, ...texts } of entry.cases ?? []) {
    if (holds(when, known)) Object.assign(told, { ...texts, ...told });
  }
  return { ...entry, ...told };
}
