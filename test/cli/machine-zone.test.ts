/** The machine's time zone is found without `Intl`, and its days are those that `Intl` tells. */
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { machineZone } from "../../src/cli/machine-zone.ts";

const root = join(import.meta.dirname, "..", "..");

/** Runs in a process of its own: a zone is read once. Prints the zone, and the instants on which the two disagree. */
const script = `
  import { dayEndMs, dayOf, dayStartMs, processRunsIn, timeText } from "./src/core/days.ts";
  import { machineZone } from "./src/cli/machine-zone.ts";
  const zone = machineZone(process.env);
  const told = () => {
    const days = [];
    for (let ms = Date.UTC(2009, 0, 1); ms < Date.UTC(2035, 0, 1); ms += 37.1 * 3_600_000) {
      const day = dayOf(ms, zone);
      days.push([ms, day, dayStartMs(day, zone), dayEndMs(day, zone), timeText(ms, zone)].join(" "));
    }
    return days;
  };
  const byIntl = told();
  processRunsIn(zone);
  const other = told().filter((day, i) => day !== byIntl[i]);
  console.log(JSON.stringify({ zone, other: other.slice(0, 3), days: byIntl.length }));
`;

describe("the machine's time zone", () => {
  it.each([
    "Europe/Berlin",
    "Australia/Lord_Howe",
    "Pacific/Apia",
  ])("%s: days by Date are days by Intl", (zone) => {
    const output = execFileSync(process.execPath, ["--import", "tsx", "--input-type=module", "-e", script], {
      cwd: root,
      encoding: "utf8",
      env: { ...process.env, TZ: zone },
    });
    expect(JSON.parse(output)).toMatchObject({ zone, other: [] });
  });

  it("is UTC by any of its names", () => {
    for (const name of ["UTC", "Etc/UTC", "Zulu"]) expect(machineZone({ TZ: name })).toBe("UTC");
  });

  it("is what Intl says where the name is none", () => {
    const known = Intl.DateTimeFormat().resolvedOptions().timeZone;
    expect(machineZone({ TZ: "../../etc/passwd" })).toBe(known);
    expect(machineZone({ TZ: "CET-1CEST" })).toBe(known);
  });
});
