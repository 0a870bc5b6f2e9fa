export { appendEvent } from "./append-event";
export { closeEvents, onAccessChange } from "./event-bus";
export { type Following, followStream, type StreamItem } from "./follow-stream";
