/** Property tests draw the same examples every time; `FC_SEED=random` looks further. */
import fc from "fast-check";

const asked = process.env["FC_SEED"];
if (asked !== "random") fc.configureGlobal({ seed: Number(asked ?? 20260326) });
