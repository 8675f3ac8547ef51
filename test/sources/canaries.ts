/**
 * Made-up secrets in the shapes of real ones. Each text holds its secret once; none may be left after redaction.
 * They are put together from parts, so that no scanner takes this file for a leak.
 */
const letters = "Q7xVb2LmZ9kTfR4wYhC8nPsJ3dGaE6uK5oXiB1vM0qWzNtHy";
const hex = "4f9c1e77ab02d3586ee1904c7db3a25f8016c9ee42b7d1f3";
const upper = "Q7XVB2LMZ9KTFR4WYHC8NPSJ3DGAE6UK";

export interface Canary {
  readonly shape: string;
  readonly secret: string;
  /** The secret as people paste it. */
  readonly text: string;
}

function canary(
  shape: string,
  secret: string,
  text: (secret: string) => string = (s) => `use ${s} here`,
): Canary {
  return { shape, secret, text: text(secret) };
}

const pemBody = `MIIEpAIBAAKCAQEA${letters}\n${letters}`;
const password = "Tr0ub4dor&3";

export const canaries: readonly Canary[] = [
  canary("GitHub token", `${"ghp"}_${letters.slice(0, 36)}`),
  canary("GitHub server token", `${"ghs"}_${letters.slice(0, 36)}`),
  canary("GitHub fine-grained token", `${"github"}_pat_${letters}${letters}`),
  canary("GitHub token glued to a name", `${"gho"}_${letters.slice(0, 36)}`, (s) => `TOKEN_${s}`),
  canary("GitLab token", `${"glpat"}-${letters.slice(0, 20)}`),
  canary("AWS access key", `${"AKIA"}${upper.slice(0, 16)}`),
  canary("AWS session key", `${"ASIA"}${upper.slice(0, 16)}`),
  canary(
    "AWS secret key",
    `${letters.slice(0, 20)}/+${letters.slice(20, 38)}`,
    (s) => `AWS_SECRET_ACCESS_KEY=${s}`,
  ),
  canary("AWS secret key, spaced", letters.slice(0, 40), (s) => `aws_secret_access_key = ${s}`),
  canary("Anthropic key", `${"sk"}-ant-api03-${letters}${letters}AA`),
  canary("Anthropic key, cut off", `${"sk"}-ant-api03-${letters.slice(0, 12)}`),
  canary("OpenAI key", `${"sk"}-proj-${letters}`),
  canary("OpenAI key, old", `${"sk"}-${letters.slice(0, 20)}T3BlbkFJ${letters.slice(0, 20)}`),
  canary("OpenRouter key", `${"sk"}-or-v1-${hex}`),
  canary("Slack bot token", `${"xoxb"}-123456789012-1234567890123-${letters.slice(0, 24)}`),
  canary("Slack user token", `${"xoxp"}-123456789012-${letters.slice(0, 24)}`),
  canary(
    "Slack webhook",
    `T00000000/B00000000/${letters.slice(0, 24)}`,
    (s) => `https://hooks.slack.com/services/${s}`,
  ),
  canary("Discord webhook", `1234567890/${letters}`, (s) => `https://discord.com/api/webhooks/${s}`),
  canary("Google API key", `${"AIza"}${letters.slice(0, 35)}`),
  canary("Google OAuth token", `${"ya29"}.${letters}`),
  canary("Google client secret", `${"GOCSPX"}-${letters.slice(0, 28)}`),
  canary("JWT", `${"eyJ"}hbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.${letters.slice(0, 43)}`),
  canary("JWT, cut off", `${"eyJ"}hbGciOiJIUzI1NiJ9.eyJzdWIi`),
  canary("npm token", `${"npm"}_${letters.slice(0, 36)}`),
  canary("PyPI token", `${"pypi"}-AgEIcHlwaS5vcmc${letters}`),
  canary("Hugging Face token", `${"hf"}_${letters.slice(0, 34)}`),
  canary("Stripe key", `${"sk"}_live_${letters.slice(0, 24)}`),
  canary("Stripe webhook secret", `${"whsec"}_${letters.slice(0, 32)}`),
  canary("SendGrid key", `${"SG"}.${letters.slice(0, 22)}.${letters.slice(0, 43)}`),
  canary("Twilio key", `${"SK"}${hex.slice(0, 32)}`),
  canary("Linear key", `${"lin"}_api_${letters.slice(0, 40)}`),
  canary("Notion token", `${"ntn"}_12345678901${letters.slice(0, 35)}`),
  canary("Figma token", `${"figd"}_${letters.slice(0, 40)}`),
  canary("DigitalOcean token", `${"dop"}_v1_${hex}`),
  canary("Shopify token", `${"shpat"}_${hex.slice(0, 32)}`),
  canary("Vault token", `${"hvs"}.${letters}${letters}`),
  canary("Databricks token", `${"dapi"}${hex.slice(0, 32)}`),
  canary("Atlassian token", `${"ATATT"}3xFfGF0${letters}`),
  canary("Grafana token", `${"glsa"}_${letters.slice(0, 32)}_${hex.slice(0, 8)}`),
  canary("Docker token", `${"dckr"}_pat_${letters.slice(0, 27)}`),
  canary("age key", `${"AGE"}-SECRET-KEY-1${upper}${upper.slice(0, 26)}`),
  canary("Telegram token", `123456789:${"AA"}${letters.slice(0, 33)}`),
  canary(
    "private key",
    pemBody,
    (s) => `-----BEGIN RSA ${"PRIVATE"} KEY-----\n${s}\n-----END RSA ${"PRIVATE"} KEY-----`,
  ),
  canary("private key, cut off", pemBody, (s) => `key:\n-----BEGIN OPENSSH ${"PRIVATE"} KEY-----\n${s}`),
  canary(
    "private key on one line",
    pemBody.replace("\n", "\\n"),
    (s) => `"-----BEGIN ${"PRIVATE"} KEY-----\\n${s}"`,
  ),
  canary("PGP key", pemBody, (s) => `-----BEGIN PGP ${"PRIVATE"} KEY BLOCK-----\n\n${s}`),
  canary("password=", password, (s) => `password=${s}`),
  canary("password= of a plain word", "wintermute", (s) => `password=${s}`),
  canary("a password with a user's name in its own", "wintermute", (s) => `username_password=${s}`),
  canary("a password with brackets", "ab(cd)12", (s) => `PASSWORD=${s}`),
  canary("PASSWORD: quoted", "correct horse battery", (s) => `DB_PASSWORD: "${s}"`),
  canary("password in JSON", "opensesame", (s) => `{"user":"bob","password":"${s}"}`),
  canary("password in escaped JSON", "opensesame", (s) => `{\\"password\\":\\"${s}\\"}`),
  canary("password in prose", password, (s) => `the password is ${s}, log in with it`),
  canary("--password flag", password, (s) => `deploy --user bob --password ${s} --dry-run`),
  canary("--token flag", letters.slice(0, 20), (s) => `gh-thing --token=${s}`),
  canary("secret assignment", letters.slice(0, 24), (s) => `export CLIENT_SECRET='${s}'`),
  canary("api key assignment", hex.slice(0, 32), (s) => `api_key: ${s}`),
  canary("API key in words", hex.slice(0, 32), (s) => `the API key is ${s}`),
  canary("auth token assignment", hex, (s) => `const authToken = "${s}";`),
  canary("npmrc token", letters.slice(0, 36), (s) => `//registry.npmjs.org/:_authToken=${s}`),
  canary(
    "bearer token",
    letters.slice(0, 32),
    (s) => `curl -H "Authorization: Bearer ${s}" https://api.test`,
  ),
  canary("basic authorization", "Ym9iOmh1bnRlcjI=", (s) => `Authorization: Basic ${s}`),
  canary("x-api-key header", letters.slice(0, 32), (s) => `-H 'x-api-key: ${s}'`),
  canary("cookie", `session=${letters.slice(0, 32)}`, (s) => `Cookie: ${s}`),
  canary("Postgres address", "hunter22", (s) => `postgres://bob:${s}@db.internal:5432/shop`),
  canary("MongoDB address", password, (s) => `mongodb+srv://bob:${s}@cluster0.abcde.mongodb.net`),
  canary("Redis address without a user", "hunter22", (s) => `redis://:${s}@cache:6379/0`),
  canary("MySQL DSN", "hunter22", (s) => `bob:${s}@tcp(db:3306)/shop`),
  canary("basic credentials in a URL", "hunter22", (s) => `https://bob:${s}@example.test/repo.git`),
  canary("token in a URL", letters.slice(0, 40), (s) => `git clone https://${s}@github.com/o/r.git`),
  canary("SQL Server string", "hunter22", (s) => `Server=db;User Id=sa;Password=${s};Encrypt=true`),
  canary(
    "Azure storage key",
    `${letters}${letters.slice(0, 38)}==`,
    (s) => `AccountName=shop;AccountKey=${s};`,
  ),
  canary("curl -u", "hunter22", (s) => `curl -u bob:${s} https://example.test`),
  canary("sshpass", "hunter22", (s) => `sshpass -p ${s} ssh bob@host`),
  canary("mysql -p", "hunter22", (s) => `mysql -u bob -p${s} shop`),
  canary("random token without a name", letters.slice(0, 40)),
  canary(
    "after a word that disarms secretlint",
    `${"ghp"}_${letters.slice(2, 38)}`,
    (s) => `secretlint-disable\n${s}`,
  ),
];
