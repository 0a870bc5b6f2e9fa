export { readShortText, shortText, toPlainSearch } from "./short-text";
