/** What counts in each session, added up, in SQLite. */
import type { UsageOfDay, UsageOfTurn } from "../core/records/session-usage.ts";
import { decodeUsages, encodeUsages } from "./encoding.ts";
import { behindTheirNumber, withoutTheirNumber } from "./packing.ts";
import { isOneOf, type Transactions } from "./sqlite-transactions.ts";
import type { OfSession, ResultStore } from "./store.ts";

type UsageStore = Pick<
  ResultStore,
  | "messages"
  | "saveUsage"
  | "removeUsages"
  | "messagesCounted"
  | "messagesLost"
  | "usageOfDays"
  | "usageOfTurns"
>;

export function sqliteUsage(transactions: Transactions): UsageStore {
  return {
    async messages() {
      const rows = await transactions.db.selectFrom("session").select(["session_id", "messages"]).execute();
      return transactions.read(
        () => new Map(rows.map((row) => [row.session_id, withoutTheirNumber(row.messages)])),
      );
    },

    async saveUsage({ sessionId, days, turns }, { messages, lost }) {
      const row = {
        messages: behindTheirNumber(messages),
        lost: JSON.stringify(lost),
        days: encodeUsages(days, ({ day }) => day),
        turns: encodeUsages(turns, ({ turnId }) => turnId),
      };
      await transactions.db
        .insertInto("session_usage")
        .values({ session_id: sessionId, ...row })
        .onConflict((conflict) => conflict.column("session_id").doUpdateSet(row))
        .execute();
    },

    async removeUsages(sessionIds) {
      await transactions.db.deleteFrom("session_usage").where(isOneOf("session_id", sessionIds)).execute();
    },

    async messagesCounted(sessionIds) {
      const rows = await transactions.db
        .selectFrom("session_usage")
        .select("messages")
        .where(isOneOf("session_id", sessionIds))
        .execute();
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
        "select session_id as sessionId, days from session_usage order by session_id",
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
