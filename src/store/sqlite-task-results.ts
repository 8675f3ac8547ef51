/** Tasks and what belongs to them in SQLite: each is replaced by itself, so that what did not change costs nothing. */
import { type AliasedRawBuilder, sql } from "kysely";
import type { TaskWork } from "../core/changes/task-work.ts";
import { grouped } from "../core/grouped.ts";
import type { SupervisoryInterval, Task, TaskDay } from "../core/types.ts";
import { decodeSupervision, encodeSupervision } from "./attention-encoding.ts";
import type { EvidenceTable } from "./schema.ts";
import { isOneOf, type Transactions } from "./sqlite-transactions.ts";
import type { TaskEstimate, TaskEvidence, TaskResultStore } from "./task-results.ts";

export function sqliteTaskResults(transactions: Transactions): TaskResultStore {
  const { connection } = transactions;

  return {
    async taskMarks() {
      return await transactions.db
        .selectFrom("task")
        .select(["id", "anchor", "made_from as madeFrom"])
        .execute();
    },

    saveTask(task, madeFrom) {
      return transactions.run(async () => {
        // Never deleted and inserted again: what belongs to a task would go with it.
        connection.run(
          `insert into task (id, first_ms, anchor, made_from, detail) values (?, ?, ?, ?, ?)
            on conflict (id) do update set first_ms = excluded.first_ms, anchor = excluded.anchor,
              made_from = excluded.made_from, detail = excluded.detail`,
          ...[task.id, task.firstMs, task.anchor, madeFrom, JSON.stringify(task)],
        );
      });
    },

    removeTasks(ids) {
      return transactions.run(async () => {
        for (const id of ids) connection.run("delete from task where id = ?", id);
      });
    },

    async tasks(ids) {
      let query = transactions.db.selectFrom("task");
      if (ids !== undefined) query = query.where(isOneOf("id", ids));
      return details<Task>(query.select(inOneText("first_ms, id")));
    },

    replaceDays(taskId, days) {
      return transactions.run(async () => {
        connection.run("delete from task_day where task_id = ?", taskId);
        for (const day of days) {
          transactions.insert("task_day", { task_id: taskId, day: day.day, detail: JSON.stringify(day) });
        }
      });
    },

    async taskDays({ from, to, taskIds } = {}) {
      let query = transactions.db.selectFrom("task_day");
      if (from !== undefined) query = query.where("day", ">=", from);
      if (to !== undefined) query = query.where("day", "<=", to);
      if (taskIds !== undefined) query = query.where(isOneOf("task_id", taskIds));
      return details<TaskDay>(query.select(inOneText("day, task_id")));
    },

    async daysOfTasks(taskIds) {
      const rows = await transactions.db
        .selectFrom("task_day")
        .select("day")
        .distinct()
        .where(isOneOf("task_id", taskIds))
        .execute();
      return rows.map(({ day }) => day);
    },

    async tasksOfDays(days) {
      const rows = await transactions.db
        .selectFrom("task_day")
        .select("task_id")
        .distinct()
        .where(isOneOf("day", days))
        .execute();
      return rows.map((row) => row.task_id);
    },

    replaceEstimates(taskId, estimates) {
      return transactions.run(async () => {
        connection.run("delete from estimate where task_id = ?", taskId);
        if (estimates.length === 0) return;
        transactions.insert("estimate", { task_id: taskId, detail: JSON.stringify(estimates) });
      });
    },

    async estimates(taskIds) {
      let query = transactions.db.selectFrom("estimate");
      if (taskIds !== undefined) query = query.where(isOneOf("task_id", taskIds));
      return (await details<readonly TaskEstimate[]>(query.select(inOneText("task_id")))).flat();
    },

    replaceWork(taskId, work) {
      return transactions.run(async () => {
        connection.run("delete from task_work where task_id = ?", taskId);
        if (work !== null) {
          transactions.insert("task_work", { task_id: taskId, detail: JSON.stringify(work) });
        }
      });
    },

    async taskWork(taskIds) {
      let query = transactions.db.selectFrom("task_work");
      if (taskIds !== undefined) query = query.where(isOneOf("task_id", taskIds));
      return details<TaskWork>(query.select(inOneText("task_id")));
    },

    saveEvidence(evidence) {
      return transactions.run(async () => {
        connection.run("delete from evidence where task_id = ?", evidence.taskId);
        transactions.insert("evidence", evidenceRow(evidence));
      });
    },

    saveMinutes(minutes) {
      return transactions.run(async () => {
        for (const [taskId, one] of minutes) {
          connection.run("update evidence set minutes = ? where task_id = ?", one, taskId);
        }
      });
    },

    async evidence({ taskIds, person, declared } = {}) {
      let query = transactions.db.selectFrom("evidence").selectAll();
      if (taskIds !== undefined) query = query.where(isOneOf("task_id", taskIds));
      if (person !== undefined) query = query.where("person", "=", person);
      if (declared !== undefined) query = query.where("declared", "=", declared ? 1 : 0);
      const rows = await query.execute();
      return rows.map(evidenceOf);
    },

    saveSupervision(person, intervals, sessionOf) {
      return transactions.run(async () => replaceSupervision(person, intervals, sessionOf));
    },

    async supervision({ fromMs, toMs, sessionIds } = {}) {
      let query = transactions.db.selectFrom("supervision").select("detail");
      if (fromMs !== undefined) query = query.where("to_ms", ">", fromMs);
      if (toMs !== undefined) query = query.where("from_ms", "<", toMs);
      if (sessionIds !== undefined) query = query.where(isOneOf("session_id", sessionIds));
      const rows = await query.execute();
      const intervals = transactions.read(() => rows.flatMap(({ detail }) => decodeSupervision(detail)));
      return intervals
        .filter((one) => one.toMs > (fromMs ?? -Infinity) && one.fromMs < (toMs ?? Infinity))
        .sort(
          (a, b) =>
            a.fromMs - b.fromMs || a.toMs - b.toMs || (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1),
        );
    },

    async agentDays(person) {
      const rows = await transactions.db
        .selectFrom("agent_day")
        .select(["day", "agent_ms"])
        .where("person", "=", person ?? everybody)
        .orderBy("day")
        .execute();
      return new Map(rows.map(({ day, agent_ms }) => [day, agent_ms]));
    },

    replaceAgentDays(days, unions) {
      return transactions.run(async () => {
        for (const day of days) connection.run("delete from agent_day where day = ?", day);
        for (const [person, lengths] of unions) {
          for (const [day, agent_ms] of lengths) {
            transactions.insert("agent_day", { person: person ?? everybody, day, agent_ms });
          }
        }
      });
    },
  };

  /** Gives the turns whose intervals are not as they were. */
  function replaceSupervision(
    person: string,
    intervals: readonly SupervisoryInterval[],
    sessionOf: (turnId: string) => string,
  ): readonly string[] {
    const rows = connection.all<{ session_id: string; detail: string }>(
      "select session_id, detail from supervision where person = ?",
      person,
    );
    const known = new Map(rows.map((row) => [row.session_id, row.detail]));
    const turnIds = new Set<string>();
    for (const [session_id, own] of grouped(intervals, ({ turnId }) => sessionOf(turnId))) {
      const detail = encodeSupervision(own);
      const before = known.get(session_id);
      known.delete(session_id);
      if (before === detail) continue;
      for (const turnId of otherTurns(before, own)) turnIds.add(turnId);
      const from_ms = own.reduce((first, { fromMs }) => Math.min(first, fromMs), Number.POSITIVE_INFINITY);
      const to_ms = own.reduce((last, { toMs }) => Math.max(last, toMs), Number.NEGATIVE_INFINITY);
      drop(session_id, person);
      transactions.insert("supervision", { session_id, person, from_ms, to_ms, detail });
    }
    for (const [sessionId, before] of known) {
      for (const turnId of otherTurns(before, [])) turnIds.add(turnId);
      drop(sessionId, person);
    }
    return [...turnIds];
  }

  function drop(sessionId: string, person: string): void {
    connection.run("delete from supervision where session_id = ? and person = ?", sessionId, person);
  }

  async function details<T>(all: { execute(): Promise<{ texts: string | null }[]> }): Promise<readonly T[]> {
    const [row] = await all.execute();
    return transactions.read(() => JSON.parse(`[${row?.texts ?? ""}]`) as T[]);
  }
}

/** Put together by SQLite and parsed at once, rows take half the time of rows that are fetched and parsed one by one. */
function inOneText(order: string): AliasedRawBuilder<string | null, "texts"> {
  return sql<string | null>`group_concat(detail, ',' order by ${sql.raw(order)})`.as("texts");
}

/** Who stands for all people; nobody is called so. */
const everybody = "";

function otherTurns(before: string | undefined, now: readonly SupervisoryInterval[]): readonly string[] {
  const textsOf = (intervals: readonly SupervisoryInterval[]) =>
    new Map([...grouped(intervals, ({ turnId }) => turnId)].map(([id, own]) => [id, JSON.stringify(own)]));
  const [old, fresh] = [textsOf(before === undefined ? [] : decodeSupervision(before)), textsOf(now)];
  return [...new Set([...old.keys(), ...fresh.keys()])].filter((id) => old.get(id) !== fresh.get(id));
}

function evidenceRow({ taskId, firstMs, lastMs, declared, ...rest }: TaskEvidence) {
  const of: Pick<EvidenceTable, "task_id" | "first_ms" | "last_ms" | "declared"> = {
    ...{ task_id: taskId, first_ms: firstMs, last_ms: lastMs },
    declared: declared ? 1 : 0,
  };
  return { ...of, ...rest };
}

function evidenceOf({ task_id, first_ms, last_ms, declared, ...rest }: EvidenceTable): TaskEvidence {
  return { taskId: task_id, firstMs: first_ms, lastMs: last_ms, declared: declared === 1, ...rest };
}
