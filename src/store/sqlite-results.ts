/** Results in SQLite: sessions, turns and their requests; tasks and what belongs to them. */
import type { CommitOutcome, TaskOutcome } from "../core/changes/outcome.ts";
import type { CommitLink } from "../core/links/commit-links.ts";
import type { SessionTrace } from "../core/links/session-traces.ts";
import type { Session, Turn } from "../core/types.ts";
import { decodeRequests } from "./encoding.ts";
import { packSession } from "./packing.ts";
import { requestsOnce } from "./requests-once.ts";
import type { PackedSession, RequestPlace, ResultStore, StoredLinks } from "./results.ts";
import type { SessionTable, TurnTable } from "./schema.ts";
import { rememberedKey } from "./sqlite-dialect.ts";
import { sqliteParts } from "./sqlite-parts.ts";
import { sqliteTaskResults } from "./sqlite-task-results.ts";
import { inList, isOneOf, listOf, type Transactions } from "./sqlite-transactions.ts";
import { sqliteUsage } from "./sqlite-usage.ts";

export function sqliteResults(transactions: Transactions): ResultStore {
  const { connection } = transactions;
  const dropSession = (sessionId: string) =>
    transactions.change("delete from session where session_id = ?", sessionId);
  const savePackedSession = ({ session, turns, problems }: PackedSession): Promise<void> =>
    transactions.run(async () => {
      await dropSession(session.session_id);
      transactions.insert("session", { ...session });
      for (const turn of turns) transactions.insert("turn", { ...turn });
      for (const problem of problems) transactions.insert("session_problem", { ...problem });
    });

  async function requestPlaces(sessionIds?: readonly string[]): Promise<readonly RequestPlace[]> {
    const ofThem = (column: string) => (sessionIds === undefined ? "" : `and ${column} ${inList}`);
    const values = sessionIds === undefined ? [] : [listOf(sessionIds)];
    const inTurns = await transactions.ask<TurnPlaceRow>(
      `select turn.id, turn.session_id, first_ms, project, person, turn.requests
        from turn join session on session.session_id = turn.session_id
        where turn.requests != '[]' ${ofThem("turn.session_id")}`,
      ...values,
    );
    const loose = await transactions.ask<SessionPlaceRow>(
      `select session_id, first_ms, requests, detail from session where requests != '[]' ${ofThem("session_id")}`,
      ...values,
    );
    return transactions.read(() => [...inTurns.map(placeOfTurn), ...loose.map(placeOfSession)]);
  }

  return {
    ...sqliteParts(transactions),
    ...sqliteTaskResults(transactions),
    ...sqliteUsage(transactions),
    saveSession: (results) => savePackedSession(packSession(results)),
    savePackedSession,

    async removeSession(sessionId) {
      await dropSession(sessionId);
      await transactions.change("delete from session_usage where session_id = ? and ahead = 1", sessionId);
    },

    async sessions(sessionIds) {
      let query = transactions.db.selectFrom("session").select(["requests", "detail"]);
      if (sessionIds !== undefined) query = query.where(isOneOf("session_id", sessionIds));
      const rows = await query.orderBy("first_ms").orderBy("session_id").execute();
      return transactions.read(() =>
        rows.map(({ requests, detail }) => ({
          ...(JSON.parse(detail) as Omit<Session, "looseRequests">),
          looseRequests: decodeRequests(requests),
        })),
      );
    },

    async sessionSpans() {
      return await transactions.ask<Pick<Session, "sessionId" | "firstMs" | "lastMs">>(
        `select session_id as sessionId, first_ms as firstMs, detail ->> 'lastMs' as lastMs
          from session indexed by session_in_brief`,
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

    async countTurns() {
      const { count } = await transactions.db
        .selectFrom("turn")
        .select((row) => row.fn.countAll<number>().as("count"))
        .executeTakeFirstOrThrow();
      return count;
    },

    async traces(sessionIds) {
      let query = transactions.db.selectFrom("session").select(["version", "trace"]);
      if (sessionIds !== undefined) query = query.where(isOneOf("session_id", sessionIds));
      const rows = await query.orderBy("session_id").execute();
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

    requestPlaces,

    async requests() {
      return requestsOnce(await requestPlaces());
    },

    async saveLinks({ repositoryId, key, links, candidates: shown }) {
      const detail = JSON.stringify(links);
      const candidates = JSON.stringify(shown);
      await transactions.db
        .insertInto("commit_link")
        .values({ repository_id: repositoryId, key, detail, candidates })
        .onConflict((conflict) => conflict.column("repository_id").doUpdateSet({ key, detail, candidates }))
        .execute();
    },

    async links() {
      const rows = await transactions.db
        .selectFrom("commit_link")
        .selectAll()
        .orderBy("repository_id")
        .execute();
      return transactions.read(() =>
        rows.map(({ repository_id, key, detail, candidates }) => ({
          ...{ repositoryId: repository_id, key, links: JSON.parse(detail) as CommitLink[] },
          candidates: JSON.parse(candidates) as StoredLinks["candidates"],
        })),
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
        for (const table of resultTables) connection.run(`delete from ${table}`);
        connection.run("delete from meta where key like ?", `${rememberedKey} %`);
      });
    },
  };
}

const resultTables = [
  ...["task_day", "estimate", "evidence", "task_work", "task", "supervision", "agent_day"],
  ...["part_turn", "part", "attention", "component", "session_usage", "commit_link", "commit_outcome"],
  ...["turn", "session_problem", "session"],
];

type PlaceRow = Pick<SessionTable, "session_id" | "first_ms" | "requests">;
type TurnPlaceRow = PlaceRow & Pick<TurnTable, "id" | "project" | "person">;
type SessionPlaceRow = PlaceRow & Pick<SessionTable, "detail">;

function placeOfTurn(row: TurnPlaceRow): RequestPlace {
  const { project, person } = row;
  return { ...placeOf(row), turnId: row.id, project, person };
}

function placeOfSession(row: SessionPlaceRow): RequestPlace {
  const { project, person } = JSON.parse(row.detail) as Session;
  return { ...placeOf(row), turnId: null, project, person };
}

function placeOf(row: PlaceRow): Pick<RequestPlace, "sessionId" | "sessionFirstMs" | "requests"> {
  return { sessionId: row.session_id, sessionFirstMs: row.first_ms, requests: decodeRequests(row.requests) };
}
