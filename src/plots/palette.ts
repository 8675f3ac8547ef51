/** The colours of charts and of the pages around them, as custom properties for light and dark. */

export const lightColours =
  "--paper: #fcfbf8; --ink: #1d1c1a; --muted: #5f5b54; --rule: #ddd8ce; --human: #0b6b58; --agent: #b05a1c;";

export const darkColours =
  "--paper: #161614; --ink: #eceae4; --muted: #aaa69c; --rule: #383630; --human: #5ec7ab; --agent: #e79c65;";
