/**
 * Own rules for secrets, beside secretlint's: key shapes it does not know or knows only whole, passwords and
 * tokens by the name they are assigned to, credentials in addresses and flags, and tokens that look random.
 * A rule that masks too much costs a few words of a title; one that masks too little leaks a key. So they lean
 * to masking, but leave plain words, paths, ids and hashes alone.
 */

/** A shape of secret. Groups `before` and `after` of the pattern, where it has them, are kept. */
interface SecretRule {
  /** Shown in place of the secret: `[redacted:github-token]`. */
  readonly name: string;
  readonly pattern: RegExp;
  /** What every match of the pattern holds, written so that it is quickly looked for. */
  readonly hint: string;
  /** Is the group `value` (or the whole match) worth masking? */
  readonly when?: (value: string, groups: Groups) => boolean;
}

type Groups = Readonly<Record<string, string | undefined>>;

/** Not inside a longer word; an underscore or hyphen before it may belong to a name glued to the key. */
const start = "(?<![A-Za-z0-9])";

/** Keys that carry their maker's mark, as `prefix + at least so many of these characters`. */
const markedKeys: readonly (readonly [name: string, shape: string])[] = [
  ["github-token", "gh[pousr]_[A-Za-z0-9]{16,}|github_pat_[A-Za-z0-9_]{16,}"],
  ["gitlab-token", "gl[a-z]{2,5}-[A-Za-z0-9_-]{20,}"],
  ["aws-key", "(?:AKIA|ASIA|AGPA|AIDA|AROA|AIPA|ANPA|ANVA|A3T[A-Z0-9])[A-Z0-9]{16}(?![A-Z0-9])"],
  ["anthropic-key", "sk-ant-[A-Za-z0-9_-]{8,}"],
  ["openai-key", "sk-(?:proj|svcacct|admin|or|lf)-[A-Za-z0-9_-]{12,}|sk-(?=[A-Za-z-]*\\d)[A-Za-z0-9]{16,}"],
  ["stripe-key", "(?:sk|rk)_(?:live|test)_[A-Za-z0-9]{10,}|whsec_[A-Za-z0-9+/=]{16,}"],
  ["slack-token", "xox[a-z]-[A-Za-z0-9-]{10,}|xapp-[A-Za-z0-9-]{10,}|xoxe\\.[A-Za-z0-9.-]{10,}"],
  [
    "google-key",
    "AIza[A-Za-z0-9_-]{30,}|ya29\\.[A-Za-z0-9_-]{16,}|GOCSPX-[A-Za-z0-9_-]{16,}|1//0[A-Za-z0-9_-]{24,}",
  ],
  ["jwt", "eyJ[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]{4,}(?:\\.[A-Za-z0-9_-]*)?"],
  ["npm-token", "npm_[A-Za-z0-9]{24,}"],
  ["pypi-token", "pypi-[A-Za-z0-9_-]{20,}"],
  ["rubygems-token", "rubygems_[a-f0-9]{24,}"],
  ["hugging-face-token", "hf_[A-Za-z0-9]{20,}"],
  ["model-provider-key", "(?:gsk|xai|r8|pplx|fw|tvly|nvapi)[_-][A-Za-z0-9_-]{24,}"],
  ["linear-key", "lin_(?:api|oauth)_[A-Za-z0-9_]{16,}"],
  ["notion-token", "ntn_[A-Za-z0-9]{20,}|secret_[A-Za-z0-9]{32,}"],
  ["figma-token", "fig[a-z]_[A-Za-z0-9_-]{20,}"],
  ["digitalocean-token", "do[opr]_v1_[a-f0-9]{20,}"],
  ["shopify-token", "shp(?:at|ca|pa|ss)_[A-Za-z0-9]{16,}"],
  ["sendgrid-key", "SG\\.[A-Za-z0-9_-]{10,}\\.[A-Za-z0-9_-]{10,}"],
  ["twilio-key", "SK[0-9a-f]{32}(?![0-9a-f])"],
  ["mailgun-key", "key-[0-9a-f]{32}(?![0-9a-f])"],
  ["databricks-token", "dapi[a-f0-9]{32}"],
  ["vault-token", "hv[sbr]\\.[A-Za-z0-9_-]{20,}"],
  ["atlassian-token", "AT(?:ATT|CTT|BB)[A-Za-z0-9][A-Za-z0-9_=-]{20,}"],
  ["grafana-token", "glsa_[A-Za-z0-9_]{20,}|glc_[A-Za-z0-9+/=]{20,}"],
  ["docker-token", "dckr_(?:pat|oat)_[A-Za-z0-9_-]{16,}"],
  ["vercel-token", "vc[a-z]_[A-Za-z0-9]{20,}"],
  ["supabase-token", "sb[a-z]_(?:secret_)?[A-Za-z0-9_-]{20,}"],
  ["sentry-token", "sntry[a-z]_[A-Za-z0-9_=+/-]{20,}"],
  ["postman-key", "PMAK-[A-Za-z0-9-]{20,}"],
  ["new-relic-key", "NR[A-Z]{2}-[A-Za-z0-9-]{20,}"],
  ["tailscale-key", "tskey-[a-z]+-[A-Za-z0-9-]{10,}"],
  ["age-key", "AGE-SECRET-KEY-1[A-Z0-9]{20,}"],
  ["1password-token", "ops_eyJ[A-Za-z0-9+/=_-]{20,}"],
  ["discord-token", "[MNO][A-Za-z0-9_-]{22,}\\.[A-Za-z0-9_-]{6}\\.[A-Za-z0-9_-]{24,}"],
  ["telegram-token", "\\d{8,10}:AA[A-Za-z0-9_-]{30,}"],
];

/** Asked once for all of them, and only where a word begins. */
const markedKey = `${start}(?:${markedKeys.map(([, shape]) => shape).join("|")})`;

/** Part of a name that tells a secret. The whole name is looked up behind it, which is faster than before it. */
const secretWord =
  "(?:passw(?:or)?d|passwd|passphrase|passcode|pwd|secret|token|credential|cookie|authorization|" +
  "(?:api|access|account|auth|client|deploy|encryption|license|master|private|service|session|shared|signing|ssh|storage|" +
  "subscription|webhook)[ _.-]?key)[\\w.-]{0,40}";
const secretName = `${secretWord}(?<=(?<name>[\\w.-]{1,100}))`;
/** A text's end, also where others are joined to it: what is quoted may be cut off there. */
const end = "(?=\\n\\0|$)";
const quotedOrWord = `(?:\\\\?"[^"\\n]{4,}?(?:\\\\?"|${end})|\\\\?'[^'\\n]{4,}?(?:\\\\?'|${end})|\`[^\`\\n]{4,}?\`|[^\\s"'\`,;&]{4,})`;
const secretFlag =
  "(?:password|passwd|passphrase|pass|pw|token|secret|apikey|api-key|access-key|secret-key|private-key)";
const secretInWords =
  "\\b(?:password|passphrase|passcode|passwd|pwd|pin|secret|token|api[ -]?key|passwort|mot de passe|contraseña)\\s+(?:is|was|ist|est|es|to|=|->)\\s+";
const passwordInAddress = "://[^\\s:/@[]{0,100}:[^\\s@]{1,200}@";

const rules: readonly SecretRule[] = [
  {
    // A block whose end is missing was cut off: all that follows is taken for the key.
    name: "private-key",
    hint: "PRIVATE KEY",
    pattern:
      /-----BEGIN [A-Z0-9 ]{0,30}PRIVATE KEY[^\0]*?(?:-----END [A-Z0-9 ]{0,30}PRIVATE KEY[A-Z ]{0,10}-----|(?=\0)|$)/g,
  },
  { name: "private-key", hint: "PuTTY-User-Key-File-", pattern: /PuTTY-User-Key-File-[^\0]*/g },
  ...markedKeys.map(([name, shape]) => ({
    name,
    hint: markedKey,
    pattern: new RegExp(`${start}(?:${shape})`, "g"),
  })),
  {
    name: "webhook",
    hint: "//(?:hooks\\.slack|discord(?:app)?|[\\w.-]+\\.webhook\\.office|chat\\.googleapis)\\.com/",
    pattern:
      /(?<before>https:\/\/(?:hooks\.slack\.com|discord(?:app)?\.com\/api\/webhooks|[\w.-]+\.webhook\.office\.com|chat\.googleapis\.com)\/)[^\s"'`<>]+/gi,
  },
  {
    name: "password",
    hint: passwordInAddress,
    pattern:
      /(?<before>\b(?!https?:|ftps?:)[a-z][a-z0-9+.-]{1,30}:\/\/[^\s:/@[]{0,100}:)[^\s@]{1,200}(?<after>@(?=[\w.[]))/gi,
  },
  {
    name: "password",
    hint: passwordInAddress,
    pattern: /(?<before>\b(?:https?|ftps?):\/\/[^\s:/@[]{0,100}:)[^\s@/]{1,200}(?<after>@)/gi,
  },
  {
    name: "token",
    hint: "://[A-Za-z0-9_-]{16,}@",
    pattern: /(?<before>\bhttps?:\/\/)[A-Za-z0-9_-]{16,}(?<after>@)/gi,
  },
  {
    name: "password",
    hint: "@(?:tcp|unix|udp)\\(",
    pattern: /(?<before>(?<!\[)\b[\w.-]{1,60}:)[^\s@:/[]{1,100}(?<after>@(?:tcp|unix|udp)\()/g,
  },
  {
    name: "token",
    hint: "\\b(?:bearer|basic)\\s",
    pattern: /(?<before>\b(?:bearer|basic)\s+)(?<value>[A-Za-z0-9._~+/=-]{8,})/gi,
    when: (value) => /\d/.test(value) || value.length >= 20 || /[a-z][A-Z]/.test(value),
  },
  {
    name: "secret",
    hint: `${secretWord}\\\\?["'\`]?\\s{0,3}[:=]`,
    pattern: new RegExp(
      `(?<before>${secretName}\\\\?["'\`]?\\s{0,3}(?<sign>=>|:=|==?|:)\\s{0,3}(?:(?:bearer|basic|token)\\s+)?)(?<value>${quotedOrWord})`,
      "gi",
    ),
    when: isAssignedSecret,
  },
  {
    name: "secret",
    hint: `-${secretFlag}[\\s=]`,
    pattern: new RegExp(`(?<before>--?(?:[a-z]+-)*${secretFlag}(?:\\s+|=))(?<value>${quotedOrWord})`, "gi"),
    when: (value) =>
      !value.startsWith("-") && !isPlaceholder(value) && (isQuoted(value) || looksLikeSecret(value)),
  },
  {
    name: "secret",
    hint: secretInWords,
    pattern: new RegExp(`(?<before>${secretInWords})(?<value>${quotedOrWord})`, "gi"),
    when: (value) => !isPlaceholder(value) && (isQuoted(value) || looksLikeSecret(value)),
  },
  {
    name: "password",
    hint: "\\s(?:-u|--user)[\\s=]*[\"']?[^\\s:\"'$]{1,60}:",
    pattern: /(?<before>\s(?:-u|--user)[\s=]*["']?[^\s:"'$]{1,60}:)(?!\d+(?:\s|$))[^\s"'$]{3,}/g,
  },
  { name: "password", hint: "sshpass\\s", pattern: /(?<before>\bsshpass\s+-p\s*)\S+/g },
  {
    name: "password",
    hint: "mysql\\w*\\s",
    pattern: /(?<before>\bmysql\w*\s(?:[^\n|;&]{0,200}\s)?-p)[^\s'"$]{3,}/g,
  },
  {
    name: "random-token",
    hint: "(?<![A-Za-z0-9+_-])[A-Za-z0-9+_-]{32,}",
    pattern: /(?<![A-Za-z0-9+_-])[A-Za-z0-9+_-]{32,}={0,2}/g,
    when: looksRandom,
  },
];

/**
 * The hints in a few searches, case for case as the patterns have it: what must not follow a match may otherwise
 * follow a hint. Marked keys are apart, since V8 does not compile a pattern of everything.
 */
const searches = [
  new RegExp(markedKey),
  hintsWhere((rule) => rule.hint !== markedKey && !rule.pattern.ignoreCase, ""),
  hintsWhere((rule) => rule.pattern.ignoreCase, "i"),
];

function hintsWhere(among: (rule: SecretRule) => boolean, flags: string): RegExp {
  return new RegExp([...new Set(rules.filter(among).map(({ hint }) => hint))].join("|"), flags);
}

/** False where `maskSecrets` would leave the text as it is, which is told sooner than by all rules. */
export function mayHoldSecret(text: string): boolean {
  return searches.some((search) => search.test(text));
}

/**
 * The text with everything that looks like a secret masked. Several texts may be joined by a zero byte on a line
 * of its own: no rule sees past it.
 */
export function maskSecrets(text: string): string {
  let masked = text;
  for (const rule of rules) masked = maskRule(masked, rule);
  return masked;
}

/** The text with every match of the user's own patterns masked. */
export function maskPatterns(text: string, patterns: readonly RegExp[]): string {
  let masked = text;
  for (const pattern of patterns) {
    const everywhere = pattern.global ? pattern : new RegExp(pattern.source, `${pattern.flags}g`);
    masked = masked.replace(everywhere, (match) => (match === "" ? "" : maskOf("own-pattern")));
  }
  return masked;
}

export function maskOf(name: string): string {
  return `[redacted:${name}]`;
}

function maskRule(text: string, { name, pattern, when }: SecretRule): string {
  return text.replace(pattern, (match: string, ...rest: unknown[]) => {
    const last = rest.at(-1);
    const groups = (typeof last === "object" ? last : {}) as Groups;
    const value = groups.value ?? match;
    if (when !== undefined && !when(value, groups)) return match;
    return `${groups.before ?? ""}${maskOf(name)}${groups.after ?? ""}`;
  });
}

const placeholder =
  /^(?:true|false|yes|no|on|off|null|nil|none|undefined|string|number|boolean|bool|int|required|optional|unset|empty|missing|example|placeholder|changeme|redacted|x{3,}|\*+|\.{3,}|…+)$/i;

function bare(value: string): string {
  return value.replace(/^\\?["'`]|\\?["'`]$/g, "");
}

/** A variable, a call, a template, a mask or a word that stands for a value instead of being one. */
function isPlaceholder(value: string): boolean {
  const inner = bare(value);
  return (
    placeholder.test(inner) ||
    /^(?:\$[A-Za-z_{(]|<|\{\{|%\w+%$|\[)/.test(inner) ||
    /^[\w.]{3,}\(|^(?:process|os|env|config|settings|options|secrets|vars|this|self|ctx)\./i.test(inner) ||
    inner.includes("[redacted:")
  );
}

function isQuoted(value: string): boolean {
  return /^\\?["'`]/.test(value);
}

/** Names that hold a word of secrets but state a number or a place: `max_tokens`, `token_count`, `secret_path`. */
const harmlessName =
  /(?:tokens|count|max|limit|usage|used|budget|length|size|expiry|expires|ttl|timeout|path|file|dir|url|name|type|id)$/i;

/** A value under a telling name. Passwords may be anything; keys and tokens have some length and a digit. */
function isAssignedSecret(value: string, { name = "", sign }: Groups): boolean {
  if (isPlaceholder(value)) return false;
  // `password: required` is prose more often than a secret; `password=required` is not.
  if (sign === ":" && !isQuoted(value) && !looksLikeSecret(value)) return false;
  const inner = bare(value);
  if (harmlessName.test(name)) return inner.length >= 16 && looksLikeSecret(inner) && !inner.includes("/");
  if (/^(?:old)?pwd$/i.test(name)) return !/^[/.~]/.test(inner);
  if (/passw|passphrase|passcode|pwd|secret/i.test(name)) return true;
  return inner.length >= 8 && looksLikeSecret(inner);
}

/** Not a plain word: holds digits or signs between letters, changes case inside, or is very long. */
function looksLikeSecret(value: string): boolean {
  const inner = bare(value).replace(/[.,:;!?]+$/, "");
  return (
    (/\d/.test(inner) && inner.length >= 4 && !/^v?\d+(?:[.,]\d+)*(?:[a-z]{1,2}|%)?$/i.test(inner)) ||
    /^\d{6,}$/.test(inner) ||
    /[!@#$%^&*+=~]/.test(inner) ||
    (/[a-z][A-Z]/.test(inner) && inner.length >= 12) ||
    (/^[A-Za-z]+$/.test(inner) && inner.length >= 16) ||
    inner.length >= 24
  );
}

/**
 * Letters of both cases and digits in an order that no words make. In random text the kind of character changes
 * after 62 % of the characters, in names joined from words (`camelCase`, `SNAKE_CASE2`) after some 35 %.
 */
function looksRandom(text: string): boolean {
  let digits = 0;
  let changes = 0;
  let letters = 0;
  let before = "";
  for (const char of text) {
    if (!/[A-Za-z0-9]/.test(char)) continue;
    const kind = char <= "9" ? "digit" : char >= "a" ? "lower" : "upper";
    letters += 1;
    if (kind === "digit") digits += 1;
    if (before !== "" && kind !== before) changes += 1;
    before = kind;
  }
  return digits >= 3 && /[a-z]/.test(text) && /[A-Z]/.test(text) && changes / letters > 0.45;
}
