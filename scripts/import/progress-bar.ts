import type { WriteStream } from "node:tty";
import type { ImportProgress } from "@/lib/ingest";

const WIDTH = 24;
const REDRAW_MS = 100;

/** One line on a terminal that shows how far an import is. */
export class ProgressBar {
  private drawnAt = 0;

  constructor(private readonly terminal: WriteStream) {}

  show = ({ bytes, totalBytes, resources, file }: ImportProgress): void => {
    const now = performance.now();
    if (now - this.drawnAt < REDRAW_MS) return;
    this.drawnAt = now;
    const share = totalBytes > 0 ? Math.min(1, bytes / totalBytes) : 0;
    const filled = Math.round(share * WIDTH);
    const bar = "█".repeat(filled) + "░".repeat(WIDTH - filled);
    const text = `${bar} ${String(Math.floor(share * 100)).padStart(3)} %  ${resources.toLocaleString("en-US")} resources  ${file.replace(/\p{Cc}/gu, "�")}`;
    this.terminal.write(`\r${text.slice(0, this.terminal.columns - 1)}\u001b[K`);
  };

  clear(): void {
    if (this.drawnAt > 0) this.terminal.write("\r\u001b[K");
  }
}
