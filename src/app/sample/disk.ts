/** Writes a sample to disk: large appends, few open files. */
import { type FileHandle, mkdir, open } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { SampleFiles } from "./generate.ts";

const mostOpen = 8;

/** Files below a folder, which is made; a file that exists is written anew. */
export function diskFiles(folder: string): SampleFiles {
  const handles = new Map<string, FileHandle>();
  const begun = new Set<string>();
  const handleOf = async (path: string): Promise<FileHandle> => {
    const known = handles.get(path);
    if (known) return known;
    const full = join(folder, path);
    if (!begun.has(path)) await mkdir(dirname(full), { recursive: true });
    const handle = await open(full, begun.has(path) ? "a" : "w");
    begun.add(path);
    handles.set(path, handle);
    const [oldest] = handles.keys();
    if (handles.size > mostOpen && oldest !== undefined) {
      await handles.get(oldest)?.close();
      handles.delete(oldest);
    }
    return handle;
  };
  return {
    async append(path, data) {
      const handle = await handleOf(path);
      await handle.appendFile(data);
    },
    async close() {
      for (const handle of handles.values()) await handle.close();
      handles.clear();
    },
  };
}
