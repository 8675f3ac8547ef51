/**
 * What secretlint's recommended rules look for, in one pattern that holds for every text in which they find
 * something. Few texts hold any of it, and asking the library takes longer than all other redaction: it is asked
 * (and loaded) only for those. A test lists the library's patterns and holds this one against them.
 */

const shapes = [
  // AWS
  "secret_?access_?key",
  // npm and GitHub
  "x-oauth-basic@",
  "_authToken=",
  "npm_\\w{36}",
  "gh[pousr]_\\w{36}",
  "github_pat_",
  "glpat-",
  // passwords in addresses
  "(?:https?|ftps?)://[-\\w]+:[-\\w]+@",
  "(?:mongodb(?:\\+srv)?|mysqlx?|postgres(?:ql)?)://[^\\s:/]+:[^\\s@/]+@",
  // Slack
  "(?:xox[bpaor]|xapp)-[a-z0-9]",
  "hooks\\.slack\\.com/services/",
  // models
  "T3BlbkFJ",
  "sk-ant-api0",
  "gsk_[a-z0-9]{52}",
  "hf_[a-z]{34}",
  // others
  "lin_api_",
  "ntn_[0-9]{11}",
  "SG\\.\\w+\\.\\w",
  "shp(?:pa|ca|at|ss)_[a-z0-9]{32}",
  "gl(?:c|sa)_[a-z0-9+/]{32}",
  "ops_ey",
  "hv[sbr]\\.[\\w-]{90}",
  "vc[piark]_[a-z0-9]{20}",
  "dapi[a-f0-9]{32}",
  "dckr_pat_",
  "figd_",
  "PRIVATE KEY",
];

const shape = new RegExp(shapes.join("|"), "i");

/** False where secretlint finds nothing in the text. */
export function mayBeLinted(text: string): boolean {
  return shape.test(text);
}
