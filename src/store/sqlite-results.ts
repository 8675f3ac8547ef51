/** Results in SQLite: sessions, turns and their requests; tasks and what belongs to them. */
import { type RawBuilder, type SqlBool, sql } from "kysely";
import type { CommitOutcome, TaskOutcome } from "../core/changes/outcome.ts";
import type { TaskWork } from "../core/changes/task-work.ts";
import type { CommitLink } from "../core/links/commit-links.ts";
import type { Session, SupervisoryInterval, Task, TaskDay, Turn } from "../core/types.ts";
import { decodeRequests } from "./encoding.ts";
import { packSession } from "./packing.ts";
import { type RequestPlace, requestsOnce } from "./requests-once.ts";
import type { SessionTable, TurnTable } from "./schema.ts";
import type { Transactions } from "./sqlite-transactions.ts";
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

    async requests() {
      const inTurns = await transactions.db
        .selectFrom("turn")
        .innerJoin("session", "session.session_id", "turn.session_id")
        .select(["turn.id", "turn.session_id", "first_ms", "project", "person", "turn.requests"])
        .where("turn.requests", "!=", "[]")
        .execute();
      const loose = await transactions.db
        .selectFrom("session")
        .select(["session_id", "first_ms", "requests", "detail"])
        .where("requests", "!=", "[]")
        .execute();
      return requestsOnce(
        transactions.read(() => [...inTurns.map(placeOfTurn), ...loose.map(placeOfSession)]),
      );
    },

    async replaceTaskResults({ tasks, days, estimates, supervision, work }) {
      await transactions.run(async () => {
        dropTaskResults();
        for (const task of tasks) {
          transactions.insert("task", { id: task.id, first_ms: task.firstMs, detail: JSON.stringify(task) });
        }
        for (const day of days) {
          transactions.insert("task_day", { task_id: day.taskId, day: day.day, detail: JSON.stringify(day) });
        }
        for (const estimate of estimates) {
          transactions.insert("estimate", { task_id: estimate.taskId, detail: JSON.stringify(estimate) });
        }
        for (const interval of supervision) {
          const { fromMs, toMs } = interval;
          transactions.insert("supervision", {
            from_ms: fromMs,
            to_ms: toMs,
            detail: JSON.stringify(interval),
          });
        }
        for (const one of work) {
          transactions.insert("task_work", { task_id: one.taskId, detail: JSON.stringify(one) });
        }
      });
    },

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
      return details<TaskEstimate>(await query.orderBy(sql`rowid`).execute());
    },

    async supervision({ fromMs, toMs } = {}) {
      let query = transactions.db.selectFrom("supervision").select("detail");
      if (fromMs !== undefined) query = query.where("to_ms", ">", fromMs);
      if (toMs !== undefined) query = query.where("from_ms", "<", toMs);
      return details<SupervisoryInterval>(await query.orderBy("from_ms").orderBy(sql`rowid`).execute());
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
        dropTaskResults();
        for (const table of ["turn", "session_problem", "session", "commit_link", "commit_outcome"])
          connection.run(`delete from ${table}`);
      });
    },
  };

  /** One parse of all rows takes half the time of one a row. */
  function details<T>(rows: readonly { readonly detail: string }[]): readonly T[] {
    return transactions.read(() => JSON.parse(`[${rows.map((row) => row.detail).join()}]`) as T[]);
  }

  function dropTaskResults(): void {
    // Children first: a cascade would look for them row by row.
    for (const table of ["task_day", "estimate", "task_work", "task", "supervision"])
      connection.run(`delete from ${table}`);
  }
}

/** However many values there are, the statement's text is the same and is prepared once. */
function isOneOf(column: string, values: readonly string[]): RawBuilder<SqlBool> {
  return sql<SqlBool>`${sql.ref(column)} in (select value from json_each(${JSON.stringify(values)}))`;
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
