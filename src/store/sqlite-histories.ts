/** Histories of repositories in SQLite: how far each was read, and its commits, many packed into a row. */

import { withReachable } from "../core/changes/repository-history.ts";
import { decodeCommits, encodeCommits } from "./commit-encoding.ts";
import type { Transactions } from "./sqlite-transactions.ts";
import type { HistoryStore, StoredRepository } from "./store.ts";

/** A row of some hundred kilobytes is read as fast as it is written; far larger ones are slow to get at. */
const commitsInRow = 250;

export function sqliteHistories(transactions: Transactions): HistoryStore {
  return {
    async repositories() {
      const rows = await transactions.ask<{ detail: string }>("select detail from repository order by id");
      return transactions.read(() => rows.map(({ detail }) => JSON.parse(detail) as StoredRepository));
    },

    async saveRepository(repository) {
      const detail = JSON.stringify(repository);
      await transactions.db
        .insertInto("repository")
        .values({ id: repository.id, detail })
        .onConflict((conflict) => conflict.column("id").doUpdateSet({ detail }))
        .execute();
    },

    addCommits(repositoryId, commits) {
      return transactions.run(async () => {
        for (let from = 0; from < commits.length; from += commitsInRow) {
          const encoded = encodeCommits(commits.slice(from, from + commitsInRow));
          transactions.insert("history", { repository_id: repositoryId, commits: encoded });
        }
      });
    },

    async commitMarks() {
      const rows = await transactions.db
        .selectFrom("history")
        .select(({ fn }) => ["repository_id", fn.max("id").as("mark")])
        .groupBy("repository_id")
        .execute();
      return new Map(rows.map(({ repository_id, mark }) => [repository_id, mark]));
    },

    async commits(repositoryId) {
      const [repository] = await transactions.db
        .selectFrom("repository")
        .select("detail")
        .where("id", "=", repositoryId)
        .execute();
      const rows = await transactions.db
        .selectFrom("history")
        .select("commits")
        .where("repository_id", "=", repositoryId)
        .orderBy("id")
        .execute();
      if (repository === undefined) return [];
      return transactions.read(() => {
        const { reachable } = JSON.parse(repository.detail) as StoredRepository;
        const commits = withReachable(
          rows.flatMap((row) => decodeCommits(row.commits)),
          new Set(reachable),
        );
        return [...commits].sort((a, b) => a.committedMs - b.committedMs || (a.sha < b.sha ? -1 : 1));
      });
    },
  };
}
