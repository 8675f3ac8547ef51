/**
 * Task ids a person can type: a hash of the task's first turn, in letters that are not mistaken for others.
 *
 * An id derived from any turn finds the task that holds that turn now. So an id printed yesterday still works
 * after its task was merged into another, or after older logs turned up and gave the task an earlier start.
 */
import { editDistance } from "../nearest.ts";
import type { Task } from "../types.ts";

/** Digits and lower-case letters without 0/o and 1/l/i. */
const alphabet = "23456789abcdefghjkmnpqrstuvwxyz";
const idLength = 5;
/** 31^12 is just below 2^60: more letters would not tell more turns apart. */
const fullLength = 12;
const shortestPrefix = 3;

/** The id a turn gives to the task it opens; `length` letters of it (5; more only after a collision). */
export function taskId(turnId: string, length: number = idLength): string {
  const halves = [hash32(turnId, 0x811c9dc5), hash32(turnId, 0x01000193)];
  let id = "";
  for (let i = 0; i < length; i++) {
    const half = i < fullLength / 2 ? 0 : 1;
    id += alphabet[halves[half]! % alphabet.length];
    halves[half] = Math.floor(halves[half]! / alphabet.length);
  }
  return id;
}

/**
 * FNV-1a over the code units (http://www.isthe.com/chongo/tech/comp/fnv/), then MurmurHash3's 32-bit finaliser
 * (https://github.com/aappleby/smhasher), because turn ids differ in few places and FNV alone spreads those
 * poorly. Two offsets give two independent halves. Not meant to resist an attacker.
 */
function hash32(text: string, offset: number): number {
  let hash = offset;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/**
 * One id for each anchor, in the given order: where two ids of five letters are equal the earlier anchor keeps
 * it and the later gets more letters of its own.
 */
export function assignTaskIds(anchors: readonly string[]): readonly string[] {
  const taken = new Set<string>();
  return anchors.map((anchor) => {
    let length = idLength;
    while (length < fullLength && taken.has(taskId(anchor, length))) length++;
    const id = taskId(anchor, length);
    taken.add(id);
    return id;
  });
}

export type FoundTask =
  | { readonly kind: "found"; readonly task: Task }
  /** Several tasks fit: one letter more may tell them apart. */
  | { readonly kind: "ambiguous"; readonly candidates: readonly Task[] }
  /** None fits; the most similar ids, nearest first, at most three. */
  | { readonly kind: "unknown"; readonly nearest: readonly Task[] };

/**
 * The task an id or a prefix of one means. In this order: the task that is called so; the only task whose id
 * begins so (three letters or more); the only task holding a turn whose id begins so (five letters or more:
 * with fewer, some turn of many thousands would always fit).
 */
export function resolveTask(idOrPrefix: string, tasks: readonly Task[]): FoundTask {
  const wanted = idOrPrefix.trim().toLowerCase();
  const exact = tasks.find((task) => task.id === wanted);
  if (exact !== undefined) return { kind: "found", task: exact };
  const byId = wanted.length < shortestPrefix ? [] : tasks.filter((task) => task.id.startsWith(wanted));
  const fitting = byId.length > 0 || wanted.length < idLength ? byId : tasksByTurn(wanted, tasks);
  if (fitting.length === 1) return { kind: "found", task: fitting[0]! };
  if (fitting.length > 1) return { kind: "ambiguous", candidates: fitting };
  return { kind: "unknown", nearest: nearestTasks(wanted, tasks) };
}

function tasksByTurn(wanted: string, tasks: readonly Task[]): readonly Task[] {
  if (wanted.length > fullLength) return [];
  const holdsTurn = (id: string): boolean => taskId(id, wanted.length) === wanted;
  return tasks.filter((task) => holdsTurn(task.anchor) || task.turnIds.some(holdsTurn));
}

function nearestTasks(wanted: string, tasks: readonly Task[]): readonly Task[] {
  return tasks
    .map((task) => ({ task, distance: editDistance(wanted, task.id) }))
    .filter(({ distance }) => distance <= 2)
    .sort((a, b) => a.distance - b.distance || (a.task.id < b.task.id ? -1 : 1))
    .slice(0, 3)
    .map(({ task }) => task);
}
