/** Forms of all other answers, fetched with the first of them; in the bundle the forms alone. */
export { otherShapes as shapes } from "./shapes.ts";
