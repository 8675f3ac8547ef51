/** For how long any agent worked on a day, told anew for the days that changed. */
import { agentUnionMsByDay } from "../core/records/ledger.ts";
import type { Day, Interval } from "../core/types.ts";
import type { Store } from "../store/store.ts";
import type { AgentTimes } from "./component-parts.ts";
import type { Effects } from "./operation.ts";
import { scoped } from "./scope.ts";

export async function storeAgentDays(
  { timezone, config }: Effects,
  store: Store,
  days: ReadonlySet<Day>,
): Promise<void> {
  if (days.size === 0) return;
  const tasks = await store.tasks(await store.tasksOfDays([...days]));
  const counted = tasks.filter((task) => !scoped(task, config.scope).excluded).map(({ anchor }) => anchor);
  const byPerson = new Map<string, Interval[]>();
  for (const times of (await store.agentTimes(counted)).values()) {
    for (const [person, intervals] of Object.entries(JSON.parse(times) as AgentTimes)) {
      const known = byPerson.get(person) ?? [];
      byPerson.set(person, known);
      for (const interval of intervals) known.push(interval);
    }
  }
  const onThose = (intervals: readonly Interval[]): ReadonlyMap<Day, number> =>
    new Map([...agentUnionMsByDay(intervals, timezone)].filter(([day]) => days.has(day)));
  await store.replaceAgentDays(
    [...days],
    [
      [null, onThose([...byPerson.values()].flat())],
      ...[...byPerson].map(([person, intervals]) => [person, onThose(intervals)] as const),
    ],
  );
}
