/** Who brought the lines of a commit's files, as `git blame -w -M -C` says: the judge of the replay. */
import { spawn } from "node:child_process";
import { hashLine, isCommonLine } from "../../src/core/line-hash.ts";

export interface BlamedLine {
  readonly path: string;
  readonly hash: number;
  readonly sha: string;
}

/** The telling lines of the files at `sha`, in any order. Two processes at a time. */
export async function blamedLines(
  folder: string,
  sha: string,
  isCounted: (path: string) => boolean,
): Promise<readonly BlamedLine[]> {
  const paths = (await gitOutput(folder, ["ls-tree", "-r", "-z", "--name-only", sha]))
    .toString("utf8")
    .split("\0")
    .filter((path) => path !== "" && isCounted(path));
  const found: BlamedLine[] = [];
  const waiting = paths.values();
  const work = async (): Promise<void> => {
    for (const path of waiting) {
      const command = ["blame", "-w", "-M", "-C", "--line-porcelain", sha, "--", path];
      found.push(...linesIn(await gitOutput(folder, command), path));
    }
  };
  await Promise.all([work(), work()]);
  return found;
}

/** Of a binary file (it has a zero byte, as git judges it too) none. */
function linesIn(porcelain: Buffer, path: string): readonly BlamedLine[] {
  if (porcelain.includes(0)) return [];
  const found: BlamedLine[] = [];
  let sha = "";
  for (const line of porcelain.toString("utf8").split("\n")) {
    if (line.startsWith("\t")) {
      const text = line.slice(1);
      const hash = hashLine(text.endsWith("\r") ? text.slice(0, -1) : text);
      if (!isCommonLine(hash)) found.push({ path, hash, sha });
    } else {
      sha = /^([0-9a-f]{40,64}) \d+ \d+/.exec(line)?.[1] ?? sha;
    }
  }
  return found;
}

async function gitOutput(folder: string, command: readonly string[]): Promise<Buffer> {
  const chunks: Buffer[] = [];
  const git = spawn("git", ["-C", folder, ...command], { stdio: ["ignore", "pipe", "inherit"] });
  git.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
  const code = await new Promise<number | null>((resolve, reject) => {
    git.on("error", reject);
    git.on("close", resolve);
  });
  if (code !== 0) throw new Error(`git ${command[0]} ended with code ${code}`);
  return Buffer.concat(chunks);
}
