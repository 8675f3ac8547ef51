/** The configuration that `leverage config` writes where there is none: every key, explained, at its default. */
export function defaultConfigText(): string {
  return `# Configuration of leverage. Every key may be left out; the values below are the defaults, and the lines
# that begin with "#:" are examples. \`leverage config\` shows what is in force and checks this file.

# The time zone whose midnight ends a day. Default: the machine's.
#: timezone = "Europe/Berlin"

# Folders to read agent logs from (absolute, or from "~"). Default: wherever each agent keeps them.
logs = []
#: logs = ["~/.claude/projects", "/mnt/backup/laptop/.claude/projects"]

# Whether commits are looked for in the repositories that sessions worked in, as far as they are on this machine.
# git is run there to read their histories, and never writes. With false, commits are known from the logs alone.
git = true

# Regular expressions (JavaScript's): whatever they match is redacted before anything is stored, beside the
# built-in rules for keys, tokens and passwords. Single quotes spare you doubled backslashes.
redactionPatterns = []
#: redactionPatterns = ['ACME-[0-9]{6}', '[\\w.]+@example\\.com']

# Words that no record may hold, in any letter case: \`leverage record --check\` fails where one would appear.
forbiddenWords = []
#: forbiddenWords = ["Project Falcon"]

# Product names and the generic nouns that stand for them in records.
[aliases]
#: "Falcon" = "the product"
#: "falcon-api" = "the API"

# Whose work a log is: by default that of the owner of the home folder in its paths. Left of "=" stands such
# an owner, or a folder that holds for everything below it.
[people]
#: "jdoe" = "Jane Doe"
#: "/workspaces/api" = "Jane Doe"

# What the record is about. Patterns: "*" matches any characters, "{a,b}" either word; letter case does not
# matter. An empty include list includes all; exclude wins. What is left out is counted in the scope note.
[scope.include]
projects = []
agents = []
people = []

[scope.exclude]
projects = []
agents = []
people = []
#: projects = ["client-*", "dotfiles"]

# Supervisory time. "method v1" counts prompting, reviewing and approving; "prompting only" counts the time
# spent on writing prompts, as hand-kept records do. A longer gap or wait than its cap is time away, and counts
# as the person's median. Records carry the name of a changed definition.
[supervision]
definition = "method v1"
gapCapMinutes = 10
waitCapMinutes = 5

# Prices in USD per million tokens, by model as the logs name it, instead of the package's own table.
[prices]
#: "some-model-1" = { input = 5, output = 25, cacheWrite5m = 6.25, cacheWrite1h = 10, cacheRead = 0.5 }
`;
}
