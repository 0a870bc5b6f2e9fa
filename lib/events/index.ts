export { appendEvent } from "./append-event";
export { closeEvents } from "./event-bus";
export { type Following, followStream, type StreamItem } from "./follow-stream";
