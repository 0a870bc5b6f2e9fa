export { type CursorPart, decodeCursor, encodeCursor } from "./cursor";
export { INSTANT_PARTS, type InstantKeyset, LAST_ID, toInstantKeyset } from "./instant-keyset";
export { toPage } from "./to-page";
