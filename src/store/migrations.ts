/**
 * The ledger's schema as numbered steps. A ledger carries the number of its last step in SQLite's
 * `user_version`; opening it runs the steps it lacks. A step that has been released is never changed.
 */

import { noteChanges } from "./noted-changes.ts";
import { applicationId, newestVersion, versionOf } from "./schema-version.ts";
import type { SqliteConnection } from "./sqlite-dialect.ts";

interface Migration {
  readonly version: number;
  readonly about: string;
  up(connection: SqliteConnection): void;
}

export const migrations: readonly Migration[] = [
  {
    version: 1,
    about: "facts, opinions and results",
    up(connection) {
      connection.exec(`
        create table file (
          path text primary key, session_id text not null, generation integer not null, detail text not null
        );
        create table chunk (
          id integer primary key,
          -- Checked at the end of a transaction: a file's row may be written after its chunks.
          path text not null references file (path) deferrable initially deferred,
          generation integer not null, session_id text not null, agent_id text, source text not null,
          first_line integer not null, events blob not null,
          -- Two processes that read the same lines cannot both store them.
          unique (path, generation, first_line)
        );
        create index chunk_by_session on chunk (session_id);
        create table prompt (
          uuid text not null, chunk_id integer not null references chunk (id), primary key (uuid, chunk_id)
        ) without rowid;
        create index prompt_by_chunk on prompt (chunk_id);
        create table problem (
          id integer primary key, file text not null, line integer not null, kind text not null,
          what text not null, hint text not null,
          unique (file, line, kind, what)
        );
        create table opinion (seq integer primary key, detail text not null);
        create table session (
          session_id text primary key, first_ms real not null, requests text not null, detail text not null
        );
        create table turn (
          id text primary key, session_id text not null references session (session_id) on delete cascade,
          person text not null, project text not null, branch text, start_ms real not null, end_ms real not null,
          requests text not null, detail text not null
        );
        create index turn_by_session on turn (session_id);
        create table task (id text primary key, first_ms real not null, detail text not null);
        create table task_day (
          task_id text not null references task (id) on delete cascade, day text not null, detail text not null,
          primary key (task_id, day)
        );
        create table estimate (task_id text not null references task (id) on delete cascade, detail text not null);
        create index estimate_by_task on estimate (task_id);
        create table supervision (from_ms real not null, to_ms real not null, detail text not null);
        create table meta (key text primary key, value text not null);
      `);
      for (const table of ["chunk", "prompt", "problem", "opinion"]) appendOnly(connection, table);
    },
  },
  {
    version: 2,
    about: "histories of repositories, the commits of tasks",
    up(connection) {
      connection.exec(`
        create table repository (id text primary key, detail text not null);
        create table history (
          id integer primary key,
          -- Checked at the end of a transaction: the repository's row may be written after its commits.
          repository_id text not null references repository (id) deferrable initially deferred,
          commits blob not null
        );
        create index history_by_repository on history (repository_id);
        create table commit_link (repository_id text primary key, key text not null, detail text not null);
        create table task_work (
          task_id text primary key references task (id) on delete cascade, detail text not null
        );
      `);
      appendOnly(connection, "history");
    },
  },
  {
    version: 3,
    about: "problems that cutting a session found are results",
    up(connection) {
      connection.exec(`
        create table session_problem (
          session_id text not null references session (session_id) on delete cascade,
          file text not null, line integer not null, kind text not null, what text not null, hint text not null
        );
        create index session_problem_by_session on session_problem (session_id);
        create view any_problem as
          select file, line, kind, what, hint from problem
          union select file, line, kind, what, hint from session_problem;
      `);
    },
  },
  {
    version: 4,
    about: "what became of commits",
    up(connection) {
      connection.exec(`
        create table commit_outcome (repository_id text primary key, key text not null, detail text not null);
      `);
    },
  },
  {
    version: 5,
    about: "what is analysed together",
    up(connection) {
      connection.exec(`
        -- Sessions are cut anew: their rows know nothing of what connects them.
        delete from session;
        delete from meta where key = 'turns-key';
        alter table session add column version text not null default '';
        alter table session add column trace text not null default '';
        alter table session add column messages blob not null default '';
        -- All estimates of a task in a row, since they come in an order of their own.
        drop table estimate;
        create table estimate (
          task_id text primary key references task (id) on delete cascade, detail text not null
        );
        create table component (name text primary key, members text not null, parts text not null);
      `);
    },
  },
  {
    version: 6,
    about: "what touches a stretch of time is found without reading all else",
    up(connection) {
      connection.exec(`
        create index turn_by_end on turn (end_ms, start_ms);
        create index supervision_by_end on supervision (to_ms, from_ms);
      `);
    },
  },
  {
    version: 7,
    about: "results kept piece by piece, so that a change costs its own pieces",
    up(connection) {
      connection.exec(`
        -- All is analysed anew: what earlier versions kept is of other pieces.
        delete from task;
        delete from session;
        delete from commit_link;
        delete from meta where key in ('turns-key', 'tasks-key') or key like 'agent-union:%';
        alter table session add column segments text not null default '[]';
        create table session_usage (
          session_id text primary key, messages blob not null, lost text not null,
          days text not null, turns text not null
        );
        drop table component;
        create table component (name text primary key, members text not null);
        create table part (
          anchor text primary key, component text not null, key text not null, stamp text not null,
          first_ms real not null, agent text not null, detail text not null
        );
        create index part_by_component on part (component);
        create table part_turn (turn_id text primary key, anchor text not null) without rowid;
        create table attention (
          session_id text not null, person text not null, detail text not null, primary key (session_id, person)
        );
        drop table supervision;
        create table supervision (
          session_id text not null, person text not null, from_ms real not null, to_ms real not null,
          detail text not null, primary key (session_id, person)
        );
        create index supervision_by_end on supervision (to_ms, from_ms);
        alter table task add column anchor text not null default '';
        alter table task add column made_from text not null default '';
        create index task_by_anchor on task (anchor);
        create table evidence (
          task_id text primary key references task (id) on delete cascade,
          person text not null, declared integer not null, detail text not null
        );
        create table agent_day (
          person text not null, day text not null, agent_ms real not null, primary key (person, day)
        ) without rowid;
        create index agent_day_by_day on agent_day (day);
        create index task_day_by_day on task_day (day);
        alter table commit_link add column candidates text not null default '{}';
      `);
    },
  },
  {
    version: 8,
    about: "which rows of results changed",
    up: noteChanges,
  },
  {
    version: 9,
    about: "what is to be made anew is told from indexes alone",
    up(connection) {
      connection.exec(`
        create index part_in_brief on part (anchor, first_ms, stamp);
        drop index task_by_anchor;
        create index task_in_brief on task (anchor, first_ms, id, made_from);
        -- So that nobody who changes a session can forget it.
        alter table session_usage add column stale integer not null default 0;
        create index session_usage_stale on session_usage (session_id) where stale = 1;
        create trigger session_insert_uncounted after insert on session begin
          update session_usage set stale = 1 where session_id = new.session_id;
        end;
        create trigger session_delete_uncounted after delete on session begin
          update session_usage set stale = 1 where session_id = old.session_id;
        end;
      `);
    },
  },
  {
    version: 10,
    about: "what changed since the last run is told from indexes alone",
    up(connection) {
      connection.exec(`
        create index file_in_brief on file (
          path, detail ->> 'sizeBytes', detail ->> 'modifiedMs', detail ->> 'inode', detail ->> 'gone', session_id
        );
        create index session_in_brief on session (session_id, first_ms, detail ->> 'lastMs');
        create index evidence_declared on evidence (task_id) where declared = 1;
      `);
    },
  },
  {
    version: 11,
    about: "usage told before sessions are cut",
    up(connection) {
      connection.exec(`
        alter table session_usage add column ahead integer not null default 0;
        create index session_usage_ahead on session_usage (session_id) where ahead = 1;
        -- A session that is cut shows what it was told ahead until it is counted, unless that was not to be shown yet.
        drop trigger session_insert_uncounted;
        create trigger session_insert_uncounted after insert on session begin
          delete from session_usage where session_id = new.session_id and ahead = 1 and stale = 1;
          update session_usage set stale = 1, ahead = 0 where session_id = new.session_id;
        end;
      `);
    },
  },
];

/** Refuses every change of a stored row, whoever asks. */
function appendOnly(connection: SqliteConnection, table: string): void {
  for (const change of ["update", "delete"]) {
    connection.exec(`
      create trigger ${table}_no_${change} before ${change} on ${table}
      begin select raise(abort, '${table} is append-only: ${change} refused'); end;
    `);
  }
}

/** Brings a ledger to the newest schema. Safe when two processes open a new ledger at once. */
export function migrate(connection: SqliteConnection): void {
  connection.begin();
  try {
    // Asked again inside the lock: the other process may have been here.
    const from = versionOf(connection);
    for (const migration of migrations) if (migration.version > from) migration.up(connection);
    connection.exec(`pragma application_id = ${applicationId}; pragma user_version = ${newestVersion}`);
    connection.commit();
  } catch (error) {
    connection.rollback();
    throw error;
  }
}
