/** Draws the lanes that are in sight on a canvas: thousands of rectangles that no document could hold. */
import type { Interval } from "../../../core/types.ts";
import { plainText } from "../../../formats/text.ts";
import type { Answers } from "../../answers.ts";
import { type Tick, ticksOf } from "./view.ts";

export type Timeline = Answers["timeline"];
export type Lane = Timeline["lanes"][number];

export const laneHeight = 44;
export const axisHeight = 26;

/** The page's colours, resolved: a canvas knows no custom properties. */
export interface Colours {
  readonly paper: string;
  readonly raised: string;
  readonly ink: string;
  readonly muted: string;
  readonly rule: string;
  readonly agent: string;
  readonly human: string;
  readonly notice: string;
  readonly focus: string;
  readonly font: string;
}

export function coloursOf(element: HTMLElement): Colours {
  const probe = document.createElement("span");
  element.append(probe);
  const resolved = (name: string): string => {
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color;
  };
  const colours = {
    paper: resolved("card"),
    raised: resolved("raised"),
    ink: resolved("ink"),
    muted: resolved("muted"),
    rule: resolved("rule"),
    agent: resolved("agent"),
    human: resolved("human"),
    notice: resolved("notice"),
    focus: resolved("focus"),
    font: getComputedStyle(element).fontFamily,
  };
  probe.remove();
  return colours;
}

export interface Scene {
  readonly timeline: Timeline;
  /** What is looked at; the answer may be of another stretch while the next one is on its way. */
  readonly view: Interval;
  readonly selection: Interval | null;
  /** Where the keyboard is. */
  readonly cursorMs: number | null;
  readonly cursorLane: number;
  /** The task that is pointed at: its pieces stand out. */
  readonly pointedTask: string | null;
  readonly scrollTop: number;
  readonly width: number;
  readonly height: number;
  readonly colours: Colours;
}

/** What lasts shorter is still seen. */
const leastPx = 2;

/** From the lane's top: words, the bar of agents with subagents below it, the line of the person. */
const bar = { top: 19, height: 11 };
const subagents = { top: 31, height: 2, gap: 1, most: 2 };
const person = { top: 38, height: 3 };

export function drawTimeline(canvas: HTMLCanvasElement, scene: Scene): void {
  const { width, height, colours } = scene;
  const ratio = devicePixelRatio || 1;
  const [wide, high] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== wide) canvas.width = wide;
  if (canvas.height !== high) canvas.height = high;
  const pen = canvas.getContext("2d");
  if (pen === null) return;
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.fillStyle = colours.paper;
  pen.fillRect(0, 0, width, height);
  const ticks = ticksOf(scene.view, scene.timeline.timezone, width);
  drawGrid(pen, scene, ticks);
  drawLanes(pen, scene);
  drawSelection(pen, scene);
  drawAxis(pen, scene, ticks);
}

const xOf = ({ view, width }: Scene, atMs: number): number =>
  ((atMs - view.fromMs) / (view.toMs - view.fromMs)) * width;

function drawGrid(pen: CanvasRenderingContext2D, scene: Scene, ticks: readonly Tick[]): void {
  pen.fillStyle = scene.colours.rule;
  for (const { atMs, strong } of ticks) {
    pen.globalAlpha = strong ? 1 : 0.5;
    pen.fillRect(Math.round(xOf(scene, atMs)), axisHeight, 1, scene.height);
  }
  pen.globalAlpha = 1;
}

function drawAxis(pen: CanvasRenderingContext2D, scene: Scene, ticks: readonly Tick[]): void {
  const { colours, width } = scene;
  pen.fillStyle = colours.raised;
  pen.fillRect(0, 0, width, axisHeight);
  pen.textBaseline = "middle";
  pen.textAlign = "left";
  for (const { atMs, label, strong } of ticks) {
    const x = Math.round(xOf(scene, atMs));
    pen.fillStyle = strong ? colours.ink : colours.muted;
    pen.font = `${strong ? 600 : 400} 12px ${colours.font}`;
    if (x + 5 + pen.measureText(label).width <= width) pen.fillText(label, x + 5, axisHeight / 2 + 1);
    pen.fillRect(x, axisHeight - 6, 1, 6);
  }
  pen.fillStyle = colours.rule;
  pen.fillRect(0, axisHeight - 1, width, 1);
}

function drawLanes(pen: CanvasRenderingContext2D, scene: Scene): void {
  const { timeline, scrollTop, height } = scene;
  const first = Math.max(0, Math.floor(scrollTop / laneHeight));
  const last = Math.min(timeline.lanes.length, Math.ceil((scrollTop + height) / laneHeight));
  for (let at = first; at < last; at++)
    drawLane(pen, scene, timeline.lanes[at]!, axisHeight + at * laneHeight - scrollTop);
}

function drawLane(pen: CanvasRenderingContext2D, scene: Scene, lane: Lane, top: number): void {
  const { colours, width, timeline } = scene;
  const spans = (list: readonly number[], y: number, high: number, colour: string, alpha = 1) => {
    pen.fillStyle = colour;
    pen.globalAlpha = alpha;
    for (let i = 0; i < list.length; i += 2) {
      const from = xOf(scene, timeline.stretch.fromMs + list[i]! * timeline.unitMs);
      const to = xOf(scene, timeline.stretch.fromMs + list[i + 1]! * timeline.unitMs);
      if (to < 0 || from > width) continue;
      pen.fillRect(from, y, Math.max(leastPx, to - from), high);
    }
    pen.globalAlpha = 1;
  };
  const { tracks } = lane;
  for (const task of lane.tasks) {
    if (task.taskId === scene.pointedTask) spans(task.spans, top, laneHeight - 1, colours.focus, 0.12);
  }
  drawPauses(pen, scene, tracks.agent, top);
  spans(tracks.agent, top + bar.top, bar.height, colours.agent);
  for (const list of [tracks.approval, tracks.question, tracks.plan]) {
    spans(list, top + bar.top + 1, bar.height - 2, colours.notice, 0.28);
    spans(list, top + bar.top + bar.height / 2 - 1, 2, colours.notice);
  }
  lane.subagents.slice(0, subagents.most).forEach((list, row) => {
    spans(
      list,
      top + subagents.top + row * (subagents.height + subagents.gap),
      subagents.height,
      colours.agent,
      0.7,
    );
  });
  spans(tracks.reviewing, top + person.top, person.height, colours.human, 0.45);
  spans(tracks.approving, top + person.top, person.height, colours.human);
  spans(tracks.prompting, top + person.top, person.height, colours.human);
  drawCommits(pen, scene, lane, top);
  drawTitle(pen, scene, lane, top);
  pen.fillStyle = colours.rule;
  pen.globalAlpha = 0.6;
  pen.fillRect(0, top + laneHeight - 1, width, 1);
  pen.globalAlpha = 1;
}

/** Between turns nothing is drawn but a dotted line: the session is open, and its agent waits for the person. */
function drawPauses(
  pen: CanvasRenderingContext2D,
  scene: Scene,
  agent: readonly number[],
  top: number,
): void {
  const { stretch, unitMs } = scene.timeline;
  const [from, to] = [agent[0], agent.at(-1)].map((units) =>
    Math.min(Math.max(xOf(scene, stretch.fromMs + (units ?? 0) * unitMs), -4), scene.width + 4),
  ) as [number, number];
  if (to - from < 4) return;
  const y = top + bar.top + Math.floor(bar.height / 2) + 0.5;
  pen.strokeStyle = scene.colours.muted;
  pen.globalAlpha = 0.7;
  pen.lineWidth = 1;
  pen.setLineDash([1, 3]);
  pen.beginPath();
  pen.moveTo(from, y);
  pen.lineTo(to, y);
  pen.stroke();
  pen.setLineDash([]);
  pen.globalAlpha = 1;
}

function drawTitle(pen: CanvasRenderingContext2D, scene: Scene, lane: Lane, top: number): void {
  const { colours, width } = scene;
  pen.textBaseline = "middle";
  pen.textAlign = "left";
  pen.font = `500 12px ${colours.font}`;
  pen.fillStyle = colours.ink;
  // Words begin where the lane's work does, as far as that leaves them room.
  const start = xOf(scene, scene.timeline.stretch.fromMs + firstOf(lane) * scene.timeline.unitMs);
  const title = shortened(pen, plainText(lane.title) || lane.id, Math.min(width - 16, 420));
  const x = Math.max(6, Math.min(start, width - 8 - pen.measureText(title).width));
  pen.fillText(title, x, top + 10);
}

function firstOf({ tracks, subagents: below }: Lane): number {
  const lists = [...Object.values(tracks), ...below];
  const firsts = lists.flatMap((list) => list[0] ?? []);
  return firsts.length === 0 ? 0 : Math.min(...firsts);
}

const ellipsis = "…";

function shortened(pen: CanvasRenderingContext2D, text: string, room: number): string {
  if (pen.measureText(text).width <= room) return text;
  let [least, most] = [0, text.length];
  while (least < most) {
    const middle = Math.ceil((least + most) / 2);
    if (pen.measureText(text.slice(0, middle) + ellipsis).width <= room) least = middle;
    else most = middle - 1;
  }
  return text.slice(0, least).trimEnd() + ellipsis;
}

/** From here on a diamond would hide the work around it; a line stands for it. */
const coarseMs = 5 * 60_000;

function drawCommits(pen: CanvasRenderingContext2D, scene: Scene, lane: Lane, top: number): void {
  const y = top + bar.top + bar.height / 2;
  const msPerPx = (scene.view.toMs - scene.view.fromMs) / Math.max(1, scene.width);
  pen.lineWidth = 1.5;
  for (const { atMs } of lane.commits) {
    const x = xOf(scene, atMs);
    if (x < -6 || x > scene.width + 6) continue;
    if (msPerPx > coarseMs) {
      pen.fillStyle = scene.colours.ink;
      pen.fillRect(Math.round(x), top + bar.top - 2, 1, bar.height + 4);
      continue;
    }
    pen.beginPath();
    pen.moveTo(x, y - 6);
    pen.lineTo(x + 5, y);
    pen.lineTo(x, y + 6);
    pen.lineTo(x - 5, y);
    pen.closePath();
    pen.fillStyle = scene.colours.paper;
    pen.fill();
    pen.strokeStyle = scene.colours.ink;
    pen.stroke();
  }
}

function drawSelection(pen: CanvasRenderingContext2D, scene: Scene): void {
  const { selection, cursorMs, colours, height } = scene;
  if (selection !== null) {
    const [from, to] = [xOf(scene, selection.fromMs), xOf(scene, selection.toMs)];
    pen.fillStyle = colours.focus;
    pen.globalAlpha = 0.13;
    pen.fillRect(from, axisHeight, to - from, height);
    pen.globalAlpha = 1;
    for (const x of [from, to]) pen.fillRect(Math.round(x) - 1, axisHeight, 2, height);
  }
  if (cursorMs === null) return;
  pen.fillStyle = colours.focus;
  const x = Math.round(xOf(scene, cursorMs));
  pen.fillRect(x, 0, 1, height);
  pen.fillRect(x - 3, axisHeight - 7, 7, 7);
  const top = axisHeight + scene.cursorLane * laneHeight - scene.scrollTop;
  if (top < axisHeight) return;
  pen.fillRect(0, top, 3, laneHeight - 1);
  pen.fillRect(x - 2, top + bar.top - 3, 5, bar.height + 6);
}
