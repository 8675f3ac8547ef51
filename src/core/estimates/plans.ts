/**
 * Plans: estimates registered before the work begins (`leverage plan`), and the tasks that take them.
 *
 * A plan's hash covers its content, its time and the hash of the plan before it, so that none can be changed or
 * taken from between two others later without breaking what follows. The chain shows order, not the hour: whoever
 * wants that witnessed puts the newest hash where others see it. Every exported record carries it.
 */
import type { Opinion, PlanBody, Task, Turn } from "../types.ts";

export interface Plan extends PlanBody {
  readonly seq: number;
  readonly atMs: number;
  readonly by: string;
}

/** What a plan's hash is computed of, as text; the same for every machine and version. */
export function planText({ by, atMs, ...plan }: Omit<Plan, "hash" | "seq" | "kind">): string {
  const { lowMinutes, likelyMinutes, highMinutes } = plan.minutes;
  return JSON.stringify([
    "leverage-plan@1",
    plan.previous,
    atMs,
    by,
    plan.person,
    plan.title,
    [lowMinutes, likelyMinutes, highMinutes],
    plan.branch,
    plan.project,
    plan.note,
  ]);
}

/** The plans among opinions, in the order they were registered. */
export function plansAmong(opinions: readonly Opinion[]): readonly Plan[] {
  return opinions.flatMap(({ seq, atMs, by, body }) =>
    body.kind === "plan" ? [{ ...body, seq, atMs, by }] : [],
  );
}

/** Letters of a plan's hash by which people name it. */
export const planIdLength = 7;
export const planId = (plan: Pick<Plan, "hash">): string => plan.hash.slice(0, planIdLength);

/**
 * Where the chain of plans is broken, one sentence each; `hashOf` is SHA-256. `plans` are all that were ever
 * registered, undone ones too. An imported ledger brings a chain of its own: several may stand side by side.
 */
export function chainFaults(plans: readonly Plan[], hashOf: (text: string) => string): readonly string[] {
  const byHash = new Map(plans.map((plan) => [plan.hash, plan]));
  return plans.flatMap((plan) => {
    const named = `plan ${planId(plan)} (opinion ${plan.seq})`;
    const faults: string[] = [];
    if (hashOf(planText(plan)) !== plan.hash)
      faults.push(`${named} was changed after it was registered: its hash does not match`);
    const previous = plan.previous === null ? null : byHash.get(plan.previous);
    if (previous === undefined)
      faults.push(
        `${named} follows plan ${plan.previous?.slice(0, planIdLength)}, which is not in the ledger`,
      );
    else if (previous !== null && previous.atMs > plan.atMs)
      faults.push(`${named} is dated before the plan it follows, ${planId(previous)}`);
    return faults;
  });
}

/** Whose a turn is, and where and when it was made. */
export type TurnPlace = Pick<Turn, "id" | "person" | "project" | "branch" | "startMs">;

export type PlannableTask = Pick<Task, "id" | "firstMs" | "turnIds">;

/** A plan and the task that took it. */
export interface TakenPlan {
  readonly plan: Plan;
  readonly taskId: string;
  /** The task began before the plan was registered: the estimate may know what came out. */
  readonly late: boolean;
  /** When a person attached it; null where the branch decided. */
  readonly attachedMs: number | null;
}

/**
 * The tasks that take plans, in the order of registration. A plan is taken by the task a person attached it to,
 * else by the task of the first turn on its branch from its registration on; the turn must be of the plan's
 * project and person, as far as the plan names a project and the ledger knows the person. A task that has begun
 * and has a plan leaves a further one on its branch to the task after it.
 * `inForce` as `opinionsInForce` has it; `turns` in any order.
 */
export function takenPlans(
  inForce: readonly Opinion[],
  tasks: readonly PlannableTask[],
  turns: readonly TurnPlace[],
): readonly TakenPlan[] {
  const plans = plansAmong(inForce);
  if (plans.length === 0) return [];
  const taskOf = new Map(tasks.flatMap((task) => task.turnIds.map((id) => [id, task])));
  const people = new Set(turns.map(({ person }) => person));
  const onBranch = turns
    .filter(({ branch }) => branch !== null)
    .sort((a, b) => a.startMs - b.startMs || (a.id < b.id ? -1 : 1));
  const attached = attachments(inForce);
  const planned = new Set<string>();
  return plans.flatMap((plan) => {
    const said = attached.get(plan.hash);
    const fits = (turn: TurnPlace) =>
      turn.startMs >= plan.atMs &&
      turn.branch === plan.branch &&
      (plan.project === null || turn.project === plan.project) &&
      (turn.person === plan.person || !people.has(plan.person));
    const isLate = (task: PlannableTask) => task.firstMs < plan.atMs;
    const takes = (task: PlannableTask) => !(isLate(task) && planned.has(task.id));
    const candidates =
      said === undefined ? onBranch.filter(fits).map(({ id }) => taskOf.get(id)) : [taskOf.get(said.turnId)];
    const task = candidates.find((one) => one !== undefined && (said !== undefined || takes(one)));
    if (task === undefined) return [];
    planned.add(task.id);
    return [{ plan, taskId: task.id, late: isLate(task), attachedMs: said?.atMs ?? null }];
  });
}

/** The newest attachment of each plan. */
function attachments(
  inForce: readonly Opinion[],
): ReadonlyMap<string, { readonly turnId: string; readonly atMs: number }> {
  return new Map(
    inForce.flatMap(({ atMs, body }) =>
      body.kind === "plan-attach" ? [[body.plan, { turnId: body.turnId, atMs }] as const] : [],
    ),
  );
}
