/**
 * How well a person's level can be learned from what they declare: `npm run eval:calibration` replays METR's and
 * SiP's forecasts in time order, each predicted from those before it, and shows the error by k and what intervals cover.
 */
import { calibrationV1 } from "../src/core/estimates/calibration.ts";
import { checksOf, errorOf, intervalScores, metrStreams, sipStreams } from "./estimation/person-level.ts";
import { intervalTable, shrinkageTable } from "./estimation/report.ts";

/** k = infinity: never calibrated. */
const tried = [0.5, 1, 2, 4, 6, 7, 8, 9, 12, 16, 24, 50, Number.POSITIVE_INFINITY];

try {
  const [metr, sip] = [metrStreams(), sipStreams()];
  console.log(`Error of prediction on the log scale, by k (in use: ${calibrationV1.priorObservations}).\n`);
  console.log(shrinkageTable(tried.map((k) => ({ k, metr: errorOf(metr, k), sip: errorOf(sip, k) }))));
  const checks = checksOf(sip);
  const conformal = checks.filter(({ before }) => before.conformal !== null);
  const early = checks.filter(({ before }) => before.conformal === null);
  console.log("\nIntervals in SiP, each given before the task was measured:\n");
  console.log(
    intervalTable([
      { name: "first 30 tasks of a project: shrunk variance", scores: intervalScores(early) },
      { name: "from the 31st on: adaptive conformal", scores: intervalScores(conformal) },
    ]),
  );
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
