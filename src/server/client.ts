/** The built client: its files are read once, so a request can name nothing else. */
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { extname, join, relative, sep } from "node:path";

export interface ClientFile {
  readonly content: Uint8Array<ArrayBuffer>;
  readonly type: string;
  readonly etag: string;
  /** Its name holds a hash of its content: it never changes. */
  readonly lasting: boolean;
}

const types: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".ico": "image/x-icon",
  ".json": "application/json",
  ".webmanifest": "application/manifest+json",
  ".woff2": "font/woff2",
};

/** By path from the root: `/index.html`. Empty where the client was not built. */
export function clientFiles(folder: string): ReadonlyMap<string, ClientFile> {
  const names = namesBelow(folder).filter((name) => extname(name) in types);
  return new Map(names.map((name) => [`/${name}`, fileNamed(folder, name)]));
}

function namesBelow(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join("/"));
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
}

function fileNamed(folder: string, name: string): ClientFile {
  const content = new Uint8Array(readFileSync(join(folder, name)));
  const hash = createHash("sha256").update(content).digest("base64url").slice(0, 16);
  return {
    content,
    type: types[extname(name)]!,
    etag: `"${hash}"`,
    lasting: name.startsWith("assets/"),
  };
}

/** The page with the token that its changes need. */
export function pageWithToken(page: ClientFile, token: string): string {
  const empty = '<meta name="leverage-token" content=""';
  return new TextDecoder().decode(page.content).replace(empty, empty.replace('""', `"${token}"`));
}

export const pageWithoutClient = `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>leverage</title>
<p>The dashboard's pages were not built: run <code>npm run build</code>.
The server itself works; <a href="/api">its API</a> answers.
`;
