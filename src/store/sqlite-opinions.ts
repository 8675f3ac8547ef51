/** Opinions in SQLite, and their journal kept in step. */
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
        transactions.said();
        return opinion;
      });
    },

    opinions: () => stored(transactions),
  };
}

/**
 * Makes ledger and journal agree: an empty or older ledger takes back what the journal holds, and the journal
 * gets what it lacks. Where both have an opinion of one number, the ledger's holds.
 */
export async function keepInStep(
  transactions: Transactions,
  facts: FactStore,
  journal: OpinionJournal,
): Promise<void> {
  const apart = await stepsApart(transactions, journal);
  if (!apart.ledgerLacks && !apart.journalLacks) return;
  // Asked again inside the ledger's write lock: two processes never append the same line.
  await transactions.run(async () => {
    const { ledgerLacks, journalSeqs } = await stepsApart(transactions, journal);
    if (ledgerLacks) await takeBack(transactions, facts, journal);
    journal.append((await stored(transactions)).filter((opinion) => !journalSeqs.has(opinion.seq)));
  });
}

async function stepsApart(transactions: Transactions, journal: OpinionJournal) {
  const rows = await transactions.ask<{ seq: number }>("select seq from opinion");
  const ledgerSeqs = new Set(rows.map((row) => row.seq));
  const journalSeqs = journal.seqs();
  return {
    journalSeqs,
    journalLacks: [...ledgerSeqs].some((seq) => !journalSeqs.has(seq)),
    ledgerLacks: [...journalSeqs].some((seq) => !ledgerSeqs.has(seq)),
  };
}

async function takeBack(
  transactions: Transactions,
  facts: FactStore,
  journal: OpinionJournal,
): Promise<void> {
  const known = new Set((await stored(transactions)).map((opinion) => opinion.seq));
  const { opinions, problems } = await journal.read();
  for (const opinion of opinions) {
    if (known.has(opinion.seq)) continue;
    known.add(opinion.seq);
    await insert(transactions, opinion);
  }
  await facts.addProblems(problems);
}

/** Where the journal is not the ledger's copy: one line each. */
export async function journalDamage(
  transactions: Transactions,
  journal: OpinionJournal,
): Promise<readonly string[]> {
  const { opinions, problems } = await journal.read();
  const inJournal = new Map(opinions.map((opinion) => [opinion.seq, JSON.stringify(opinion)]));
  const inLedger = await stored(transactions);
  return [
    ...problems.map(({ at, what }) => `${at.file}:${at.line}: ${what}`),
    ...inLedger.flatMap((opinion) => {
      const copy = inJournal.get(opinion.seq);
      if (copy === JSON.stringify(opinion)) return [];
      const how = copy === undefined ? "is missing" : "reads otherwise than in the ledger, whose own holds";
      return [`${journal.path}: opinion ${opinion.seq} ${how}`];
    }),
  ];
}

async function insert(transactions: Transactions, opinion: Opinion): Promise<void> {
  await transactions.db
    .insertInto("opinion")
    .values({ seq: opinion.seq, detail: JSON.stringify(opinion) })
    .execute();
}

async function stored(transactions: Transactions): Promise<Opinion[]> {
  const rows = await transactions.ask<{ detail: string }>("select detail from opinion order by seq");
  return transactions.read(() => rows.map((row) => JSON.parse(row.detail) as Opinion));
}
