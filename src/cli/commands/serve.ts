import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { WrongUse } from "../../app/errors.ts";
import { operation } from "../../app/operation.ts";
import { placesOf } from "../../app/sync.ts";
import { command } from "../command.ts";
import { onInterrupt } from "../interrupt.ts";
import { withSample } from "../serve-sample.ts";
import { openSides } from "../serve-sides.ts";

export interface ServeOutput {
  /** Null: it was ended before it could be reached. */
  readonly address: string | null;
  readonly readOnly: boolean;
  /** Until the person ends it. */
  readonly ended: Promise<void>;
}

/** Who ends it and waits for so long is told what it waits for. */
const patienceMs = 2_000;
const patience = "leverage: ending what is at work; Ctrl-C again ends it at once, and nothing is lost";

const portRule = "it takes a number from 0 to 65535";

const serve = operation({
  name: "serve",
  about: "Open the dashboard on this ledger: a local web page to see, check and correct the record",
  input: () =>
    z.object({
      port: z
        .number(portRule)
        .int(portRule)
        .min(0, portRule)
        .max(65_535, portRule)
        .default(4317)
        .describe("<PORT> Where it listens; 0 takes any that is free"),
      host: z
        .string()
        .default("127.0.0.1")
        .describe("<NAME> An address that others reach too; needs --require-auth"),
      requireAuth: z
        .boolean()
        .default(false)
        .describe("Nothing is shown without the token in the printed address"),
      readOnly: z.boolean().default(false).describe("Show everything, change nothing"),
      open: z.boolean().default(false).describe("Open the page in the browser"),
      poll: z
        .boolean()
        .default(false)
        .describe("Look for new log lines every two seconds: for network folders, which tell of none"),
      sample: z.boolean().default(false).describe("Show the bundled sample instead of your ledger"),
    }),
  async run({ open, sample, ...input }, given): Promise<ServeOutput> {
    const { startServer } = await import("../../server/server.ts");
    // From here on threads are at work: they are to end before the process does.
    const interrupt = heardInterrupt(given.say);
    const { effects, remove } = sample
      ? await withSample(given)
      : { effects: given, remove: async () => undefined };
    const { readOnly } = input;
    const server = await startServer({
      ...input,
      ledgerFile: effects.ledgerFile,
      timezone: effects.timezone,
      sample,
      places: effects.sources.flatMap((source) => placesOf(source, effects)),
      clientFolder: fileURLToPath(new URL("../web", import.meta.url)),
      clock: effects.clock,
      say: effects.say,
      openSide: openSides(effects),
    }).catch(async (error: unknown) => {
      await remove();
      throw error;
    });
    const ended = interrupt.came.then(async () => {
      await server.close();
      await remove();
    });
    if (interrupt.hasCome()) {
      await ended;
      return { address: null, readOnly, ended };
    }
    if (open) openInBrowser(server.address, effects.say);
    return { address: server.address, readOnly, ended };
  },
});

function heardInterrupt(say: (line: string) => void): {
  readonly came: Promise<void>;
  hasCome(): boolean;
} {
  let isThere = false;
  const came = new Promise<void>((end) => {
    onInterrupt(() => {
      isThere = true;
      setTimeout(() => say(patience), patienceMs).unref();
      end();
    });
  });
  return { came, hasCome: () => isThere };
}

export default command({
  operation: serve,
  details:
    "Only this machine reaches it, and only the dashboard's own pages may change\nanything: docs/DASHBOARD.md says how. Logs are read as they grow. Ctrl-C ends it.",
  examples: [
    { line: "serve", about: "then open the printed address" },
    { line: "serve --read-only --open", about: "to show somebody" },
    { line: "serve --sample", about: "a look at the bundled sample" },
    { line: "serve --host 0.0.0.0 --require-auth", about: "for other machines too, with a token" },
  ],
  check(_input, _shown, asJson) {
    if (asJson)
      throw new WrongUse("serve prints no answer as JSON", "its API does: see /api at the printed address");
  },
  show: async (output) => words(output),
});

async function* words({ address, readOnly, ended }: ServeOutput): AsyncIterable<string> {
  if (address === null) return;
  yield `The dashboard: ${address}\n${readOnly ? "It changes nothing (--read-only). " : ""}Ctrl-C ends it.\n`;
  await ended;
}

/** The system's own way to open an address. */
function openInBrowser(address: string, say: (line: string) => void): void {
  const ways: Readonly<Record<string, readonly string[]>> = {
    darwin: ["open", address],
    win32: ["cmd", "/c", "start", "", address],
  };
  const [program = "", ...words] = ways[process.platform] ?? ["xdg-open", address];
  spawn(program, words, { stdio: "ignore", detached: true })
    .once("error", () => say(`leverage: no browser could be opened (${program}); open the address yourself`))
    .unref();
}
