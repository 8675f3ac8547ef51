/** Facts in SQLite: log files and how far they were read, chunks of events, problems. */

import type { Selectable } from "kysely";
import type { Problem } from "../core/events.ts";
import { decodeEvents } from "./encoding.ts";
import { packChunk } from "./packing.ts";
import type { ChunkTable } from "./schema.ts";
import type { Transactions } from "./sqlite-transactions.ts";
import type { Chunk, FactStore, PackedChunk, StoredFile } from "./store.ts";

export function sqliteFacts(transactions: Transactions): FactStore {
  const fileOf = transactions.prepared((db, path: string) =>
    db.selectFrom("file").select("detail").where("path", "=", path),
  );
  const putFile = transactions.prepared(
    (db, path: string, session_id: string, generation: number, detail: string) =>
      db
        .insertInto("file")
        .values({ path, session_id, generation, detail })
        .onConflict((conflict) =>
          conflict.column("path").doUpdateSet((row) => ({
            session_id: row.ref("excluded.session_id"),
            generation: row.ref("excluded.generation"),
            detail: row.ref("excluded.detail"),
          })),
        ),
  );
  const chunksOf = transactions.prepared((db, sessionId: string) =>
    db
      .selectFrom("chunk")
      .selectAll("chunk")
      .where("chunk.session_id", "=", sessionId)
      .orderBy("chunk.path")
      .orderBy("chunk.generation")
      .orderBy("chunk.first_line"),
  );
  const sharing = transactions.prepared((db, sessionId: string, same: string) =>
    db
      .selectFrom("chunk as own")
      .innerJoin("prompt as own_prompt", "own_prompt.chunk_id", "own.id")
      .innerJoin("prompt", "prompt.uuid", "own_prompt.uuid")
      .innerJoin("chunk", "chunk.id", "prompt.chunk_id")
      .select("chunk.session_id")
      .distinct()
      .where("own.session_id", "=", sessionId)
      .where("chunk.session_id", "!=", same)
      .orderBy("chunk.session_id"),
  );
  const lastChunkId = transactions.prepared((db) =>
    db.selectFrom("chunk").select((row) => row.fn.max("id").as("id")),
  );

  const addPackedChunk = (chunk: PackedChunk): Promise<void> =>
    transactions.run(async () => {
      const [last] = await lastChunkId();
      const chunk_id = (last?.id ?? 0) + 1;
      transactions.insert("chunk", { id: chunk_id, ...chunkRow(chunk) });
      for (const uuid of chunk.promptUuids) transactions.insert("prompt", { uuid, chunk_id });
    });

  return {
    async files() {
      const rows = await transactions.ask<{ detail: string }>("select detail from file order by path");
      return transactions.read(() => rows.map((row) => JSON.parse(row.detail) as StoredFile));
    },

    async file(path) {
      const [row] = await fileOf(path);
      return row === undefined ? null : transactions.read(() => JSON.parse(row.detail) as StoredFile);
    },

    async saveFile(file) {
      await transactions.run(() => putFile(file.path, file.sessionId, file.generation, JSON.stringify(file)));
    },

    async addChunk(chunk) {
      if (chunk.events.length > 0) await addPackedChunk(packChunk(chunk));
    },

    addPackedChunk,

    addProblems(problems) {
      return transactions.run(async () => {
        let added = 0;
        for (const { at, kind, what, hint } of problems) {
          added += transactions.insert(
            "problem",
            { file: at.file, line: at.line ?? 0, kind, what, hint },
            "ignore",
          );
        }
        return added;
      });
    },

    async problems(filter = {}) {
      const table = filter.factsOnly === true ? "problem" : "any_problem";
      let query = transactions.db.selectFrom(table).select(["file", "line", "kind", "what", "hint"]);
      if (filter.kind !== undefined) query = query.where("kind", "=", filter.kind);
      if (filter.limit !== undefined) query = query.limit(filter.limit);
      const rows = await query.orderBy("file").orderBy("line").orderBy("kind").orderBy("what").execute();
      return rows.map(problemOf);
    },

    async problemCounts() {
      return await transactions.db
        .selectFrom("any_problem")
        .select((row) => ["kind", row.fn.countAll<number>().as("count")])
        .groupBy("kind")
        .orderBy("count", "desc")
        .orderBy("kind")
        .execute();
    },

    async chunksOfSession(sessionId) {
      const rows = await chunksOf(sessionId);
      return transactions.read(() => rows.map(chunkOf));
    },

    async chunkIds() {
      const rows = await transactions.db
        .selectFrom("chunk")
        .select("id")
        .orderBy("path")
        .orderBy("generation")
        .orderBy("first_line")
        .execute();
      return rows.map((row) => row.id);
    },

    async chunk(id) {
      const row = await transactions.db
        .selectFrom("chunk")
        .selectAll()
        .where("id", "=", id)
        .executeTakeFirstOrThrow();
      return transactions.read(() => chunkOf(row));
    },

    async sessionIds() {
      const rows = await transactions.db
        .selectFrom("chunk")
        .select("chunk.session_id")
        .distinct()
        .orderBy("chunk.session_id")
        .execute();
      return rows.map((row) => row.session_id);
    },

    async sessionsSharingPrompts(sessionId) {
      return (await sharing(sessionId, sessionId)).map((row) => row.session_id);
    },
  };
}

function chunkRow(chunk: PackedChunk): Omit<Selectable<ChunkTable>, "id"> {
  return {
    path: chunk.path,
    generation: chunk.generation,
    session_id: chunk.sessionId,
    agent_id: chunk.agentId,
    source: chunk.source,
    first_line: chunk.firstLine,
    events: chunk.events,
  };
}

function chunkOf(row: Selectable<ChunkTable>): Chunk {
  return {
    path: row.path,
    generation: row.generation,
    sessionId: row.session_id,
    agentId: row.agent_id,
    source: row.source,
    firstLine: row.first_line,
    events: decodeEvents(row.path, row.events),
  };
}

function problemOf(row: {
  readonly file: string;
  readonly line: number;
  readonly kind: string;
  readonly what: string;
  readonly hint: string;
}): Problem {
  const at = row.line === 0 ? { file: row.file } : { file: row.file, line: row.line };
  return { at, kind: row.kind, what: row.what, hint: row.hint };
}
