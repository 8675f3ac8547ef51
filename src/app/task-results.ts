/** Puts the parts of all components together with what people said: tasks, their days, estimates, supervision. */

import type { TaskWork } from "../core/changes/task-work.ts";
import { agentUnionMsByDay, completedDays } from "../core/records/ledger.ts";
import { opinionsInForce } from "../core/tasks/corrections.ts";
import { nameTasks } from "../core/tasks/tasks.ts";
import { type Attention, superviseSessions } from "../core/turns/supervision.ts";
import type { Interval, SupervisoryInterval, Task } from "../core/types.ts";
import type { Store } from "../store/store.ts";
import type { ComponentParts, TaskPart } from "./component-parts.ts";
import { estimateTasks } from "./estimates.ts";
import type { Effects } from "./operation.ts";
import { scoped } from "./scope.ts";
import { supervisionRules } from "./supervision-rules.ts";

/** To be called inside a transaction. `partsAreNew`: some are not as they were at the last time. */
export async function storeTaskResults(effects: Effects, store: Store, partsAreNew: boolean): Promise<void> {
  const inForce = opinionsInForce(await store.opinions());
  const components = (await store.componentParts()).map((parts) => JSON.parse(parts) as ComponentParts);
  const parts = components.flatMap(({ tasks }) => tasks);
  const tasks = nameTasks(
    parts.map(({ task }) => task),
    inForce,
  );
  const idOf = new Map(tasks.map(({ anchor, id }) => [anchor, id]));
  const supervision = supervise(effects, components);
  const hasPlans = inForce.some(({ body }) => body.kind === "plan");
  await store.replaceTaskResults({
    tasks,
    days: completedDays(
      parts.flatMap(({ task, days }) => days.map((day) => ({ ...day, taskId: idOf.get(task.anchor)! }))),
      { tasks, supervision, opinions: inForce, timezone: effects.timezone },
    ),
    estimates: estimateTasks({
      tasks,
      shown: new Map(parts.map((part) => [part.task.anchor, part])),
      opinions: inForce,
      turns: hasPlans ? await store.turnPlaces() : [],
    }),
    // What people say of tasks takes nothing from their attention.
    supervision: partsAreNew ? supervision : null,
    work: parts.flatMap(({ task, work }): readonly TaskWork[] =>
      work === null ? [] : [{ ...work, taskId: idOf.get(task.anchor)! }],
    ),
  });
  await storeAgentUnions(effects, store, tasks, parts);
}

function supervise(effects: Effects, components: readonly ComponentParts[]): readonly SupervisoryInterval[] {
  const rules = supervisionRules(effects);
  return attentionByPerson(components).flatMap((sessions) => superviseSessions(sessions, rules));
}

/** What the sessions of each person ask of them, one list a person. */
export function attentionByPerson(
  components: readonly Pick<ComponentParts, "attention">[],
): readonly (readonly Attention[])[] {
  const byPerson = new Map<string, Attention[]>();
  for (const { person, attention } of components.flatMap((component) => component.attention)) {
    const known = byPerson.get(person);
    if (known === undefined) byPerson.set(person, [attention]);
    else known.push(attention);
  }
  return [...byPerson.values()];
}

/** Name of the stored union of agent time by day: of everybody in scope, or of one person. */
export const agentUnionKey = (person: string | null): string => `agent-union:${person ?? ""}`;

async function storeAgentUnions(
  effects: Effects,
  store: Store,
  tasks: readonly Task[],
  parts: readonly TaskPart[],
): Promise<void> {
  const inRecords = new Set(
    tasks.filter((task) => !scoped(task, effects.config.scope).excluded).map(({ anchor }) => anchor),
  );
  const byPerson = new Map<string, Interval[]>();
  for (const { task, agentIntervals } of parts) {
    for (const [person, intervals] of Object.entries(agentIntervals)) {
      const known = byPerson.get(person) ?? [];
      byPerson.set(person, known);
      if (inRecords.has(task.anchor)) for (const interval of intervals) known.push(interval);
    }
  }
  const unions = [[null, [...byPerson.values()].flat()] as const, ...byPerson];
  for (const [person, intervals] of unions) {
    const union = agentUnionMsByDay(intervals, effects.timezone);
    await store.setMeta(agentUnionKey(person), JSON.stringify(Object.fromEntries(union)));
  }
}
