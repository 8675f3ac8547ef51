/** Facts in SQLite: log files and how far they were read, chunks of events, problems. */

import type { Selectable } from "kysely";
import type { Problem } from "../core/events.ts";
import { decodeEvents } from "./encoding.ts";
import { packChunk } from "./packing.ts";
import type { ChunkTable } from "./schema.ts";
import { inList, listOf, type Transactions } from "./sqlite-transactions.ts";
import type { Chunk, FactStore, FileMark, PackedChunk, StoredFile } from "./store.ts";

export function sqliteFacts(transactions: Transactions): FactStore {
  const addPackedChunk = (chunk: PackedChunk): Promise<void> =>
    transactions.run(async () => {
      const [last] = await transactions.ask<{ id: number | null }>("select max(id) as id from chunk");
      const chunk_id = (last?.id ?? 0) + 1;
      transactions.insert("chunk", { id: chunk_id, ...chunkRow(chunk) });
      for (const uuid of chunk.promptUuids) transactions.insert("prompt", { uuid, chunk_id });
    });

  return {
    async files() {
      const rows = await transactions.ask<{ detail: string }>("select detail from file order by path");
      return transactions.read(() => rows.map((row) => JSON.parse(row.detail) as StoredFile));
    },

    async hasFiles() {
      return (await transactions.ask("select 1 from file limit 1")).length > 0;
    },

    async fileMarks() {
      const rows = await transactions.ask<Omit<FileMark, "gone"> & { readonly gone: number }>(
        `select path, detail ->> 'sizeBytes' as sizeBytes, detail ->> 'modifiedMs' as modifiedMs,
            detail ->> 'inode' as inode, detail ->> 'gone' as gone
          from file indexed by file_in_brief order by path`,
      );
      return rows.map(({ path, sizeBytes, modifiedMs, inode, gone }) => {
        return { path, sizeBytes, modifiedMs, inode, gone: gone === 1 };
      });
    },

    async sessionsWithFiles(sessionIds) {
      const rows = await transactions.ask<{ sessionId: string }>(
        `select distinct session_id as sessionId from file indexed by file_in_brief where session_id ${inList}`,
        listOf(sessionIds),
      );
      return new Set(rows.map(({ sessionId }) => sessionId));
    },

    async file(path) {
      const [row] = await transactions.ask<{ detail: string }>(
        "select detail from file where path = ?",
        path,
      );
      return row === undefined ? null : transactions.read(() => JSON.parse(row.detail) as StoredFile);
    },

    async saveFile(file) {
      await transactions.change(
        `insert into file (path, session_id, generation, detail) values (?, ?, ?, ?)
          on conflict (path) do update set session_id = excluded.session_id,
            generation = excluded.generation, detail = excluded.detail`,
        ...[file.path, file.sessionId, file.generation, JSON.stringify(file)],
      );
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
      const rows = await transactions.ask<Selectable<ChunkTable>>(
        "select * from chunk where session_id = ? order by path, generation, first_line",
        sessionId,
      );
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
      const rows = await transactions.ask<{ sessionId: string }>(
        `select distinct chunk.session_id as sessionId from chunk as own
          join prompt as own_prompt on own_prompt.chunk_id = own.id
          join prompt on prompt.uuid = own_prompt.uuid
          join chunk on chunk.id = prompt.chunk_id
          where own.session_id = ?1 and chunk.session_id != ?1 order by chunk.session_id`,
        sessionId,
      );
      return rows.map((row) => row.sessionId);
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
