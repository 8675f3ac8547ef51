/** What counts in each session, added up, in SQLite. */
import type { UsageOfDay, UsageOfTurn } from "../core/records/session-usage.ts";
import { decodeUsages, encodeUsages } from "./encoding.ts";
import { behindTheirNumber, withoutTheirNumber } from "./packing.ts";
import type { SessionTable, SessionUsageTable } from "./schema.ts";
import { inList, isOneOf, listOf, type Transactions } from "./sqlite-transactions.ts";
import type { OfSession, ResultStore } from "./store.ts";

type UsageStore = Pick<
  ResultStore,
  | "messages"
  | "saveUsageAhead"
  | "usagesAhead"
  | "usagesAheadCompared"
  | "saveUsage"
  | "sessionsToCount"
  | "removeUsages"
  | "messagesCounted"
  | "messagesLost"
  | "usageOfDays"
  | "usageOfTurns"
>;

export function sqliteUsage(transactions: Transactions): UsageStore {
  return {
    async messages() {
      const rows = await transactions.ask<Pick<SessionTable, "session_id" | "messages">>(
        `select session_id, messages from session
          union all select session_id, messages from session_usage where ahead = 1`,
      );
      return transactions.read(
        () => new Map(rows.map((row) => [row.session_id, withoutTheirNumber(row.messages)])),
      );
    },

    async saveUsageAhead({ session_id, messages, days }) {
      await transactions.change(
        `insert or replace into session_usage (session_id, messages, lost, days, turns, stale, ahead)
          values (?, ?, '[]', ?, '[]', 1, 1)`,
        ...[session_id, messages, days],
      );
    },

    async usagesAhead() {
      const rows = await transactions.ask<{ sessionId: string }>(
        "select session_id as sessionId from session_usage where ahead = 1 order by session_id",
      );
      return rows.map(({ sessionId }) => sessionId);
    },

    async usagesAheadCompared() {
      await transactions.change("update session_usage set stale = 0 where ahead = 1 and stale = 1");
    },

    async saveUsage({ sessionId, days, turns }, { messages, lost }) {
      await transactions.change(
        "insert or replace into session_usage (session_id, messages, lost, days, turns) values (?, ?, ?, ?, ?)",
        ...[sessionId, behindTheirNumber(messages), JSON.stringify(lost)],
        ...[encodeUsages(days, ({ day }) => day), encodeUsages(turns, ({ turnId }) => turnId)],
      );
    },

    async sessionsToCount() {
      const rows = await transactions.ask<{ sessionId: string }>(
        `select session_id as sessionId from session_usage where stale = 1
          union select session_id from session where session_id not in (select session_id from session_usage)`,
      );
      return rows.map(({ sessionId }) => sessionId);
    },

    async removeUsages(sessionIds) {
      await transactions.change(`delete from session_usage where session_id ${inList}`, listOf(sessionIds));
    },

    async messagesCounted(sessionIds) {
      const rows = await transactions.ask<Pick<SessionUsageTable, "messages">>(
        `select messages from session_usage where session_id ${inList}`,
        listOf(sessionIds),
      );
      return transactions.read(() => rows.map(({ messages }) => withoutTheirNumber(messages)));
    },

    async messagesLost(sessionIds) {
      const rows = await transactions.db
        .selectFrom("session_usage")
        .select(["session_id", "lost"])
        .where(isOneOf("session_id", sessionIds))
        .where("lost", "!=", "[]")
        .execute();
      return transactions.read(
        () => new Map(rows.map((row) => [row.session_id, new Set(JSON.parse(row.lost) as string[])])),
      );
    },

    async usageOfDays() {
      const rows = await transactions.ask<{ sessionId: string; days: string }>(
        "select session_id as sessionId, days from session_usage where ahead = 0 or stale = 0 order by session_id",
      );
      return transactions.read(() =>
        rows.flatMap(({ sessionId, days }) =>
          decodeUsages<string, OfSession<UsageOfDay>>(days, (day, usage) => ({ sessionId, day, ...usage })),
        ),
      );
    },

    async usageOfTurns() {
      const rows = await transactions.db
        .selectFrom("session_usage")
        .select(["session_id as sessionId", "turns"])
        .orderBy("session_id")
        .execute();
      return transactions.read(() =>
        rows.flatMap(({ sessionId, turns }) =>
          decodeUsages<string | null, OfSession<UsageOfTurn>>(turns, (turnId, usage) => ({
            sessionId,
            turnId,
            ...usage,
          })),
        ),
      );
    },
  };
}
