// In which time zone this browser tells times: that of the device, unless another one has been chosen.

const key = "millrace.time_zone";

export function ownTimeZone() {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** Undefined: none, or one that this browser does not know. */
export function chosenTimeZone(): string | undefined {
  const chosen = localStorage.getItem(key);
  return chosen && known(chosen) ? chosen : undefined;
}

export function rememberTimeZone(zone: string | undefined) {
  if (zone) localStorage.setItem(key, zone);
  else localStorage.removeItem(key);
}

function known(zone: string) {
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}

export interface TimeZone {
  /** "Europe/Berlin". */
  name: string;
  /** "GMT+1": as it is now, for telling them apart. */
  offset: string;
}

export function timeZones(now_ms: number): TimeZone[] {
  return Intl.supportedValuesOf("timeZone").map((name) => ({ name, offset: offsetOf(name, now_ms) }));
}

function offsetOf(timeZone: string, at_ms: number) {
  const parts = new Intl.DateTimeFormat("en", { timeZone, timeZoneName: "shortOffset" }).formatToParts(at_ms);
  return parts.find(({ type }) => type === "timeZoneName")?.value ?? "";
}
