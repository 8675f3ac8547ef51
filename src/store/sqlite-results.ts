/** Results in SQLite: sessions, turns and their requests; tasks and what belongs to them. */
import type { CommitOutcome, TaskOutcome } from "../core/changes/outcome.ts";
import type { TaskWork } from "../core/changes/task-work.ts";
import type { CommitLink } from "../core/links/commit-links.ts";
import type { SessionTrace } from "../core/links/session-traces.ts";
import type { Session, SupervisoryInterval, Task, TaskDay, Turn } from "../core/types.ts";
import { decodeRequests } from "./encoding.ts";
import { packSession } from "./packing.ts";
import { type RequestPlace, requestsOnce } from "./requests-once.ts";
import type { SessionTable, TurnTable } from "./schema.ts";
import { replaceTaskResults } from "./sqlite-task-results.ts";
import { isOneOf, type Transactions } from "./sqlite-transactions.ts";
import { sqliteUsage } from "./sqlite-usage.ts";
import type { PackedSession, ResultStore, TaskEstimate } from "./store.ts";

export function sqliteResults(transactions: Transactions): ResultStore {
  const { connection } = transactions;
  const dropSession = transactions.prepared((db, sessionId: string) =>
    db.deleteFrom("session").where("session_id", "=", sessionId),
  );
  const savePackedSession = ({ session, turns, problems }: PackedSession): Promise<void> =>
    transactions.run(async () => {
      await dropSession(session.session_id);
      transactions.insert("session", { ...session });
      for (const turn of turns) transactions.insert("turn", { ...turn });
      for (const problem of problems) transactions.insert("session_problem", { ...problem });
    });

  return {
    ...sqliteUsage(transactions),
    saveSession: (results) => savePackedSession(packSession(results)),
    savePackedSession,

    async removeSession(sessionId) {
      await dropSession(sessionId);
    },

    async sessions() {
      const rows = await transactions.db
        .selectFrom("session")
        .select(["requests", "detail"])
        .orderBy("first_ms")
        .orderBy("session_id")
        .execute();
      return transactions.read(() =>
        rows.map(({ requests, detail }) => ({
          ...(JSON.parse(detail) as Omit<Session, "looseRequests">),
          looseRequests: decodeRequests(requests),
        })),
      );
    },

    async turns({ sessionIds, ids, fromMs, toMs } = {}) {
      let query = transactions.db.selectFrom("turn").select(["requests", "detail"]);
      if (sessionIds !== undefined) query = query.where(isOneOf("session_id", sessionIds));
      if (ids !== undefined) query = query.where(isOneOf("id", ids));
      if (fromMs !== undefined) query = query.where("end_ms", ">", fromMs);
      if (toMs !== undefined) query = query.where("start_ms", "<", toMs);
      const rows = await query.orderBy("start_ms").orderBy("id").execute();
      return transactions.read(() =>
        rows.map(({ requests, detail }) => ({
          ...(JSON.parse(detail) as Omit<Turn, "requests">),
          requests: decodeRequests(requests),
        })),
      );
    },

    async traces() {
      const rows = await transactions.db
        .selectFrom("session")
        .select(["version", "trace"])
        .orderBy("session_id")
        .execute();
      return transactions.read(() =>
        rows.map(({ version, trace }) => ({
          ...(JSON.parse(trace) as Omit<SessionTrace, "messages">),
          version,
        })),
      );
    },

    async turnPlaces() {
      const rows = await transactions.db
        .selectFrom("turn")
        .select(["id", "person", "project", "branch", "start_ms as startMs"])
        .execute();
      return rows;
    },

    async components() {
      const rows = await transactions.db
        .selectFrom("component")
        .select(["name", "members"])
        .orderBy("name")
        .execute();
      return transactions.read(() =>
        rows.map(({ name, members }) => ({ name, members: JSON.parse(members) as Record<string, string> })),
      );
    },

    async componentParts(names) {
      let query = transactions.db.selectFrom("component").select("parts");
      if (names !== undefined) query = query.where(isOneOf("name", names));
      const rows = await query.orderBy("name").execute();
      return rows.map(({ parts }) => parts);
    },

    async saveComponent({ name, members }, parts) {
      const row = { members: JSON.stringify(members), parts };
      await transactions.db
        .insertInto("component")
        .values({ name, ...row })
        .onConflict((conflict) => conflict.column("name").doUpdateSet(row))
        .execute();
    },

    async removeComponents(names) {
      await transactions.db.deleteFrom("component").where(isOneOf("name", names)).execute();
    },

    async requests(sessionIds) {
      let inTurns = transactions.db
        .selectFrom("turn")
        .innerJoin("session", "session.session_id", "turn.session_id")
        .select(["turn.id", "turn.session_id", "first_ms", "project", "person", "turn.requests"])
        .where("turn.requests", "!=", "[]");
      let loose = transactions.db
        .selectFrom("session")
        .select(["session_id", "first_ms", "requests", "detail"])
        .where("requests", "!=", "[]");
      if (sessionIds !== undefined) {
        inTurns = inTurns.where(isOneOf("turn.session_id", sessionIds));
        loose = loose.where(isOneOf("session_id", sessionIds));
      }
      const rows = { inTurns: await inTurns.execute(), loose: await loose.execute() };
      return requestsOnce(
        transactions.read(() => [...rows.inTurns.map(placeOfTurn), ...rows.loose.map(placeOfSession)]),
      );
    },

    replaceTaskResults: (results) => transactions.run(async () => replaceTaskResults(transactions, results)),

    async tasks() {
      const rows = await transactions.db
        .selectFrom("task")
        .select("detail")
        .orderBy("first_ms")
        .orderBy("id")
        .execute();
      return details<Task>(rows);
    },

    async taskDays({ from, to, taskIds } = {}) {
      let query = transactions.db.selectFrom("task_day").select("detail");
      if (from !== undefined) query = query.where("day", ">=", from);
      if (to !== undefined) query = query.where("day", "<=", to);
      if (taskIds !== undefined) query = query.where(isOneOf("task_id", taskIds));
      return details<TaskDay>(await query.orderBy("day").orderBy("task_id").execute());
    },

    async estimates(taskIds) {
      let query = transactions.db.selectFrom("estimate").select("detail");
      if (taskIds !== undefined) query = query.where(isOneOf("task_id", taskIds));
      return details<readonly TaskEstimate[]>(await query.orderBy("task_id").execute()).flat();
    },

    async supervision({ fromMs, toMs } = {}) {
      let query = transactions.db.selectFrom("supervision").select("detail");
      if (fromMs !== undefined) query = query.where("to_ms", ">", fromMs);
      if (toMs !== undefined) query = query.where("from_ms", "<", toMs);
      return details<SupervisoryInterval>(
        await query.orderBy("from_ms").orderBy("to_ms").orderBy("detail").execute(),
      );
    },

    async taskWork(taskIds) {
      let query = transactions.db.selectFrom("task_work").select("detail");
      if (taskIds !== undefined) query = query.where(isOneOf("task_id", taskIds));
      return details<TaskWork>(await query.orderBy("task_id").execute());
    },

    async saveLinks(repositoryId, key, links) {
      const detail = JSON.stringify(links);
      await transactions.db
        .insertInto("commit_link")
        .values({ repository_id: repositoryId, key, detail })
        .onConflict((conflict) => conflict.column("repository_id").doUpdateSet({ key, detail }))
        .execute();
    },

    async links() {
      const rows = await transactions.db
        .selectFrom("commit_link")
        .selectAll()
        .orderBy("repository_id")
        .execute();
      return transactions.read(() =>
        rows.map(({ repository_id, key, detail }) => {
          return { repositoryId: repository_id, key, links: JSON.parse(detail) as CommitLink[] };
        }),
      );
    },

    async saveOutcomes(repositoryId, key, { commits, tasks }) {
      const detail = JSON.stringify({ commits: [...commits], tasks: [...tasks] });
      await transactions.db
        .insertInto("commit_outcome")
        .values({ repository_id: repositoryId, key, detail })
        .onConflict((conflict) => conflict.column("repository_id").doUpdateSet({ key, detail }))
        .execute();
    },

    async outcomes(repositoryId, key) {
      const [row] = await transactions.db
        .selectFrom("commit_outcome")
        .select("detail")
        .where("repository_id", "=", repositoryId)
        .where("key", "=", key)
        .execute();
      if (row === undefined) return null;
      return transactions.read(() => {
        const { commits, tasks } = JSON.parse(row.detail) as {
          readonly commits: readonly (readonly [string, CommitOutcome])[];
          readonly tasks: readonly (readonly [string, TaskOutcome])[];
        };
        return { commits: new Map(commits), tasks: new Map(tasks) };
      });
    },

    async dropResults() {
      await transactions.run(async () => {
        // Children first: a cascade would look for them row by row.
        for (const table of ["task_day", "estimate", "task_work", "task", "supervision", "component"])
          connection.run(`delete from ${table}`);
        for (const table of ["turn", "session_problem", "session", "commit_link", "commit_outcome"])
          connection.run(`delete from ${table}`);
        connection.run("delete from session_usage");
      });
    },
  };

  /** One parse of all rows takes half the time of one a row. */
  function details<T>(rows: readonly { readonly detail: string }[]): readonly T[] {
    return transactions.read(() => JSON.parse(`[${rows.map((row) => row.detail).join()}]`) as T[]);
  }
}

type PlaceRow = Pick<SessionTable, "session_id" | "first_ms" | "requests">;

function placeOfTurn(row: PlaceRow & Pick<TurnTable, "id" | "project" | "person">): RequestPlace {
  const { project, person } = row;
  return { ...placeOf(row), turnId: row.id, project, person };
}

function placeOfSession(row: PlaceRow & Pick<SessionTable, "detail">): RequestPlace {
  const { project, person } = JSON.parse(row.detail) as Session;
  return { ...placeOf(row), turnId: null, project, person };
}

function placeOf(row: PlaceRow): Pick<RequestPlace, "sessionId" | "sessionFirstMs" | "requests"> {
  return { sessionId: row.session_id, sessionFirstMs: row.first_ms, requests: decodeRequests(row.requests) };
}
