/** What the ledger's sessions and tasks say of themselves: whose logs they come from, how sure their times are. */
import type { Session, Task, TaskDay } from "../types.ts";

export interface AgentCoverage {
  readonly agent: string;
  /** Ascending, as versions are counted. */
  readonly versions: readonly string[];
  readonly sessions: number;
  readonly turns: number;
  readonly firstMs: number;
  readonly lastMs: number;
}

/** By agent, most sessions first. */
export function agentsOf(sessions: readonly Session[], tasks: readonly Task[]): AgentCoverage[] {
  const agentOf = new Map(sessions.map(({ sessionId, agent }) => [sessionId, agent]));
  const turns = new Map<string, number>();
  for (const { turnIds } of tasks)
    for (const turnId of turnIds) {
      // A turn's id begins with its session's.
      const agent = agentOf.get(turnId.slice(0, turnId.lastIndexOf("/"))) ?? "";
      turns.set(agent, (turns.get(agent) ?? 0) + 1);
    }
  const agents = [...new Set(sessions.map(({ agent }) => agent))];
  return agents
    .map((agent) => {
      const own = sessions.filter((session) => session.agent === agent);
      return {
        agent,
        versions: [...new Set(own.map(({ version }) => version ?? "unknown"))].sort(byVersion),
        sessions: own.length,
        turns: turns.get(agent) ?? 0,
        firstMs: own.reduce((least, { firstMs }) => Math.min(least, firstMs), Infinity),
        lastMs: own.reduce((most, { lastMs }) => Math.max(most, lastMs), -Infinity),
      };
    })
    .sort((a, b) => b.sessions - a.sessions || (a.agent < b.agent ? -1 : 1));
}

/** `2.1.9` before `2.1.10`. */
export function byVersion(a: string, b: string): number {
  return a.localeCompare(b, "en", { numeric: true });
}

export interface TimeCoverage {
  /** Sum over the measured tasks. */
  readonly agentMinutes: number;
  /** The part that the logs leave open. */
  readonly uncertainMinutes: number;
  /** Null without agent time. */
  readonly uncertainShare: number | null;
}

/** Of measured tasks, without excluded ones. */
export function timeCoverage(tasks: readonly Task[], days: readonly TaskDay[]): TimeCoverage {
  const measured = new Set(
    tasks.flatMap(({ id, excluded, turnIds }) => (excluded || turnIds.length === 0 ? [] : id)),
  );
  let agentMs = 0;
  let uncertainMs = 0;
  for (const day of days) {
    if (!measured.has(day.taskId)) continue;
    agentMs += day.agentMs;
    uncertainMs += day.uncertainMs;
  }
  return {
    agentMinutes: agentMs / 60_000,
    uncertainMinutes: uncertainMs / 60_000,
    uncertainShare: agentMs > 0 ? uncertainMs / agentMs : null,
  };
}

/** Sessions in which no turn could be found: rows without a prompt, or without usable times. */
export function sessionsWithoutTurns(sessions: readonly Session[], tasks: readonly Task[]): Session[] {
  const having = new Set(tasks.flatMap(({ sessionIds }) => sessionIds));
  return sessions.filter(({ sessionId }) => !having.has(sessionId));
}
