export { once } from "./once";
