/** Forms of what the first page asks and hears; in the bundle the forms alone. */
export { firstShapes as shapes } from "./shapes.ts";
