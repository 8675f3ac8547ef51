/** Tasks and what belongs to them in SQLite: each is replaced by itself, so that what did not change costs nothing. */
import { type AliasedRawBuilder, sql } from "kysely";
import { batchesOf } from "../core/batches.ts";
import type { TaskWork } from "../core/changes/task-work.ts";
import { grouped } from "../core/grouped.ts";
import type { SupervisoryInterval, Task, TaskDay } from "../core/types.ts";
import { decodeSupervision, encodeSupervision } from "./attention-encoding.ts";
import { byBeginning, byDay, byTask } from "./row-order.ts";
import { inList, isOneOf, listOf, type Transactions } from "./sqlite-transactions.ts";
import type {
  OtherSupervision,
  PartToMake,
  TaskEstimate,
  TaskEvidence,
  TaskMark,
  TaskResultStore,
} from "./task-results.ts";

export function sqliteTaskResults(transactions: Transactions): TaskResultStore {
  const { connection } = transactions;

  return {
    async taskMarks(anchors) {
      let query = transactions.db
        .selectFrom("task")
        .select(["id", "anchor", "first_ms as firstMs", "made_from as madeFrom"]);
      if (anchors !== undefined) query = query.where(isOneOf("anchor", anchors));
      return await query.execute();
    },

    async partsToMake(rules, anchors = []) {
      return connection.all<PartToMake>(
        `select part.anchor, part.stamp, part.first_ms as firstMs, task.id as taskId, task.made_from as madeFrom
          from part left join task on task.anchor = part.anchor and task.first_ms = part.first_ms
          where task.made_from is not ? || ' ' || part.stamp
            or part.anchor in (select value from json_each(?))`,
        rules,
        JSON.stringify(anchors),
      );
    },

    async tasksWithoutPart() {
      return connection.all<TaskMark>(
        `select id, anchor, first_ms as firstMs, made_from as madeFrom from task
          where not exists (
            select 1 from part indexed by part_in_brief
              where part.anchor = task.anchor and part.first_ms = task.first_ms)`,
      );
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
      return (await rowsOf<Task>("task", "id", ids)).sort(byBeginning);
    },

    replaceDays(taskId, days) {
      return transactions.run(async () => {
        const rows = connection.all<{ day: string; detail: string }>(
          "select day, detail from task_day where task_id = ?",
          taskId,
        );
        const known = new Map(rows.map(({ day, detail }) => [day, detail]));
        for (const row of days) {
          const detail = JSON.stringify(row);
          if (known.get(row.day) !== detail) {
            connection.run("insert or replace into task_day values (?, ?, ?)", taskId, row.day, detail);
          }
          known.delete(row.day);
        }
        for (const day of known.keys()) {
          connection.run("delete from task_day where task_id = ? and day = ?", taskId, day);
        }
      });
    },

    async taskDays({ from, to, taskIds } = {}) {
      if (from === undefined && to === undefined)
        return (await rowsOf<TaskDay>("task_day", "task_id", taskIds)).sort(byDay);
      let query = transactions.db.selectFrom("task_day");
      if (from !== undefined) query = query.where("day", ">=", from);
      if (to !== undefined) query = query.where("day", "<=", to);
      if (taskIds !== undefined) query = query.where(isOneOf("task_id", taskIds));
      return parsed<TaskDay>(await query.select(inOneText()).execute()).sort(byDay);
    },

    async newestDay() {
      const [row] = await transactions.ask<{ day: string | null }>("select max(day) as day from task_day");
      return row?.day ?? null;
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
      const all = await rowsOf<readonly TaskEstimate[]>("estimate", "task_id", taskIds);
      return all.flat().sort(byTask);
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
      return (await rowsOf<TaskWork>("task_work", "task_id", taskIds)).sort(byTask);
    },

    saveEvidence(evidence) {
      return transactions.run(async () => {
        const { taskId: task_id, person, declared } = evidence;
        const detail = JSON.stringify(evidence);
        connection.run("delete from evidence where task_id = ?", task_id);
        transactions.insert("evidence", { task_id, person, declared: declared ? 1 : 0, detail });
      });
    },

    async evidence({ taskIds, person, declared } = {}) {
      // One text: objects for rows that are parsed at once would take as long as parsing them.
      let query = transactions.db
        .selectFrom("evidence")
        .select((row) => row.fn<string | null>("group_concat", ["detail"]).as("details"));
      if (taskIds !== undefined) query = query.where(isOneOf("task_id", taskIds));
      if (person !== undefined) query = query.where("person", "=", person);
      if (declared !== undefined) query = query.where("declared", "=", declared ? 1 : 0);
      const { details } = await query.executeTakeFirstOrThrow();
      return transactions.read(() => JSON.parse(`[${details ?? ""}]`) as TaskEvidence[]);
    },

    async declaredTaskIds() {
      const rows = await transactions.ask<{ taskId: string }>(
        "select task_id as taskId from evidence where declared = 1",
      );
      return rows.map(({ taskId }) => taskId);
    },

    async peopleOf(taskIds) {
      const rows = await transactions.ask<{ person: string }>(
        `select distinct person from evidence where task_id ${inList} order by person`,
        listOf(taskIds),
      );
      return rows.map(({ person }) => person);
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

  /** Gives what is not as it was. */
  function replaceSupervision(
    person: string,
    intervals: readonly SupervisoryInterval[],
    sessionOf: (turnId: string) => string,
  ): readonly OtherSupervision[] {
    const rows = connection.all<{ session_id: string; detail: string }>(
      "select session_id, detail from supervision where person = ?",
      person,
    );
    const known = new Map(rows.map((row) => [row.session_id, row.detail]));
    const others: OtherSupervision[] = [];
    for (const [session_id, own] of grouped(intervals, ({ turnId }) => sessionOf(turnId))) {
      const detail = encodeSupervision(own);
      const before = known.get(session_id);
      known.delete(session_id);
      if (before === detail) continue;
      others.push(...othersIn(before, own));
      const from_ms = own.reduce((first, { fromMs }) => Math.min(first, fromMs), Number.POSITIVE_INFINITY);
      const to_ms = own.reduce((last, { toMs }) => Math.max(last, toMs), Number.NEGATIVE_INFINITY);
      drop(session_id, person);
      transactions.insert("supervision", { session_id, person, from_ms, to_ms, detail });
    }
    for (const [sessionId, before] of known) {
      others.push(...othersIn(before, []));
      drop(sessionId, person);
    }
    return others;
  }

  function drop(sessionId: string, person: string): void {
    connection.run("delete from supervision where session_id = ? and person = ?", sessionId, person);
  }

  /** Those with one of the keys; without any, all. */
  async function rowsOf<T>(table: DetailedTable, key: string, keys?: readonly string[]): Promise<T[]> {
    if (keys === undefined) return transactions.atOneMoment(() => wholeTable<T>(table));
    const texts = `select group_concat(detail) as texts from ${table} where ${key} ${inList}`;
    return transactions.atOneMoment(() => {
      const rows: T[] = [];
      for (const batch of batchesOf(keys, rowsAtOnce))
        for (const row of parsed<T>(connection.all<Texts>(texts, listOf(batch)))) rows.push(row);
      return rows;
    });
  }

  /**
   * Put together by SQLite and parsed at once, rows take half the time of rows that are fetched and parsed one by one; but a text
   * of all of them would be there three times, in SQLite, as a text and parsed. They are put in order afterwards: SQLite would
   * carry the whole texts through its sorter, which takes longer than all the rest.
   */
  function wholeTable<T>(table: DetailedTable): T[] {
    const rows: T[] = [];
    for (let after: number | null = Number.MIN_SAFE_INTEGER; after !== null; ) {
      const [batch]: readonly Batch[] = connection.all<Batch>(
        `select max(id) as last, group_concat(detail) as texts
          from (select rowid as id, detail from ${table} where rowid > ? order by rowid limit ?)`,
        ...[after, rowsAtOnce],
      );
      for (const row of parsed<T>([batch!])) rows.push(row);
      after = batch!.last;
    }
    return rows;
  }

  function parsed<T>([row]: readonly Texts[]): T[] {
    return transactions.read(() => JSON.parse(`[${row?.texts ?? ""}]`) as T[]);
  }
}

type DetailedTable = "task" | "task_day" | "estimate" | "task_work";

interface Texts {
  readonly texts: string | null;
}

interface Batch extends Texts {
  /** Null: there are no more. */
  readonly last: number | null;
}

/** Four times as many are no quicker, and hold 20 MB more for 25 MB of rows. */
const rowsAtOnce = 1_024;

function inOneText(): AliasedRawBuilder<string | null, "texts"> {
  return sql<string | null>`group_concat(detail)`.as("texts");
}

/** Who stands for all people; nobody is called so. */
const everybody = "";

/** In one session. */
function othersIn(
  before: string | undefined,
  fresh: readonly SupervisoryInterval[],
): readonly OtherSupervision[] {
  const ofTurn = ({ turnId }: SupervisoryInterval) => turnId;
  const old = grouped(before === undefined ? [] : decodeSupervision(before), ofTurn);
  const now = grouped(fresh, ofTurn);
  return [...new Set([...old.keys(), ...now.keys()])]
    .map((turnId) => ({ turnId, before: old.get(turnId) ?? [], now: now.get(turnId) ?? [] }))
    .filter((one) => JSON.stringify(one.before) !== JSON.stringify(one.now));
}
