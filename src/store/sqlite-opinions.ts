/** Opinions in SQLite, and their journal kept in step. */
import type { Problem } from "../core/events.ts";
import type { Opinion } from "../core/types.ts";
import type { OpinionJournal } from "./journal.ts";
import type { Transactions } from "./sqlite-transactions.ts";
import type { FactStore, OpinionStore } from "./store.ts";

export function sqliteOpinions(transactions: Transactions): OpinionStore {
  return {
    addOpinion(by, atMs, body) {
      return transactions.run(async () => {
        const { last } = await transactions.db
          .selectFrom("opinion")
          .select((row) => row.fn.max("seq").as("last"))
          .executeTakeFirstOrThrow();
        const opinion: Opinion = { seq: (last ?? 0) + 1, atMs, by, body };
        await insert(transactions, opinion);
        transactions.said(opinion);
        return opinion;
      });
    },

    opinions: () => stored(transactions),
  };
}

/**
 * Makes ledger and journal agree: an empty or older ledger takes back what the journal holds, and the journal
 * gets what a crash kept from it. Where both have an opinion of one number, the ledger's holds.
 */
export async function reconcile(
  transactions: Transactions,
  facts: FactStore,
  journal: OpinionJournal,
): Promise<void> {
  const { count } = await transactions.db
    .selectFrom("opinion")
    .select((row) => row.fn.countAll<number>().as("count"))
    .executeTakeFirstOrThrow();
  if (count === journal.count()) return;
  await transactions.run(async () => {
    const inLedger = new Map((await stored(transactions)).map((opinion) => [opinion.seq, opinion]));
    const { opinions, problems } = await journal.read();
    const differing: Problem[] = [];
    for (const opinion of opinions) {
      const known = inLedger.get(opinion.seq);
      if (known === undefined) {
        await insert(transactions, opinion);
        inLedger.set(opinion.seq, opinion);
      } else if (JSON.stringify(known) !== JSON.stringify(opinion))
        differing.push(differs(journal.path, opinion.seq));
    }
    await facts.addProblems([...problems, ...differing]);
    const inJournal = new Set(opinions.map((opinion) => opinion.seq));
    // Still inside: another process that opens the ledger now must not append the same lines.
    journal.append([...inLedger.values()].filter((opinion) => !inJournal.has(opinion.seq)));
  });
}

async function insert(transactions: Transactions, opinion: Opinion): Promise<void> {
  await transactions.db
    .insertInto("opinion")
    .values({ seq: opinion.seq, detail: JSON.stringify(opinion) })
    .execute();
}

async function stored(transactions: Transactions): Promise<Opinion[]> {
  const rows = await transactions.db.selectFrom("opinion").select("detail").orderBy("seq").execute();
  return rows.map((row) => JSON.parse(row.detail) as Opinion);
}

function differs(file: string, seq: number): Problem {
  return {
    at: { file },
    kind: "opinion-differs",
    what: `opinion ${seq} reads otherwise than in the ledger; the ledger's holds`,
    hint: "if the journal's was meant, say it again with the command that made it",
  };
}
