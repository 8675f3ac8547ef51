/** Plans: estimates registered before the work begins, in a chain of hashes that shows any later change. */
import { z } from "zod";
import { type EstimateOrigin, originOf } from "../core/estimates/estimate-origins.ts";
import { chainFaults, type Plan, planId, plansAmong, planText } from "../core/estimates/plans.ts";
import { nearest } from "../core/nearest.ts";
import { opinionsInForce } from "../core/tasks/corrections.ts";
import type { PlanBody, Task } from "../core/types.ts";
import { analyse } from "./analyse.ts";
import { type Corrected, correct, mustHavePrompts } from "./corrections.ts";
import { parseRange } from "./durations.ts";
import { CouldNot, NotFound, WrongUse } from "./errors.ts";
import { filledText } from "./fields.ts";
import { findTask } from "./find-task.ts";
import { type Effects, operation } from "./operation.ts";
import { redacted } from "./redacted.ts";
import { refresh } from "./refresh.ts";
import { sha256 } from "./sha256.ts";

/** A plan and what became of it. */
export interface PlanLine {
  readonly plan: Plan;
  /** `open`: no task took it yet. `withdrawn`: undone; it stays in the chain. */
  readonly state: "open" | "taken" | "withdrawn";
  readonly task: Task | null;
  readonly origin: EstimateOrigin | null;
  /** Whether its minutes are the task's estimate in force. */
  readonly inForce: boolean;
  /** What a person should know of it: a branch that no prompt is on, work that had begun. */
  readonly remarks: readonly string[];
  /** For an open plan whose branch the ledger does not know: which one may be meant. */
  readonly branchMeant: string | null;
}

export interface PlanOutput extends PlanLine {
  readonly seq: number;
}

export const plan = operation({
  name: "plan",
  about: "Register an estimate before the work begins; the task that follows on the branch carries it",
  input: () =>
    z.object({
      title: filledText(200).describe("<TITLE> What will be done"),
      likely: z.string().describe("<TIME> 4h, 90m, 1h30m, 2d (8 h a day) or 1w (40 h)"),
      low: z.string().optional().describe("<TIME> It would hardly take less (10 %)"),
      high: z.string().optional().describe("<TIME> It would hardly take more (90 %)"),
      branch: filledText(1000).optional().describe("<BRANCH> The branch it will be done on"),
      project: filledText(1000).optional().describe("<NAME> The project, where several have such a branch"),
      note: filledText(2000).optional().describe("<TEXT> On what assumption"),
    }),
  async run(input, effects): Promise<PlanOutput> {
    const content = {
      kind: "plan",
      title: input.title,
      minutes: parseRange(input.likely, input.low, input.high),
      person: personNamed(effects),
      branch: input.branch ?? null,
      project: input.project ?? null,
      note: input.note ?? null,
      previous: null,
      hash: "",
    } as const;
    // Redacted first: what is hashed is what is stored.
    const clean = await redacted(content, effects);
    await refresh(effects);
    const { seq } = await register(effects, clean);
    await analyse(effects);
    const line = (await planLines(effects)).find((one) => one.plan.seq === seq);
    if (line === undefined) throw new Error(`plan ${seq} was stored but cannot be found`);
    return { seq, ...line };
  },
});

/** The login name as turns name the person: by the configuration's table of people. */
function personNamed({ config, person }: Effects): string {
  return Object.hasOwn(config.people, person) ? config.people[person]! : person;
}

/**
 * Appends the plan behind the newest one; in one transaction, so that two processes make one chain.
 * @throws CouldNot where the clock says that the newest plan lies in the future.
 */
async function register(effects: Effects, content: PlanBody): Promise<{ readonly seq: number }> {
  const store = await effects.store();
  const atMs = effects.clock();
  return store.transaction(async () => {
    const newest = plansAmong(await store.opinions()).at(-1);
    if (newest !== undefined && newest.atMs > atMs) {
      const [now, then] = [atMs, newest.atMs].map((ms) => new Date(ms).toISOString());
      throw new CouldNot(
        `the clock says ${now}, but plan ${planId(newest)} was registered at ${then}`,
        "correct the machine's clock: plans are kept in the order of their times",
      );
    }
    const previous = newest?.hash ?? null;
    const hash = sha256(planText({ ...content, previous, atMs, by: effects.person }));
    return store.addOpinion(effects.person, atMs, { ...content, previous, hash });
  });
}

export interface PlanListOutput {
  /** Newest first. */
  readonly plans: readonly PlanLine[];
  /** Where the chain is broken; empty: it is sound. */
  readonly faults: readonly string[];
}

export const planList = operation({
  name: "plan list",
  about: "All plans: which task carries which, which are open, and whether their chain is sound",
  input: () => z.object({}),
  async run(_input, effects): Promise<PlanListOutput> {
    await refresh(effects);
    return { plans: (await planLines(effects)).toReversed(), faults: await planFaults(effects) };
  },
});

export interface PlanAttachOutput extends Corrected {
  readonly line: PlanLine;
}

export const planAttach = operation({
  name: "plan attach",
  about: "Say which task a plan was for",
  input: () =>
    z.object({
      plan: z.string().describe("<PLAN> The plan's id, as `plan list` shows it"),
      task: z.string().describe("<ID> The task's id"),
    }),
  async run({ plan: id, task: taskId }, effects): Promise<PlanAttachOutput> {
    await refresh(effects);
    const found = findPlan(id, await planLines(effects));
    const task = await findTask(await effects.store(), taskId);
    mustHavePrompts(task, "nothing shows when its work began, so no plan can be older");
    const turnId = task.anchor;
    const corrected = await correct(
      effects,
      { kind: "plan-attach", turnId, plan: found.plan.hash },
      `attached plan ${planId(found.plan)} "${found.plan.title}"`,
      [turnId],
    );
    const line = (await planLines(effects)).find((one) => one.plan.hash === found.plan.hash);
    if (line === undefined) throw new Error(`plan ${found.plan.hash} is gone`);
    return { ...corrected, line };
  },
});

/** Where the chain of all plans ever registered is broken. */
export async function planFaults(effects: Effects): Promise<readonly string[]> {
  return chainFaults(plansAmong(await (await effects.store()).opinions()), sha256);
}

/** Every plan ever registered, oldest first, with what became of it as the results stand. */
export async function planLines(effects: Effects): Promise<readonly PlanLine[]> {
  const store = await effects.store();
  const opinions = await store.opinions();
  const plans = plansAmong(opinions);
  if (plans.length === 0) return [];
  const inForce = new Set(plansAmong(opinionsInForce(opinions)).map(({ hash }) => hash));
  const tasks = new Map((await store.tasks()).map((task) => [task.id, task]));
  const branches = new Set([...tasks.values()].flatMap((task) => task.branches));
  const takenBy = new Map((await store.estimates()).map((one) => [one.estimate.inputs["plan"], one]));
  return plans.map((plan): PlanLine => {
    const taken = takenBy.get(plan.hash);
    const task = taken === undefined ? null : (tasks.get(taken.taskId) ?? null);
    const nobody = { plan, task: null, origin: null, inForce: false, branchMeant: null };
    if (!inForce.has(plan.hash)) return { ...nobody, state: "withdrawn", remarks: [] };
    if (taken !== undefined && task !== null) {
      const { estimate, inForce } = taken;
      const origin = originOf(estimate);
      return { ...nobody, state: "taken", task, origin, inForce, remarks: estimate.warnings };
    }
    const { branch } = plan;
    const branchMeant = branch === null || branches.has(branch) ? null : nearest(branch, [...branches]);
    return { ...nobody, state: "open", remarks: [remarkOnOpen(plan)], branchMeant };
  });
}

function remarkOnOpen({ branch, project }: Plan): string {
  if (branch === null) return "it names no branch: attach it to its task once the work has begun";
  const where = project === null ? "" : ` in project ${project}`;
  return `no prompt on branch "${branch}"${where} came after it yet`;
}

const shortestPrefix = 4;

/** @throws WrongUse where the id names no plan, several, or one that was withdrawn. */
function findPlan(id: string, lines: readonly PlanLine[]): PlanLine {
  const wanted = id.trim().toLowerCase();
  const found =
    wanted.length < shortestPrefix ? [] : lines.filter(({ plan }) => plan.hash.startsWith(wanted));
  const [line] = found;
  if (line === undefined) throw new NotFound(`there is no plan "${id}"`, "leverage plan list shows all");
  if (found.length > 1) throw new WrongUse(`"${id}" may mean several plans`, "type one letter more");
  if (line.state !== "withdrawn") return line;
  throw new WrongUse(
    `plan ${planId(line.plan)} was taken back`,
    "register it anew, or undo the taking back: leverage task undo",
  );
}
