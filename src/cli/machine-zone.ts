/** The machine's own time zone, found without `Intl`: making its first formatter takes longer than many commands. */
import { existsSync, readlinkSync } from "node:fs";

/** Where time zones lie on Linux and on macOS. */
const folder = /\/zoneinfo\/(?:posix\/|right\/)?/;
const zonesFolder = "/usr/share/zoneinfo/";
const localTime = "/etc/localtime";

/** Names of no place; all mean the same, and `Intl` calls them UTC. */
const universal = /^(?:Etc\/)?(?:UTC|UCT|Universal|Zulu)$/;
const place = /^[A-Za-z]+(?:\/[A-Za-z0-9_+-]+)+$/;

/** IANA name. */
export function machineZone(environment: Readonly<Record<string, string | undefined>>): string {
  const named = environment["TZ"]?.replace(/^:/, "");
  const zone = named === undefined ? linkedZone() : existsSync(`${zonesFolder}${named}`) ? named : null;
  if (zone !== null && universal.test(zone)) return "UTC";
  if (zone !== null && place.test(zone) && !zone.startsWith("Etc/")) return zone;
  // Null where the machine's zone has no name.
  return Intl.DateTimeFormat().resolvedOptions().timeZone ?? "UTC";
}

function linkedZone(): string | null {
  try {
    return readlinkSync(localTime).split(folder)[1] ?? null;
  } catch {
    // A copy instead of a link, or Windows: only `Intl` knows.
    return null;
  }
}
