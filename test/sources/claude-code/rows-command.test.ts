import { describe, expect, it } from "vitest";
import {
  commandHead,
  makesCommits,
  pullRequestTitle,
  sleepMsOf,
} from "../../../src/sources/claude-code/rows-command.ts";

describe("the head of a shell command", () => {
  it.each([
    ["go test ./... -run TestX", "go test"],
    ["cd /x/y && FOO=bar npm run build -- --prod", "npm run build"],
    ["git -C /x commit -m \"$(cat <<'EOF'\nDon't; rm -rf /\nEOF\n)\"", "git commit"],
    ["git add -A && git commit -m 'a && b' && git push", "git add && git commit && git push"],
    ["git status; git status", "git status"],
    ["cat secret.txt | grep password > out", "cat"],
    ["sudo timeout 60 /usr/bin/make test", "make test"],
    ["python3 -m pytest tests/", "python3 -m pytest"],
    ["python3 scripts/private.py --token abc", "python3"],
    ["npx vitest run", "npx vitest"],
    ["docker compose up -d", "docker compose up"],
    ["# a comment\nls -la 2>&1", "ls"],
    ['for f in *.go; do gofmt -w "$f"; done', "gofmt"],
    ["if go vet ./...; then echo fine; fi", "go vet"],
    ["out=$(git rev-parse HEAD); echo $out", "git rev-parse"],
    ["cat > a.txt << 'EOF'\nrm -rf /\nEOF", "cat"],
    ["sleep 60 && gh pr checks", "sleep && gh pr checks"],
    ["echo hello", "echo"],
    ["$RUNNER --all", null],
    ["", null],
  ])("%s", (command, head) => {
    expect(commandHead(command)).toBe(head);
  });
});

describe("what a shell command says of itself", () => {
  it("how long it sleeps", () => {
    expect(sleepMsOf("sleep 90 && gh pr checks; sleep 1.5m")).toBe(180_000);
    expect(sleepMsOf("echo sleep 5")).toBe(0);
    expect(sleepMsOf("sleep $N")).toBe(0);
  });

  it("whether it commits", () => {
    expect(["git commit -m x", "git -C /x cherry-pick abc", "rtk git commit"].map(makesCommits)).toEqual([
      true,
      true,
      true,
    ]);
    expect(["git log", "legit commits"].map(makesCommits)).toEqual([false, false]);
  });

  it("what it calls a pull request", () => {
    expect(pullRequestTitle("gh pr create --draft --title 'Add it' --body x")).toBe("Add it");
    expect(pullRequestTitle("gh pr create --fill")).toBe("");
    expect(pullRequestTitle("gh pr view 12")).toBeNull();
  });
});
