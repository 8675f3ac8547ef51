/**
 * The trunks of the ledger's repositories, replayed (`core/changes/survival-replay.ts`). A replay is kept in the
 * ledger: where nothing is new it is only read, and where commits are new it goes on with those.
 */

import { deflateRawSync, inflateRawSync } from "node:zlib";
import type { ReplayedTrunk } from "../core/changes/survival.ts";
import { SurvivalReplay } from "../core/changes/survival-replay.ts";
import {
  commitsOfState,
  restoredReplay,
  type SurvivalState,
  stateOf,
} from "../core/changes/survival-state.ts";
import { type Trunk, trunkOf } from "../core/changes/trunk.ts";
import type { Store, StoredRepository } from "../store/store.ts";
import { keyOf } from "./key-of.ts";
import type { Effects } from "./operation.ts";

/** Rises whenever a rule of the replay changes what it finds. */
const replayVersion = 1;

interface KeptCommits {
  readonly version: number;
  /** What the history was made of. */
  readonly key: string;
  /** When the newest commit of the trunk was made; null without a trunk. */
  readonly asOfMs: number | null;
  readonly commits: SurvivalState["commits"];
}

type KeptLines = Omit<SurvivalState["lines"], "owned"> & { readonly owned: string };

/** Those that hold most of their history first: of clones, that one counts. */
export async function replayedTrunks(effects: Effects): Promise<readonly ReplayedTrunk[]> {
  const store = await effects.store();
  const repositories = effects.config.git ? await store.repositories() : [];
  const found: KeptCommits[] = [];
  for (const [i, repository] of repositories.entries()) {
    effects.progress("Following lines", i, repositories.length);
    found.push(await replayOf(store, repository));
  }
  if (found.length > 0) effects.progress("Following lines", found.length, found.length);
  return found
    .sort((a, b) => b.commits.landed - a.commits.landed)
    .flatMap(({ asOfMs, commits }) =>
      asOfMs === null ? [] : [{ asOfMs, commits: commitsOfState(commits) }],
    );
}

async function replayOf(store: Store, repository: StoredRepository): Promise<KeptCommits> {
  const { id, name, folders, refs, trunk: trunkRef, stateKey, reachable } = repository;
  const key = keyOf(stateKey, trunkRef, reachable);
  const noted = unpacked<KeptCommits>(await store.meta(commitsKey(id)));
  const before = noted?.version === replayVersion ? noted : null;
  // An empty key: not all was read, so more may come without another key.
  if (before?.key === key && stateKey !== "") return before;
  const commits = await store.commits(id);
  const trunk = trunkOf({ name, folders, refs, trunk: trunkRef, commits });
  const replay = await continued(store, id, before, trunk);
  const { commits: state, lines } = stateOf(replay);
  const asOfMs = trunk?.landings.reduce((newest, { commit }) => Math.max(newest, commit.committedMs), 0);
  const kept: KeptCommits = { version: replayVersion, key, asOfMs: asOfMs ?? null, commits: state };
  await store.transaction(async () => {
    await store.setMeta(commitsKey(id), packed(kept));
    await store.setMeta(linesKey(id), packed({ ...lines, owned: base64(lines.owned) } satisfies KeptLines));
  });
  return kept;
}

/** The earlier replay and what the trunk has beyond it; from the beginning where the trunk was rewritten. */
async function continued(
  store: Store,
  id: string,
  before: KeptCommits | null,
  trunk: Trunk | null,
): Promise<SurvivalReplay> {
  if (trunk === null) return new SurvivalReplay();
  const lines = before === null ? null : unpacked<KeptLines>(await store.meta(linesKey(id)));
  if (before !== null && lines !== null) {
    const replay = restoredReplay({
      commits: before.commits,
      lines: { ...lines, owned: numbers(lines.owned) },
    });
    if (replay.continue(trunk)) return replay;
  }
  const replay = new SurvivalReplay();
  replay.continue(trunk);
  return replay;
}

const commitsKey = (id: string): string => `survival-commits:${id}`;
const linesKey = (id: string): string => `survival-lines:${id}`;

const packed = (value: unknown): string =>
  deflateRawSync(JSON.stringify(value), { level: 1 }).toString("base64");

function unpacked<Value>(text: string | null): Value | null {
  if (text === null) return null;
  return JSON.parse(inflateRawSync(Buffer.from(text, "base64")).toString()) as Value;
}

const base64 = (numbers: Uint32Array): string =>
  Buffer.from(numbers.buffer, numbers.byteOffset, numbers.byteLength).toString("base64");

/** A copy, since numbers must begin at a multiple of their size. */
const numbers = (text: string): Uint32Array =>
  new Uint32Array(Uint8Array.from(Buffer.from(text, "base64")).buffer);
