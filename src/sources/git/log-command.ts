/** How git is asked for commits and their contents. */

/** Fields of a commit in the log, each ended by a zero byte, which none of them can hold. */
export const fields = ["%H", "%P", "%aN", "%aE", "%at", "%ct", "%s", "%b"];

/** `git log` for exactly the commits named on its input, with or without contents; of a merge, what it brought. */
export function logCommand(contents: boolean): readonly string[] {
  return [
    ...[
      "log",
      "--stdin",
      "--no-walk=unsorted",
      "--use-mailmap",
      "--encoding=UTF-8",
      "--no-color",
      "--no-notes",
    ],
    ...["--no-ext-diff", "--no-textconv", "--full-index", "--submodule=short"],
    ...[
      "--src-prefix=a/",
      "--dst-prefix=b/",
      "--no-relative",
      `--format=%x01${fields.map((one) => `${one}%x00`).join("")}`,
    ],
    ...(contents
      ? [
          "--patch",
          "--diff-merges=first-parent",
          "--unified=0",
          "--inter-hunk-context=0",
          "--diff-algorithm=myers",
          "--find-renames",
        ]
      : ["--raw", "--diff-merges=off", "--no-renames"]),
  ];
}
