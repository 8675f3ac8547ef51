/**
 * Stands in for `string-width` in the client, where the browser sets the text and only labels of charts are shortened:
 * wide letters take two columns, marks none, and its tables stay out of the bundle.
 */
const none = /[\p{Mark}\p{Format}]/u;
const wide =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u;

export default function textWidth(text: string): number {
  let columns = 0;
  for (const letter of text) if (!none.test(letter)) columns += wide.test(letter) ? 2 : 1;
  return columns;
}
