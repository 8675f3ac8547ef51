/** What the analysis keeps, in SQLite: components, the parts of their tasks, what sessions ask of people. */
import type { Attention } from "../core/turns/supervision.ts";
import { decodeAttention, encodeAttention } from "./attention-encoding.ts";
import { decodeSegments } from "./segment-encoding.ts";
import { isOneOf, type Transactions } from "./sqlite-transactions.ts";
import type { PartStore } from "./task-results.ts";

export function sqliteParts(transactions: Transactions): PartStore {
  const { connection } = transactions;

  return {
    async segments(sessionIds) {
      const rows = await transactions.db
        .selectFrom("session")
        .select(["session_id", "segments"])
        .where(isOneOf("session_id", sessionIds))
        .orderBy("session_id")
        .execute();
      return transactions.read(() =>
        rows.flatMap(({ session_id, segments }) => decodeSegments(session_id, segments)),
      );
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

    async saveComponent({ name, members: own }) {
      const members = JSON.stringify(own);
      await transactions.db
        .insertInto("component")
        .values({ name, members })
        .onConflict((conflict) => conflict.column("name").doUpdateSet({ members }))
        .execute();
    },

    async removeComponents(names) {
      await transactions.db.deleteFrom("component").where(isOneOf("name", names)).execute();
    },

    async partKeys(components) {
      return await transactions.db
        .selectFrom("part")
        .select(["anchor", "component", "key"])
        .where(isOneOf("component", components))
        .execute();
    },

    removeParts(anchors) {
      return transactions.run(async () => {
        for (const anchor of anchors) {
          // Those that another part holds by now stay.
          connection.run(
            `delete from part_turn where anchor = ?1 and turn_id in (
              select value from json_each((select detail -> '$.task.turnIds' from part where anchor = ?1)))`,
            anchor,
          );
          connection.run("delete from part where anchor = ?", anchor);
        }
      });
    },

    async moveParts(anchors, component) {
      await transactions.db
        .updateTable("part")
        .set({ component })
        .where(isOneOf("anchor", anchors))
        // A row is written whole, even where nothing in it changes.
        .where("component", "!=", component)
        .execute();
    },

    addParts(component, parts) {
      return transactions.run(async () => {
        for (const { anchor, key, stamp, firstMs, turnIds, agent, detail } of parts) {
          transactions.insert("part", { anchor, component, key, stamp, first_ms: firstMs, agent, detail });
          for (const turnId of turnIds) {
            connection.run(
              "insert or replace into part_turn (turn_id, anchor) values (?, ?)",
              turnId,
              anchor,
            );
          }
        }
      });
    },

    async partMarks() {
      return await transactions.db.selectFrom("part").select(["anchor", "first_ms as firstMs"]).execute();
    },

    async partDetails(anchors) {
      const rows = await transactions.db
        .selectFrom("part")
        .select("detail")
        .where(isOneOf("anchor", anchors))
        .orderBy("anchor")
        .execute();
      return rows.map(({ detail }) => detail);
    },

    async agentTimes(anchors) {
      const rows = await transactions.db
        .selectFrom("part")
        .select(["anchor", "agent"])
        .where(isOneOf("anchor", anchors))
        .execute();
      return new Map(rows.map(({ anchor, agent }) => [anchor, agent]));
    },

    async anchorsOf(turnIds) {
      const rows = await transactions.db
        .selectFrom("part_turn")
        .select(["turn_id", "anchor"])
        .where(isOneOf("turn_id", turnIds))
        .execute();
      return new Map(rows.map(({ turn_id, anchor }) => [turn_id, anchor]));
    },

    async attention(person) {
      let query = transactions.db.selectFrom("attention").select(["person", "detail"]);
      if (person !== undefined) query = query.where("person", "=", person);
      const rows = await query.orderBy("session_id").orderBy("person").execute();
      return transactions.read(() =>
        rows.map((row) => ({ person: row.person, attention: decodeAttention(row.detail) })),
      );
    },

    saveAttention(sessionId, asked) {
      return transactions.run(async () => replaceAttention(sessionId, asked));
    },
  };

  /** Gives the people of whom the session asks something else than before. */
  function replaceAttention(sessionId: string, asked: ReadonlyMap<string, Attention>): readonly string[] {
    const rows = connection.all<{ person: string; detail: string }>(
      "select person, detail from attention where session_id = ?",
      sessionId,
    );
    const known = new Map(rows.map(({ person, detail }) => [person, detail]));
    const fresh = [...asked].map(([person, attention]) => [person, encodeAttention(attention)] as const);
    const others = fresh.filter(([person, detail]) => known.get(person) !== detail);
    const gone = [...known.keys()].filter((person) => !asked.has(person));
    for (const person of [...gone, ...others.map(([one]) => one)]) {
      connection.run("delete from attention where session_id = ? and person = ?", sessionId, person);
    }
    for (const [person, detail] of others) {
      transactions.insert("attention", { session_id: sessionId, person, detail });
    }
    return [...gone, ...others.map(([person]) => person)];
  }
}
