/**
 * Places in the dashboard as addresses and back: `#/record/2026-W13?person=ada`. The part after `#` stays in the
 * browser, so the server has one page to serve and a copied address opens the same view.
 */
export interface Place {
  /** Name of the page; see `pages.ts`. */
  readonly page: string;
  /** What the page is about: a period, a task's id; null: what the page shows by itself. */
  readonly subject: string | null;
  readonly options: Readonly<Record<string, string>>;
}

export const firstPage = "record";

/** Whatever stands in the address bar is some place; an unknown page is told by `page`. */
export function placeOf(hash: string): Place {
  const [path = "", query = ""] = hash.replace(/^#?\/?/, "").split("?", 2);
  const [page, ...rest] = path.split("/").map(decoded);
  const subject = rest.join("/");
  return {
    page: page || firstPage,
    subject: subject === "" ? null : subject,
    options: Object.fromEntries(new URLSearchParams(query)),
  };
}

/** The address of a place, for `href`. Options without a value are left out. */
export function addressOf(
  page: string,
  subject: string | null = null,
  options: Readonly<Record<string, string | null>> = {},
): string {
  const given = Object.entries(options).filter((option): option is [string, string] => option[1] !== null);
  const query = new URLSearchParams(given).toString();
  const path = [page, ...(subject === null ? [] : [subject])].map(encodeURIComponent).join("/");
  return `#/${path}${query === "" ? "" : `?${query}`}`;
}

/** A half-typed escape in the address bar stands for itself. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch (error) {
    if (error instanceof URIError) return part;
    throw error;
  }
}
